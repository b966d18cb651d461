"""Offering places, and counting them: reserved by a draft, taken by a signature, free again otherwise."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F

from zholdama.actors import Role
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.opportunities import models, professions
from zholdama.opportunities.rules import Offer, sound_offer
from zholdama.passport import edition as editions
from zholdama.refusals import Refused
from zholdama.working_time.zone import ALMATY

__all__ = [
    "Offer", "free", "made_once", "may_arrange", "offer", "release", "reserve", "sound", "take", "today", "values_of",
]  # fmt: skip

ARRANGERS = frozenset({Role.SPECIALIST, Role.HEAD, Role.EMPLOYER, Role.SYSTEM})


def may_arrange(organisation_id: UUID | None) -> None:
    """Raises Refused unless the actor may change this organisation's data; an employer's is its own alone."""
    by = current().by
    if by.role not in ARRANGERS:
        raise Refused("step_not_for_role")
    if by.role is Role.EMPLOYER and (organisation_id is None or by.id != organisation_id):
        raise Refused("not_found")


def today() -> date:
    """The day of the unit of work, in Almaty."""
    return current().at.astimezone(ALMATY).date()


def sound(places: Offer) -> None:
    """Raises Refused for the first thing that is wrong with an offer made or renewed today."""
    measures = frozenset(one.id for one in editions.current().measures)
    sound_offer(places, on=today(), measures=measures, known_profession=professions.knows(places.profession))


def offer(places: Offer, *, key: UUID | None = None) -> UUID:
    """Add an offer; the same `key` again changes nothing. Raises Refused for whatever `rules.problems` finds.

    An organisation named by its id lends its name, number, address and phone where the offer says none.
    """
    may_arrange(places.organisation_id)
    places = of_organisation(places)
    sound(places)
    row = row_of(places, key or uuid4())
    if made_once(row.save, lambda: models.Place.objects.filter(provider_id=tenant(), id=row.id).exists()):
        chain.append("offer", case=row.id, facts=asdict(places))
    return row.id


def of_organisation(places: Offer) -> Offer:
    """The offer with what its organisation lends it."""
    if places.organisation_id is None:
        return places
    lender = models.Organisation.objects.filter(provider_id=tenant(), id=places.organisation_id).first()
    if lender is None:
        raise Refused("not_found", "organisation_id")
    return lent(places, lender)


def lent(places: Offer, lender: models.Organisation) -> Offer:
    """The offer with this organisation's name and number, and its address and phone where the offer has none."""
    return replace(
        places,
        organisation=lender.name,
        organisation_bin=lender.number,
        address=places.address or lender.address,
        contact=places.contact or lender.phone,
        kato=places.kato or lender.kato,
    )


def row_of(places: Offer, place_id: UUID) -> models.Place:
    """A row for a new offer, not stored yet."""
    at = current().at
    return models.Place(
        id=place_id, provider_id=tenant(), created_at=at, confirmed_at=at, **values_of(places)
    )


def values_of(places: Offer) -> dict[str, Any]:
    """Columns of an offer; where it is named in one language alone, that name stands in both."""
    values = {
        name: value.strip() if isinstance(value, str) else value for name, value in asdict(places).items()
    }
    values["title_kk"] = values["title_kk"] or values["title_ru"]
    values["title_ru"] = values["title_ru"] or values["title_kk"]
    return {**values, "demands": list(places.demands)}


def made_once(create: Callable[..., Any], there: Callable[[], bool]) -> bool:
    """Store a row whose id is the key of the act; False where the same act has stored it before."""
    if there():
        return False
    try:
        with transaction.atomic(using=current().alias):
            create(force_insert=True)
    except IntegrityError:
        if not there():
            raise
        return False
    return True


def reserve(place_id: UUID, *, measure: str, on: date) -> None:
    """Keep one place for a draft; raises Refused when none is left. The database counts, not this process."""
    changed = (
        models.Place.objects.filter(provider_id=tenant(), id=place_id, measure=measure, valid_until__gte=on)
        .filter(ended_at__isnull=True, total__gt=F("reserved") + F("taken"))
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
