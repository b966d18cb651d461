"""Changing an offer, ending it with a reason, and renewing it by one act."""

from dataclasses import asdict
from datetime import date
from uuid import UUID

from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.opportunities import models
from zholdama.opportunities.actions import may_arrange, of_organisation, sound, today, values_of
from zholdama.opportunities.rules import Offer, latest_validity
from zholdama.opportunities.vocabulary import END_REASONS
from zholdama.refusals import Refused


def edit(place_id: UUID, places: Offer, *, version: int) -> None:
    """Change what is offered; whoever changes an offer confirms it. Sent twice, it is done once.

    Raises Refused: place_changed (somebody else was first), place_ended, places_below_used (some are reserved or
    taken), place_measure_used, and whatever is unsound.
    """
    row = locked(place_id)
    places = of_organisation(places)
    values = values_of(places)
    if row.version == version + 1 and all(getattr(row, name) == value for name, value in values.items()):
        return
    if row.version != version:
        raise Refused("place_changed", conflict=True)
    if row.ended_at is not None:
        raise Refused("place_ended", conflict=True)
    if row.organisation_id is not None and places.organisation_id != row.organisation_id:
        raise Refused("not_found", "organisation_id")
    sound(places)
    used = row.reserved + row.taken
    if places.total < used:
        raise Refused("places_below_used", "total", used=used)
    if used and places.measure != row.measure:
        raise Refused("place_measure_used", "measure", used=used)
    _store(row, **values, confirmed_at=current().at, reminders=0)
    chain.append("place_edited", case=place_id, facts=asdict(places))


def end(place_id: UUID, *, reason: str) -> None:
    """Offer it no more; who holds a referral to it keeps it. Said again, nothing changes.

    Raises Refused: end_reason_unknown.
    """
    row = locked(place_id)
    if reason not in END_REASONS or reason == "stale":
        raise Refused("end_reason_unknown", "reason")
    if row.ended_at is None:
        _store(row, ended_at=current().at, end_reason=reason)
        chain.append("place_ended", case=place_id, public={"reason": reason})


def renew(place_id: UUID) -> date:
    """Offer it for another 90 days from today, its period permitting; returns its new last day.

    One that ended in silence comes back. Renewed twice on a day, it is renewed once. Raises Refused: place_ended
    (by a person), place_is_over (its period has ended).
    """
    row = locked(place_id)
    if row.ended_at is not None and row.end_reason != "stale":
        raise Refused("place_ended", conflict=True)
    on = today()
    if row.ends_on is not None and row.ends_on < on:
        raise Refused("place_is_over")
    until = min(latest_validity(on), row.ends_on or date.max)
    if (row.valid_until, row.reminders, row.ended_at) == (until, 0, None):
        return until
    _store(row, valid_until=until, confirmed_at=current().at, reminders=0, ended_at=None, end_reason="")
    chain.append("place_renewed", case=place_id, public={"until": until})
    return until


def locked(place_id: UUID) -> models.Place:
    """The place with its row locked, where the actor may change it; raises Refused not_found."""
    row = models.Place.objects.select_for_update().filter(provider_id=tenant(), id=place_id).first()
    if row is None:
        raise Refused("not_found")
    may_arrange(row.organisation_id)
    return row


def _store(row: models.Place, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*values, "version"])
