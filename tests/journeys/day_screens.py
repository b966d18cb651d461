"""Every clock that a day's screens have shown, held against the steps of the ledger replayed up to that very moment."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tests.acting import sql

from zholdama.clocks.rules import Clock, Kind, replay, standing
from zholdama.passport import edition as editions
from zholdama.working_time.calendar import WorkingCalendar
from zholdama.working_time.zone import ALMATY

CLOCKS_ON_A_PAGE = """() => [...document.querySelectorAll('[data-clock]')].map(one => {
  const cell = one.closest('td');
  const row = one.closest('tr');
  const left = cell ? cell.textContent.replace(one.textContent, '') : one.querySelector('.app-clock__left')?.textContent;
  const link = row?.querySelector('a[href*="/desk/"]');
  return {
    kind: one.dataset.clock, state: one.dataset.state, left: left ?? '',
    due: one.querySelector('.app-clock__due time')?.getAttribute('datetime') ?? '',
    about: row ? (link?.getAttribute('href') ?? row.querySelector('th').textContent) : location.pathname,
  };
})"""
COUNTS_OF_THE_SUPERVISOR = """() => [...document.querySelectorAll('#kinds-caption ~ tbody tr')].map(
  row => [...row.querySelectorAll('td')].map(cell => Number(cell.textContent)))"""
MINUTE = 60_000_000
CALENDAR = WorkingCalendar.shipped()


@dataclass(frozen=True)
class Face:
    """A clock as one screen showed it: `about` is the address or the label it stood beside, `sequence` the chain's."""

    at: datetime
    sequence: int
    kind: str
    state: str
    left: int | None
    due: str
    about: str


class Screens:
    """What has been looked at in the course of a day of one provider."""

    def __init__(self, provider_id: UUID) -> None:
        self.provider_id = provider_id
        self.faces: list[Face] = []
        self.counts: list[tuple[datetime, int, list[list[int]]]] = []

    def look(self, page: Any, at: datetime) -> None:
        """Write down every clock of the page."""
        sequence = self.head()
        for one in page.evaluate(CLOCKS_ON_A_PAGE):
            if one["state"] != "later":
                left = _minutes(one["left"])
                face = Face(at, sequence, one["kind"], one["state"], left, one["due"], one["about"])
                self.faces.append(face)
        if counts := page.evaluate(COUNTS_OF_THE_SUPERVISOR):
            self.counts.append((at, sequence, counts))

    def head(self) -> int:
        """How long the provider's chain is now."""
        statement = "SELECT sequence FROM ledger_chain WHERE provider_id = %s"
        return int(sql(statement, [self.provider_id], alias="owner")[0][0])

    def disagreements(self) -> list[str]:
        """Every face that is not what the steps up to its moment give, in words."""
        entries, named = self._entries(), self._names()
        wrong = []
        replayed: dict[int, dict[tuple[str, Kind], Clock]] = {}
        for face in self.faces:
            if face.sequence not in replayed:
                replayed[face.sequence] = self._replay(entries, face.sequence)
            case = named[_reference(face.about), face.kind]
            clock = replayed[face.sequence].get((case, Kind(face.kind)))
            wrong += _differences(face, clock)
        for at, sequence, counts in self.counts:
            clocks = replayed.get(sequence) or self._replay(entries, sequence)
            wrong += _differences_of_counts(at, counts, clocks)
        return wrong

    def _entries(self) -> list[tuple[int, dict[str, Any]]]:
        statement = "SELECT sequence, entry FROM ledger_entry WHERE provider_id = %s ORDER BY sequence"
        rows = sql(statement, [self.provider_id], alias="owner")
        return [(sequence, json.loads(entry)) for sequence, entry in rows]

    def _replay(self, entries: list[tuple[int, dict[str, Any]]], upto: int) -> dict[tuple[str, Kind], Clock]:
        return replay(
            [entry for sequence, entry in entries if sequence <= upto],
            calendar=lambda _: CALENDAR,
            edition=editions.load,
        )

    def _names(self) -> dict[tuple[str, str], str]:
        """(address or label, kind of clock) -> the case of the clock: a ticket or an application."""
        named: dict[tuple[str, str], str] = {}
        tickets = "SELECT id, series, number FROM reception_ticket WHERE provider_id = %s"
        cases = "SELECT id, ticket_id FROM applications_application WHERE provider_id = %s"
        for ticket, series, number in sql(tickets, [self.provider_id], alias="owner"):
            for kind in ("waiting", "serving"):
                named[str(ticket), kind] = named[f"{series}{number:03d}", kind] = str(ticket)
        for case, ticket in sql(cases, [self.provider_id], alias="owner"):
            named |= {(str(case), "waiting"): str(ticket), (str(case), "serving"): str(ticket)}
            named |= {(str(case), "result"): str(case), (str(ticket), "result"): str(case)}
        return named


def _reference(about: str) -> str:
    found = re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]\d{3}", about)
    assert found is not None, about
    return found.group()


def _minutes(text: str) -> int | None:
    """`5 h 20 min` and `7 min` in any of the languages: their two numbers or their one."""
    numbers = [int(one) for one in re.findall(r"\d+", text)]
    return numbers[0] * 60 + numbers[1] if len(numbers) == 2 else numbers[0] if numbers else None


def _begun_minutes(microseconds: int) -> int:
    return -(-abs(microseconds) // MINUTE)


def _differences(face: Face, clock: Clock | None) -> list[str]:
    if clock is None:
        return [f"{face}: no step has started this clock"]
    now = standing(clock, at=face.at, calendar=CALENDAR)
    if clock.stopped_at is not None:
        left = _begun_minutes(clock.working_microseconds or 0)
    else:
        left = _begun_minutes(now.left_microseconds or 0)
    due = datetime.fromisoformat(face.due) if face.due else clock.due_at
    if (face.state, face.left, due) == (now.state, left, clock.due_at):
        return []
    return [f"{face}: by the steps {now.state}, {left} min, due {clock.due_at}"]


def _differences_of_counts(
    at: datetime, counts: list[list[int]], clocks: dict[tuple[str, Kind], Clock]
) -> list[str]:
    """Running, overdue, kept and missed of that day, for each kind of clock."""
    wrong = []
    for kind, shown in zip(Kind, counts, strict=True):
        of_kind = [clock for (_, each), clock in clocks.items() if each is kind]
        running = [one for one in of_kind if one.stopped_at is None]
        today = [
            one for one in of_kind if one.stopped_at and one.stopped_at.astimezone(ALMATY).date() == at.date()
        ]
        by_steps = [
            len(running),
            sum(standing(one, at=at, calendar=CALENDAR).state == "late" for one in running),
            sum(one.kept is True for one in today),
            sum(one.kept is False for one in today),
        ]
        if by_steps != shown:
            wrong.append(f"{kind}: the supervisor's page says {counts}, the steps say {by_steps}")
    return wrong
