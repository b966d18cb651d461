"""Replaying the texts of a chain gives exactly the clocks that the acts made, for any acts at any times. Pure."""

import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zholdama.clocks.rules import STARTS, STOPS, Clock, Kind, begin, end, recalculated, replay
from zholdama.ledger import chain
from zholdama.passport import edition as editions
from zholdama.passport.edition import OfficeHours
from zholdama.working_time.calendar import WorkingCalendar

EDITION = editions.current()
SHIPPED = WorkingCalendar.shipped()
EARLY = SHIPPED.with_hours(
    OfficeHours(opens=time(8), lunch_from=time(12), lunch_to=time(13), closes=time(17))
)
CALENDARS = {calendar.hash: calendar for calendar in (SHIPPED, EARLY)}
CASES = [UUID(int=number) for number in range(1, 4)]
ACTS = sorted({(act, channel) for act, channel in STARTS} | {
    (act, channel) for act in (*STOPS, "propose", "return", "recalculate") for channel in ("provider", "portal")
})  # fmt: skip
FIRST = datetime(2015, 1, 5, 4, 0, tzinfo=UTC)
LAST = datetime(2028, 2, 1, tzinfo=UTC)

Clocks = dict[tuple[str, Kind], Clock]

steps = st.lists(
    st.tuples(
        st.sampled_from(ACTS),
        st.sampled_from(CASES),
        st.sampled_from(sorted(CALENDARS)),
        st.sampled_from(list(Kind)),
        # Mostly minutes, sometimes days: over lunch, nights, holidays; some beyond the calendar's end.
        st.one_of(
            st.integers(0, 40 * 60_000_000), st.integers(0, 3 * 86_400_000_000), st.just(0), st.just(1)
        ),
    ),
    max_size=25,
)
starts = st.datetimes(min_value=FIRST.replace(tzinfo=None), max_value=LAST.replace(tzinfo=None))


class House:
    """The acts as they keep clocks: a start makes one where there is none, a stop ends those that run."""

    def __init__(self) -> None:
        self.clocks: Clocks = {}
        self.texts: list[str] = []

    def act(
        self, act: str, channel: str, *, case: UUID, at: datetime, calendar: WorkingCalendar, kind: Kind
    ) -> None:
        started = STARTS.get((act, channel))
        if started is not None and (str(case), started) in self.clocks:
            return  # refused: a case has one clock of a kind
        public = {"calendar": calendar.hash, "channel": channel, "edition": EDITION.id, "clock": kind.value}
        text = chain.compose(
            act=act, actor="x", at=at, provider=UUID(int=0), case=case, facts={}, public=public
        )
        self.texts.append(text.entry)
        for stopped in STOPS.get(act, ()):
            self._change(case, stopped, lambda clock: end(clock, at=at, calendar=calendar))
        if act == "recalculate":
            self._change(case, kind, lambda clock: recalculated(clock, calendar=calendar, edition=EDITION))
        if started is not None:
            self.clocks[str(case), started] = begin(kind=started, at=at, calendar=calendar, edition=EDITION)

    def _change(self, case: UUID, kind: Kind, change: Any) -> None:
        clock = self.clocks.get((str(case), kind))
        if clock is not None and clock.stopped_at is None:
            self.clocks[str(case), kind] = change(clock)


def replayed(texts: list[str]) -> Clocks:
    return replay((json.loads(text) for text in texts), calendar=CALENDARS.__getitem__, edition=editions.load)


def played(start: datetime, taken: list[Any]) -> House:
    house, at = House(), start.replace(tzinfo=UTC)
    for (act, channel), case, digest, kind, pause in taken:
        at += timedelta(microseconds=pause)
        house.act(act, channel, case=case, at=at, calendar=CALENDARS[digest], kind=kind)
    return house


@pytest.mark.clause("P6.1a", "P6.1b", "P6.2", "P6.3", "P8.1b", "P8.2b")
@settings(max_examples=400, deadline=None)
@given(starts, steps)
def test_replay_is_what_the_acts_wrote(start: datetime, taken: list[Any]) -> None:
    house = played(start, taken)
    assert replayed(house.texts) == house.clocks


@settings(max_examples=200, deadline=None)
@given(starts, steps, st.randoms(use_true_random=False))
def test_a_forged_clock_is_never_what_the_replay_gives(start: datetime, taken: list[Any], rng: Any) -> None:
    """The control: any one field changed in any one clock differs."""
    house = played(start, taken)
    if not house.clocks:
        return
    key = rng.choice(sorted(house.clocks))
    clock = house.clocks[key]
    forged = rng.choice(
        [
            replace(clock, started_at=clock.started_at + timedelta(microseconds=1)),
            replace(clock, due_at=None if clock.due_at else clock.started_at),
            replace(clock, kept=not clock.kept),
            replace(clock, calendar_hash="0" * 64),
            replace(clock, working_microseconds=(clock.working_microseconds or 0) + 1),
        ]
    )
    assert replayed(house.texts) != {**house.clocks, key: forged}


def test_the_generated_days_reach_every_case() -> None:
    """What hypothesis draws is not empty: by hand once, a lunch, a night, and the end of the calendar."""
    house = House()
    at = datetime(2027, 12, 31, 7, 55, tzinfo=UTC)  # five minutes before lunch on the last working day
    for act, later in (("arrive", 0), ("start_service", 10), ("finish_service", 60 * 24 * 40)):
        moment = at + timedelta(minutes=later)
        house.act(act, "provider", case=CASES[0], at=moment, calendar=SHIPPED, kind=Kind.WAITING)
    found = replayed(house.texts)
    waiting, serving = found[str(CASES[0]), Kind.WAITING], found[str(CASES[0]), Kind.SERVING]
    assert waiting.kept is True
    assert waiting.wall_microseconds == 10 * 60_000_000
    assert waiting.working_microseconds is not None
    assert waiting.working_microseconds < waiting.wall_microseconds
    assert serving.working_microseconds is None, "beyond the calendar nothing is claimed"
    assert found == house.clocks
