"""`zholdama simulate`: how long people would wait at a centre like this. Needs no database.

Arrivals are a Poisson process over the open half hours (`simulation/profile.py`), lunch and closing are kept, the
queue is strictly first come, first served. Counters call people for `--overtime` minutes after closing; whoever is
left goes first on the next working day. The same numbers and the same `--seed` give the same answer.
"""

import argparse
import math
from collections.abc import Callable
from typing import Any

from zholdama.cli import output
from zholdama.passport.edition import current
from zholdama.simulation.chance import ServiceTimes
from zholdama.simulation.model import OVERTIME, Centre, Summary, summary
from zholdama.simulation.model import run as simulated

SUMMARY = "How long people would wait with so many visitors and counters"

MOST_VISITORS = 5_000_000
"""Over all days; more takes minutes and gigabytes and says nothing new."""

YEAR = 250
LONGEST_OVERTIME = 6 * 60


def _number(least: int, most: int) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is no number from {least:,} to {most:,}")
        return value

    return read


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = least - 1
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {least:,} to {most:,}")
        return value

    return read


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The centre (visitors, service, counters) and the run (days, seed)."""
    parser.allow_abbrev = False
    add = parser.add_argument
    add("--visitors", required=True, type=_number(0, MOST_VISITORS), metavar="N", help="the mean a day")
    add(
        "--service",
        required=True,
        type=_number(0, 1440),
        metavar="MIN",
        help="minutes at the counter, the mean",
    )
    add("--counters", required=True, type=_whole(0, 100_000), metavar="N", help="open all day, lunch aside")
    add(
        "--days",
        type=_whole(1, 10_000),
        metavar="N",
        help=f"working days (default: {YEAR}, fewer of a crowd)",
    )
    add("--seed", type=_whole(-(2**63), 2**63 - 1), default=1, metavar="N", help="of chance (default: 1)")
    add(
        "--times",
        choices=("exponential", "lognormal", "constant"),
        default="exponential",
        help="the shape of service times (default: exponential, the most uneven one)",
    )
    add(
        "--overtime",
        type=_whole(0, LONGEST_OVERTIME),
        default=OVERTIME,
        metavar="MIN",
        help=f"how long people are still called after closing (default: {OVERTIME})",
    )


def run(args: argparse.Namespace) -> int:
    """0 answered; 2 for numbers that cannot be a centre's, or more people than can be played."""
    days = args.days or max(1, min(YEAR, int(MOST_VISITORS // max(args.visitors, 1))))
    if args.visitors * days > MOST_VISITORS:
        output.complain(
            f"--visitors times --days makes {args.visitors * days:,.0f} people; "
            f"at most {MOST_VISITORS:,} are played: fewer days say the same"
        )
        return output.WRONG_CALL
    centre = Centre.ordinary(
        visitors=args.visitors,
        service=ServiceTimes(args.times, args.service),
        counters=args.counters,
        overtime_minutes=args.overtime,
    )
    waits = simulated(centre, days=days, seed=args.seed)
    limit = current().terms.waiting_minutes
    working = summary(waits.working, not_served=waits.not_served, limit_minutes=limit)
    wall = summary(waits.wall, not_served=waits.not_served, limit_minutes=limit)
    document: dict[str, Any] = {
        **_figures(working),
        "wall": _figures(wall),
        "visitors": waits.visitors,
        "days": days,
        "seed": args.seed,
        "times": args.times,
        "overtime": args.overtime,
        "clauses": ["P6.2", "P8.1b", "P8.1c"],
        "readings": ["R3", "R4", "R6", "R7"],
    }
    output.answer(args, document, _lines(working, wall, waits.visitors, days))
    return output.GOOD


def _figures(told: Summary) -> dict[str, float | int | None]:
    """The contract's fields: a share of 1, and minutes."""
    return {
        "share_within_30": _rounded(told.share_within, 6),
        "p50_wait": _rounded(told.p50, 3),
        "p99_wait": _rounded(told.p99, 3),
        "longest_wait": _rounded(told.longest, 3),
        "not_served": told.not_served,
    }


def _rounded(value: float | None, places: int) -> float | None:
    return None if value is None else round(value, places)


def _lines(working: Summary, wall: Summary, visitors: int, days: int) -> list[str]:
    head = (
        f"{visitors:,} people in {days:,} working days; whoever is not served counts as not within 30 minutes"
    )
    if not visitors:
        return [head]
    at_least = " at least" if working.not_served else ""
    return [head, f"not served: {working.not_served:,}"] + [
        f"{name}: {told.share_within:.2%} within 30 minutes; half wait{at_least} {told.p50:.1f}, "
        f"99 of 100 up to{at_least} {told.p99:.1f}, the longest{at_least} {told.longest:.1f}"
        for name, told in (("working minutes", working), ("minutes on the wall", wall))
    ]
