"""Organisations and their places as the desk and the employers' door show them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from zholdama.opportunities import models
from zholdama.opportunities.rules import LIVES_DAYS, Offer
from zholdama.passport import edition as editions
from zholdama.passport.edition import OrganisationCheck
from zholdama.providers.models import Staff
from zholdama.working_time.zone import ALMATY

PAGE = 100
After = tuple[datetime, UUID]
"""Where a page ended: when its last place was entered, and its id."""


@dataclass(frozen=True, slots=True)
class OrganisationCard:
    """An organisation as the provider knows it."""

    id: UUID
    number: str
    name: str
    kato: str
    address: str
    contact_person: str
    phone: str
    email: str
    language: str
    version: int


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place for those who arrange it: what is offered, how it stands, and since when it is confirmed."""

    id: UUID
    offer: Offer
    reserved: int
    taken: int
    created_at: datetime
    confirmed_at: datetime
    reminders: int
    ended_at: datetime | None
    end_reason: str
    version: int

    @property
    def free(self) -> int:
        return self.offer.total - self.reserved - self.taken

    def title(self, language: str) -> str:
        return self.offer.title_ru if language == "ru" else self.offer.title_kk

    def days_left(self, on: date) -> int:
        """Days of the 90 that are left until it ends by itself."""
        return LIVES_DAYS - (on - self.confirmed_at.astimezone(ALMATY).date()).days


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """What is known on one check; without a row of its own it is "not_checked", never yes."""

    check: OrganisationCheck
    answer: str = "not_checked"
    source: str = ""
    as_of: date | None = None
    noted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody who serves at the provider acts under the organisation's very number."""

    name: str
    role: str


_CARD = tuple(OrganisationCard.__slots__)
_OFFER = tuple(Offer.__slots__)
_ROW = (
    "id",
    "reserved",
    "taken",
    "confirmed_at",
    "created_at",
    "reminders",
    "ended_at",
    "end_reason",
    "version",
)


def organisations(provider_id: UUID, *, limit: int = 500) -> tuple[OrganisationCard, ...]:
    """The provider's organisations by name."""
    rows = models.Organisation.objects.filter(provider_id=provider_id).order_by("name", "id")
    return tuple(OrganisationCard(*row) for row in rows.values_list(*_CARD)[:limit])


def organisation(provider_id: UUID, organisation_id: UUID) -> OrganisationCard | None:
    """One organisation, None where there is none."""
    rows = models.Organisation.objects.filter(provider_id=provider_id, id=organisation_id)
    row = rows.values_list(*_CARD).first()
    return OrganisationCard(*row) if row else None


def places(
    provider_id: UUID,
    *,
    organisation_id: UUID | None = None,
    ended: bool | None = None,
    after: After | None = None,
    limit: int = PAGE,
) -> tuple[PlaceRow, ...]:
    """Places of the provider or of one of its organisations, the newest first; `ended` None: those on offer and others.

    `after`: when the last place of the page before was entered, and its id.
    """
    rows = models.Place.objects.filter(provider_id=provider_id)
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    if ended is not None:
        rows = rows.filter(ended_at__isnull=not ended)
    if after is not None:
        at, place_id = after
        rows = rows.filter(created_at__lte=at).filter(Q(created_at__lt=at) | Q(id__gt=place_id))
    rows = rows.order_by("-created_at", "id")
    return tuple(_row(one) for one in rows.values(*_ROW, *_OFFER)[:limit])


def place(provider_id: UUID, place_id: UUID) -> PlaceRow | None:
    """One place with everything that is offered, None where there is none."""
    one = models.Place.objects.filter(provider_id=provider_id, id=place_id).values(*_ROW, *_OFFER).first()
    return _row(one) if one else None


def _row(values: dict[str, object]) -> PlaceRow:
    offered = {name: values[name] for name in _OFFER}
    offered["demands"] = tuple(offered["demands"])  # type: ignore[arg-type]
    standing = {name: values[name] for name in _ROW}
    standing["confirmed_at"] = standing["confirmed_at"] or values["created_at"]
    return PlaceRow(offer=Offer(**offered), **standing)  # type: ignore[arg-type]


def checks(provider_id: UUID, organisation_id: UUID) -> tuple[CheckAnswer, ...]:
    """Every check of the edition with the newest answer to it."""
    rows = models.OrganisationCheck.objects.filter(provider_id=provider_id, organisation_id=organisation_id)
    newest = {row.check_code: row for row in rows.order_by("noted_at", "id")}
    return tuple(
        CheckAnswer(one, row.answer, row.source, row.as_of, row.noted_at)
        if (row := newest.get(one.id))
        else CheckAnswer(one)
        for one in editions.current().organisation_checks
    )


def standing(answers: tuple[CheckAnswer, ...], *, measure: str) -> str:
    """All the checks of a measure as one word: "no" as soon as one is, "yes" where all are, else "not_checked".

    A measure without checks needs none: empty.
    """
    said = {one.answer for one in answers if measure in one.check.measures}
    if not said:
        return ""
    return "no" if "no" in said else "yes" if said == {"yes"} else "not_checked"


def conflicts(provider_id: UUID, *, mark: str) -> tuple[Conflict, ...]:
    """Who serves here under this number; `mark` is the keyed hash under which a member of staff's own IIN is kept."""
    rows = Staff.objects.filter(provider_id=provider_id, person_iin_hash=mark, active=True).exclude(
        person_iin_hash=""
    )
    return tuple(Conflict(*row) for row in rows.order_by("name").values_list("name", "role"))
