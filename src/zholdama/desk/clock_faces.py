"""Clocks as the pages show them: a word, a colour, what is left in working time."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from zholdama.clocks.rules import Clock, Kind, standing
from zholdama.desk.words import CLOCKS, SHORT_CLOCKS
from zholdama.working_time.calendar import WorkingCalendar
from zholdama.working_time.zone import MINUTE

ORDER = (Kind.WAITING, Kind.SERVING, Kind.RESULT, Kind.PORTAL)
COLOURS = {
    "calm": "green",
    "amber": "yellow",
    "red": "orange",
    "late": "red",
    "kept": "green",
    "missed": "red",
    "pending": "grey",
    "later": "grey",
}
AT_COUNTER = (Kind.WAITING, Kind.SERVING, Kind.RESULT)
"""The three clocks of a visit."""


def face(clock: Clock, *, at: datetime, calendar: WorkingCalendar) -> dict[str, Any]:
    """One clock for `ui/clock.html`: {kind, label, short, state, colour, due, left}."""
    now = standing(clock, at=at, calendar=calendar)
    if now.state in {"kept", "missed"}:
        left = gettext("in %(time)s") % {"time": minutes(clock.working_microseconds or 0)}
    elif now.left_microseconds is None:
        left = ""
    elif now.state == "late":
        left = gettext("by %(time)s") % {"time": minutes(-now.left_microseconds)}
    else:
        left = gettext("%(time)s left") % {"time": minutes(now.left_microseconds)}
    return {
        "kind": clock.kind.value,
        "label": CLOCKS[clock.kind.value],
        "short": SHORT_CLOCKS[clock.kind.value],
        "state": now.state,
        "colour": COLOURS[now.state],
        "due": clock.due_at,
        "left": left,
    }


def faces(
    clocks: Mapping[tuple[UUID, Kind], Clock],
    cases: Iterable[UUID],
    *,
    at: datetime,
    calendar: WorkingCalendar,
) -> list[dict[str, Any]]:
    """The clocks of some cases in the order in which they start."""
    wanted = list(cases)
    found = (clocks[case, kind] for kind in ORDER for case in wanted if (case, kind) in clocks)
    return [face(clock, at=at, calendar=calendar) for clock in found]


def visit_faces(shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The three clocks of a visit, always all three: one that no act has started yet stands as `later`."""
    found = {one["kind"]: one for one in shown}
    return [found.get(kind.value) or _later(kind) for kind in AT_COUNTER]


def _later(kind: Kind) -> dict[str, Any]:
    return {
        "kind": kind.value,
        "label": CLOCKS[kind.value],
        "short": SHORT_CLOCKS[kind.value],
        "state": "later",
        "colour": COLOURS["later"],
        "due": None,
        "left": "",
    }


def minutes(microseconds: int) -> str:
    """Working time in words, begun minutes counted as whole ones: "7 min", "5 h 20 min"."""
    whole = -(-max(microseconds, 0) // MINUTE)
    hours, rest = divmod(whole, 60)
    if hours:
        return gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
    return gettext("%(minutes)s min") % {"minutes": rest}
