"""The keys of a provider: made once, stored encrypted, opened once per process."""

from datetime import datetime
from functools import lru_cache
from uuid import UUID, uuid4

from cryptography.fernet import Fernet
from django.conf import settings

from zholdama.ledger.work import current, tenant
from zholdama.papers.keys import KeyRing, Provider, ProviderKeys, PublicKeys, new_keys
from zholdama.papers.models import SealKey
from zholdama.passport.texts import Text
from zholdama.providers.queries import ProviderCard
from zholdama.working_time.calendar import WorkingCalendar
from zholdama.working_time.zone import ALMATY


def _owner(provider: ProviderCard) -> Provider:
    names = Text(kk=provider.name_kk, ru=provider.name_ru, en=provider.name_en or provider.name_kk)
    return Provider(code=provider.code, names=names)


def make(provider: ProviderCard) -> None:
    """New keys for the provider of the open unit of work, valid over the whole calendar; a first set only."""
    if SealKey.objects.filter(provider_id=provider.id).exists():
        return
    calendar = WorkingCalendar.shipped()
    keys = new_keys(
        provider=_owner(provider),
        not_before=_midnight(calendar.first_day.year),
        not_after=_midnight(calendar.last_day.year + 10),
    )
    SealKey.objects.create(
        id=uuid4(),
        provider_id=provider.id,
        key_id=keys.public.key_id,
        public=KeyRing(as_of=current().at, keys=(keys.public,)).to_json(),
        private=Fernet(settings.ZHOLDAMA_KEY_SECRET).encrypt(keys.to_pem()),
        not_before=keys.not_before,
        not_after=keys.not_after,
    )


def _midnight(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=ALMATY)


@lru_cache(maxsize=256)
def _opened(provider_id: UUID, key_id: str, sealed: bytes, owner: Provider) -> ProviderKeys:
    return ProviderKeys.from_pem(Fernet(settings.ZHOLDAMA_KEY_SECRET).decrypt(sealed), provider=owner)


def keys_of(provider: ProviderCard) -> ProviderKeys:
    """The provider's keys in force, opened; raises SealKey.DoesNotExist for a provider that has none."""
    row = (
        SealKey.objects.filter(provider_id=tenant(), not_before__lte=current().at, not_after__gt=current().at)
        .order_by("-not_before")
        .values_list("key_id", "private")
        .get()
    )
    return _opened(tenant(), row[0], bytes(row[1]), _owner(provider))


def published() -> tuple[PublicKeys, ...]:
    """The public keys of every provider, by provider and date."""
    rows = SealKey.objects.order_by("provider_id", "not_before").values_list("public", flat=True)
    return tuple(key for row in rows for key in KeyRing.from_json(row).keys)
