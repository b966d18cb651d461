"""Offering places, and counting them: reserved by a draft, taken by a signature, free again otherwise."""

from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID, uuid4

from django.db.models import F

from zholdama.identifiers import read_bin, read_iin
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.opportunities import models
from zholdama.refusals import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What an employer or trainer offers; wage in tenge a month, None where none is paid."""

    measure: str
    title_kk: str
    title_ru: str
    organisation: str
    address: str
    total: int
    valid_until: date
    organisation_bin: str = ""
    contact: str = ""
    wage_tenge: int | None = None
    regime_kk: str = ""
    regime_ru: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


def offer(places: Offer) -> UUID:
    """Add an offer; raises Refused for a bad organisation number, a count below one, a negative wage."""
    number = places.organisation_bin
    if number and not (read_bin(number).valid or read_iin(number).valid):
        raise Refused("organisation_number_wrong", "organisation_bin")
    if places.total < 1:
        raise Refused("places_at_least_one", "total")
    if places.wage_tenge is not None and places.wage_tenge < 0:
        raise Refused("wage_negative", "wage_tenge")
    values = {name: getattr(places, name) for name in (field.name for field in fields(Offer))}
    place = models.Place.objects.create(id=uuid4(), provider_id=tenant(), created_at=current().at, **values)
    chain.append("offer", case=place.id, facts=values)
    return place.id


def reserve(place_id: UUID, *, measure: str, on: date) -> None:
    """Keep one place for a draft; raises Refused when none is left. The database counts, not this process."""
    changed = (
        models.Place.objects.filter(provider_id=tenant(), id=place_id, measure=measure, valid_until__gte=on)
        .filter(total__gt=F("reserved") + F("taken"))
        .update(reserved=F("reserved") + 1)
    )
    if not changed:
        raise Refused("place_gone", "place", conflict=True)


def release(place_id: UUID) -> None:
    """A draft gives its place back."""
    models.Place.objects.filter(provider_id=tenant(), id=place_id, reserved__gt=0).update(
        reserved=F("reserved") - 1
    )


def take(place_id: UUID) -> None:
    """A signature turns the reserved place into a taken one."""
    changed = models.Place.objects.filter(provider_id=tenant(), id=place_id, reserved__gt=0).update(
        reserved=F("reserved") - 1, taken=F("taken") + 1
    )
    if not changed:
        raise Refused("place_gone", "place", conflict=True)


def free(place_id: UUID) -> None:
    """A referral that ended without effect frees its place."""
    models.Place.objects.filter(provider_id=tenant(), id=place_id, taken__gt=0).update(taken=F("taken") - 1)


def take_again(place_id: UUID) -> None:
    """What had freed a place was taken back: it is taken again, else Refused says that it is gone meanwhile."""
    changed = (
        models.Place.objects.filter(provider_id=tenant(), id=place_id)
        .filter(total__gt=F("reserved") + F("taken"))
        .update(taken=F("taken") + 1)
    )
    if not changed:
        raise Refused("place_gone_meanwhile")
