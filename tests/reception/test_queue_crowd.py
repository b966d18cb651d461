"""Many desks call at once on real PostgreSQL, some slowly, some in vain: no double, no skip, no error (P8.1c).

By default 12 desks share 120 tickets; ZHOLDAMA_PROVE=1 takes 50 desks and 1,000 tickets.
"""

import os
import random
import time
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.acting import AT, crowd, sql, staff

from zholdama.actors import Actor, Role
from zholdama.ledger.work import Login, work
from zholdama.reception import actions as reception
from zholdama.refusals import Refused

DESKS, TICKETS = (50, 1_000) if os.environ.get("ZHOLDAMA_PROVE") else (12, 120)
SEED = 20250106
LATER = AT + timedelta(hours=1)


class Aborted(Exception):
    """The transaction of a call is given up on purpose."""


def specialists(centre: Any, count: int) -> list[Actor]:
    from zholdama.providers.models import Staff

    made = []
    for number in range(count):
        account, row = uuid4(), uuid4()
        Staff.objects.using("owner").create(
            id=row, provider_id=centre.provider_id, account_id=account, name=f"{number}", role="specialist"
        )
        made.append(
            Actor(role=Role.SPECIALIST, id=account, provider_id=centre.provider_id, staff_id=row, name="")
        )
    return made


def tickets(centre: Any, count: int) -> list[UUID]:
    found = []
    for number in range(count):
        with staff(centre, "qabyldau", AT + timedelta(milliseconds=number)):
            found.append(reception.arrive(key=uuid4()).id)
    return found


def steps(centre: Any, act: str) -> list[UUID]:
    """The tickets of this act in the order in which the ledger took it."""
    found = sql(
        "SELECT case_id FROM ledger_entry WHERE provider_id = %s AND act = %s ORDER BY sequence",
        [centre.provider_id, act],
        alias="owner",
    )
    return [one for (one,) in found]


@pytest.mark.clause("P8.1c")
def test_many_desks_at_once_take_everybody_once_and_in_order(centre: Any) -> None:
    waiting, actors = tickets(centre, TICKETS), specialists(centre, DESKS)
    counted = {"called": 0, "slow": 0, "aborted": 0}

    def day(number: int) -> list[UUID]:
        draw, served = random.Random(SEED + number), []
        while True:
            try:
                ticket = _turn(centre, actors[number], draw, counted)
            except Refused as refused:
                if refused.code != "nobody_waits":
                    raise
                return served
            if ticket is not None:
                served.append(ticket)

    served = crowd(DESKS, day)
    faults = [one for one in served if isinstance(one, BaseException)]
    assert faults == []
    by_desk = [ticket for one in served for ticket in one]  # type: ignore[union-attr]
    assert len(by_desk) == len(set(by_desk)) == TICKETS, "nobody twice, nobody forgotten"
    assert steps(centre, "call") == waiting, "called exactly in the order of arrival, whoever called"
    assert sorted(steps(centre, "finish_service")) == sorted(waiting)
    print(
        f"\n{DESKS} desks called {TICKETS} tickets, seed {SEED} (ZHOLDAMA_PROVE=1: 50 and 1,000): {counted}"
    )


def _turn(centre: Any, actor: Actor, draw: random.Random, counted: dict[str, int]) -> UUID | None:
    """Call, begin and end; one call in ten is slow and one in ten is given up. Half go in one message."""
    counter, provider = centre.counters[0][0], centre.provider_id
    chance = draw.random()
    try:
        if chance > 0.6:
            called = reception.call_at_once(
                by=actor, at=LATER, provider_id=provider, counter_id=counter, key=uuid4()
            )
        else:
            with work(login=Login.STAFF, by=actor, at=LATER, provider=provider):
                called = reception.call_next(counter_id=counter, key=uuid4())
                if chance < 0.2:
                    counted["slow"] += 1
                    time.sleep(0.01)
                if chance < 0.1:
                    raise Aborted
    except Aborted:
        counted["aborted"] += 1
        return None
    counted["called"] += 1
    for act in (reception.start_service, reception.finish_service):
        with work(login=Login.STAFF, by=actor, at=LATER, provider=provider):
            act(ticket_id=called.id)
    return called.id


@pytest.mark.clause("P8.1c")
def test_a_caller_waits_for_a_slow_one_and_passes_over_nobody(centre: Any) -> None:
    waiting, actors = tickets(centre, 2), specialists(centre, 2)
    began: list[float] = []

    def call(number: int) -> UUID:
        with work(login=Login.STAFF, by=actors[number], at=LATER, provider=centre.provider_id):
            if number == 1:
                while not began:
                    time.sleep(0.01)
            called = reception.call_next(counter_id=centre.counters[0][0], key=uuid4())
            if number == 0:
                began.append(time.monotonic())
                time.sleep(0.5)
                raise Aborted
            began.append(time.monotonic())
        return called.id

    first, second = crowd(2, call)
    assert isinstance(first, Aborted)
    assert second == waiting[0], "the first ticket was given back, and nobody took the second one before"
    assert began[1] - began[0] >= 0.4


def test_one_key_at_once_calls_one_person(centre: Any) -> None:
    waiting, (actor,) = tickets(centre, 5), specialists(centre, 1)
    key = uuid4()

    def press(_: int) -> tuple[UUID, bool]:
        called = reception.call_at_once(
            by=actor,
            at=LATER,
            provider_id=centre.provider_id,
            counter_id=centre.counters[0][0],
            key=key,
        )
        return called.id, called.fresh

    outcomes = crowd(8, press)
    assert {one[0] for one in outcomes} == {waiting[0]}  # type: ignore[index]
    assert sum(one[1] for one in outcomes) == 1  # type: ignore[index]
