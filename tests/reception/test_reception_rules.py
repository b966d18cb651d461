"""The order of the queue: who came first is served first, whoever asks (P8.1c, R6)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zholdama.actors import Role
from zholdama.reception.lifecycle import TICKET
from zholdama.reception.rules import Waiting, is_next, next_in_order

NINE = datetime(2025, 2, 10, 4, 0, tzinfo=UTC)


def ticket(minute: int, number: int) -> Waiting:
    return Waiting(arrived_at=NINE + timedelta(minutes=minute), number=number)


tickets = st.lists(
    st.builds(ticket, st.integers(0, 5), st.integers(1, 9)), max_size=12, unique_by=lambda one: one.number
)


@pytest.mark.clause("P8.1c")
def test_the_one_who_came_first_is_next() -> None:
    queue = [ticket(3, 3), ticket(1, 2), ticket(2, 1)]
    assert next_in_order(queue) == ticket(1, 2)
    assert [is_next(one, queue) for one in queue] == [False, True, False]


@pytest.mark.clause("P8.1c")
def test_of_two_who_came_together_the_smaller_number_is_next() -> None:
    assert next_in_order([ticket(1, 8), ticket(1, 7)]) == ticket(1, 7)


@pytest.mark.clause("P8.1c")
def test_nobody_is_next_in_an_empty_queue() -> None:
    assert next_in_order([]) is None
    assert not is_next(ticket(1, 1), [])


@pytest.mark.clause("P8.1c")
@given(queue=tickets)
def test_serving_the_next_each_time_is_the_order_of_arrival(queue: list[Waiting]) -> None:
    waiting, served = list(queue), []
    while (one := next_in_order(waiting)) is not None:
        assert is_next(one, waiting)
        assert sum(is_next(other, waiting) for other in waiting) == 1
        waiting.remove(one)
        served.append(one)
    assert served == sorted(queue, key=lambda one: (one.arrived_at, one.number))


@pytest.mark.clause("P8.1c")
@given(queue=tickets, later=st.integers(6, 9))
def test_nobody_who_comes_later_moves_anybody(queue: list[Waiting], later: int) -> None:
    if queue:
        assert next_in_order([*queue, ticket(later, 99)]) == next_in_order(queue)


@pytest.mark.clause("P8.1c")
def test_no_role_has_a_step_that_puts_a_ticket_ahead() -> None:
    assert {line.name for line in TICKET} <= {
        "start_service", "finish_service", "leave", "call", "recall", "miss", "no_show", "come_back", "send_back"
    }  # fmt: skip
    assert not [
        line
        for line in TICKET
        if line.target == "waiting" and "waiting" in line.sources and line.roles - {Role.SYSTEM}
    ]
