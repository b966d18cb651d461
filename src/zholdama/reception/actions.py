"""Arrival, start and end of service. The waiting and serving clocks follow from the acts (P6.2, P6.3)."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import IntegrityError, connections, transaction

from zholdama.clocks import queries as clocks
from zholdama.clocks.actions import take_step
from zholdama.clocks.rules import Kind, begin
from zholdama.ledger import chain
from zholdama.ledger.work import broken_constraint, current, tenant
from zholdama.passport import edition as editions
from zholdama.reception import models, queries
from zholdama.reception.lifecycle import TICKET
from zholdama.reception.rules import next_in_order
from zholdama.refusals import Refused
from zholdama.working_time.zone import ALMATY

ISSUE = "SELECT * FROM reception_issue({})".format(", ".join(["%s"] * 12))  # noqa: S608


@dataclass(frozen=True, slots=True)
class Issued:
    """A ticket given: `fresh` is False when the same key had been used before."""

    id: UUID
    number: int
    fresh: bool


def arrive(*, key: UUID) -> Issued:
    """A person has come: the next ticket of the day; the waiting clock starts (R4). Idempotent by `key`."""
    unit = current()
    edition = editions.current()
    calendar = clocks.calendar_of(tenant())
    clock = begin(kind=Kind.WAITING, at=unit.at, calendar=calendar, edition=edition)
    ticket_id = uuid4()
    text = chain.compose(
        act="arrive",
        actor=unit.by.label,
        at=unit.at,
        provider=tenant(),
        case=ticket_id,
        facts={},
        public={"calendar": calendar.hash, "channel": "provider", "edition": edition.id},
    )
    with connections[unit.alias].cursor() as cursor:
        cursor.execute(
            ISSUE,
            [
                ticket_id,
                tenant(),
                unit.at.astimezone(ALMATY).date(),
                unit.at,
                clock.runs_from,
                clock.due_at,
                calendar.hash,
                key,
                uuid4(),
                text.entry,
                text.salt,
                text.facts,
            ],
        )
        row = cursor.fetchone()
    return Issued(*row)


def start_service(*, counter_id: UUID) -> UUID:
    """Serve the oldest waiting ticket at this counter: waiting ends, serving begins (R4, R5).

    Nobody chooses whom: it is the first one that no other counter is taking at this moment (P8.1c).
    """
    unit = current()
    if models.Ticket.objects.filter(
        provider_id=tenant(), state="serving", specialist_id=unit.by.staff_id
    ).exists():
        raise Refused("finish_first", conflict=True)
    ticket = _next_ticket()
    TICKET.take("start_service", state=ticket.state, role=unit.by.role)
    try:
        with transaction.atomic(using=unit.alias):
            models.Ticket.objects.filter(provider_id=tenant(), id=ticket.id).update(
                state="serving", counter_id=counter_id, specialist_id=unit.by.staff_id, started_at=unit.at
            )
    except IntegrityError as error:
        # Asked for twice at once: the database lets one specialist serve one person.
        if broken_constraint(error) != "one_person_at_a_time":
            raise
        raise Refused("finish_first", conflict=True) from error
    take_step(
        "start_service",
        case=ticket.id,
        channel="provider",
        edition_id=editions.current().id,
        facts={"counter": counter_id, "specialist": unit.by.staff_id},
    )
    return ticket.id


def _next_ticket() -> models.Ticket:
    """The next ticket in order, locked. The rule says whose turn it is, the database whether he is still free."""
    waiting = list(queries.waiting(tenant()))
    while (card := next_in_order(waiting)) is not None:
        free = models.Ticket.objects.select_for_update(skip_locked=True)
        ticket = free.filter(provider_id=tenant(), id=card.id, state="waiting").first()
        if ticket is not None:
            return ticket
        waiting.remove(card)
    raise Refused("nobody_waits")


def finish_service(*, ticket_id: UUID) -> None:
    """The person leaves the counter: serving ends."""
    _end(ticket_id, "finish_service", "served")


def leave(*, ticket_id: UUID) -> None:
    """The person has gone without being served: waiting ends, and the record says so."""
    _end(ticket_id, "leave", "left")


def _end(ticket_id: UUID, act: str, state: str) -> None:
    unit = current()
    ticket = models.Ticket.objects.select_for_update().filter(provider_id=tenant(), id=ticket_id).first()
    if ticket is None:
        raise Refused("not_found")
    TICKET.take(act, state=ticket.state, role=unit.by.role)
    if act == "finish_service" and ticket.specialist_id != unit.by.staff_id:
        raise Refused("another_specialist_serves", conflict=True)
    models.Ticket.objects.filter(provider_id=tenant(), id=ticket_id).update(state=state, ended_at=unit.at)
    take_step(act, case=ticket_id, channel="provider", edition_id=editions.current().id)


def identify(*, ticket_id: UUID, person_id: UUID, document_id: UUID) -> None:
    """The person at the counter is this one, by this document (P9.1a)."""
    unit = current()
    ticket = models.Ticket.objects.select_for_update().filter(provider_id=tenant(), id=ticket_id).first()
    if ticket is None or ticket.state != "serving":
        raise Refused("nobody_at_the_counter", conflict=True)
    models.Ticket.objects.filter(provider_id=tenant(), id=ticket_id).update(person_id=person_id)
    chain.append(
        "identify", case=ticket_id, facts={"person": person_id, "document": document_id, "by": unit.by.id}
    )
