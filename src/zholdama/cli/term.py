"""`zholdama term`: accepted and due times, or the working minutes between two times. Needs no database."""

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
    parser.add_argument("--between", nargs=2, metavar="TIME", help="count the minutes from the first to the second")


def run(args: argparse.Namespace) -> int:
    """0 answered; 2 unreadable time or wrong options; 3 beyond the calendar (the document tells, due_at is null)."""
    try:
        _check_options(args)
        moments = [read_moment(text) for text in (args.between or [args.at])]
        if len(moments) == 2 and terms.wall_microseconds_between(start=moments[0], end=moments[1]) < 0:
            raise _WrongCall("--between: the second time lies before the first; give them in order")
    except (_WrongCall, UnreadableTime) as error:
        output.complain(str(error))
        return output.WRONG_CALL
    calendar = WorkingCalendar.shipped()
    document = _between(*moments, calendar) if args.between else _term(args, moments[0], calendar)
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
    portal = args.channel == "portal"
    edition = current()
    accepted_at = due_at = None
    beyond = None
    try:
        if portal:
            accepted_at = terms.acceptance(submitted_at=at, calendar=calendar, edition=edition)
            due_at = terms.portal_due(accepted_at=accepted_at, calendar=calendar, edition=edition)
        else:
            accepted_at = terms.clock_start(asked_at=at, calendar=calendar)
            due_at = _counter_due(args.clock, accepted_at, calendar, edition)
    except BeyondCalendar as error:
        beyond = error
    length = terms.portal_microseconds(calendar=calendar, edition=edition) // 60_000_000
    minutes = length if portal else getattr(edition.terms, f"{args.clock}_minutes")
    document: dict[str, Any] = {
        "channel": args.channel,
        "clock": args.clock,
        "submitted_at": at.isoformat(),
        "accepted_at": accepted_at and accepted_at.isoformat(),
        "due_at": due_at and due_at.isoformat(),
        "working_minutes": minutes,
        "calendar": calendar.version,
        "calendar_hash": calendar.hash,
        "edition": edition.id,
        "clauses": [Clause.P6_1B, Clause.P8_2B] if portal else [_CLOCKS[args.clock], Clause.P8_1B],
        "readings": ["R1", "R2", "R11"] if portal else ["R2", "R3", "R11"],
    }
    document |= _certainty(at, due_at, calendar)
    return document | (_not_determined(beyond, calendar) if beyond else {})


def _counter_due(clock: str, start: dt.datetime, calendar: WorkingCalendar, edition: Edition) -> dt.datetime:
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
        "working_minutes": None if working is None else _number(terms.minutes(working)),
        "wall_minutes": _number(terms.minutes(wall)),
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
    """Whole minutes as a whole number; a part of one rounded to a millionth (the microseconds beside are exact)."""
    return int(minutes) if minutes == minutes.to_integral_value() else float(minutes)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_shown(part.get("text", part.get("name"))["en"]) if isinstance(part, dict) else str(part)
                         for part in value) or "none"
    return "not determined" if value is None else str(value)
