"""The plan as a picture: where its bars, line and labels lie. Whoever draws it brings markup and words."""

import datetime as dt
from dataclasses import dataclass

from zholdama.simulation.planning import Plan

WIDTH, HEIGHT = 640, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 12, 628, 40, 256
_GAP = 6
_LUNCH = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """The counters that one half hour needs; `short` where that is more than are planned. Whole SVG units."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    above: int
    needed: int
    since: dt.time
    labelled: bool
    short: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """Bars over a ground line at `ground`, and the planned counters as a line at `planned_y` over all of them."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    left: int
    right: int
    ground: int
    labels: int
    planned: int
    planned_y: int


def picture(plan: Plan) -> Picture | None:
    """The plan drawn; None where it does not know how many counters are needed."""
    numbers = [row.needed for row in plan.half_hours if row.needed is not None]
    if len(numbers) < len(plan.half_hours):
        return None
    scale = (_BOTTOM - _TOP) / max(*numbers, plan.counters, 1)
    slot = (_RIGHT - _LEFT - _LUNCH) / len(numbers)
    bars, x = [], float(_LEFT)
    for place, (row, number) in enumerate(zip(plan.half_hours, numbers, strict=True)):
        if place and plan.half_hours[place - 1].span.before_lunch and not row.span.before_lunch:
            x += _LUNCH
        y = round(_BOTTOM - number * scale)
        bars.append(
            Bar(
                x=round(x + _GAP / 2),
                y=y,
                width=round(slot - _GAP),
                height=_BOTTOM - y,
                middle=round(x + slot / 2),
                above=y - 8,
                needed=number,
                since=row.span.since,
                labelled=row.span.since.minute == 0,
                short=number > plan.counters,
            )
        )
        x += slot
    return Picture(
        width=WIDTH,
        height=HEIGHT,
        bars=tuple(bars),
        left=_LEFT,
        right=_RIGHT,
        ground=_BOTTOM,
        labels=_BOTTOM + 28,
        planned=plan.counters,
        planned_y=round(_BOTTOM - plan.counters * scale),
    )
