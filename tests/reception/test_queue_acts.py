"""What may come between ticket and service: the call, the missed call, the way back, closing (R4, R6, R7, R11)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError
from tests.acting import AT, call_and_serve, changed, sql, staff

from zholdama.actors import system_of
from zholdama.clocks import queries as clocks
from zholdama.clocks.rules import Kind
from zholdama.ledger.work import Login, work
from zholdama.monitoring.verification import verify_terms
from zholdama.reception import actions as reception
from zholdama.reception import outlook
from zholdama.reception import queries as queue
from zholdama.refusals import Refused

MINUTE = timedelta(minutes=1)
LUNCH, AFTERNOON, CLOSING, NEXT_DAY = (
    datetime(2025, 1, 6, 8, 0, tzinfo=UTC),
    datetime(2025, 1, 6, 9, 30, tzinfo=UTC),
    datetime(2025, 1, 6, 12, 30, tzinfo=UTC),
    datetime(2025, 1, 8, 4, 0, tzinfo=UTC),  # Tuesday the 7th is Christmas
)


def arrive(centre: Any, at: datetime = AT, **more: Any) -> reception.Issued:
    with staff(centre, "qabyldau", at):
        return reception.arrive(key=uuid4(), **more)


def call(centre: Any, login: str, at: datetime, key: UUID | None = None) -> reception.Called:
    with staff(centre, login, at):
        return reception.call_next(counter_id=centre.counters[0][0], key=key or uuid4())


def act(centre: Any, name: str, ticket: UUID, at: datetime, login: str = "maman1", **more: Any) -> None:
    with staff(centre, login, at):
        getattr(reception, name)(ticket_id=ticket, **more)


def missed(centre: Any, at: datetime, login: str = "maman1") -> UUID:
    """Call the next one, call again twice, put aside: all at `at`."""
    ticket = call(centre, login, at).id
    for name in ("recall", "recall", "miss"):
        act(centre, name, ticket, at, login)
    return ticket


def sweep(centre: Any, at: datetime) -> int:
    by = system_of(centre.provider_id)
    with work(login=Login.STAFF, by=by, at=at, provider=centre.provider_id):
        return reception.end_graces()


def card(centre: Any, ticket: UUID) -> queue.TicketCard:
    with staff(centre):
        found = queue.ticket(ticket)
        assert found is not None
        return found


def clock(centre: Any, ticket: UUID, kind: Kind) -> Any:
    with staff(centre):
        return clocks.clocks_of(centre.provider_id, [ticket]).get((ticket, kind))


def steps(centre: Any, ticket: UUID) -> list[tuple[str, Any]]:
    """(act, counter) of every step of the ticket in the ledger."""
    return sql(
        "SELECT act, (entry::jsonb)->>'counter' FROM ledger_entry WHERE provider_id = %s AND case_id = %s ORDER BY sequence",
        [centre.provider_id, ticket],
        alias="owner",
    )


# Call and start are two acts.


@pytest.mark.clause("P6.2", "P6.3")
def test_waiting_ends_when_the_person_stands_there_not_at_the_call(centre: Any) -> None:
    arrive(centre)
    ticket = call(centre, "maman1", AT + 5 * MINUTE).id
    assert clock(centre, ticket, Kind.WAITING).stopped_at is None
    assert clock(centre, ticket, Kind.SERVING) is None
    act(centre, "start_service", ticket, AT + 8 * MINUTE)
    assert clock(centre, ticket, Kind.WAITING).stopped_at == AT + 8 * MINUTE
    assert clock(centre, ticket, Kind.SERVING).started_at == AT + 8 * MINUTE
    counter = str(centre.counters[0][0])
    assert steps(centre, ticket) == [("arrive", None), ("call", counter), ("start_service", counter)]


def test_every_act_is_done_once_per_key(centre: Any) -> None:
    arrive(centre), arrive(centre, AT + MINUTE)
    key, keys = uuid4(), [uuid4() for _ in range(5)]
    first = call(centre, "maman1", AT + 2 * MINUTE, key)
    again = call(centre, "maman1", AT + 3 * MINUTE, key)
    assert (again.id, again.fresh, first.fresh) == (first.id, False, True)
    for name, one in zip(("recall", "recall", "miss", "come_back"), keys, strict=False):
        for _ in range(2):
            act(centre, name, first.id, AT + 4 * MINUTE, key=one)
    with pytest.raises(Refused, match="key_used"):
        act(centre, "leave", first.id, AT + 5 * MINUTE, key=keys[0])
    assert [name for name, _ in steps(centre, first.id)] == [
        "arrive", "call", "recall", "recall", "miss", "come_back",
    ]  # fmt: skip
    assert call(centre, "maman1", AT + 6 * MINUTE, key).id == first.id, "an old key calls nobody anew"
    assert card(centre, first.id).state == "waiting"


def test_one_specialist_calls_one_person_at_a_time(centre: Any) -> None:
    arrive(centre), arrive(centre)
    call(centre, "maman1", AT)
    with pytest.raises(Refused, match="finish_first"):
        call(centre, "maman1", AT)
    with pytest.raises(Refused, match="another_specialist_serves"):
        act(centre, "start_service", card(centre, _called(centre)).id, AT, "maman2")


def _called(centre: Any) -> UUID:
    with staff(centre):
        return queue.at_counters(centre.provider_id)[0].id


@pytest.mark.parametrize("login", ["qabyldau", "basshy", "baqylau"])
def test_only_specialists_call(centre: Any, login: str) -> None:
    arrive(centre)
    with pytest.raises(Refused, match="step_not_for_role"):
        call(centre, login, AT)


# The missed call (R6).


@pytest.mark.clause("P8.1c")
def test_a_ticket_is_put_aside_after_two_recalls_and_not_before(centre: Any) -> None:
    arrive(centre)
    ticket = call(centre, "maman1", AT).id
    for count in range(2):
        with pytest.raises(Refused, match="recall_first"):
            act(centre, "miss", ticket, AT)
        act(centre, "recall", ticket, AT + count * MINUTE)
    with pytest.raises(Refused, match="recalled_enough"):
        act(centre, "recall", ticket, AT)
    act(centre, "miss", ticket, AT + 3 * MINUTE)
    assert card(centre, ticket).grace_until == AT + 18 * MINUTE


@pytest.mark.clause("P8.1c")
def test_who_comes_back_in_time_is_first_again_and_the_clock_shows_both_parts(centre: Any) -> None:
    arrive(centre), arrive(centre, AT + MINUTE)
    ticket = missed(centre, AT + 2 * MINUTE)
    act(centre, "come_back", ticket, AT + 17 * MINUTE, "qabyldau")  # the last moment of the grace
    assert call(centre, "maman2", AT + 18 * MINUTE).id == ticket
    act(centre, "start_service", ticket, AT + 20 * MINUTE, "maman2")
    waiting = clock(centre, ticket, Kind.WAITING)
    assert (waiting.started_at, waiting.stopped_at) == (AT, AT + 20 * MINUTE)


@pytest.mark.clause("P8.1c")
def test_after_the_grace_it_is_a_no_show_as_of_the_moment_the_grace_ended(centre: Any) -> None:
    arrive(centre)
    ticket = missed(centre, AT + 2 * MINUTE)
    late = AT + 17 * MINUTE + timedelta(microseconds=1)
    assert sweep(centre, AT + 17 * MINUTE) == 0
    with pytest.raises(Refused, match="grace_is_over"):
        act(centre, "come_back", ticket, late)
    assert sweep(centre, AT + 40 * MINUTE) == 1
    assert sweep(centre, AT + 40 * MINUTE) == 0
    ended = card(centre, ticket)
    assert (ended.state, ended.ended_at) == ("no_show", AT + 17 * MINUTE)
    assert clock(centre, ticket, Kind.WAITING).stopped_at == AT + 17 * MINUTE
    with pytest.raises(Refused, match="step_not_from_state"):
        act(centre, "come_back", ticket, AT + 41 * MINUTE)
    entry = sql(
        "SELECT entry::jsonb->>'actor', entry::jsonb->>'effective' FROM ledger_entry WHERE case_id = %s AND act = 'no_show'",
        [ticket],
        alias="owner",
    )
    assert entry == [("system:00000000-0000-0000-0000-000000000000", "2025-01-06T05:17:00.000000Z")]


def test_whoever_calls_the_next_one_ends_graces_that_are_over(centre: Any) -> None:
    arrive(centre), arrive(centre, AT + MINUTE)
    ticket = missed(centre, AT + 2 * MINUTE)
    call(centre, "maman1", AT + 30 * MINUTE)
    assert card(centre, ticket).state == "no_show"


@pytest.mark.clause("P8.1c", "P8.1b")
def test_the_grace_runs_in_working_time(centre: Any) -> None:
    arrive(centre)
    ticket = missed(centre, LUNCH - 5 * MINUTE)
    assert card(centre, ticket).grace_until == AFTERNOON + 10 * MINUTE


@pytest.mark.clause("P6.2", "P6.3")
def test_terms_recomputed_from_the_ledger_agree_with_no_show_and_return(centre: Any) -> None:
    arrive(centre), arrive(centre, AT + MINUTE)
    gone = missed(centre, AT + 2 * MINUTE)
    second = call(centre, "maman1", AT + 30 * MINUTE).id
    act(centre, "start_service", second, AT + 31 * MINUTE)
    act(centre, "send_back", second, AT + 35 * MINUTE, reason="Құжатын әкеледі")
    act(centre, "start_service", call(centre, "maman1", AT + 50 * MINUTE).id, AT + 51 * MINUTE)
    act(centre, "finish_service", second, AT + 60 * MINUTE)
    assert clock(centre, gone, Kind.WAITING).stopped_at == AT + 17 * MINUTE
    assert clock(centre, second, Kind.WAITING).stopped_at == AT + 31 * MINUTE
    assert clock(centre, second, Kind.SERVING).working_microseconds == 29 * 60_000_000
    assert [name for name, _ in steps(centre, second)][-3:] == ["call", "resume_service", "finish_service"]
    with work(login=Login.AUDITOR, at=AT + timedelta(days=1)):
        report = verify_terms(provider=centre.provider_id)
    assert (report.clocks, report.running, report.differences) == (3, 0, ())


# Sent back.


@pytest.mark.clause("P8.1c")
def test_who_is_sent_back_keeps_the_original_time(centre: Any) -> None:
    tickets = [arrive(centre, AT + number * MINUTE).id for number in range(3)]
    with staff(centre, "maman1", AT + 5 * MINUTE):
        call_and_serve(centre.counters[0][0])
    with pytest.raises(Refused, match="reason_needed"):
        act(centre, "send_back", tickets[0], AT + 6 * MINUTE, reason=" ")
    act(centre, "send_back", tickets[0], AT + 6 * MINUTE, reason="Құжат ұмытылған")
    assert call(centre, "maman2", AT + 7 * MINUTE).id == tickets[0]
    reason = sql(
        "SELECT f.facts FROM ledger_facts f JOIN ledger_entry e USING (provider_id, sequence) WHERE e.case_id = %s AND e.act = 'send_back'",
        [tickets[0]],
        alias="owner",
    )
    assert "Құжат ұмытылған" in reason[0][0]


def test_the_head_gives_the_ticket_of_an_absent_specialist_back(centre: Any) -> None:
    ticket = arrive(centre).id
    call(centre, "maman1", AT)
    with pytest.raises(Refused, match="another_specialist_serves"):
        act(centre, "send_back", ticket, AT, "maman2", reason="x")
    act(centre, "send_back", ticket, AT + MINUTE, "basshy", reason="Маман жоқ")
    assert call(centre, "maman2", AT + 2 * MINUTE).id == ticket


def test_who_is_sent_back_and_then_leaves_ends_the_serving_clock_too(centre: Any) -> None:
    ticket = arrive(centre).id
    with staff(centre, "maman1", AT):
        call_and_serve(centre.counters[0][0])
    act(centre, "send_back", ticket, AT + MINUTE, reason="x")
    act(centre, "leave", ticket, AT + 2 * MINUTE, "qabyldau")
    assert clock(centre, ticket, Kind.SERVING).stopped_at == AT + 2 * MINUTE


# Tickets are issued while the office is open (R7).


@pytest.mark.clause("P8.1b")
@pytest.mark.parametrize(
    ("at", "opens"),
    [
        (AT.replace(hour=3, minute=59), "06.01.2025, 09:00"),
        (LUNCH, "06.01.2025, 14:30"),
        (AFTERNOON - timedelta(microseconds=1), "06.01.2025, 14:30"),
        (CLOSING, "08.01.2025, 09:00"),
        (NEXT_DAY - timedelta(days=1), "08.01.2025, 09:00"),
    ],
)
def test_no_ticket_while_the_office_is_closed(centre: Any, at: datetime, opens: str) -> None:
    with pytest.raises(Refused) as refused:
        arrive(centre, at)
    assert (refused.value.code, refused.value.values) == ("office_closed", {"opens": opens})


@pytest.mark.clause("P8.1b")
@pytest.mark.parametrize("at", [AFTERNOON, LUNCH - timedelta(microseconds=1), CLOSING - MINUTE, NEXT_DAY])
def test_a_ticket_while_it_is_open(centre: Any, at: datetime) -> None:
    assert arrive(centre, at).number == 1


def test_a_press_repeated_after_closing_finds_its_ticket(centre: Any) -> None:
    key = uuid4()
    with staff(centre, "qabyldau", LUNCH - MINUTE):
        first = reception.arrive(key=key)
    with staff(centre, "qabyldau", LUNCH):
        assert reception.arrive(key=key).id == first.id


@pytest.mark.clause("P8.1b", "P8.1c")
def test_closing_ends_nobody_and_who_waited_is_first_on_the_next_working_day(centre: Any) -> None:
    waited = arrive(centre, CLOSING - MINUTE).id
    sweep(centre, CLOSING + timedelta(hours=5))
    new = arrive(centre, NEXT_DAY)
    assert new.number == 1
    assert call(centre, "maman1", NEXT_DAY + MINUTE).id == waited


# Machines and people (B23).


def test_a_ticket_names_its_machine_and_the_count_goes_on_over_all(centre: Any) -> None:
    labels = [arrive(centre, series=series).label for series in ("A", "B", "A", "C")]
    assert labels == ["A001", "B002", "A003", "C004"]


def test_one_person_holds_one_live_ticket(centre: Any) -> None:
    arrive(centre), arrive(centre, AT + MINUTE)
    for login in ("maman1", "maman2"):
        with staff(centre, login, AT + 2 * MINUTE):
            call_and_serve(centre.counters[0][0])
    held = {one.specialist_id: one for one in _at_counters(centre)}
    first, second = (held[centre.actors[login].staff_id] for login in ("maman1", "maman2"))
    who = uuid4()
    act(centre, "identify", first.id, AT + 3 * MINUTE, person_id=who, document_id=uuid4())
    with pytest.raises(Refused) as refused:
        act(centre, "identify", second.id, AT + 3 * MINUTE, "maman2", person_id=who, document_id=uuid4())
    assert (refused.value.code, refused.value.values) == ("another_live_ticket", {"ticket": first.label})
    act(centre, "finish_service", first.id, AT + 4 * MINUTE)
    act(centre, "identify", second.id, AT + 5 * MINUTE, "maman2", person_id=who, document_id=uuid4())


def _at_counters(centre: Any) -> tuple[queue.TicketCard, ...]:
    with staff(centre):
        return queue.at_counters(centre.provider_id)


# Held by the database, below every action.


@pytest.mark.clause("P8.1c")
def test_the_application_cannot_call_a_later_ticket_even_in_sql(centre: Any) -> None:
    arrive(centre)
    later = arrive(centre, AT + MINUTE).id
    for state in ("called", "serving", "served", "missed", "no_show"):
        with pytest.raises(DatabaseError, match=r"earlier ticket waits|no step leads"), staff(centre):
            changed(
                "UPDATE reception_ticket SET state = %s WHERE provider_id = %s AND id = %s",
                [state, centre.provider_id, later],
            )


@pytest.mark.clause("P8.1c")
@pytest.mark.parametrize("table", ["reception_ticket", "reception_act", "ledger_entry"])
def test_no_fact_of_the_queue_can_be_removed_by_the_application(centre: Any, table: str) -> None:
    arrive(centre)
    call(centre, "maman1", AT)
    for login in ("qabyldau", "maman1", "basshy", "baqylau"):
        with pytest.raises(DatabaseError, match="permission denied"), staff(centre, login):
            changed(f"DELETE FROM {table} WHERE provider_id = %s", [centre.provider_id])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reception_ticket SET arrived_at = arrived_at - interval '1 hour' WHERE provider_id = %s",
        "UPDATE reception_ticket SET number = number + 100 WHERE provider_id = %s",
        "DELETE FROM reception_ticket WHERE provider_id = %s",
        "UPDATE reception_act SET at = at WHERE provider_id = %s",
        "DELETE FROM reception_act WHERE provider_id = %s",
    ],
)
def test_not_even_the_owner_changes_it_without_switching_the_guard_off(centre: Any, statement: str) -> None:
    """The owner of the database can drop a trigger; only the published head of the ledger tells then."""
    arrive(centre)
    call(centre, "maman1", AT)
    with pytest.raises(DatabaseError, match=r"keeps its number|never removed|append-only"):
        changed(statement, [centre.provider_id], alias="owner")


# What the hall is told.


def test_the_board_knows_calls_and_waits_and_no_person(centre: Any) -> None:
    for number in range(7):
        arrive(centre, AT + number * MINUTE)
    for number, login in enumerate(("maman1", "maman2")):
        call(centre, login, AT + (10 + number) * MINUTE)
    with staff(centre, "qabyldau", AT + 20 * MINUTE):
        shown = outlook.board(centre.provider_id, at=AT + 20 * MINUTE)
    assert [one.label for one in shown.calls] == ["A002", "A001"]
    assert all(one.now and one.counter_id == centre.counters[0][0] for one in shown.calls)
    assert (shown.waiting, shown.longest_minutes, shown.late) == (5, 18, ())


@pytest.mark.clause("P8.1b")
def test_at_half_past_twelve_the_board_says_who_is_not_served_before_lunch(centre: Any) -> None:
    start = LUNCH - 150 * MINUTE
    for number in range(5):
        arrive(centre, start + number * MINUTE)
    for number in range(5):  # five services of twenty minutes: the measure of the day
        at = start + (10 + 20 * number) * MINUTE
        with staff(centre, "maman1", at):
            ticket = call_and_serve(centre.counters[0][0])
        act(centre, "finish_service", ticket, at + 20 * MINUTE)
    waiting = [arrive(centre, LUNCH - 40 * MINUTE).label for _ in range(6)]
    with staff(centre, "qabyldau", LUNCH - 31 * MINUTE):
        assert outlook.board(centre.provider_id, at=LUNCH - 31 * MINUTE).late == ()
        assert outlook.outlook(centre.provider_id, at=LUNCH - 31 * MINUTE).comes_first == "lunch"
    with staff(centre, "qabyldau", LUNCH - 30 * MINUTE):
        shown = outlook.board(centre.provider_id, at=LUNCH - 30 * MINUTE)
    assert shown.not_before == "lunch"
    assert list(shown.late) == waiting[len(waiting) - len(shown.late) :]
    assert 4 <= len(shown.late) <= 5, "one counter, twenty minutes each: one or two begin before lunch"
