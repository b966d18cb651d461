"""Which act starts and stops which clock, and the clocks recomputed from the steps alone. Pure.

The doors' acts and `zholdama terms verify` go through the same functions: what was promised is what is verified.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from zholdama.passport.clauses import Clause
from zholdama.passport.edition import Edition
from zholdama.passport.keeps import keeps
from zholdama.working_time import terms
from zholdama.working_time.calendar import BeyondCalendar, WorkingCalendar


class Kind(StrEnum):
    """The four clocks of the passport."""

    WAITING = "waiting"  # P6.2: from the ticket to the start of service (R4)
    SERVING = "serving"  # P6.3: from the start to the end of service (R5)
    RESULT = "result"  # P6.1a: from registration to delivery at the provider (R5)
    PORTAL = "portal"  # P6.1b: one working day from acceptance on the portal (R1)


CLAUSE = {
    Kind.WAITING: Clause.P6_2,
    Kind.SERVING: Clause.P6_3,
    Kind.RESULT: Clause.P6_1A,
    Kind.PORTAL: Clause.P6_1B,
}


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock as its steps make it. Times are aware; minutes are whole microseconds; None: could not be determined."""

    kind: Kind
    started_at: datetime
    runs_from: datetime | None
    due_at: datetime | None
    calendar_hash: str
    stopped_at: datetime | None = None
    working_microseconds: int | None = None
    wall_microseconds: int | None = None
    kept: bool | None = None


@dataclass(frozen=True, slots=True)
class OnPaper:
    """A step that was taken on paper at `at`, under this number of a pack, and is entered later."""

    at: datetime
    number: str


def effective(entry: Mapping[str, Any]) -> datetime:
    """When a step counts: at the time its paper bears, or at the moment that is only noticed later; else when taken.

    Raises ValueError for an earlier time that nothing gives, or one that lies after the entry.
    """
    taken = datetime.fromisoformat(entry["at"])
    if "effective" not in entry:
        return taken
    earlier = datetime.fromisoformat(entry["effective"])
    if not (entry.get("paper") or entry["act"] in NOTICED_LATER) or earlier > taken:
        raise ValueError("a paper time needs its paper, and an effective time lies before the entry")
    return earlier


NOTICED_LATER = frozenset({"no_show"})
"""Acts of time itself: they count when the time was up, whenever somebody notices."""


@keeps(Clause.P6_1A, Clause.P6_1B, Clause.P6_2, Clause.P6_3)
def begin(*, kind: Kind, at: datetime, calendar: WorkingCalendar, edition: Edition) -> Clock:
    """The clock `kind` started by an act at `at`; beyond the calendar its due time is pending (None)."""
    try:
        if kind is Kind.PORTAL:
            runs_from = terms.acceptance(submitted_at=at, calendar=calendar, edition=edition)
            due = terms.portal_due(accepted_at=runs_from, calendar=calendar, edition=edition)
        else:
            minutes = {
                Kind.WAITING: edition.terms.waiting_minutes,
                Kind.SERVING: edition.terms.serving_minutes,
                Kind.RESULT: edition.terms.result_minutes,
            }[kind]
            runs_from = terms.clock_start(asked_at=at, calendar=calendar)
            due = terms.counter_due(started_at=at, minutes=minutes, calendar=calendar)
    except BeyondCalendar:
        return Clock(kind=kind, started_at=at, runs_from=None, due_at=None, calendar_hash=calendar.hash)
    return Clock(kind=kind, started_at=at, runs_from=runs_from, due_at=due, calendar_hash=calendar.hash)


def end(clock: Clock, *, at: datetime, calendar: WorkingCalendar) -> Clock:
    """The clock stopped at `at`: kept means at or before the due time (R2). Unknown stays unknown."""
    start = clock.runs_from or clock.started_at
    try:
        working: int | None = terms.working_microseconds_between(start=start, end=at, calendar=calendar)
    except BeyondCalendar:
        working = None
    return replace(
        clock,
        stopped_at=at,
        working_microseconds=working,
        wall_microseconds=terms.wall_microseconds_between(start=clock.started_at, end=at),
        kept=None if clock.due_at is None else terms.kept(due_at=clock.due_at, stopped_at=at),
    )


def recalculated(clock: Clock, *, calendar: WorkingCalendar, edition: Edition) -> Clock:
    """The running clock under a corrected calendar: a promised time never moves earlier."""
    fresh = begin(kind=clock.kind, at=clock.started_at, calendar=calendar, edition=edition)
    if fresh.due_at is None:
        return replace(fresh, due_at=clock.due_at)
    return replace(fresh, due_at=terms.corrected_due(promised_at=clock.due_at, recomputed_at=fresh.due_at))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a clock stands at a moment: `state` is calm, amber, red, late, kept, missed or pending.

    `left_microseconds` is the working time that is left; negative once overdue; None where it is not known.
    """

    state: str
    left_microseconds: int | None


def standing(clock: Clock, *, at: datetime, calendar: WorkingCalendar) -> Standing:
    """The clock as a screen shows it: amber from two thirds of the term on, red from nine tenths.

    Of 30 minutes these are 20 and 27 minutes of working time.
    """
    if clock.stopped_at is not None:
        return Standing({True: "kept", False: "missed", None: "pending"}[clock.kept], None)
    if clock.due_at is None or clock.runs_from is None:
        return Standing("pending", None)
    try:
        term = terms.working_microseconds_between(start=clock.runs_from, end=clock.due_at, calendar=calendar)
        left = terms.working_microseconds_between(start=at, end=clock.due_at, calendar=calendar)
    except BeyondCalendar:
        return Standing("pending", None)
    if not terms.kept(due_at=clock.due_at, stopped_at=at):
        return Standing("late", left)
    worked = term - left
    if worked * 10 >= term * 9:
        return Standing("red", left)
    return Standing("amber" if worked * 3 >= term * 2 else "calm", left)


STARTS: Mapping[tuple[str, str], Kind] = {
    ("arrive", "provider"): Kind.WAITING,
    ("start_service", "provider"): Kind.SERVING,
    ("register", "provider"): Kind.RESULT,
    ("submit", "portal"): Kind.PORTAL,
}
"""(act, channel) -> the clock it starts."""

STOPS: Mapping[str, tuple[Kind, ...]] = {
    "start_service": (Kind.WAITING,),
    "leave": (Kind.WAITING, Kind.SERVING),
    "no_show": (Kind.WAITING, Kind.SERVING),
    "finish_service": (Kind.SERVING,),
    "hand_over": (Kind.RESULT, Kind.PORTAL),
    "hand_over_on_paper": (Kind.RESULT,),
    "withdraw": (Kind.RESULT, Kind.PORTAL),
    "reject_signature": (Kind.RESULT, Kind.PORTAL),
}
"""Act -> the clocks it stops, where they run.

Whoever is sent back into the queue and then leaves or is not there ends the serving clock too: it has run on (R11).
"""


def replay(
    entries: Iterable[Mapping[str, Any]],
    *,
    calendar: Callable[[str], WorkingCalendar],
    edition: Callable[[str], Edition],
) -> dict[tuple[str, Kind], Clock]:
    """Every clock of a chain from its entries in order: {(case, kind): clock}.

    `entries` are the parsed texts of the ledger; those that start, stop or recalculate a clock carry `calendar`
    (hash), `edition` and `channel`. The order is the chain's; a step that carries `effective` counts at that time.
    """
    clocks: dict[tuple[str, Kind], Clock] = {}
    for entry in entries:
        act, case = entry["act"], entry["case"]
        at = effective(entry)
        for kind in STOPS.get(act, ()):
            running = clocks.get((case, kind))
            if running is not None and running.stopped_at is None:
                clocks[case, kind] = end(running, at=at, calendar=calendar(entry["calendar"]))
        started = STARTS.get((act, entry.get("channel", "")))
        if started is not None:
            clocks[case, started] = begin(
                kind=started, at=at, calendar=calendar(entry["calendar"]), edition=edition(entry["edition"])
            )
        if act == "recalculate":
            _recalculate(clocks, entry, calendar=calendar, edition=edition)
    return clocks


def _recalculate(
    clocks: dict[tuple[str, Kind], Clock],
    entry: Mapping[str, Any],
    *,
    calendar: Callable[[str], WorkingCalendar],
    edition: Callable[[str], Edition],
) -> None:
    kind = Kind(entry["clock"])
    running = clocks.get((entry["case"], kind))
    if running is not None and running.stopped_at is None:
        clocks[entry["case"], kind] = recalculated(
            running, calendar=calendar(entry["calendar"]), edition=edition(entry["edition"])
        )
