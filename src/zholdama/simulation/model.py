"""A centre over many days: who comes, who waits how long, told in working minutes and in minutes on the wall."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from zholdama.passport.edition import OfficeHours
from zholdama.passport.edition import current as current_edition
from zholdama.simulation import chance
from zholdama.simulation.days import half_hours, ordinary_days, staffing
from zholdama.simulation.profile import arrival_shares
from zholdama.simulation.queue import service_starts
from zholdama.working_time.timeline import Timeline
from zholdama.working_time.zone import MINUTE

OVERTIME = 30
"""Minutes after closing for which counters go on calling: as long as the last ticket of a day may wait (P6.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """A centre as the model knows it: people expected and counters open in each half hour of `hours`."""

    hours: OfficeHours
    means: tuple[float, ...]
    counters: tuple[int, ...]
    service: chance.ServiceTimes
    overtime_minutes: int = OVERTIME

    @classmethod
    def ordinary(
        cls,
        *,
        visitors: float,
        service: chance.ServiceTimes,
        counters: int,
        overtime_minutes: int = OVERTIME,
        hours: OfficeHours | None = None,
    ) -> "Centre":
        """A centre with the arrivals of `profile` and the same counters all day; by default the edition's hours."""
        kept = hours or current_edition().hours
        shares = arrival_shares(kept)
        return cls(
            hours=kept,
            means=tuple(visitors * share for share in shares),
            counters=(counters,) * len(shares),
            service=service,
            overtime_minutes=overtime_minutes,
        )


@dataclass(frozen=True, slots=True)
class Waits:
    """What was waited, in microseconds and in the order of arrival: working time and time on the wall.

    The last `not_served` people had not been called when the last day ended; theirs is the wait until then.
    """

    working: tuple[int, ...]
    wall: tuple[int, ...]
    not_served: int

    @property
    def visitors(self) -> int:
        return len(self.working)


@dataclass(frozen=True, slots=True)
class Summary:
    """Waits in minutes; None where nobody came. Whoever was not served counts as not within the limit.

    In the percentiles (nearest rank) and in the longest wait these people stand with the wait they had so far, so
    that with `not_served` over 0 the figures are lower bounds.
    """

    share_within: float | None
    p50: float | None
    p99: float | None
    longest: float | None
    not_served: int


def run(centre: Centre, *, days: int, seed: int) -> Waits:
    """The centre over `days` ordinary days; the same seed gives the same people with the same errands."""
    timeline = ordinary_days(days, centre.hours)
    arrived = chance.arrivals(
        chance.stream(seed, "arrivals"),
        opens=timeline.opens,
        half_hours=half_hours(centre.hours),
        means=centre.means,
    )
    services = centre.service.drawn(chance.stream(seed, "services"), len(arrived))
    return played(centre, timeline=timeline, arrivals=arrived, services=services)


def played(centre: Centre, *, timeline: Timeline, arrivals: Sequence[int], services: Iterable[int]) -> Waits:
    """The waits of these very arrivals and service times (microseconds), such as those of a recorded day."""
    plan = staffing(
        timeline=timeline,
        hours=centre.hours,
        counters=centre.counters,
        overtime_minutes=centre.overtime_minutes,
    )
    return waits(arrivals, service_starts(arrivals, services, plan), timeline=timeline, end=plan.since[-1])


def waits(arrivals: Sequence[int], starts: Sequence[int | None], *, timeline: Timeline, end: int) -> Waits:
    """From the ticket to the start of service (R4), in working time by the office's own line (R3); `end`: see `Waits`."""
    worked = timeline.worked
    ends = [end if start is None else start for start in starts]
    return Waits(
        working=tuple(worked(end) - worked(arrived) for arrived, end in zip(arrivals, ends, strict=True)),
        wall=tuple(end - arrived for arrived, end in zip(arrivals, ends, strict=True)),
        not_served=sum(start is None for start in starts),
    )


def summary(waited: Sequence[int], *, not_served: int, limit_minutes: int) -> Summary:
    """The figures of a sequence of waits (microseconds, those not served last); exactly the limit is within it."""
    if not waited:
        return Summary(None, None, None, None, 0)
    served, limit = waited[: len(waited) - not_served], limit_minutes * MINUTE
    ranked = sorted(waited)
    return Summary(
        share_within=sum(wait <= limit for wait in served) / len(waited),
        p50=ranked[ceil(0.50 * len(ranked)) - 1] / MINUTE,
        p99=ranked[ceil(0.99 * len(ranked)) - 1] / MINUTE,
        longest=ranked[-1] / MINUTE,
        not_served=not_served,
    )
