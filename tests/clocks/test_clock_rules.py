"""The four clocks as pure rules: what an act starts and stops, when the term is kept, and the replay of a chain."""

import datetime as dt
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zholdama.clocks.rules import (
    CLAUSE,
    STARTS,
    STOPS,
    Clock,
    Kind,
    begin,
    effective,
    end,
    recalculated,
    replay,
    standing,
)
from zholdama.passport import edition as editions
from zholdama.passport.clauses import Clause
from zholdama.passport.texts import Text
from zholdama.working_time.calendar import WorkingCalendar
from zholdama.working_time.days import CalendarDay

ALMATY = ZoneInfo("Asia/Almaty")
CALENDAR = WorkingCalendar.shipped()
EDITION = editions.current()
MICROSECOND = timedelta(microseconds=1)
MINUTE = timedelta(minutes=1)


def t(text: str) -> datetime:
    """A moment in Almaty. The week from Monday 2025-02-10 to Friday 2025-02-14 has no holiday."""
    return datetime.fromisoformat(text).replace(tzinfo=ALMATY)


def started(kind: Kind, at: str) -> Clock:
    return begin(kind=kind, at=t(at), calendar=CALENDAR, edition=EDITION)


def stopped(kind: Kind, start: str, stop: datetime) -> Clock:
    return end(started(kind, start), at=stop, calendar=CALENDAR)


COUNTER_TERMS = [
    # asked for, runs from, due
    ("2025-02-10 10:00", "2025-02-10 10:00", "2025-02-10 10:30"),
    ("2025-02-10 08:10", "2025-02-10 09:00", "2025-02-10 09:30"),
    ("2025-02-10 12:30", "2025-02-10 12:30", "2025-02-10 13:00"),  # on the boundary: the earlier moment
    ("2025-02-10 12:45", "2025-02-10 12:45", "2025-02-10 14:45"),  # 15 minutes before lunch, 15 after
    ("2025-02-10 13:20", "2025-02-10 14:30", "2025-02-10 15:00"),
    ("2025-02-10 17:10", "2025-02-10 17:10", "2025-02-11 09:10"),
    ("2025-02-14 17:15", "2025-02-14 17:15", "2025-02-17 09:15"),  # over the weekend
    ("2025-02-10 17:30", "2025-02-11 09:00", "2025-02-11 09:30"),
    ("2025-02-15 11:00", "2025-02-17 09:00", "2025-02-17 09:30"),
]


def check_counter_term(kind: Kind, asked: str, runs_from: str, due: str) -> None:
    clock = started(kind, asked)
    assert (clock.started_at, clock.runs_from, clock.due_at) == (t(asked), t(runs_from), t(due))
    assert clock.calendar_hash == CALENDAR.hash
    assert clock.stopped_at is clock.kept is None


@pytest.mark.clause("P6.2")
@pytest.mark.parametrize(("asked", "runs_from", "due"), COUNTER_TERMS)
def test_waiting_may_take_thirty_working_minutes(asked: str, runs_from: str, due: str) -> None:
    check_counter_term(Kind.WAITING, asked, runs_from, due)


@pytest.mark.clause("P6.3")
@pytest.mark.parametrize(("asked", "runs_from", "due"), COUNTER_TERMS)
def test_serving_may_take_thirty_working_minutes(asked: str, runs_from: str, due: str) -> None:
    check_counter_term(Kind.SERVING, asked, runs_from, due)


@pytest.mark.clause("P6.1a")
@pytest.mark.parametrize(("asked", "runs_from", "due"), COUNTER_TERMS)
def test_the_result_at_the_provider_may_take_thirty_working_minutes(
    asked: str, runs_from: str, due: str
) -> None:
    check_counter_term(Kind.RESULT, asked, runs_from, due)


@pytest.mark.clause("P6.1b")
@pytest.mark.parametrize(
    ("sent", "accepted", "due"),
    [
        ("2025-02-10 10:00", "2025-02-10 10:00", "2025-02-11 10:00"),
        ("2025-02-10 20:00", "2025-02-11 09:00", "2025-02-11 17:30"),
        ("2025-02-10 08:00", "2025-02-10 09:00", "2025-02-10 17:30"),
        ("2025-02-10 13:15", "2025-02-10 13:15", "2025-02-11 13:00"),  # accepted in the lunch break, R2
        ("2025-02-10 17:29:59", "2025-02-10 17:29:59", "2025-02-11 17:29:59"),
        ("2025-02-10 17:30", "2025-02-11 09:00", "2025-02-11 17:30"),
        ("2025-02-14 16:00", "2025-02-14 16:00", "2025-02-17 16:00"),
        ("2025-01-06 20:00", "2025-01-08 09:00", "2025-01-08 17:30"),  # the 7th is a holiday
    ],
)
def test_the_portal_has_one_working_day(sent: str, accepted: str, due: str) -> None:
    clock = started(Kind.PORTAL, sent)
    assert (clock.started_at, clock.runs_from, clock.due_at) == (t(sent), t(accepted), t(due))


@pytest.mark.clause("P6.1a", "P6.1b", "P6.2", "P6.3")
@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize(
    ("late_by", "kept"),
    [(-MINUTE, True), (-MICROSECOND, True), (timedelta(0), True), (MICROSECOND, False), (MINUTE, False)],
)
def test_kept_means_at_or_before_the_due_time(kind: Kind, late_by: timedelta, kept: bool) -> None:
    due = started(kind, "2025-02-10 10:00").due_at
    assert due is not None
    clock = stopped(kind, "2025-02-10 10:00", due + late_by)
    assert clock.kept is kept
    assert clock.stopped_at == due + late_by


@pytest.mark.clause("P6.1a", "P6.2")
def test_a_lunch_wait_is_told_in_both_measures() -> None:
    clock = stopped(Kind.WAITING, "2025-02-10 12:50", t("2025-02-10 14:35"))
    assert clock.working_microseconds == 15 * 60_000_000
    assert clock.wall_microseconds == 105 * 60_000_000
    assert clock.kept is True


def test_every_clock_keeps_a_clause_of_its_own() -> None:
    assert {
        Kind.WAITING: Clause.P6_2,
        Kind.SERVING: Clause.P6_3,
        Kind.RESULT: Clause.P6_1A,
        Kind.PORTAL: Clause.P6_1B,
    } == CLAUSE


def test_beyond_the_calendar_the_due_time_is_pending_and_nothing_is_said_of_kept() -> None:
    last = datetime.combine(CALENDAR.last_day, t("2025-01-01 16:59").time(), ALMATY)
    for kind in Kind:
        clock = begin(kind=kind, at=last + timedelta(days=30), calendar=CALENDAR, edition=EDITION)
        assert (clock.runs_from, clock.due_at) == (None, None)
        ended = end(clock, at=last + timedelta(days=31), calendar=CALENDAR)
        assert (ended.kept, ended.working_microseconds) == (None, None)
        assert ended.wall_microseconds == 24 * 3600 * 1_000_000


# Corrections of the calendar, in the week after the ordinary one.


def corrected(day: str, kind: str) -> WorkingCalendar:
    """The shipped calendar with one day changed."""
    change = CalendarDay(
        date=dt.date.fromisoformat(day),
        kind=kind,  # type: ignore[arg-type]
        cause="government",
        name=Text(kk="түзету", ru="поправка", en="correction"),
        source="made up for this test",
    )
    return CALENDAR.corrected([change], f"test-{day}-{kind}")


DAY_OFF = corrected("2025-02-11", "day_off")
WORKED_SATURDAY = corrected("2025-02-15", "working_day")


@pytest.mark.clause("P6.1b")
def test_a_new_day_off_moves_the_due_time_later() -> None:
    clock = recalculated(started(Kind.PORTAL, "2025-02-10 20:00"), calendar=DAY_OFF, edition=EDITION)
    assert (clock.runs_from, clock.due_at) == (t("2025-02-12 09:00"), t("2025-02-12 17:30"))
    assert clock.calendar_hash == DAY_OFF.hash


@pytest.mark.clause("P6.1b")
def test_a_new_working_day_never_moves_a_promised_time_earlier() -> None:
    promised = started(Kind.PORTAL, "2025-02-14 16:00")
    clock = recalculated(promised, calendar=WORKED_SATURDAY, edition=EDITION)
    fresh = begin(kind=Kind.PORTAL, at=t("2025-02-14 16:00"), calendar=WORKED_SATURDAY, edition=EDITION)
    assert fresh.due_at == t("2025-02-15 16:00")
    assert clock.due_at == promised.due_at == t("2025-02-17 16:00")


def test_a_pending_due_time_is_set_by_a_longer_calendar_and_not_taken_back_by_a_shorter_one() -> None:
    at = datetime.combine(CALENDAR.last_day + timedelta(days=40), t("2025-01-01 10:00").time(), ALMATY)
    pending = begin(kind=Kind.PORTAL, at=at, calendar=CALENDAR, edition=EDITION)
    longer = CALENDAR.corrected([], "test-longer", last_day=CALENDAR.last_day + timedelta(days=365))
    known = recalculated(pending, calendar=longer, edition=EDITION)
    assert pending.due_at is None
    assert known.due_at is not None
    assert recalculated(known, calendar=CALENDAR, edition=EDITION).due_at == known.due_at


@pytest.mark.clause("P6.1a", "P6.1b", "P6.2", "P6.3")
@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(list(Kind)),
    at=st.datetimes(
        min_value=datetime(2025, 2, 7), max_value=datetime(2025, 2, 18), timezones=st.just(ALMATY)
    ),
    first=st.sampled_from([CALENDAR, DAY_OFF, WORKED_SATURDAY]),
    second=st.sampled_from([CALENDAR, DAY_OFF, WORKED_SATURDAY]),
)
def test_no_correction_moves_any_clock_earlier(
    kind: Kind, at: datetime, first: WorkingCalendar, second: WorkingCalendar
) -> None:
    promised = begin(kind=kind, at=at, calendar=first, edition=EDITION)
    clock = recalculated(promised, calendar=second, edition=EDITION)
    assert clock.due_at >= promised.due_at  # type: ignore[operator]
    assert clock.due_at >= clock.runs_from >= clock.started_at  # type: ignore[operator]


# Replay: the clocks of a chain from its entries alone.

CALENDARS = {each.hash: each for each in (CALENDAR, DAY_OFF, WORKED_SATURDAY)}


def step(act: str, at: str, case: str = "c1", channel: str = "provider", **more: Any) -> dict[str, Any]:
    return {
        "act": act,
        "at": t(at).astimezone(dt.UTC).isoformat(),
        "case": case,
        "channel": channel,
        "calendar": CALENDAR.hash,
        "edition": EDITION.id,
        **more,
    }


def replayed(*steps: dict[str, Any]) -> dict[tuple[str, Kind], Clock]:
    return replay(steps, calendar=CALENDARS.__getitem__, edition=editions.load)


VISIT = (
    step("arrive", "2025-02-10 12:40", "ticket"),
    step("start_service", "2025-02-10 12:55", "ticket"),
    step("register", "2025-02-10 12:58", "case"),
    step("propose", "2025-02-10 14:31", "case"),
    step("hand_over", "2025-02-10 14:58", "case"),
    step("finish_service", "2025-02-10 14:58", "ticket"),
)


@pytest.mark.clause("P6.1a", "P6.2", "P6.3")
def test_a_visit_over_lunch_replays_to_its_three_clocks() -> None:
    clocks = replayed(*VISIT)
    assert set(clocks) == {("ticket", Kind.WAITING), ("ticket", Kind.SERVING), ("case", Kind.RESULT)}
    told = {
        kind: (c.working_microseconds // 60_000_000, c.kept)
        for (_, kind), c in clocks.items()
        if c.working_microseconds
    }
    assert told == {Kind.WAITING: (15, True), Kind.SERVING: (33, False), Kind.RESULT: (30, True)}


def test_a_step_that_counts_earlier_needs_a_paper_or_the_time_itself_and_lies_before_its_entry() -> None:
    """One public key for both: what was taken on paper, and what is only noticed now."""
    entered = step("arrive", "2025-02-10 16:00", "ticket")
    earlier = {"effective": t("2025-02-10 10:00").isoformat()}
    assert effective(entered) == t("2025-02-10 16:00")
    assert effective({**entered, **earlier, "paper": "P-1"}) == t("2025-02-10 10:00")
    assert effective({**entered, **earlier, "act": "no_show"}) == t("2025-02-10 10:00")
    late = {"effective": t("2025-02-10 16:01").isoformat(), "paper": "P-1"}
    for wrong in (earlier, {**earlier, "paper": ""}, late, {**late, "act": "no_show"}):
        with pytest.raises(ValueError, match="lies before the entry"):
            effective({**entered, **wrong})


def test_replay_is_what_the_acts_did() -> None:
    clocks = replayed(*VISIT)
    by_hand = end(started(Kind.SERVING, "2025-02-10 12:55"), at=t("2025-02-10 14:58"), calendar=CALENDAR)
    assert clocks["ticket", Kind.SERVING] == by_hand


@pytest.mark.clause("P6.1b")
def test_a_portal_case_replays_to_one_clock_and_registering_it_starts_no_other() -> None:
    clocks = replayed(
        step("submit", "2025-02-10 10:00", channel="portal"),
        step("register", "2025-02-10 10:05", channel="portal"),
        step("hand_over", "2025-02-11 10:00", channel="portal"),
    )
    assert set(clocks) == {("c1", Kind.PORTAL)}
    assert clocks["c1", Kind.PORTAL].kept is True


@pytest.mark.clause("P6.1a", "P6.1b")
@pytest.mark.parametrize(
    "act", ["ask", "reply", "return", "take", "propose", "propose_refusal", "sign", "identify"]
)
def test_nothing_but_the_end_stops_or_restarts_a_clock(act: str) -> None:
    assert act not in STOPS
    assert not [key for key in STARTS if key[0] == act]
    plain = replayed(step("register", "2025-02-10 10:00"), step("hand_over", "2025-02-10 10:40"))
    more = replayed(
        step("register", "2025-02-10 10:00"),
        step(act, "2025-02-10 10:05"),
        step(act, "2025-02-10 10:30"),
        step("hand_over", "2025-02-10 10:40"),
    )
    assert more == plain
    assert plain["c1", Kind.RESULT].kept is False


def test_a_recalculation_is_replayed_with_the_calendar_it_names() -> None:
    clocks = replayed(
        step("submit", "2025-02-10 20:00", channel="portal"),
        step("recalculate", "2025-02-10 21:00", clock="portal", calendar=DAY_OFF.hash),
        step("recalculate", "2025-02-10 22:00", clock="portal", calendar=WORKED_SATURDAY.hash),
        step("hand_over", "2025-02-12 17:30", channel="portal", calendar=DAY_OFF.hash),
    )
    clock = clocks["c1", Kind.PORTAL]
    assert clock.due_at == t("2025-02-12 17:30")
    assert clock.kept is True


def test_a_stopped_clock_is_not_recalculated_or_stopped_again() -> None:
    once = (
        step("submit", "2025-02-10 10:00", channel="portal"),
        step("withdraw", "2025-02-10 11:00", channel="portal"),
    )
    again = replayed(
        *once,
        step("recalculate", "2025-02-10 12:00", clock="portal", calendar=DAY_OFF.hash),
        step("hand_over", "2025-02-13 12:00", channel="portal"),
    )
    assert again == replayed(*once)


def test_steps_of_other_cases_leave_a_clock_alone() -> None:
    clocks = replayed(
        step("register", "2025-02-10 10:00"), step("hand_over", "2025-02-10 10:10", case="another")
    )
    assert clocks["c1", Kind.RESULT].stopped_at is None


@pytest.mark.parametrize(
    ("at", "state", "left"),
    [
        ("10:00", "calm", 30),
        ("10:19:59", "calm", None),
        ("10:20", "amber", 10),
        ("10:26:59", "amber", None),
        ("10:27", "red", 3),
        ("10:30", "red", 0),
        ("10:31", "late", -1),
    ],
)
def test_a_clock_stands_calm_amber_red_late(at: str, state: str, left: int | None) -> None:
    clock = started(Kind.RESULT, "2025-02-10 10:00")
    found = standing(clock, at=t(f"2025-02-10 {at}"), calendar=CALENDAR)
    assert found.state == state
    assert left is None or found.left_microseconds == left * 60_000_000
