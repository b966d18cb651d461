"""The queue in the database: arrival and number never change, and the next one is given, not chosen (P8.1c)."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError
from tests.acting import AT, call_and_serve, changed, sql, staff

from zholdama.clocks import queries as clocks
from zholdama.clocks.rules import Kind
from zholdama.reception import actions as reception
from zholdama.reception import queries as queue
from zholdama.reception.rules import next_in_order
from zholdama.refusals import Refused

MINUTE = timedelta(minutes=1)


def arrive(centre: Any, minute: int, key: UUID | None = None) -> reception.Issued:
    with staff(centre, "qabyldau", AT + minute * MINUTE):
        return reception.arrive(key=key or uuid4())


def serve(centre: Any, login: str, minute: int) -> UUID:
    with staff(centre, login, AT + minute * MINUTE):
        return call_and_serve(centre.counters[0][0])


@pytest.mark.clause("P8.1c")
def test_the_database_gives_whom_the_rule_names(centre: Any) -> None:
    issued = [arrive(centre, minute) for minute in (4, 0, 2)]  # a clock of the reception that was set back
    by_arrival = [issued[1].id, issued[2].id, issued[0].id]
    with staff(centre):
        waiting = queue.waiting(centre.provider_id)
        assert next_in_order(waiting).id == by_arrival[0]  # type: ignore[union-attr]
    assert serve(centre, "maman1", 5) == by_arrival[0]
    assert serve(centre, "maman2", 5) == by_arrival[1]


@pytest.mark.clause("P8.1c")
@pytest.mark.parametrize("column", ["arrived_at", "number", "day"])
def test_no_staff_can_move_a_ticket(centre: Any, column: str) -> None:
    arrive(centre, 0)
    for login in ("qabyldau", "maman1", "basshy", "baqylau"):
        with pytest.raises(DatabaseError, match="permission denied"), staff(centre, login):
            changed(
                f"UPDATE reception_ticket SET {column} = {column} WHERE provider_id = %s",
                [centre.provider_id],
            )


def test_a_ticket_is_issued_once_per_key(centre: Any) -> None:
    key = uuid4()
    first, again, other = arrive(centre, 0, key), arrive(centre, 1, key), arrive(centre, 2)
    assert (again.id, again.number, first.fresh, again.fresh) == (first.id, first.number, True, False)
    assert other.number == first.number + 1


def test_a_new_day_counts_from_one_and_yesterdays_people_stay_first(centre: Any) -> None:
    today, tomorrow = arrive(centre, 0), arrive(centre, 48 * 60)  # the 7th is a holiday
    assert (today.number, tomorrow.number) == (1, 1)
    assert serve(centre, "maman1", 48 * 60 + 1) == today.id


@pytest.mark.clause("P6.2", "P6.3")
def test_the_clocks_follow_the_acts(centre: Any) -> None:
    ticket = arrive(centre, 0).id
    serve(centre, "maman1", 12)
    with staff(centre, "maman1", AT + 43 * MINUTE):
        reception.finish_service(ticket_id=ticket)
        found = clocks.clocks_of(centre.provider_id, [ticket])
    waiting, serving = found[ticket, Kind.WAITING], found[ticket, Kind.SERVING]
    assert (waiting.working_microseconds, waiting.kept) == (12 * 60_000_000, True)
    assert (serving.working_microseconds, serving.kept) == (31 * 60_000_000, False)


def test_who_leaves_is_recorded_and_nobody_is_served_twice(centre: Any) -> None:
    first, second = arrive(centre, 0), arrive(centre, 1)
    with staff(centre, "qabyldau", AT + 2 * MINUTE):
        reception.leave(ticket_id=first.id)
        assert (
            clocks.clocks_of(centre.provider_id, [first.id])[first.id, Kind.WAITING].stopped_at
            == AT + 2 * MINUTE
        )
    assert serve(centre, "maman1", 3) == second.id
    for act in (reception.leave, reception.finish_service):
        with pytest.raises(Refused, match="step_not"), staff(centre, "maman1"):
            act(ticket_id=first.id)
    with pytest.raises(Refused, match="finish_first"):
        serve(centre, "maman1", 4)
    with pytest.raises(Refused, match="nobody_waits"):
        serve(centre, "maman2", 4)


def test_only_whoever_serves_finishes_and_identifies_nobody_else(centre: Any) -> None:
    ticket = arrive(centre, 0).id
    serve(centre, "maman1", 1)
    with pytest.raises(Refused, match="another_specialist_serves"), staff(centre, "maman2"):
        reception.finish_service(ticket_id=ticket)
    waiting = arrive(centre, 2).id
    with pytest.raises(Refused, match="nobody_at_the_counter"), staff(centre, "maman1"):
        reception.identify(ticket_id=waiting, person_id=uuid4(), document_id=uuid4())


def test_a_foreign_ticket_is_not_found(centre: Any) -> None:
    for act in (reception.finish_service, reception.leave):
        with pytest.raises(Refused, match="not_found"), staff(centre, "maman1"):
            act(ticket_id=uuid4())
    assert sql(
        "SELECT count(*) FROM reception_ticket WHERE provider_id = %s", [centre.provider_id], alias="owner"
    ) == [(0,)]
