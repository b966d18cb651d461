"""Arrival, call, service and what may come between. The waiting and serving clocks follow from the acts (P6.2, P6.3).

Every act is done once per key. All acts upon a queue go one after the other, under the queue's one lock.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, connections, transaction

from zholdama.actors import SYSTEM, Actor
from zholdama.clocks import queries as clocks
from zholdama.clocks.actions import take_step
from zholdama.clocks.rules import Kind, begin
from zholdama.ledger import chain
from zholdama.ledger.work import Login, broken_constraint, current, single, tenant
from zholdama.passport import edition as editions
from zholdama.reception import models
from zholdama.reception.lifecycle import LIVE, TICKET
from zholdama.reception.queries import ticket_label
from zholdama.reception.rules import RECALLS, grace_ends, keeps_place, opens_again
from zholdama.refusals import Refused
from zholdama.working_time.zone import ALMATY

ISSUE = "SELECT * FROM reception_issue({})".format(", ".join(["%s"] * 13))  # noqa: S608
CALL = "SELECT * FROM reception_call({})".format(", ".join(["%s"] * 9))  # noqa: S608
LOCK = "SELECT reception_lock(%s)"

AT_THE_RECEPTION = "A"
"""The series of tickets that are given by hand; each ticket machine has a letter of its own."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A ticket given: `fresh` is False when the same key had been used before."""

    id: UUID
    series: str
    number: int
    fresh: bool

    @property
    def label(self) -> str:
        return ticket_label(self.series, self.number)


@dataclass(frozen=True, slots=True)
class Called:
    """A ticket called to a counter: `fresh` is False when the same key had called it before."""

    id: UUID
    series: str
    number: int
    fresh: bool

    @property
    def label(self) -> str:
        return ticket_label(self.series, self.number)


def arrive(*, key: UUID, series: str = AT_THE_RECEPTION) -> Issued:
    """A person has come: the next ticket of the day; the waiting clock starts (R4). Idempotent by `key`.

    Raises Refused office_closed at lunch, before opening, after closing and on days off (R7).
    """
    unit = current()
    edition = editions.current()
    calendar = clocks.calendar_of(tenant())
    opens = opens_again(at=unit.at, calendar=calendar)
    if opens is not None:
        given = models.Ticket.objects.filter(provider_id=tenant(), idempotency_key=key).first()
        if given is None:
            raise Refused("office_closed", opens=opens.astimezone(ALMATY).strftime("%d.%m.%Y, %H:%M"))
        return Issued(given.id, given.series, given.number, fresh=False)
    clock = begin(kind=Kind.WAITING, at=unit.at, calendar=calendar, edition=edition)
    ticket_id = uuid4()
    text = chain.compose(
        act="arrive",
        actor=unit.by.label,
        at=unit.at,
        provider=tenant(),
        case=ticket_id,
        facts={},
        public={
            "calendar": calendar.hash, "channel": "provider", "edition": edition.id, "series": series,
        },
    )  # fmt: skip
    row = _one_row(
        ISSUE,
        [
            ticket_id,
            tenant(),
            unit.at.astimezone(ALMATY).date(),
            series,
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
    return Issued(*row)


def call_next(*, counter_id: UUID, key: UUID) -> Called:
    """Call the oldest waiting ticket to this counter. Nobody chooses whom (P8.1c). Idempotent by `key`.

    Raises Refused: nobody_waits; finish_first while this specialist has somebody called or at the counter.
    """
    unit = current()
    end_graces()
    arguments = _call(by=unit.by, at=unit.at, provider_id=tenant(), counter_id=counter_id, key=key)
    return _called(_one_row(CALL, arguments))


def call_at_once(*, by: Actor, at: datetime, provider_id: UUID, counter_id: UUID, key: UUID) -> Called:
    """`call_next` as a whole unit of work in one message: the queue's lock is held for no round trip.

    For doors, outside any unit of work. Missed calls are left to the worker.
    """
    arguments = _call(by=by, at=at, provider_id=provider_id, counter_id=counter_id, key=key)
    row = single(CALL, arguments, login=Login.STAFF, at=at, provider=provider_id)
    assert row is not None, "the function always answers"
    return _called(row)


def _call(*, by: Actor, at: datetime, provider_id: UUID, counter_id: UUID, key: UUID) -> list[Any]:
    TICKET.take("call", state="waiting", role=by.role)
    text = chain.compose(
        act="call",
        actor=by.label,
        at=at,
        provider=provider_id,
        case=None,
        facts={"specialist": by.staff_id},
        public={"counter": str(counter_id)},
    )
    return [provider_id, counter_id, by.staff_id, at, key, uuid4(), text.entry, text.salt, text.facts]


def _called(row: tuple[Any, ...]) -> Called:
    said, ticket_id, series, number = row
    if said == "finish_first":
        raise Refused("finish_first", conflict=True)
    if said == "nobody_waits":
        raise Refused("nobody_waits")
    return Called(ticket_id, series, number, fresh=said == "called")


def recall(*, ticket_id: UUID, key: UUID | None = None) -> None:
    """Call the same person again, at most twice; after that the ticket is put aside. Own ticket only."""
    ticket = _taken("recall", ticket_id, key)
    if ticket is None:
        return
    _own(ticket)
    if ticket.recalls >= RECALLS:
        raise Refused("recalled_enough", conflict=True)
    _put(ticket, recalls=ticket.recalls + 1, called_at=current().at)
    _step("recall", ticket, key)


def miss(*, ticket_id: UUID, key: UUID | None = None) -> None:
    """Nobody came after two recalls: the ticket is put aside and keeps its place for the grace (R6)."""
    ticket = _taken("miss", ticket_id, key)
    if ticket is None:
        return
    _own(ticket)
    if ticket.recalls < RECALLS:
        raise Refused("recall_first", conflict=True)
    calendar = clocks.calendar_of(tenant())
    until = grace_ends(missed_at=current().at, calendar=calendar, edition=editions.current())
    _put(ticket, state="missed", grace_until=until)
    _step("miss", ticket, key, public={"grace_until": chain.timestamp(until) if until else None})


def come_back(*, ticket_id: UUID, key: UUID | None = None) -> None:
    """Who missed the call is here again: waits with the original time (R6). Refused grace_is_over after it."""
    ticket = _taken("come_back", ticket_id, key)
    if ticket is None:
        return
    if not keeps_place(grace_until=ticket.grace_until, at=current().at):
        raise Refused("grace_is_over", conflict=True)
    _put(ticket, state="waiting", counter_id=None, specialist_id=None, grace_until=None)
    _step("come_back", ticket, key)


def end_graces() -> int:
    """End as no-show every missed call whose grace is over, at the moment it ended (R6); returns how many.

    Time's own act: the worker calls it, and so does everybody who calls the next ticket.
    """
    unit = current()
    over = models.Ticket.objects.filter(provider_id=tenant(), state="missed", grace_until__lt=unit.at)
    # Looked at before the lock is taken: nearly always there is none.
    ids = list(over.order_by("grace_until").values_list("id", flat=True)[:100])
    if not ids:
        return 0
    _lock_queue()
    ended = 0
    for ticket in over.filter(id__in=ids).order_by("grace_until"):
        state = TICKET.take("no_show", state=ticket.state, role=SYSTEM.role)
        _put(ticket, state=state, ended_at=ticket.grace_until)
        _step("no_show", ticket, None, by=SYSTEM, effective_at=ticket.grace_until)
        ended += 1
    return ended


def start_service(*, ticket_id: UUID, key: UUID | None = None) -> None:
    """The person who was called stands at the counter: waiting ends, serving begins (R4, R5).

    A person who had been sent back goes on being served: that clock has never stopped (R11).
    """
    ticket = _taken("start_service", ticket_id, key)
    if ticket is None:
        return
    _own(ticket)
    again = ticket.started_at is not None
    _put(ticket, state="serving", started_at=ticket.started_at or current().at)
    facts = {"counter": ticket.counter_id, "specialist": current().by.staff_id}
    _step("resume_service" if again else "start_service", ticket, key, asked_as="start_service", facts=facts)


def send_back(*, ticket_id: UUID, reason: str, key: UUID | None = None) -> None:
    """Back into the queue with the original time, for a reason that is written down; no clock stops (R6, R11).

    The specialist for the own ticket, the head for anybody's (an absent specialist's too).
    """
    ticket = _taken("send_back", ticket_id, key)
    if ticket is None:
        return
    if not reason.strip():
        raise Refused("reason_needed", "reason")
    if current().by.role != "head":
        _own(ticket)
    _put(ticket, state="waiting", counter_id=None, specialist_id=None)
    _step("send_back", ticket, key, facts={"reason": reason.strip()})


def finish_service(*, ticket_id: UUID, key: UUID | None = None) -> None:
    """The person leaves the counter: serving ends."""
    ticket = _taken("finish_service", ticket_id, key)
    if ticket is None:
        return
    _own(ticket)
    _put(ticket, state="served", ended_at=current().at)
    _step("finish_service", ticket, key)


def leave(*, ticket_id: UUID, key: UUID | None = None) -> None:
    """The person has gone without being served: waiting ends, and the record says so."""
    ticket = _taken("leave", ticket_id, key)
    if ticket is None:
        return
    _put(ticket, state="left", ended_at=current().at)
    _step("leave", ticket, key)


def identify(*, ticket_id: UUID, person_id: UUID, document_id: UUID) -> None:
    """The person at the counter is this one, by this document (P9.1a).

    Raises Refused another_live_ticket, with the label of the other ticket that this person holds.
    """
    unit = current()
    ticket = models.Ticket.objects.select_for_update().filter(provider_id=tenant(), id=ticket_id).first()
    if ticket is None or ticket.state != "serving":
        raise Refused("nobody_at_the_counter", conflict=True)
    try:
        with transaction.atomic(using=unit.alias):
            models.Ticket.objects.filter(provider_id=tenant(), id=ticket_id).update(person_id=person_id)
    except IntegrityError as error:
        if broken_constraint(error) != "one_live_ticket_per_person":
            raise
        held = models.Ticket.objects.filter(provider_id=tenant(), person_id=person_id, state__in=LIVE)
        other = held.exclude(id=ticket_id).first()
        label = ticket_label(other.series, other.number) if other else ""
        raise Refused("another_live_ticket", "iin", ticket=label) from error
    chain.append(
        "identify", case=ticket_id, facts={"person": person_id, "document": document_id, "by": unit.by.id}
    )


def _lock_queue() -> None:
    with connections[current().alias].cursor() as cursor:
        cursor.execute(LOCK, [tenant()])


def _one_row(statement: str, arguments: list[Any]) -> tuple[Any, ...]:
    with connections[current().alias].cursor() as cursor:
        cursor.execute(statement, arguments)
        return tuple(cursor.fetchone())


def _taken(act: str, ticket_id: UUID, key: UUID | None) -> models.Ticket | None:
    """The ticket, the queue locked and the table asked; None where this key has done this act already."""
    _lock_queue()
    done = models.Act.objects.filter(provider_id=tenant(), key=key).first() if key else None
    if done is not None:
        if (done.act, done.ticket_id) != (act, ticket_id):
            raise Refused("key_used", conflict=True)
        return None
    ticket = models.Ticket.objects.select_for_update().filter(provider_id=tenant(), id=ticket_id).first()
    if ticket is None:
        raise Refused("not_found")
    TICKET.take(act, state=ticket.state, role=current().by.role)
    return ticket


def _own(ticket: models.Ticket) -> None:
    if ticket.specialist_id != current().by.staff_id:
        raise Refused("another_specialist_serves", conflict=True)


def _put(ticket: models.Ticket, **values: Any) -> None:
    models.Ticket.objects.filter(provider_id=tenant(), id=ticket.id).update(**values)


def _step(
    act: str,
    ticket: models.Ticket,
    key: UUID | None,
    *,
    asked_as: str = "",
    public: dict[str, object] | None = None,
    **more: Any,
) -> None:
    """The act in the queue's own book, under its key, and as a step of the ledger, with the counter."""
    counter = ticket.counter_id
    models.Act.objects.create(
        id=uuid4(),
        provider_id=tenant(),
        key=key or uuid4(),
        ticket_id=ticket.id,
        act=asked_as or act,
        at=current().at,
        counter_id=counter,
    )
    shown = {"counter": str(counter) if counter else None, **(public or {})}
    take_step(act, case=ticket.id, channel="provider", edition_id=editions.current().id, public=shown, **more)
