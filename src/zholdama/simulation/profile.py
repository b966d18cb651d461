"""How arrivals spread over a day where a centre has no history of its own yet."""

from itertools import pairwise

from zholdama.passport.edition import OfficeHours
from zholdama.simulation.days import half_hours

MORNING = (10, 10, 11, 10, 9, 8, 6, 4)
"""Hundredths of a day's visitors in the half hours from 9:00 to 13:00.

An assumption, not a measurement: people come soon after opening, fewer before lunch, a second and lower rise after
it, few in the last hour. The sum with `AFTERNOON` is 100. A centre's own tickets take its place.
"""

AFTERNOON = (8, 8, 6, 5, 3, 2)
"""Hundredths of a day's visitors in the half hours from 14:30 to 17:30."""


def arrival_shares(hours: OfficeHours) -> tuple[float, ...]:
    """Which part of a day's visitors comes in each half hour; together 1.

    With other hours than the edition's the morning is stretched over the morning, the afternoon over the afternoon.
    """
    spans = half_hours(hours)
    found: list[float] = []
    for before_lunch, weights in ((True, MORNING), (False, AFTERNOON)):
        part = [span for span in spans if span.before_lunch is before_lunch]
        first, length = part[0].begin, part[-1].end - part[0].begin
        marks = [_until((edge - first) / length, weights) for edge in (first, *(span.end for span in part))]
        found += [(b - a) / 100 for a, b in pairwise(marks)]
    return tuple(found)


def _until(share: float, weights: tuple[int, ...]) -> float:
    """The sum of `weights` up to this share of their whole length, linear within one."""
    place = share * len(weights)
    whole = min(int(place), len(weights) - 1)
    return sum(weights[:whole]) + weights[whole] * (place - whole)
