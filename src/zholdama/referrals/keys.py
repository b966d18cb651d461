"""The keys of a provider: made, rotated and revoked by the operator, stored encrypted, opened once per process."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID, uuid4

from cryptography.fernet import Fernet
from django.conf import settings
from django.db.models import QuerySet

from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.papers.keys import KeyRing, Provider, ProviderKeys, PublicKeys, new_keys
from zholdama.papers.models import SealKey
from zholdama.passport.texts import Text
from zholdama.providers.actions import operator_only
from zholdama.providers.queries import ProviderCard
from zholdama.refusals import Refused
from zholdama.working_time.calendar import WorkingCalendar
from zholdama.working_time.zone import ALMATY


def _owner(provider: ProviderCard) -> Provider:
    names = Text(kk=provider.name_kk, ru=provider.name_ru, en=provider.name_en or provider.name_kk)
    return Provider(code=provider.code, names=names)


OVERLAP = timedelta(minutes=10)
"""How long retired keys are still believed: a signature that is under way when they retire is not lost."""


def make(provider: ProviderCard) -> None:
    """New keys for the provider of the open unit of work, valid over the whole calendar; a first set only."""
    if SealKey.objects.filter(provider_id=provider.id).exists():
        return
    _add(provider, not_before=_midnight(WorkingCalendar.shipped().first_day.year))


def rotate(provider: ProviderCard, *, instead_of: str) -> str:
    """New keys from now on in place of those called `instead_of`; returns the id of the keys in force.

    What the old keys have sealed stays true. Nothing happens where other keys are in force already, so that a
    repeated call changes nothing. The operator's act. Raises Refused for another actor.
    """
    operator_only()
    unit = current()
    row = _in_force().select_for_update().first()
    if row is not None and row.key_id != instead_of:
        return row.key_id
    now = unit.at.replace(microsecond=0)
    if row is not None:
        row.not_after = min(row.not_after, now + OVERLAP)
        row.save(update_fields=["not_after"])
    made = _add(provider, not_before=now)
    chain.append("keys_rotated", case=None, facts={"from": instead_of, "to": made, "by": unit.by.id})
    return made


def revoke(provider: ProviderCard, *, key_id: str, reason: str) -> str:
    """These keys have been in other hands: nothing they signed is believed any more; returns the keys in force.

    New keys take over at once where the revoked ones were in force. Papers that carry a revoked key have to be issued
    anew. Raises Refused: no reason, no such keys, another actor than the operator.
    """
    operator_only()
    unit = current()
    if not reason.strip():
        raise Refused("key_needs_reason", "reason")
    row = SealKey.objects.select_for_update().filter(provider_id=tenant(), key_id=key_id).first()
    if row is None:
        raise Refused("not_found")
    if row.revoked_at is None:
        row.revoked_at = unit.at.replace(microsecond=0)
        row.save(update_fields=["revoked_at"])
        chain.append(
            "keys_revoked", case=None, facts={"key": key_id, "reason": reason.strip(), "by": unit.by.id}
        )
    found = _in_force().values_list("key_id", flat=True).first()
    return found or rotate(provider, instead_of=key_id)


def _in_force() -> QuerySet[SealKey]:
    at = current().at
    rows = SealKey.objects.filter(provider_id=tenant(), not_before__lte=at, not_after__gt=at, revoked_at=None)
    return rows.order_by("-not_before", "-key_id")


def _add(provider: ProviderCard, *, not_before: datetime) -> str:
    keys = new_keys(
        provider=_owner(provider),
        not_before=not_before,
        not_after=_midnight(WorkingCalendar.shipped().last_day.year + 10),
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
    return keys.public.key_id


def _midnight(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=ALMATY)


@lru_cache(maxsize=256)
def _opened(provider_id: UUID, key_id: str, sealed: bytes, owner: Provider) -> ProviderKeys:
    return ProviderKeys.from_pem(Fernet(settings.ZHOLDAMA_KEY_SECRET).decrypt(sealed), provider=owner)


def keys_of(provider: ProviderCard) -> ProviderKeys:
    """The provider's keys in force, opened; raises SealKey.DoesNotExist for a provider that has none."""
    row = _in_force().values_list("key_id", "private").first()
    if row is None:
        raise SealKey.DoesNotExist
    return _opened(tenant(), row[0], bytes(row[1]), _owner(provider))


@dataclass(frozen=True, slots=True)
class KeyCard:
    """One pair of keys as the operator sees it."""

    key_id: str
    not_before: datetime
    not_after: datetime
    revoked_at: datetime | None
    in_force: bool


def cards() -> tuple[KeyCard, ...]:
    """The keys of the provider of the open unit of work, the oldest first."""
    now = _in_force().values_list("key_id", flat=True).first()
    rows = SealKey.objects.filter(provider_id=tenant()).order_by("not_before", "key_id")
    fields = rows.values_list("key_id", "not_before", "not_after", "revoked_at")
    return tuple(KeyCard(*row, in_force=row[0] == now) for row in fields)


def published() -> tuple[PublicKeys, ...]:
    """The public keys of every provider, by provider and date: those that retired and those revoked too."""
    rows = SealKey.objects.order_by("provider_id", "not_before", "key_id")
    return tuple(
        replace(key, not_after=not_after, revoked_at=revoked_at)
        for public, not_after, revoked_at in rows.values_list("public", "not_after", "revoked_at")
        for key in _read(public)
    )


@lru_cache(maxsize=4096)
def _read(public: str) -> tuple[PublicKeys, ...]:
    return KeyRing.from_json(public).keys
