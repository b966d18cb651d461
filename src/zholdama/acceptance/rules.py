"""What a paper filled in by hand must satisfy before it is believed, and why documents may not be accepted. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from zholdama.passport.clauses import Clause
from zholdama.passport.keeps import keeps
from zholdama.refusals import Refused
from zholdama.working_time import terms
from zholdama.working_time.calendar import BeyondCalendar, WorkingCalendar
from zholdama.working_time.zone import ALMATY

MOST_NUMBERS = 200
LONGEST_PACK_DAYS = 366
OUTSIDE_HOURS = "outside_hours"
"""A remark: a time on the paper lies outside the office hours. It is shown and blocks nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTimes:
    """The times that a paper bears (aware), in the order in which they happen; `delivered`: no result yet when None."""

    arrived: datetime
    started: datetime
    registered: datetime
    left: datetime
    delivered: datetime | None = None


def plausible(
    times: PaperTimes, *, entered_at: datetime, valid_from: date, valid_until: date, calendar: WorkingCalendar
) -> tuple[str, ...]:
    """The remarks on these times; raises Refused at the field that cannot be true.

    One after the other, on one day within the pack's validity, none in the future of the entry.
    """
    order = [
        ("arrived", times.arrived),
        ("started", times.started),
        ("registered", times.registered),
        *([("delivered", times.delivered)] if times.delivered else []),
        ("left", times.left),
    ]
    for (_, before), (name, after) in pairwise(order):
        if after < before:
            raise Refused("paper_times_order", name)
    for name, moment in order:
        if moment > entered_at:
            raise Refused("paper_time_in_future", name)
    days = {moment.astimezone(ALMATY).date() for _, moment in order}
    if len(days) > 1:
        raise Refused("paper_times_one_day", "left")
    if not valid_from <= days.pop() <= valid_until:
        raise Refused("paper_day_outside_pack", "day")
    outside = any(_is_outside(moment, calendar) for _, moment in order)
    return (OUTSIDE_HOURS,) if outside else ()


def _is_outside(moment: datetime, calendar: WorkingCalendar) -> bool:
    try:
        return terms.clock_start(asked_at=moment, calendar=calendar) != moment
    except BeyondCalendar:
        return False


def pack_of(*, count: int, valid_from: date, valid_until: date, today: date) -> None:
    """Raises Refused for a pack that is empty, too thick, of the past, or valid too long."""
    if not 1 <= count <= MOST_NUMBERS:
        raise Refused("pack_size", "count", most=MOST_NUMBERS)
    if valid_from < today or valid_until < valid_from:
        raise Refused("pack_days", "valid_until")
    if (valid_until - valid_from).days > LONGEST_PACK_DAYS:
        raise Refused("pack_too_long", "valid_until", days=LONGEST_PACK_DAYS)


NOT_ACCEPTED = {
    "none_shown": Clause.P9_1A,
    "expired": Clause.P9_1A,
    "other_kind": Clause.P9_1A,
    "unreadable": Clause.P9_1A,
    "somebody_elses": Clause.P9_1A,
    "no_kandas_certificate": Clause.P9_1B,
}
"""Why a package is not accepted -> the clause that asks for what is missing."""


@keeps(Clause.P9_1A, Clause.P9_1B)
def reason_not_to_accept(*, reason: str, identified: bool) -> Clause:
    """The clause a refusal to accept rests on. Raises Refused for another reason, or one that the visit contradicts.

    Only what P9.1 asks for may be missing: there is no other ground for not accepting.
    """
    clause = NOT_ACCEPTED.get(reason)
    if clause is None:
        raise Refused("not_accepted_reason", "reason")
    if identified and clause is Clause.P9_1A:
        raise Refused("identified_already", "reason")
    return clause
