"""Published facts of providers: names, counters, staff."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from zholdama.passport.texts import Text
from zholdama.providers import models
from zholdama.providers.catalogue import ProviderRow


@dataclass(frozen=True, slots=True)
class ProviderCard:
    """What everybody may know of a provider."""

    id: UUID
    code: str
    kind: str
    name_kk: str
    name_ru: str
    name_en: str
    address_kk: str
    address_ru: str
    phone: str
    bin: str
    open: bool
    demonstration: bool

    @property
    def names(self) -> Text:
        """The name in three languages, as a signed application tells it."""
        return Text(kk=self.name_kk, ru=self.name_ru, en=self.name_en or self.name_kk)

    def name(self, language: str) -> str:
        """The name in `language`; English falls back to Russian where no English name is known."""
        return {"kk": self.name_kk, "ru": self.name_ru}.get(language, self.name_en or self.name_ru)


@dataclass(frozen=True, slots=True)
class StaffCard:
    """One member of a provider's staff."""

    id: UUID
    account_id: UUID
    name: str
    role: str
    active: bool
    absent_from: date | None
    absent_until: date | None


@dataclass(frozen=True, slots=True)
class RoleChangeCard:
    """A change of role that waits for the second person."""

    id: UUID
    provider_id: UUID
    staff_id: UUID
    new_role: str
    asked_by: UUID
    asked_at: datetime


_CARD = [
    "id",
    "code",
    "kind",
    "name_kk",
    "name_ru",
    "name_en",
    "address_kk",
    "address_ru",
    "phone",
    "bin",
    "open",
    "demonstration",
]


def provider(provider_id: UUID) -> ProviderCard:
    """One provider; raises Provider.DoesNotExist."""
    return ProviderCard(*models.Provider.objects.values_list(*_CARD).get(id=provider_id))


def open_providers() -> tuple[ProviderCard, ...]:
    """The providers that serve people here, by name."""
    rows = models.Provider.objects.filter(open=True).order_by("code").values_list(*_CARD)
    return tuple(ProviderCard(*row) for row in rows)


def open_by_code(code: str) -> ProviderCard | None:
    """The open provider with this code, None where there is none."""
    rows = models.Provider.objects.filter(code=code, open=True).values_list(*_CARD)
    row = rows.first()
    return ProviderCard(*row) if row else None


def all_providers() -> tuple[ProviderCard, ...]:
    """Every provider in the list, served here or not, by code."""
    rows = models.Provider.objects.order_by("code").values_list(*_CARD)
    return tuple(ProviderCard(*row) for row in rows)


def counters(provider_id: UUID) -> tuple[tuple[UUID, str], ...]:
    """(id, label) of the counters in use."""
    rows = models.Counter.objects.filter(provider_id=provider_id, active=True).order_by("label")
    return tuple(rows.values_list("id", "label"))


def staff(provider_id: UUID) -> tuple[StaffCard, ...]:
    """Everybody who serves or served at the provider, by name."""
    fields = ("id", "account_id", "name", "role", "active", "absent_from", "absent_until")
    rows = models.Staff.objects.filter(provider_id=provider_id).order_by("name")
    return tuple(StaffCard(*row) for row in rows.values_list(*fields))


def specialists(provider_id: UUID, *, on: date) -> tuple[StaffCard, ...]:
    """The specialists who serve on a day: active and not away, by name."""
    here = [one for one in staff(provider_id) if one.active and one.role == "specialist"]
    return tuple(one for one in here if not _away(one, on))


def _away(one: StaffCard, on: date) -> bool:
    begins, ends = one.absent_from, one.absent_until
    return begins is not None and begins <= on and (ends is None or on <= ends)


def staff_names(provider_id: UUID) -> dict[UUID, str]:
    """Staff id -> name."""
    rows = models.Staff.objects.filter(provider_id=provider_id)
    return dict(rows.values_list("id", "name"))


def all_counters(provider_id: UUID) -> tuple[tuple[UUID, str, bool], ...]:
    """(id, label, in use) of every counter."""
    rows = models.Counter.objects.filter(provider_id=provider_id).order_by("label")
    return tuple(rows.values_list("id", "label", "active"))


def staff_member(provider_id: UUID, staff_id: UUID) -> StaffCard | None:
    """One member of staff, None where he is not of this provider."""
    return next((one for one in staff(provider_id) if one.id == staff_id), None)


def role_changes_waiting(provider_id: UUID | None = None) -> tuple[RoleChangeCard, ...]:
    """Changes of role that wait for the second person, the oldest first; of all providers where none is named."""
    rows = models.RoleChange.objects.filter(decided_at__isnull=True)
    if provider_id is not None:
        rows = rows.filter(provider_id=provider_id)
    names = RoleChangeCard.__slots__
    return tuple(RoleChangeCard(*row) for row in rows.order_by("asked_at").values_list(*names)[:200])


def catalogue_rows() -> tuple[tuple[UUID, ProviderRow], ...]:
    """Every provider as the catalogue knows it, demonstrations left out: what an official file is compared with."""
    rows = models.Provider.objects.filter(demonstration=False).order_by("code")
    return tuple((row.id, _as_row(row)) for row in rows)


def _as_row(row: models.Provider) -> ProviderRow:
    return ProviderRow(
        code=row.code,
        kind=row.kind,
        region=row.region,
        kk=row.name_kk,
        ru=row.name_ru,
        en=row.name_en or None,
        kato=row.kato or None,
        source=row.source,
        confirmed=row.confirmed,
    )
