"""The calendar against the law's rules, and against a second source."""

import datetime as dt

import holidays as second_source
import pytest

from zholdama.passport.texts import Text
from zholdama.working_time.calendar import CalendarDay, WorkingCalendar
from zholdama.working_time.holidays import calendar_problems, observed_days, state_holidays

CALENDAR = WorkingCalendar.shipped()


def test_the_law_gives_the_same_days_as_the_data() -> None:
    assert calendar_problems(CALENDAR) == []


@pytest.mark.parametrize("year", range(2015, 2028))
def test_observed_days_regenerated_by_rule_are_those_of_the_data(year: int) -> None:
    religious = {entry.date for entry in CALENDAR.days(year) if entry.cause == "religious"}
    by_rule = set(observed_days(year, religious=religious))
    in_data = {entry.date for entry in CALENDAR.days(year) if entry.cause == "observed"}
    # 2020: the observed Monday 11 May was itself exchanged for Friday 8 May.
    assert by_rule - in_data == ({dt.date(2020, 5, 11)} if year == 2020 else set())
    assert in_data <= by_rule


@pytest.mark.parametrize("year", range(2015, 2026))
def test_a_second_source_knows_the_same_days_off_and_worked_weekends(year: int) -> None:
    source = second_source.country_holidays("KZ", years=year)
    free = {date for date in source if date.year == year}
    worked = {date for date in source.weekend_workdays if date.year == year}
    assert {e.date for e in CALENDAR.differing_days(year) if e.kind == "working_day"} == worked
    assert {e.date for e in CALENDAR.days(year) if e.kind == "day_off"} == free


@pytest.mark.parametrize("year", [2026, 2027])
def test_the_second_source_has_the_same_estimates(year: int) -> None:
    free = set(second_source.country_holidays("KZ", years=year))
    assert {e.date for e in CALENDAR.days(year) if e.kind == "day_off"} == free


def test_christmas_and_kurban_ait_never_move() -> None:
    moved = [e for e in CALENDAR.entries if e.cause == "observed" and e.paired_with is not None]
    religious = {e.date for e in CALENDAR.entries if e.cause == "religious"}
    assert len(religious) == 26
    assert any(day.weekday() >= 5 for day in religious)
    assert not religious & {entry.paired_with for entry in moved}


def test_a_moved_holiday_passes_other_free_days() -> None:
    # 2016: 7 May is a Saturday and Monday the 9th a holiday itself.
    assert observed_days(2016, religious=[])[dt.date(2016, 5, 10)] == dt.date(2016, 5, 7)
    # A made-up Kurban Ait on the Monday after a Saturday holiday pushes the observed day on.
    assert dt.date(2019, 7, 9) in observed_days(2019, religious=[dt.date(2019, 7, 8)])


@pytest.mark.parametrize(
    ("year", "date", "kept"),
    [
        (2021, "2021-12-01", True),
        (2022, "2022-12-01", False),
        (2021, "2021-12-17", True),
        (2022, "2022-12-17", False),
        (2021, "2021-10-25", False),
        (2022, "2022-10-25", True),
        (2025, "2025-08-30", True),
        (2026, "2026-08-30", False),
        (2026, "2026-03-15", False),
        (2027, "2027-03-15", True),
    ],
)
def test_holidays_have_years_of_validity(year: int, date: str, kept: bool) -> None:
    assert (dt.date.fromisoformat(date) in state_holidays(year)) is kept


def _entry(date: str, kind: str, cause: str, paired: str | None = None) -> CalendarDay:
    name = Text(kk="Күн", ru="День", en="Day")
    paired_with = dt.date.fromisoformat(paired) if paired else None
    return CalendarDay(
        date=dt.date.fromisoformat(date),
        kind=kind,
        cause=cause,
        name=name,
        source="test",
        paired_with=paired_with,
    )


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        (_entry("2025-03-10", "working_day", "noted"), "2025-03-10: worked in the calendar, free by the law"),
        (_entry("2025-03-11", "day_off", "holiday"), "2025-03-11: free in the calendar, worked by the law"),
        (_entry("2025-06-06", "working_day", "noted"), "2025: Kurban Ait is missing"),
        (
            _entry("2025-01-05", "working_day", "government", "2025-01-10"),
            "2025-01-03: 2025-01-05 does not name",
        ),
        (_entry("2025-03-10", "day_off", "observed", "2025-01-07"), "is no holiday that moves"),
    ],
)
def test_a_calendar_against_the_rules_is_told_so(entry: CalendarDay, problem: str) -> None:
    assert any(problem in told for told in calendar_problems(CALENDAR.corrected([entry], "wrong")))
