"""The published schedule says of each day what the clocks will do on it."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zholdama.clocks.schedule import published_schedule
from zholdama.passport.edition import current
from zholdama.working_time.calendar import WorkingCalendar
from zholdama.working_time.terms import acceptance
from zholdama.working_time.zone import ALMATY

CALENDAR = WorkingCalendar.shipped()


@pytest.mark.clause("P8.1a")
def test_a_holiday_a_moved_day_and_an_ordinary_one() -> None:
    sunday, monday, tuesday = published_schedule(calendar=CALENDAR, first_day=date(2025, 1, 5), days=3)
    assert sunday.hours == CALENDAR.hours  # worked instead of Friday the 3rd
    assert sunday.name is not None
    assert (monday.hours, monday.name) == (CALENDAR.hours, None)
    assert tuesday.hours is None
    assert tuesday.name is not None


@pytest.mark.clause("P8.1a")
@given(st.dates(CALENDAR.first_day, CALENDAR.last_day), st.integers(1, 40))
def test_what_is_published_is_what_the_clocks_run_on(first: date, days: int) -> None:
    for one in published_schedule(calendar=CALENDAR, first_day=first, days=days):
        assert (one.hours is not None) == CALENDAR.is_working_day(one.day)
        if one.hours is not None:
            opens = datetime.combine(one.day, one.hours.opens, tzinfo=ALMATY)
            assert acceptance(submitted_at=opens, calendar=CALENDAR, edition=current()) == opens


def test_the_calendar_ends_and_so_does_the_schedule() -> None:
    last = CALENDAR.last_day
    assert [one.day for one in published_schedule(calendar=CALENDAR, first_day=last, days=5)] == [last]
    with pytest.raises(ValueError, match="at least one day"):
        published_schedule(calendar=CALENDAR, first_day=last, days=0)
