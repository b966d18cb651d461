"""Scalar and batch answers against a naive model that walks minute by minute, written from the passport
alone.

The model shares no code with the product: it reads the data file by itself, knows the zone as two offsets and
the office hours as four numbers. By default 1,000 generated cases, always the same; ZHOLDAMA_PROVE=1 takes
10,000.
"""

import datetime as dt
import os
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import zholdama.working_time as room
from zholdama.passport.edition import current
from zholdama.working_time import batch, terms
from zholdama.working_time.calendar import BeyondCalendar, WorkingCalendar
from zholdama.working_time.zone import ALMATY

CASES = 10_000 if os.environ.get("ZHOLDAMA_PROVE") == "1" else 1_000

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
EPOCH = dt.datetime(1970, 1, 1)


def micros(wall: dt.datetime) -> int:
    return (wall - EPOCH) // dt.timedelta(microseconds=1)


# --- the naive model ---

CLOCKS_BACK = micros(dt.datetime(2024, 2, 29, 18))  # UTC: 24:00 at +6 becomes 23:00 at +5
FIRST = micros(dt.datetime(2015, 1, 1)) - 6 * HOUR
LAST = micros(dt.datetime(2028, 1, 1)) - 5 * HOUR


def _worked_days() -> set[int]:
    source = Path(room.__file__).parent / "data" / "calendar.toml"
    said = {day["date"]: day["kind"] for day in tomllib.loads(source.read_text(encoding="utf-8"))["days"]}
    worked = set()
    day = dt.date(2015, 1, 1)
    while day < dt.date(2028, 1, 1):
        ordinary = "working_day" if day.isoweekday() <= 5 else "day_off"
        if said.get(day, ordinary) == "working_day":
            worked.add((day - dt.date(1970, 1, 1)).days)
        day += dt.timedelta(days=1)
    return worked


WORKED = _worked_days()


def day_and_minute(utc: int) -> tuple[int, int]:
    local = utc + (6 * HOUR if utc < CLOCKS_BACK else 5 * HOUR)
    return local // DAY, local % DAY // MINUTE


def works(minute: int) -> bool:
    """Whether the office is open in this minute since 1970 UTC; remembered, since the walks cross the same
    days.
    """
    place = minute - FIRST // MINUTE
    if not _remembered[place]:
        day, of_day = day_and_minute(minute * MINUTE)
        _remembered[place] = 1 + (day in WORKED and (540 <= of_day < 780 or 870 <= of_day < 1050))
    return _remembered[place] == 2


_remembered = bytearray((LAST - FIRST) // MINUTE)


def naive_acceptance(utc: int) -> int | None:
    while FIRST <= utc < LAST:
        day, minute = day_and_minute(utc)
        if day in WORKED and 540 <= minute < 1050:
            return utc
        utc = utc // MINUTE * MINUTE + MINUTE
    return None


def naive_due(utc: int, length: int) -> int | None:
    if not FIRST <= utc < LAST:
        return None
    for minute in range(utc // MINUTE, LAST // MINUTE):
        if works(minute):
            here = max(utc, minute * MINUTE)
            left = (minute + 1) * MINUTE - here
            if length <= left:
                return here + length
            length -= left
    return None


def naive_worked(start: int, end: int) -> int | None:
    if start < FIRST or end > LAST:
        return None
    minutes = range(start // MINUTE, -(-end // MINUTE))
    return sum(min(end, m * MINUTE + MINUTE) - max(start, m * MINUTE) for m in minutes if works(m))


# --- generated moments ---

# Year ends, moved days, 29 February, the repeated hour's days, the calendar's own ends.
BORDER_DAYS = [
    dt.date(year, month, day)
    for year, *dates in (
        (2014, (12, 31)),
        (2015, (1, 1), (12, 31)),
        (2016, (2, 29), (3, 5), (12, 31)),
        (2018, (12, 29), (12, 31)),
        (2019, (3, 20), (12, 31)),
        (2020, (1, 5), (2, 29), (5, 8), (5, 11), (12, 20)),
        (2021, (7, 3), (12, 31)),
        (2022, (3, 5), (7, 9)),
        (2023, (12, 31)),
        (2024, (2, 28), (2, 29), (3, 1), (5, 4), (12, 31)),
        (2025, (1, 3), (1, 5), (1, 6), (12, 31)),
        (2026, (5, 26), (8, 30), (12, 31)),
        (2027, (12, 30), (12, 31)),
        (2028, (1, 1)),
    )
    for month, day in dates
]
BORDER_TIMES = [n * MINUTE for n in (0, 510, 540, 570, 750, 780, 795, 870, 900, 1020, 1050, 1380, 1410, 1439)]
NUDGES = [0, 0, 1, -1, SECOND, -SECOND, 100_000, -100_000, MINUTE, -MINUTE, 17 * MINUTE]

days = st.one_of(st.sampled_from(BORDER_DAYS), st.dates(dt.date(2015, 1, 1), dt.date(2027, 12, 31)))
times = st.one_of(
    st.builds(int.__add__, st.sampled_from(BORDER_TIMES), st.sampled_from(NUDGES)),
    st.integers(9 * 60, 18 * 60).map(lambda minute: minute * MINUTE),
    st.integers(0, DAY - 1),
)
lengths = st.sampled_from([1, 14, 15, 30, 30, 31, 240, 420])
spans = st.one_of(st.integers(0, 3 * HOUR), st.integers(0, 5 * DAY))
zones = st.sampled_from([ALMATY, dt.UTC, dt.timezone(dt.timedelta(hours=-3, minutes=-30))])


@st.composite
def moments(draw: st.DrawFn) -> int:
    wall = micros(dt.datetime.combine(draw(days), dt.time())) + draw(times)
    repeated = CLOCKS_BACK + 5 * HOUR <= wall < CLOCKS_BACK + 6 * HOUR
    early = wall < CLOCKS_BACK + 5 * HOUR or (repeated and draw(st.booleans()))
    return wall - (6 * HOUR if early else 5 * HOUR)


def aware(utc: int, zone: dt.tzinfo) -> dt.datetime:
    return (EPOCH + dt.timedelta(microseconds=utc)).replace(tzinfo=dt.UTC).astimezone(zone)


def back(moment: dt.datetime) -> int:
    return micros(moment.astimezone(dt.UTC).replace(tzinfo=None))


# --- the comparison ---


def known(answer: int | None) -> int:
    return batch.BEYOND if answer is None else answer


def test_scalar_and_batch_agree_with_the_naive_model(capsys: pytest.CaptureFixture[str]) -> None:
    calendar, edition = WorkingCalendar.shipped(), current()
    seen: list[tuple[int, int, int]] = []
    naive: dict[str, list[int]] = {"accepted": [], "portal": [], "counter": [], "worked": []}

    @settings(max_examples=CASES, derandomize=True, deadline=None, database=None)
    @given(start=moments(), minutes=lengths, span=spans, zone=zones)
    def compare(start: int, minutes: int, span: int, zone: dt.tzinfo) -> None:
        at = aware(start, zone)
        expected = (
            naive_acceptance(start),
            naive_due(start, 420 * MINUTE),
            naive_due(start, minutes * MINUTE),
            naive_worked(start, start + span),
        )
        calls = (
            lambda: back(terms.acceptance(submitted_at=at, calendar=calendar, edition=edition)),
            lambda: back(terms.portal_due(accepted_at=at, calendar=calendar, edition=edition)),
            lambda: back(terms.counter_due(started_at=at, minutes=minutes, calendar=calendar)),
            lambda: terms.working_microseconds_between(
                start=at, end=aware(start + span, zone), calendar=calendar
            ),
        )
        for call, wanted in zip(calls, expected, strict=True):
            if wanted is None:
                with pytest.raises(BeyondCalendar):
                    call()
            else:
                assert call() == wanted
        seen.append((start, minutes, span))
        for answers, wanted in zip(naive.values(), expected, strict=True):
            answers.append(known(wanted))

    compare()
    starts, minutes, span = (np.array(column, dtype=np.int64) for column in zip(*seen, strict=True))
    wanted = {name: np.array(answers, dtype=np.int64) for name, answers in naive.items()}
    found = {
        "accepted": batch.acceptance(submitted_at=starts, calendar=calendar),
        "portal": batch.portal_due(accepted_at=starts, calendar=calendar, edition=edition),
        "worked": batch.working_microseconds_between(start=starts, end=starts + span, calendar=calendar),
    }
    for name, answers in found.items():
        assert np.array_equal(answers, wanted[name]), name
    for length in np.unique(minutes):
        these = minutes == length
        due = batch.counter_due(started_at=starts[these], minutes=int(length), calendar=calendar)
        assert np.array_equal(due, wanted["counter"][these])
    beyond = int((wanted["portal"] == batch.BEYOND).sum())
    assert len(seen) >= CASES
    assert 0 < beyond < CASES / 4
    with capsys.disabled():
        print(f"\nnaive model: {len(seen)} cases, {np.unique(starts).size} moments, {beyond} beyond the end")


def test_the_batch_leaves_what_is_beyond_as_it_is() -> None:
    calendar = WorkingCalendar.shipped()
    lost = np.array([batch.BEYOND, FIRST - 1, LAST, 2**62], dtype=np.int64)
    assert (batch.acceptance(submitted_at=lost, calendar=calendar) == batch.BEYOND).all()
    assert (batch.portal_due(accepted_at=lost, calendar=calendar, edition=current()) == batch.BEYOND).all()
    assert (batch.counter_due(started_at=lost, minutes=30, calendar=calendar) == batch.BEYOND).all()
    assert (
        batch.working_microseconds_between(start=lost, end=lost, calendar=calendar)[:2] == batch.BEYOND
    ).all()


@pytest.mark.parametrize("minutes", [0, -5])
def test_a_batch_term_has_a_positive_length(minutes: int) -> None:
    with pytest.raises(ValueError, match="positive"):
        batch.counter_due(started_at=np.array([0]), minutes=minutes, calendar=WorkingCalendar.shipped())


def test_the_batch_of_nothing_is_nothing() -> None:
    none = np.array([], dtype=np.int64)
    assert batch.acceptance(submitted_at=none, calendar=WorkingCalendar.shipped()).size == 0
    assert batch.counter_due(started_at=none, minutes=30, calendar=WorkingCalendar.shipped()).size == 0
