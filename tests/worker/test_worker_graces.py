"""Time itself ends the missed calls whose grace is over, at every open provider (R6)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.acting import AT, sql, staff

from zholdama import clock
from zholdama.reception import actions as reception
from zholdama.worker import watching


@pytest.mark.clause("P8.1c")
def test_the_worker_ends_graces_that_are_over(centre: Any) -> None:
    with staff(centre, "qabyldau"):
        reception.arrive(key=uuid4())
    with staff(centre, "maman1"):
        ticket = reception.call_next(counter_id=centre.counters[0][0], key=uuid4()).id
        for act in (reception.recall, reception.recall, reception.miss):
            act(ticket_id=ticket)
    state = "SELECT state, ended_at FROM reception_ticket WHERE id = %s"
    for minutes, expected in ((15, ("missed", None)), (16, ("no_show", AT + timedelta(minutes=15)))):
        with clock.clock_at(AT + timedelta(minutes=minutes)):
            watching.end_graces()
        assert sql(state, [ticket], alias="owner") == [expected]
