"""The queue as it stands."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from zholdama.ledger.work import tenant
from zholdama.reception import models
from zholdama.reception.rules import Waiting


def ticket_label(series: str, number: int) -> str:
    """The ticket as it is printed and called: letter of the machine and number of the day."""
    return f"{series}{number:03d}"


@dataclass(frozen=True, slots=True)
class TicketCard(Waiting):
    """A ticket as a page shows it."""

    id: UUID
    state: str
    counter_id: UUID | None
    specialist_id: UUID | None
    started_at: datetime | None
    person_id: UUID | None
    series: str
    called_at: datetime | None
    recalls: int
    grace_until: datetime | None
    ended_at: datetime | None

    @property
    def label(self) -> str:
        return ticket_label(self.series, self.number)


_CARD = [
    "arrived_at",
    "number",
    "id",
    "state",
    "counter_id",
    "specialist_id",
    "started_at",
    "person_id",
    "series",
    "called_at",
    "recalls",
    "grace_until",
    "ended_at",
]


def waiting(provider_id: UUID, *, limit: int = 200) -> tuple[TicketCard, ...]:
    """Who waits, in the order of service."""
    rows = models.Ticket.objects.filter(provider_id=provider_id, state="waiting").order_by(
        "arrived_at", "number"
    )
    return tuple(TicketCard(*row) for row in rows.values_list(*_CARD)[:limit])


def missed(provider_id: UUID, *, limit: int = 60) -> tuple[TicketCard, ...]:
    """Who missed the call and still keeps the place, those whose grace ends first at the top (R6)."""
    rows = models.Ticket.objects.filter(provider_id=provider_id, state="missed").order_by(
        "grace_until", "arrived_at"
    )
    return tuple(TicketCard(*row) for row in rows.values_list(*_CARD)[:limit])


def at_counters(provider_id: UUID) -> tuple[TicketCard, ...]:
    """Who is called or served now, in the order of arrival; at most one per specialist."""
    rows = models.Ticket.objects.filter(provider_id=provider_id, state__in=("called", "serving"))
    return tuple(TicketCard(*row) for row in rows.order_by("arrived_at", "number").values_list(*_CARD)[:200])


def at_counter(provider_id: UUID, specialist_id: UUID) -> TicketCard | None:
    """The ticket that this specialist has called or is serving now."""
    return _first(
        Q(provider_id=provider_id, specialist_id=specialist_id, state__in=("called", "serving")),
    )


def served_by(provider_id: UUID, specialist_id: UUID) -> TicketCard | None:
    """The ticket this specialist is serving now."""
    return _first(Q(provider_id=provider_id, state="serving", specialist_id=specialist_id))


def ticket(ticket_id: UUID) -> TicketCard | None:
    """One ticket, None where it is not of this provider."""
    return _first(Q(provider_id=tenant(), id=ticket_id))


def _first(condition: Q) -> TicketCard | None:
    row = models.Ticket.objects.filter(condition).values_list(*_CARD).first()
    return TicketCard(*row) if row else None


def waiting_before(provider_id: UUID, card: TicketCard) -> int:
    """How many of those who wait come before this ticket."""
    earlier = Q(arrived_at__lt=card.arrived_at) | Q(arrived_at=card.arrived_at, number__lt=card.number)
    return models.Ticket.objects.filter(earlier, provider_id=provider_id, state="waiting").count()


def tickets(provider_id: UUID, ticket_ids: set[UUID]) -> dict[UUID, TicketCard]:
    """Some tickets of the provider by id, in one query."""
    rows = models.Ticket.objects.filter(provider_id=provider_id, id__in=ticket_ids)
    return {row[2]: TicketCard(*row) for row in rows.values_list(*_CARD)}


@dataclass(frozen=True, slots=True)
class Visit:
    """A ticket of the past without anything that tells whose it was."""

    arrived_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


def history(provider_id: UUID, *, since: date, until: date, limit: int = 20_000) -> tuple[Visit, ...]:
    """The visits of the local days from `since` to before `until`, the latest ones where there are more than `limit`."""
    rows = models.Ticket.objects.filter(provider_id=provider_id, day__gte=since, day__lt=until)
    newest = rows.order_by("-day", "-number").values_list("arrived_at", "started_at", "ended_at")[:limit]
    return tuple(Visit(*row) for row in newest)
