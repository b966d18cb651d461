"""Offers that nobody has confirmed for long: two reminders, then the end; each is a step of the ledger, once."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.opportunities import models
from zholdama.opportunities.actions import today
from zholdama.opportunities.rules import LIVES_DAYS, REMIND_AFTER_DAYS, due_of_silence, reminders_by
from zholdama.working_time.zone import ALMATY


def silent(*, limit: int = 1000) -> tuple[UUID, ...]:
    """Places of the own provider that are to be reminded of or ended now, the most silent first."""
    at = current().at
    rows = models.Place.objects.filter(provider_id=tenant(), ended_at__isnull=True)
    # A day more than needed: the rule counts days of Almaty, this only spares it the fresh ones.
    fresh = at - timedelta(days=REMIND_AFTER_DAYS[0] - 1)
    rows = rows.filter(Q(confirmed_at__lt=fresh) | Q(confirmed_at__isnull=True, created_at__lt=fresh))
    rows = rows.order_by("confirmed_at", "id")
    return tuple(row.id for row in rows[: limit * 10] if _due(row) is not None)[:limit]


def settle(place_id: UUID) -> str | None:
    """Do what silence has brought one place to: "remind", "end", or None where somebody was quicker."""
    rows = models.Place.objects.select_for_update().filter(provider_id=tenant(), id=place_id)
    row = rows.filter(ended_at__isnull=True).first()
    due = _due(row) if row is not None else None
    if row is None or due is None:
        return None
    if due == "end":
        row.ended_at, row.end_reason = current().at, "stale"
        row.save(update_fields=["ended_at", "end_reason"])
        chain.append("place_expired", case=place_id, public={"confirmed_on": _confirmed_on(row)})
        return due
    row.reminders = reminders_by(confirmed_on=_confirmed_on(row), on=today())
    row.save(update_fields=["reminders"])
    ends_on = _confirmed_on(row) + timedelta(days=LIVES_DAYS)
    chain.append("place_reminder", case=place_id, public={"reminder": row.reminders, "ends_on": ends_on})
    return due


def _due(row: models.Place) -> str | None:
    return due_of_silence(confirmed_on=_confirmed_on(row), reminders=row.reminders, on=today())


def _confirmed_on(row: models.Place) -> date:
    return (row.confirmed_at or row.created_at).astimezone(ALMATY).date()
