"""What a centre's own tickets say of its arrivals and service times, and what stands in where they say too little."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from zholdama.passport.edition import OfficeHours
from zholdama.simulation.chance import ServiceTimes, as_recorded
from zholdama.simulation.days import half_hours
from zholdama.simulation.model import Centre
from zholdama.simulation.profile import arrival_shares
from zholdama.working_time.zone import ALMATY, MICROSECOND

FEWEST_DAYS = 5
"""Recorded working days from which on the own arrivals by half hour are taken; below, the profile's shape."""

FEWEST_SERVICES = 30
"""Recorded services from which on their own lengths are taken."""

LONGEST_SERVICE = dt.timedelta(hours=3)
"""A longer one is a finish that somebody forgot, and is left out."""

ASSUMED_SERVICE = ServiceTimes("lognormal", 15.0)
"""Half of what P6.3 allows: an assumption until there is a record."""

ASSUMED_VISITORS_PER_COUNTER = 20.0
"""A day, where nothing is recorded: seven tenths of what a counter can do with `ASSUMED_SERVICE`."""

Source = Literal["recorded", "shape_assumed", "assumed"]


@dataclass(frozen=True, slots=True)
class Habits:
    """A centre as its history shows it. `days`, `services`: how many of them the record holds.

    `arrivals_from`: "recorded"; "shape_assumed" (own number a day, the profile's shape); "assumed" (neither).
    """

    centre: Centre
    days: int
    services: int
    arrivals_from: Source
    service_from: Source


@dataclass(frozen=True, slots=True)
class Recorded:
    """One ticket of the past: aware moments, None for what did not happen."""

    arrived_at: dt.datetime
    started_at: dt.datetime | None
    ended_at: dt.datetime | None


def habits(tickets: Iterable[Recorded], *, hours: OfficeHours, counters: int) -> Habits:
    """What is to be expected of a day with these hours. Days without a single ticket are not counted."""
    known = tuple(tickets)
    days = {ticket.arrived_at.astimezone(ALMATY).date() for ticket in known}
    means, arrivals_from = _means(known, len(days), hours=hours, counters=counters)
    stays = sorted(filter(None, map(_stay, known)))
    own = len(stays) >= FEWEST_SERVICES
    centre = Centre(
        hours=hours, means=means, counters=(), service=as_recorded(stays) if own else ASSUMED_SERVICE
    )
    return Habits(centre, len(days), len(stays), arrivals_from, "recorded" if own else "assumed")


def _means(
    tickets: Sequence[Recorded], days: int, *, hours: OfficeHours, counters: int
) -> tuple[tuple[float, ...], Source]:
    shares = arrival_shares(hours)
    if days >= FEWEST_DAYS:
        counted = [0] * len(shares)
        for ticket in tickets:
            counted[_place(ticket.arrived_at.astimezone(ALMATY).time(), hours)] += 1
        return tuple(number / days for number in counted), "recorded"
    if days:
        return tuple(len(tickets) / days * share for share in shares), "shape_assumed"
    return tuple(counters * ASSUMED_VISITORS_PER_COUNTER * share for share in shares), "assumed"


def _place(at: dt.time, hours: OfficeHours) -> int:
    """The half hour of a local time; who came outside these hours counts in the next one, at last in the last."""
    spans = half_hours(hours)
    return next((place for place, span in enumerate(spans) if at < span.until), len(spans) - 1)


def _stay(ticket: Recorded) -> int | None:
    """How long the person was at the counter, in microseconds; None where that is not known."""
    if ticket.started_at is None or ticket.ended_at is None:
        return None
    length = ticket.ended_at - ticket.started_at
    return length // MICROSECOND if dt.timedelta(0) < length <= LONGEST_SERVICE else None
