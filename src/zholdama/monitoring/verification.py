"""Every clock computed again from the steps alone, and held against the clock rows.

The rows are what the pages show; the steps are what was proved. A row that somebody changed, removed or put in
without a step is found here, also when he owns the database.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from zholdama.clocks.models import Calendar
from zholdama.clocks.rules import STARTS, STOPS, Clock, effective, replay
from zholdama.ledger import stored
from zholdama.monitoring import queries
from zholdama.monitoring.queries import StoredClock
from zholdama.passport import edition as editions
from zholdama.passport.edition import UnknownEdition
from zholdama.working_time.calendar import WorkingCalendar

FIELDS = (
    "started_at",
    "runs_from",
    "due_at",
    "calendar_hash",
    "stopped_at",
    "working_microseconds",
    "wall_microseconds",
    "kept",
)
RECALCULATE = "recalculate"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: `field` of the row, or `row` (missing or too many), `calendar`, `edition`, `step`.

    `stored` is what the row says, `recomputed` what the steps give; both as text, empty where there is nothing.
    """

    provider_id: UUID
    case_id: str
    kind: str
    field: str
    stored: str
    recomputed: str


@dataclass(frozen=True, slots=True)
class TermsReport:
    """All clocks as the steps give them: how many, kept, missed, running, undetermined; and what differs."""

    clocks: int
    kept: int
    missed: int
    running: int
    undetermined: int
    differences: tuple[Difference, ...] = ()

    @property
    def differing(self) -> int:
        """How many clocks (or steps) differ, each counted once."""
        return len({(each.provider_id, each.case_id, each.kind) for each in self.differences})


class _NotKept(Exception):
    """The text of a calendar is not there, or is not the one that the hash names."""


@dataclass(slots=True)
class _Chain:
    """One provider's steps on their way into the replay: what could not be used, and who started and stopped what."""

    provider_id: UUID
    calendars: dict[str, WorkingCalendar]
    started: dict[tuple[str, str], int] = field(default_factory=dict)
    stopped: dict[tuple[str, str], int] = field(default_factory=dict)
    unusable: dict[str, Difference] = field(default_factory=dict)

    def entries(self, upto: int) -> Iterator[Mapping[str, Any]]:
        for row in stored.rows(self.provider_id, upto=upto):
            try:
                entry = json.loads(row.entry)
                case, act, channel = entry["case"], entry["act"], entry.get("channel", "")
                if case is None or not self._moves_a_clock(act, channel):
                    continue
                effective(entry)
                self.calendar(entry["calendar"])
                editions.load(entry["edition"])
            except _NotKept as error:
                self._cannot_use(case, "calendar", str(error))
            except UnknownEdition as error:
                self._cannot_use(case, "edition", str(error))
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                self._cannot_use(str(row.case_id), "step", f"step {row.sequence}: {error!r}")
            else:
                self._note(entry, case, row.sequence)
                yield entry

    def calendar(self, digest: str) -> WorkingCalendar:
        if digest not in self.calendars:
            self.calendars[digest] = _calendar(digest)
        return self.calendars[digest]

    @staticmethod
    def _moves_a_clock(act: str, channel: str) -> bool:
        return act in STOPS or act == RECALCULATE or (act, channel) in STARTS

    def _note(self, entry: Mapping[str, Any], case: str, sequence: int) -> None:
        for kind in STOPS.get(entry["act"], ()):
            if (case, kind) in self.started:
                self.stopped.setdefault((case, kind), sequence)
        begun = STARTS.get((entry["act"], entry["channel"]))
        if begun is not None:
            self.started[case, begun] = sequence
            self.stopped.pop((case, begun), None)

    def _cannot_use(self, case: str, what: str, why: str) -> None:
        self.unusable.setdefault(case, Difference(self.provider_id, case, "", what, "", why))


def verify_terms(*, provider: UUID | None = None) -> TermsReport:
    """Recompute every clock of all providers, or of one, inside the open unit of work (an auditor's sees them all).

    The clock rows only supply what is compared. Each provider's rows and the end of its chain come from one
    statement, so a busy office differs in nothing.
    """
    found: list[Difference] = []
    every: list[Clock] = []
    calendars: dict[str, WorkingCalendar] = {}
    for owner, head, rows in queries.stored_clocks(provider):
        chain = _Chain(owner, calendars)
        clocks = replay(chain.entries(head), calendar=chain.calendar, edition=editions.load)
        every += clocks.values()
        found += chain.unusable.values()
        found += _differences(chain, clocks, rows)
    return _report(every, found)


def _report(clocks: list[Clock], differences: list[Difference]) -> TermsReport:
    return TermsReport(
        clocks=len(clocks),
        kept=sum(clock.kept is True for clock in clocks),
        missed=sum(clock.kept is False for clock in clocks),
        running=sum(clock.stopped_at is None for clock in clocks),
        undetermined=sum(clock.stopped_at is not None and clock.kept is None for clock in clocks),
        differences=tuple(differences),
    )


def _differences(
    chain: _Chain, clocks: Mapping[tuple[str, Any], Clock], rows: Mapping[tuple[str, str], StoredClock]
) -> Iterator[Difference]:
    for case, kind in sorted(set(rows) | set(clocks)):
        if case in chain.unusable:
            continue
        row, clock = rows.get((case, kind)), clocks.get((case, kind))
        if row is None or clock is None:
            sides = ("", "a clock") if row is None else ("a clock", "")
            yield Difference(chain.provider_id, case, kind, "row", *sides)
            continue
        said: dict[str, tuple[Any, Any]] = {
            name: (getattr(row, name), getattr(clock, name)) for name in FIELDS
        }
        said["start_sequence"] = (row.start_sequence, chain.started.get((case, kind)))
        said["stop_sequence"] = (row.stop_sequence, chain.stopped.get((case, kind)))
        for name, (stored_value, recomputed) in said.items():
            if stored_value != recomputed:
                yield Difference(chain.provider_id, case, kind, name, _text(stored_value), _text(recomputed))


def _calendar(digest: str) -> WorkingCalendar:
    content = Calendar.objects.filter(hash=digest).values_list("content", flat=True).first()
    if content is None:
        raise _NotKept(f"no calendar is kept under {digest}")
    if hashlib.sha256(content.encode()).hexdigest() != digest:
        raise _NotKept(f"the calendar kept under {digest} is not the one of that hash")
    return WorkingCalendar.from_content(content)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)
