"""The portal's due time: one at a time, a million at once, and by a naive walk from minute to minute."""

import time
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day

import numpy as np

from zholdama.bench.figures import Figure, Part, interleaved, ratios
from zholdama.passport import edition as editions
from zholdama.working_time import batch, terms
from zholdama.working_time.calendar import WorkingCalendar
from zholdama.working_time.zone import ALMATY, instant

SCALAR_TARGET, BATCH_TARGET = 5.0, 0.3  # microseconds each


def measure(*, quick: bool) -> Part:
    """Acceptance and due time of moments spread over the calendar."""
    calendar, edition = WorkingCalendar.shipped(), editions.current()
    scalar, many, few = (2_000, 100_000, 4) if quick else (20_000, 1_000_000, 20)
    moments = _moments(calendar, max(scalar, few))
    instants = np.resize(np.array([instant(moment) for moment in moments], dtype=np.int64), many)

    def one_by_one() -> float:
        begin = time.thread_time()
        for moment in moments[:scalar]:
            accepted = terms.acceptance(submitted_at=moment, calendar=calendar, edition=edition)
            terms.portal_due(accepted_at=accepted, calendar=calendar, edition=edition)
        return (time.thread_time() - begin) / scalar * 1e6

    def at_once() -> float:
        begin = time.thread_time()
        accepted = batch.acceptance(submitted_at=instants, calendar=calendar)
        batch.portal_due(accepted_at=accepted, calendar=calendar, edition=edition)
        return (time.thread_time() - begin) / many * 1e6

    def naive() -> float:
        begin = time.thread_time()
        for moment in moments[:few]:
            naive_due(moment, calendar)
        return (time.thread_time() - begin) / few * 1e6

    single, batched, walked = interleaved(5 if quick else 7, one_by_one, at_once, naive)
    return Part(
        name="terms",
        title=f"acceptance and due time on the portal, {many:,} at once; processor time",
        figures=(
            Figure(name="one deadline, with datetimes", unit="us", runs=single, target=SCALAR_TARGET),
            Figure(name="in a batch, each", unit="us", runs=batched, target=BATCH_TARGET),
            Figure(name="a naive walk by minutes, each", unit="us", runs=walked),
            Figure(name="naive over one", unit="x", runs=ratios(walked, single), better="more"),
            Figure(name="naive over batch", unit="x", runs=ratios(walked, batched), better="more"),
        ),
    )


def naive_due(submitted: datetime, calendar: WorkingCalendar) -> datetime:
    """The same answer from the calendar's days and the office hours alone, minute by minute; for whole minutes."""
    hours = calendar.hours
    moment = submitted.astimezone(ALMATY)
    while not (calendar.is_working_day(moment.date()) and hours.opens <= moment.time() < hours.closes):
        moment = _next(moment)
    left = _minutes(hours.lunch_from, hours.opens) + _minutes(hours.closes, hours.lunch_to)
    while True:
        is_open = (
            hours.opens <= moment.time() < hours.lunch_from or hours.lunch_to <= moment.time() < hours.closes
        )
        if is_open and calendar.is_working_day(moment.date()):
            left -= 1
        moment = _next(moment)
        if left == 0:
            return moment


def _next(moment: datetime) -> datetime:
    # Through UTC: the hour of 2024-03-01 came twice.
    return (moment.astimezone(UTC) + timedelta(minutes=1)).astimezone(ALMATY)


def _minutes(later: time_of_day, earlier: time_of_day) -> int:
    return (later.hour - earlier.hour) * 60 + later.minute - earlier.minute


def _moments(calendar: WorkingCalendar, number: int) -> list[datetime]:
    """Whole minutes over the whole calendar, the last month aside."""
    start = datetime(calendar.first_day.year, 1, 1, tzinfo=ALMATY)
    span = (calendar.last_day - calendar.first_day).days - 31
    step = timedelta(minutes=span * 24 * 60 // number)
    return [start + step * place for place in range(number)]
