"""Places on offer."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F

from zholdama.opportunities import models


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """A place as a page and a document show it."""

    id: UUID
    measure: str
    title_kk: str
    title_ru: str
    organisation: str
    organisation_bin: str
    address: str
    contact: str
    wage_tenge: int | None
    regime_kk: str
    regime_ru: str
    starts_on: date | None
    ends_on: date | None
    total: int
    reserved: int
    taken: int
    valid_until: date

    @property
    def free(self) -> int:
        return self.total - self.reserved - self.taken

    def title(self, language: str) -> str:
        return self.title_ru if language == "ru" else self.title_kk


_CARD = [
    "id",
    "measure",
    "title_kk",
    "title_ru",
    "organisation",
    "organisation_bin",
    "address",
    "contact",
    "wage_tenge",
    "regime_kk",
    "regime_ru",
    "starts_on",
    "ends_on",
    "total",
    "reserved",
    "taken",
    "valid_until",
]


def open_places(provider_id: UUID, *, measure: str, on: date, limit: int = 50) -> tuple[PlaceCard, ...]:
    """Places of a measure that are free and offered on that day, those that end first at the top."""
    rows = (
        models.Place.objects.filter(provider_id=provider_id, measure=measure, valid_until__gte=on)
        # An ended offer takes nobody, whatever its last day was.
        .filter(ended_at__isnull=True, total__gt=F("reserved") + F("taken"))
        .order_by("valid_until", "id")
        .values_list(*_CARD)[:limit]
    )
    return tuple(PlaceCard(*row) for row in rows)


def place(provider_id: UUID, place_id: UUID | None) -> PlaceCard | None:
    """One place, None where there is none."""
    if place_id is None:
        return None
    rows = models.Place.objects.filter(provider_id=provider_id, id=place_id)
    row = rows.values_list(*_CARD).first()
    return PlaceCard(*row) if row else None


def places(provider_id: UUID, place_ids: set[UUID]) -> dict[UUID, PlaceCard]:
    """Some places of the provider by id, in one query."""
    rows = models.Place.objects.filter(provider_id=provider_id, id__in=place_ids)
    return {row[0]: PlaceCard(*row) for row in rows.values_list(*_CARD)}


def language_of(provider_id: UUID, place_id: UUID | None) -> str:
    """The language of the organisation that offers this place; Kazakh where none is known."""
    if place_id is None:
        return "kk"
    owners = models.Place.objects.filter(provider_id=provider_id, id=place_id).values("organisation_id")
    rows = models.Organisation.objects.filter(provider_id=provider_id, id__in=owners)
    return rows.values_list("language", flat=True).first() or "kk"
