"""The queue as it stands."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from zholdama.ledger.work import tenant
from zholdama.reception import models
from zholdama.reception.rules import Waiting


@dataclass(frozen=True, slots=True)
class TicketCard(Waiting):
    """A ticket as a page shows it."""

    id: UUID
    state: str
    counter_id: UUID | None
    specialist_id: UUID | None
    started_at: datetime | None
    person_id: UUID | None


_CARD = ["arrived_at", "number", "id", "state", "counter_id", "specialist_id", "started_at", "person_id"]


def waiting(provider_id: UUID, *, limit: int = 200) -> tuple[TicketCard, ...]:
    """Who waits, in the order of service."""
    rows = models.Ticket.objects.filter(provider_id=provider_id, state="waiting").order_by(
        "arrived_at", "number"
    )
    return tuple(TicketCard(*row) for row in rows.values_list(*_CARD)[:limit])


def served_by(provider_id: UUID, specialist_id: UUID) -> TicketCard | None:
    """The ticket this specialist is serving now."""
    row = (
        models.Ticket.objects.filter(provider_id=provider_id, state="serving", specialist_id=specialist_id)
        .values_list(*_CARD)
        .first()
    )
    return TicketCard(*row) if row else None


def ticket(ticket_id: UUID) -> TicketCard | None:
    """One ticket, None where it is not of this provider."""
    row = models.Ticket.objects.filter(provider_id=tenant(), id=ticket_id).values_list(*_CARD).first()
    return TicketCard(*row) if row else None


def waiting_before(provider_id: UUID, card: TicketCard) -> int:
    """How many of those who wait come before this ticket."""
    return (
        models.Ticket.objects.filter(
            provider_id=provider_id, state="waiting", arrived_at__lte=card.arrived_at
        )
        .exclude(id=card.id)
        .count()
    )


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
