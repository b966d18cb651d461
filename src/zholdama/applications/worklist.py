"""The work list of one provider: open cases by due time, filtered, a page at a time by key set."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from zholdama.applications import models
from zholdama.applications.queries import CARD, ApplicationCard

STATES: dict[str, tuple[str, ...]] = {
    "all": models.LIVE,
    "to_take": ("submitted",),
    "in_work": ("registered", "in_review"),
    "returned": ("returned",),
    "to_sign": ("awaiting_signature",),
    "to_hand_over": models.DECIDED,
}
"""What a list may show, and the states it means."""
WHOSE = ("everybody", "mine", "nobody")
CHANNELS = ("both", "provider", "portal")

After = tuple[datetime | None, UUID]
"""Where the page before ended: its last due time (None where it is not known yet) and case."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a specialist wants to see. Unknown words are refused by the form, not here."""

    state: str = "all"
    whose: str = "everybody"
    channel: str = "both"


@dataclass(frozen=True, slots=True)
class Page:
    """Cases, and where the next page begins; None on the last one."""

    cases: tuple[ApplicationCard, ...]
    next: After | None


def page(
    provider_id: UUID, filters: Filters, *, staff_id: UUID | None, after: After | None = None, limit: int = 30
) -> Page:
    """Open cases, the most urgent first; those whose due time is not known yet come last."""
    rows = _filtered(provider_id, filters, staff_id=staff_id)
    found: list[ApplicationCard] = []
    if after is None or after[0] is not None:
        found = _cards(_from(rows.filter(due_at__isnull=False), after), limit + 1)
    if len(found) <= limit:
        unknown = rows.filter(due_at__isnull=True)
        if after is not None and after[0] is None:
            unknown = unknown.filter(id__gt=after[1])
        found += _cards(unknown, limit + 1 - len(found))
    last = found[limit - 1] if len(found) > limit else None
    return Page(tuple(found[:limit]), (last.due_at, last.id) if last else None)


def of_people(provider_id: UUID, people: Collection[UUID], *, limit: int = 60) -> tuple[ApplicationCard, ...]:
    """The open cases of some people, the most urgent first."""
    rows = models.Application.objects.filter(
        provider_id=provider_id, person_id__in=people, state__in=(*models.LIVE, *models.DECIDED)
    )
    return tuple(_cards(rows, limit))


def _filtered(provider_id: UUID, filters: Filters, *, staff_id: UUID | None) -> QuerySet[models.Application]:
    rows = models.Application.objects.filter(provider_id=provider_id, state__in=STATES[filters.state])
    if filters.whose == "mine":
        rows = rows.filter(specialist_id=staff_id)
    elif filters.whose == "nobody":
        rows = rows.filter(specialist_id__isnull=True)
    if filters.channel != "both":
        rows = rows.filter(channel=filters.channel)
    return rows


def _from(rows: QuerySet[models.Application], after: After | None) -> QuerySet[models.Application]:
    if after is None or after[0] is None:
        return rows
    due_at, last = after
    # The first condition is the index's; the second alone would have it read from the beginning.
    return rows.filter(due_at__gte=due_at).filter(Q(due_at__gt=due_at) | Q(id__gt=last))


def _cards(rows: QuerySet[models.Application], limit: int) -> list[ApplicationCard]:
    return [ApplicationCard(*row) for row in rows.order_by("due_at", "id").values_list(*CARD)[:limit]]
