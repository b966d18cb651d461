"""No sequence of acts by any roles serves a later ticket before an earlier waiting one, loses one, or serves one twice.

Random sequences against the real database, each beside a small model that knows nothing but (arrived_at, number).
The machine is shown to see: with the order turned round in the database it fails.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.acting import AT, sql, staff
from tests.conftest import fresh_centre

from zholdama.reception import actions as reception
from zholdama.reception.rules import RECALLS, Waiting, next_in_order
from zholdama.refusals import Refused

EXAMPLES, STEPS = (150, 50) if os.environ.get("ZHOLDAMA_PROVE") else (6, 30)
DESKS = ("maman1", "maman2")
EVERYBODY = ("qabyldau", "maman1", "maman2", "basshy", "baqylau")
ACTS = ("recall", "miss", "come_back", "start_service", "send_back", "finish_service", "leave")
GRACE = timedelta(minutes=15)


@dataclass(eq=False)
class Ticket:
    """A ticket as the model knows it."""

    place: Waiting
    id: UUID
    state: str = "waiting"
    at_desk: str = ""
    recalls: int = 0
    grace_until: datetime = AT
    served: int = 0


class Queue(RuleBasedStateMachine):
    """The queue of one centre on one working day; whoever acts, and on whichever ticket."""

    @initialize()
    def open(self) -> None:
        from zholdama.demonstration import centre as centres

        self.centre, self.at = fresh_centre(centres), AT
        self.tickets: list[Ticket] = []

    def now(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def first(self) -> Ticket | None:
        """Who is to be called now, as the rule says."""
        by_place = {one.place: one for one in self.tickets if one.state == "waiting"}
        place = next_in_order(by_place)
        return by_place[place] if place else None

    @rule()
    def arrive(self) -> None:
        with staff(self.centre, "qabyldau", self.now()):
            issued = reception.arrive(key=uuid4())
        self.tickets.append(Ticket(Waiting(self.at, issued.number), issued.id))

    @rule(desk=st.sampled_from(DESKS), aborted=st.integers(0, 4), at_once=st.booleans())
    def call(self, desk: str, aborted: int, at_once: bool) -> None:
        self._end_graces(self.now())
        busy = any(one.at_desk == desk for one in self.tickets)
        expected = self.first()
        called = None
        try:
            called = self._call(desk, at_once=at_once, aborted=aborted == 0 and not at_once)
        except Refused as refused:
            code = refused.code
        else:
            code = ""
        assert code == ("finish_first" if busy else "" if expected else "nobody_waits")
        if code:
            return
        assert expected is not None
        assert called == expected.id, "somebody was called before one who came earlier"
        if aborted == 0 and not at_once:
            return
        expected.state, expected.at_desk, expected.recalls = "called", desk, 0

    def _call(self, desk: str, *, at_once: bool, aborted: bool) -> UUID:
        counter = self.centre.counters[0][0]
        if at_once:
            with staff(self.centre, desk, self.at):
                reception.end_graces()
            return reception.call_at_once(
                by=self.centre.actors[desk],
                at=self.at,
                provider_id=self.centre.provider_id,
                counter_id=counter,
                key=uuid4(),
            ).id
        called = []
        try:
            with staff(self.centre, desk, self.at):
                reception.end_graces()
            with staff(self.centre, desk, self.at):
                called.append(reception.call_next(counter_id=counter, key=uuid4()).id)
                if aborted:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            pass
        return called[0]

    @rule(who=st.sampled_from(EVERYBODY), act=st.sampled_from(ACTS), data=st.data())
    def try_act(self, who: str, act: str, data: Any) -> None:
        """Anybody tries anything on any ticket: done where the model allows it, refused everywhere else."""
        if self.tickets:
            self._act(who, act, data.draw(st.sampled_from(self.tickets)))

    @rule(data=st.data(), act=st.sampled_from(ACTS))
    def act_at_desk(self, data: Any, act: str) -> None:
        """The specialist on the own ticket: so that sequences get far."""
        own = [one for one in self.tickets if one.at_desk]
        if own:
            ticket = data.draw(st.sampled_from(own))
            self._act(ticket.at_desk, act, ticket)

    @rule(minutes=st.integers(1, 12))
    def time_goes_on(self, minutes: int) -> None:
        # From 10:00 to before lunch: working time is time.
        self.at = min(self.at + timedelta(minutes=minutes), AT + timedelta(hours=2, minutes=40))

    def _act(self, who: str, act: str, ticket: Ticket) -> None:
        at = self.now()
        allowed = self._allowed(who, act, ticket, at)
        more = {"reason": "себебі"} if act == "send_back" else {}
        try:
            with staff(self.centre, who, at):
                getattr(reception, act)(ticket_id=ticket.id, **more)
        except Refused:
            assert not allowed, f"{who} may {act} a ticket that is {ticket.state}"
            return
        assert allowed, f"{who} has done {act} with a ticket that is {ticket.state}"
        self._done(act, ticket, at)

    def _allowed(self, who: str, act: str, ticket: Ticket, at: datetime) -> bool:
        own, desk = ticket.at_desk == who, who in DESKS
        counters = desk or who == "qabyldau"
        return {
            "recall": own and ticket.state == "called" and ticket.recalls < RECALLS,
            "miss": own and ticket.state == "called" and ticket.recalls >= RECALLS,
            "come_back": counters and ticket.state == "missed" and at <= ticket.grace_until,
            "start_service": own and ticket.state == "called",
            "send_back": (own or who == "basshy") and ticket.state in {"called", "serving"},
            "finish_service": own and ticket.state == "serving",
            "leave": counters and ticket.state == "waiting",
        }[act]

    def _done(self, act: str, ticket: Ticket, at: datetime) -> None:
        if act == "recall":
            ticket.recalls += 1
            return
        ticket.state = {
            "miss": "missed", "come_back": "waiting", "start_service": "serving", "send_back": "waiting",
            "finish_service": "served", "leave": "left",
        }[act]  # fmt: skip
        if act == "miss":
            ticket.grace_until = at + GRACE
        if act == "finish_service":
            ticket.served += 1
        if act != "start_service":
            ticket.at_desk = ""

    def _end_graces(self, at: datetime) -> None:
        for one in self.tickets:
            if one.state == "missed" and one.grace_until < at:
                one.state = "no_show"

    @invariant()
    def nobody_is_lost_or_served_twice(self) -> None:
        if not hasattr(self, "centre"):
            return
        rows = sql(
            "SELECT id, state FROM reception_ticket WHERE provider_id = %s",
            [self.centre.provider_id],
            alias="owner",
        )
        assert dict(rows) == {one.id: one.state for one in self.tickets}
        assert all(one.served <= 1 for one in self.tickets)

    def teardown(self) -> None:
        if not hasattr(self, "centre"):
            return
        ends = sql(
            "SELECT case_id FROM ledger_entry WHERE provider_id = %s AND act IN ('finish_service', 'leave', 'no_show')",
            [self.centre.provider_id],
            alias="owner",
        )
        assert len(ends) == len(set(ends)), "a ticket has ended twice"
        assert {one for (one,) in ends} == {
            one.id for one in self.tickets if one.state in {"served", "left", "no_show"}
        }


def play(machine: type[Queue], *, examples: int) -> None:
    run_state_machine_as_test(
        seed(20250106)(machine),
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.clause("P8.1c")
def test_whatever_people_do_the_order_is_that_of_arrival(database: None) -> None:
    play(Queue, examples=EXAMPLES)
    print(f"\n{EXAMPLES} sequences of up to {STEPS} acts (ZHOLDAMA_PROVE=1: 150 of 50)")


@contextmanager
def order_turned_round(*, guarded: bool) -> Iterator[None]:
    """`reception_call` gives the youngest ticket; `guarded`: the guard below it still stands."""
    (name,) = sql("SELECT pg_get_functiondef('reception_call'::regproc)", alias="owner")[0]
    turned = name.replace("ORDER BY t.arrived_at, t.number", "ORDER BY t.arrived_at DESC, t.number DESC")
    assert turned != name
    sql(turned, alias="owner")
    if not guarded:
        sql("ALTER TABLE reception_ticket DISABLE TRIGGER reception_ticket_guard_row", alias="owner")
    try:
        yield
    finally:
        sql(name, alias="owner")
        sql("ALTER TABLE reception_ticket ENABLE ALWAYS TRIGGER reception_ticket_guard_row", alias="owner")


@pytest.mark.clause("P8.1c")
def test_the_machine_sees_an_order_that_is_turned_round(database: None) -> None:
    with (
        order_turned_round(guarded=False),
        pytest.raises(AssertionError, match="before one who came earlier"),
    ):
        play(type("Turned", (Queue,), {}), examples=EXAMPLES)


@pytest.mark.clause("P8.1c")
def test_the_database_refuses_an_order_that_is_turned_round(database: None) -> None:
    with order_turned_round(guarded=True), pytest.raises(DatabaseError, match="an earlier ticket waits"):
        play(type("Guarded", (Queue,), {}), examples=EXAMPLES)
