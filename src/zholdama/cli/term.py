"""`zholdama term`: accepted and due times, or the working minutes between two times. Needs no database.

Minutes are whole numbers when whole, else rounded to a millionth of a minute; `*_microseconds` beside them
are exact. Two times in the wrong order are a wrong call (exit 2). `accepted_at` of a provider's clock is the
moment it really starts: asked for while the office is closed, the next opening. `confirmed` is false when a
day between is not sure.
"""

import argparse
import datetime as dt
from decimal import Decimal
from typing import Any

from zholdama.cli import output
from zholdama.passport.clauses import Clause
from zholdama.passport.edition import Edition, current
from zholdama.working_time import terms
from zholdama.working_time.calendar import BeyondCalendar, WorkingCalendar
from zholdama.working_time.moments import UnreadableTime, read_moment

SUMMARY = "Accepted and due times, or the working minutes between two times"

_CLOCKS = {"waiting": Clause.P6_2, "serving": Clause.P6_3, "result": Clause.P6_1A}


class _WrongCall(Exception):
    """Options that do not go together; the message tells which are wanted."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--channel portal --at T`, `--channel provider --clock C --at T`, or `--between T T`."""
    parser.add_argument("--channel", choices=("portal", "provider"), help="where the person applied")
    parser.add_argument("--clock", choices=tuple(_CLOCKS), help="which of the provider's clocks")
    parser.add_argument("--at", metavar="TIME", help="ISO 8601; without an offset it is Asia/Almaty")
    parser.add_argument(
        "--between", nargs=2, metavar="TIME", help="count the minutes from the first to the second"
    )


def run(args: argparse.Namespace) -> int:
    """0 answered; 2 unreadable time or wrong options; 3 beyond the calendar (`due_at` null, `reason` set)."""
    try:
        _check_options(args)
        moments = [read_moment(text) for text in (args.between or [args.at])]
        if len(moments) == 2 and terms.wall_microseconds_between(start=moments[0], end=moments[1]) < 0:
            raise _WrongCall("--between: the second time lies before the first; give them in order")
    except (_WrongCall, UnreadableTime) as error:
        output.complain(str(error))
        return output.WRONG_CALL
    calendar = WorkingCalendar.shipped()
    document = (
        _between(moments[0], moments[1], calendar) if args.between else _term(args, moments[0], calendar)
    )
    output.answer(args, document, (f"{key}: {_shown(value)}" for key, value in document.items()))
    return output.UNDETERMINED if "reason" in document else output.GOOD


def _check_options(args: argparse.Namespace) -> None:
    if args.between:
        if args.channel or args.clock or args.at:
            raise _WrongCall("--between stands alone, without --channel, --clock and --at")
    elif not args.channel or not args.at:
        raise _WrongCall("give --channel and --at, or --between with two times")
    elif args.channel == "provider" and not args.clock:
        raise _WrongCall(f"--channel provider needs --clock, one of {', '.join(_CLOCKS)}")
    elif args.channel == "portal" and args.clock:
        raise _WrongCall("--clock goes with --channel provider; the portal has one term")


def _term(args: argparse.Namespace, at: dt.datetime, calendar: WorkingCalendar) -> dict[str, Any]:
    edition = current()
    accepted_at = due_at = beyond = None
    try:
        accepted_at = _accepted_at(args.clock, at, calendar, edition)
        due_at = _due_at(args.clock, accepted_at, calendar, edition)
    except BeyondCalendar as error:
        beyond = error
    document: dict[str, Any] = {
        "channel": args.channel,
        "clock": args.clock,
        "submitted_at": at.isoformat(),
        "accepted_at": accepted_at and accepted_at.isoformat(),
        "due_at": due_at and due_at.isoformat(),
        "working_minutes": _length(args.clock, calendar, edition),
        "calendar": calendar.version,
        "calendar_hash": calendar.hash,
        "edition": edition.id,
        "clauses": [_CLOCKS[args.clock], Clause.P8_1B] if args.clock else [Clause.P6_1B, Clause.P8_2B],
        "readings": ["R2", "R3", "R11"] if args.clock else ["R1", "R2", "R11"],
    }
    document |= _certainty(at, due_at, calendar)
    return document | (_not_determined(beyond, calendar) if beyond else {})


def _accepted_at(
    clock: str | None, at: dt.datetime, calendar: WorkingCalendar, edition: Edition
) -> dt.datetime:
    if clock is None:
        return terms.acceptance(submitted_at=at, calendar=calendar, edition=edition)
    return terms.clock_start(asked_at=at, calendar=calendar)


def _length(clock: str | None, calendar: WorkingCalendar, edition: Edition) -> int | float:
    if clock is None:
        return _number(terms.as_minutes(terms.portal_microseconds(calendar=calendar, edition=edition)))
    return int(getattr(edition.terms, f"{clock}_minutes"))


def _due_at(
    clock: str | None, start: dt.datetime, calendar: WorkingCalendar, edition: Edition
) -> dt.datetime:
    if clock is None:
        return terms.portal_due(accepted_at=start, calendar=calendar, edition=edition)
    if clock == "waiting":
        return terms.waiting_due(ticket_at=start, calendar=calendar, edition=edition)
    if clock == "serving":
        return terms.serving_due(service_from=start, calendar=calendar, edition=edition)
    return terms.result_due(registered_at=start, calendar=calendar, edition=edition)


def _between(start: dt.datetime, end: dt.datetime, calendar: WorkingCalendar) -> dict[str, Any]:
    wall = terms.wall_microseconds_between(start=start, end=end)
    working = beyond = None
    try:
        working = terms.working_microseconds_between(start=start, end=end, calendar=calendar)
    except BeyondCalendar as error:
        beyond = error
    document: dict[str, Any] = {
        "from": start.isoformat(),
        "to": end.isoformat(),
        "working_minutes": None if working is None else _number(terms.as_minutes(working)),
        "wall_minutes": _number(terms.as_minutes(wall)),
        "working_microseconds": working,
        "wall_microseconds": wall,
        "calendar": calendar.version,
        "calendar_hash": calendar.hash,
        "readings": ["R3"],
    }
    document |= _certainty(start, end, calendar)
    return document | (_not_determined(beyond, calendar) if beyond else {})


def _certainty(start: dt.datetime, end: dt.datetime | None, calendar: WorkingCalendar) -> dict[str, Any]:
    """Whether the calendar's days in the span are all confirmed, and if not, what is open."""
    if end is None:
        return {"confirmed": False, "doubts": []}
    doubts = calendar.doubts_between(start.date(), end.date())
    return {"confirmed": not doubts, "doubts": [doubt.as_dict() for doubt in doubts]}


def _not_determined(error: BeyondCalendar, calendar: WorkingCalendar) -> dict[str, Any]:
    span = f"{calendar.first_day} to {calendar.last_day}"
    return {"reason": "beyond_calendar", "message": f"could not be determined: {error} ({span})"}


def _number(minutes: Decimal) -> int | float:
    """Whole minutes as a whole number, else with the part of one."""
    return int(minutes) if minutes == minutes.to_integral_value() else float(minutes)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(_shown(part) for part in value) or "none"
    if isinstance(value, dict):
        return str((value.get("text") or value["name"])["en"])
    return "-" if value is None else str(value)
