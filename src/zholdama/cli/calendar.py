"""`zholdama calendar YEAR`: the days of a year that differ from an ordinary week. Needs no database."""

import argparse
from typing import Any

from zholdama.cli import output
from zholdama.working_time.calendar import BeyondCalendar, WorkingCalendar
from zholdama.working_time.days import CalendarDay, works_in_ordinary_week

SUMMARY = "The days of a year that differ from an ordinary week"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One year."""
    parser.add_argument("year", type=int, metavar="YEAR", help="a year of the calendar, such as 2025")


def run(args: argparse.Namespace) -> int:
    """0 answered; 3 a year beyond the calendar (the document tells, `days` is empty)."""
    calendar = WorkingCalendar.shipped()
    try:
        entries = calendar.days(args.year)
    except BeyondCalendar as error:
        message = f"could not be determined: {error}"
        document = _document(args.year, calendar, ()) | {"reason": "beyond_calendar", "message": message}
        output.answer(args, document, [message])
        return output.UNDETERMINED
    document = _document(args.year, calendar, entries)
    output.answer(args, document, _lines(document))
    return output.GOOD


def _document(year: int, calendar: WorkingCalendar, entries: tuple[CalendarDay, ...]) -> dict[str, Any]:
    """`days` differ from an ordinary week. `weekend_holidays` and `noted_days` do not, but explain those that
    do.
    """
    same = [entry for entry in entries if not entry.differs]
    return {
        "year": year,
        "version": calendar.version,
        "hash": calendar.hash,
        "working_days": sum(1 for day in calendar.working_days if day.year == year),
        "days": [entry.as_dict() for entry in entries if entry.differs],
        "weekend_holidays": [e.as_dict() for e in same if not works_in_ordinary_week(e.date)],
        "noted_days": [e.as_dict() for e in same if works_in_ordinary_week(e.date)],
        "doubts": [
            doubt.as_dict()
            for doubt in calendar.doubts
            if doubt.first_day.year <= year <= doubt.last_day.year
        ],
    }


def _lines(document: dict[str, Any]) -> list[str]:
    lines = [f"{document['version']}: {document['year']} has {document['working_days']} working days"]
    for key, title in (
        ("days", "Differ from an ordinary week"),
        ("weekend_holidays", "Holidays on a weekend"),
        ("noted_days", "Ordinary days all the same"),
    ):
        lines += [f"{title}:"] if document[key] else []
        lines += [_line(day) for day in document[key]]
    return lines + [f"Open: {doubt['text']['en']}" for doubt in document["doubts"]]


def _line(day: dict[str, Any]) -> str:
    kind = "off   " if day["kind"] == "day_off" else "worked"
    doubt = "" if day["confirmed"] else " (not confirmed)"
    return f"  {day['date']}  {kind}  {day['name']['en']}{doubt}"
