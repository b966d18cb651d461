"""Open or closed, the breaks a wait would pass, and terms in whole working days."""

import datetime as dt

import pytest

from zholdama.working_time import office
from zholdama.working_time.calendar import BeyondCalendar, WorkingCalendar
from zholdama.working_time.moments import read_moment as at

CALENDAR = WorkingCalendar.shipped()


@pytest.mark.clause("P8.1b")
@pytest.mark.parametrize(
    ("moment", "opened"),
    [
        ("2025-01-13T08:59:59.999999", False),
        ("2025-01-13T09:00", True),
        ("2025-01-13T12:59:59.999999", True),
        ("2025-01-13T13:00", False),
        ("2025-01-13T14:29:59", False),
        ("2025-01-13T14:30", True),
        ("2025-01-13T17:29:59", True),
        ("2025-01-13T17:30", False),
        ("2025-01-05T10:00", True),
        ("2025-01-04T10:00", False),
        ("2025-01-03T10:00", False),
        ("2015-01-01T10:00", False),
    ],
)
def test_the_office_is_open_in_its_hours_on_working_days(moment: str, opened: bool) -> None:
    assert office.is_open(at=at(moment), calendar=CALENDAR) is opened


def test_whether_it_is_open_beyond_the_calendar_is_not_known() -> None:
    with pytest.raises(BeyondCalendar):
        office.is_open(at=at("2028-01-03T10:00"), calendar=CALENDAR)


@pytest.mark.clause("P8.1b")
@pytest.mark.parametrize(
    ("moment", "wait", "told"),
    [
        ("2025-01-13T12:30", 30, None),
        ("2025-01-13T12:30", 31, "lunch"),
        ("2025-01-13T16:59", 30, None),
        ("2025-01-13T17:00:01", 30, "closing"),
        ("2025-01-13T09:00", 0, None),
    ],
)
def test_the_person_is_told_when_the_wait_passes_a_break(moment: str, wait: int, told: str | None) -> None:
    assert office.break_reached(at=at(moment), wait_minutes=wait, calendar=CALENDAR) == told


def test_no_wait_is_expected_while_the_office_is_closed() -> None:
    with pytest.raises(ValueError, match="closed"):
        office.break_reached(at=at("2025-01-13T13:30"), wait_minutes=5, calendar=CALENDAR)


@pytest.mark.parametrize(
    ("day", "days", "last"),
    [
        ("2025-01-13", 1, "2025-01-14"),
        ("2025-01-13", 5, "2025-01-20"),
        ("2024-12-31", 2, "2025-01-06"),
        ("2025-01-04", 1, "2025-01-05"),
        ("2019-03-20", 1, "2019-03-26"),
        ("2014-12-31", 1, "2015-01-05"),
    ],
)
def test_working_days_are_counted_from_the_day_after(day: str, days: int, last: str) -> None:
    found = office.add_working_days(day=dt.date.fromisoformat(day), days=days, calendar=CALENDAR)
    assert found == dt.date.fromisoformat(last)


@pytest.mark.parametrize(("day", "days"), [("2027-12-31", 1), ("2027-12-20", 10), ("2014-12-30", 1)])
def test_working_days_beyond_the_calendar_are_not_guessed(day: str, days: int) -> None:
    with pytest.raises(BeyondCalendar):
        office.add_working_days(day=dt.date.fromisoformat(day), days=days, calendar=CALENDAR)


def test_at_least_one_working_day_is_counted() -> None:
    with pytest.raises(ValueError, match="from 1"):
        office.add_working_days(day=dt.date(2025, 1, 13), days=0, calendar=CALENDAR)


def test_a_working_day_ends_when_the_office_closes() -> None:
    assert office.end_of_day(day=dt.date(2024, 2, 29), calendar=CALENDAR) == at("2024-02-29T17:30+06:00")
    with pytest.raises(ValueError, match="day off"):
        office.end_of_day(day=dt.date(2025, 1, 3), calendar=CALENDAR)
