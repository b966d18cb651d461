"""A corrected calendar comes into force: running clocks are computed anew, and no promised time moves earlier.

Two steps, each safe to repeat after a crash: the new version becomes current; then, provider by provider, every
running clock whose due time changes gets a ledger step, which the watcher of notices turns into a notice.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zholdama.applications.models import Application
from zholdama.clocks import queries as clocks
from zholdama.clocks import rules
from zholdama.clocks.models import Calendar, Clock
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.passport import edition as editions
from zholdama.working_time.calendar import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Touched:
    """A running clock whose due time the correction changes; `number` is empty for a ticket's clock."""

    case_id: UUID
    number: str
    kind: str
    due_before: datetime | None
    due_after: datetime | None


def make_current(calendar: WorkingCalendar) -> None:
    """Keep the new version and make it the current one; the old one stays, named by its hash."""
    unit = current()
    rows = Calendar.objects
    if not rows.filter(hash=calendar.hash).exists():
        rows.create(
            hash=calendar.hash,
            version=calendar.version,
            content=calendar.content,
            loaded_at=unit.at,
            current=False,
        )
    rows.filter(current=True).exclude(hash=calendar.hash).update(current=False)
    rows.filter(hash=calendar.hash).update(current=True)


def touched(calendar: WorkingCalendar) -> tuple[Touched, ...]:
    """What the correction would change for the unit's provider; nothing is written."""
    return tuple(change for change, _ in _changes(calendar))


def recalculate(calendar: WorkingCalendar) -> tuple[Touched, ...]:
    """Move the due times of the unit's provider under the new calendar, one ledger step each."""
    unit = current()
    hours = clocks.hours_of(tenant(), on=unit.at)
    clocks.keep(calendar.with_hours(hours) if hours is not None else calendar)
    done = []
    for change, (row, fresh, edition, channel) in _changes(calendar):
        Clock.objects.filter(id=row.id).update(
            due_at=fresh.due_at, runs_from=fresh.runs_from, calendar_hash=fresh.calendar_hash
        )
        Application.objects.filter(provider_id=tenant(), id=row.case_id).update(
            due_at=fresh.due_at, accepted_at=fresh.runs_from
        )
        chain.append(
            "recalculate",
            case=row.case_id,
            public={
                "calendar": fresh.calendar_hash,
                "channel": channel,
                "edition": edition,
                "clock": row.kind,
            },
        )
        done.append(change)
    return tuple(done)


Change = tuple[Touched, tuple[Clock, rules.Clock, str, str]]


def _changes(days: WorkingCalendar) -> list[Change]:
    unit = current()
    hours = clocks.hours_of(tenant(), on=unit.at)
    calendar = days.with_hours(hours) if hours is not None else days
    running = list(
        Clock.objects.select_for_update(of=("self",))
        .filter(provider_id=tenant(), stopped_at__isnull=True)
        .order_by("id")
    )
    numbers = {
        row[0]: row[1:]
        for row in Application.objects.filter(
            provider_id=tenant(), id__in=[row.case_id for row in running]
        ).values_list("id", "number", "edition", "channel")
    }
    changes: list[Change] = []
    for row in running:
        number, edition, channel = numbers.get(row.case_id, ("", editions.current().id, "provider"))
        fresh = rules.recalculated(clocks.as_clock(row), calendar=calendar, edition=editions.load(edition))
        if fresh.due_at != row.due_at:
            change = Touched(row.case_id, number, row.kind, row.due_at, fresh.due_at)
            changes.append((change, (row, fresh, edition, channel)))
    return changes
