"""The calendar in force and the clocks of a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet

from zholdama.clocks import models
from zholdama.clocks.rules import Clock, Kind
from zholdama.ledger.work import current
from zholdama.passport.edition import OfficeHours
from zholdama.working_time.calendar import WorkingCalendar
from zholdama.working_time.zone import ALMATY


@dataclass(frozen=True, slots=True)
class OfficeCalendar:
    """The calendar that holds at a provider, and what it was made from.

    `days`: the hash of the current calendar; `schedule`: the id of the provider's own hours, None for the edition's.
    """

    calendar: WorkingCalendar
    days: str
    schedule: UUID | None


@lru_cache(maxsize=512)
def _with_content(content: str) -> WorkingCalendar:
    return WorkingCalendar.from_content(content)


@lru_cache(maxsize=256)
def _with_hours(calendar: WorkingCalendar, hours: OfficeHours) -> WorkingCalendar:
    return calendar.with_hours(hours)


def calendar_of(provider_id: UUID) -> WorkingCalendar:
    """The current days with the provider's hours of the day (two small reads; the calendar itself is cached).

    Its content is kept in the table of calendars, so that the hash in a step can be resolved for ever.
    """
    return office_calendar(provider_id).calendar


def office_calendar(provider_id: UUID) -> OfficeCalendar:
    """`calendar_of`, with what it was made from."""
    calendar = base = calendar_in_force()
    row = _schedule(provider_id, on=current().at).values_list("id", *_HOURS).first()
    if row is not None and (hours := _hours(*row[1:])) != base.hours:
        calendar = _with_hours(base, hours)
        keep(calendar)
    return OfficeCalendar(calendar, base.hash, row[0] if row else None)


_by_hash: dict[str, WorkingCalendar] = {}


def calendar_in_force() -> WorkingCalendar:
    """The current days with the edition's hours: what holds wherever a provider has set no hours of its own.

    Only the hash is read each time; the text is fetched once per process.
    """
    digest = models.Calendar.objects.values_list("hash", flat=True).get(current=True)
    if digest not in _by_hash:
        _by_hash[digest] = calendar_by_hash(digest)
    return _by_hash[digest]


def own_hours(*, on: datetime) -> dict[UUID, OfficeHours]:
    """The hours of every provider that has set its own for that day, in one read."""
    rows = (
        models.Schedule.objects.filter(valid_from__lte=on.astimezone(ALMATY).date())
        .order_by("valid_from")
        .values_list("provider_id", "opens", "lunch_from", "lunch_to", "closes")
    )
    return {provider: _hours(*times) for provider, *times in rows}


def hours_of(provider_id: UUID, *, on: datetime) -> OfficeHours | None:
    """The office hours that the provider itself has set for that day; None where the edition's hold."""
    row = _schedule(provider_id, on=on).values_list(*_HOURS).first()
    return _hours(*row) if row else None


_HOURS = ("opens", "lunch_from", "lunch_to", "closes")


def _schedule(provider_id: UUID, *, on: datetime) -> QuerySet[models.Schedule]:
    rows = models.Schedule.objects.filter(provider_id=provider_id)
    return rows.filter(valid_from__lte=on.astimezone(ALMATY).date()).order_by("-valid_from")


def _hours(opens: time, lunch_from: time, lunch_to: time, closes: time) -> OfficeHours:
    return OfficeHours(opens=opens, lunch_from=lunch_from, lunch_to=lunch_to, closes=closes)


_kept: set[str] = set()


def keep(calendar: WorkingCalendar) -> None:
    """Store a calendar's content under its hash, where it is not stored yet; asked once per process."""
    if calendar.hash in _kept:
        return
    # Asked before inserted: a citizen's unit of work may read calendars and add none.
    if models.Calendar.objects.filter(hash=calendar.hash).exists():
        _kept.add(calendar.hash)
    else:
        models.Calendar.objects.bulk_create(
            [
                models.Calendar(
                    hash=calendar.hash,
                    version=calendar.version,
                    content=calendar.content,
                    loaded_at=current().at,
                    current=False,
                )
            ],
            ignore_conflicts=True,
        )


def calendar_by_hash(digest: str) -> WorkingCalendar:
    """The calendar a step names; raises Calendar.DoesNotExist where it was never kept."""
    content = models.Calendar.objects.values_list("content", flat=True).get(hash=digest)
    return _with_content(content)


def as_clock(row: models.Clock) -> Clock:
    """The row as the pure rule knows it."""
    return Clock(
        kind=Kind(row.kind),
        started_at=row.started_at,
        runs_from=row.runs_from,
        due_at=row.due_at,
        calendar_hash=row.calendar_hash,
        stopped_at=row.stopped_at,
        working_microseconds=row.working_microseconds,
        wall_microseconds=row.wall_microseconds,
        kept=row.kept,
    )


def clocks_of(provider_id: UUID, cases: Iterable[UUID]) -> dict[tuple[UUID, Kind], Clock]:
    """The clocks of some cases, by case and kind."""
    rows = models.Clock.objects.filter(provider_id=provider_id, case_id__in=list(cases))
    return {(row.case_id, Kind(row.kind)): as_clock(row) for row in rows}


@dataclass(frozen=True, slots=True)
class ClockCard:
    """A clock with the case it belongs to."""

    case_id: UUID
    clock: Clock


@dataclass(frozen=True, slots=True)
class HoursCard:
    """Office hours that a provider has set from a date on."""

    valid_from: date
    hours: OfficeHours


def running(provider_id: UUID, *, limit: int = 100) -> tuple[ClockCard, ...]:
    """The clocks that run now, those due first at the top."""
    rows = models.Clock.objects.filter(provider_id=provider_id, stopped_at__isnull=True).order_by("due_at")[
        :limit
    ]
    return tuple(ClockCard(row.case_id, as_clock(row)) for row in rows)


def stopped_between(
    provider_id: UUID, *, start: datetime, end: datetime, limit: int = 500
) -> tuple[ClockCard, ...]:
    """The clocks stopped from `start` to before `end`, the missed ones first, then the newest."""
    rows = models.Clock.objects.filter(
        provider_id=provider_id, stopped_at__gte=start, stopped_at__lt=end
    ).order_by("kept", "-stopped_at")[:limit]
    return tuple(ClockCard(row.case_id, as_clock(row)) for row in rows)


def schedules(provider_id: UUID) -> tuple[HoursCard, ...]:
    """The hours that the provider has set, the newest first."""
    rows = models.Schedule.objects.filter(provider_id=provider_id).order_by("-valid_from")
    return tuple(
        HoursCard(row.valid_from, _hours(row.opens, row.lunch_from, row.lunch_to, row.closes)) for row in rows
    )
