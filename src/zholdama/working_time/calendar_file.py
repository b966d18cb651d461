"""From a calendar's TOML file, shipped or an operator's correction, to its days; what is wrong is said."""

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from typing import Any

from zholdama.passport.texts import LANGUAGES, Text
from zholdama.working_time.days import CAUSES, KINDS, CalendarDay, Doubt

_TOP = {"calendar", "days", "names", "sources", "doubts"}
_HEAD = {"version", "replaces", "first_day", "last_day"}
_DAY = {"date", "kind", "cause", "name", "paired_with", "source", "confirmed"}


class CalendarFileError(ValueError):
    """The calendar file is not whole; the message names the place and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFile:
    """What a file says; None: not said. `replaces`: the version a correction was written against."""

    version: str
    replaces: str | None
    first_day: dt.date | None
    last_day: dt.date | None
    days: tuple[CalendarDay, ...]
    doubts: tuple[Doubt, ...] | None


def shipped_file() -> CalendarFile:
    """The calendar that comes with the product."""
    return read_calendar_file((files("zholdama.working_time") / "data" / "calendar.toml").read_text("utf-8"))


def read_correction(text: str) -> CalendarFile:
    """An operator's correction: the same format, with `replaces`.

    A date named in it is said anew (a day that is no longer free gets kind working_day); others stay.
    `last_day` adds years; `doubts`, when given, replaces all doubts. Raises `CalendarFileError`.
    """
    found = read_calendar_file(text)
    if found.replaces is None:
        raise CalendarFileError("[calendar]: replaces is missing; name the version that this file corrects")
    if found.version == found.replaces:
        raise CalendarFileError("[calendar]: a correction needs a version of its own")
    return found


def read_calendar_file(text: str) -> CalendarFile:
    """Parse a calendar file. Raises `CalendarFileError` naming the first thing that is wrong."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CalendarFileError(f"the file is not TOML: {error}") from error
    _only(data, _TOP, where="the file")
    head = _table(data, "calendar")
    _only(head, _HEAD, where="[calendar]")
    names = {key: _text(value, f"names.{key}") for key, value in _table(data, "names", {}).items()}
    days = tuple(sorted(_days(data, names), key=lambda day: day.date))
    doubled = {a.date for a, b in pairwise(days) if a.date == b.date}
    if doubled:
        raise CalendarFileError(f"days: given twice: {', '.join(map(str, sorted(doubled)))}")
    return CalendarFile(
        version=_string(head, "version", "[calendar]"),
        replaces=_string(head, "replaces", "[calendar]") if "replaces" in head else None,
        first_day=_date(head, "first_day", "[calendar]") if "first_day" in head else None,
        last_day=_date(head, "last_day", "[calendar]") if "last_day" in head else None,
        days=days,
        doubts=tuple(_doubt(plain) for plain in _list(data, "doubts")) if "doubts" in data else None,
    )


def _days(data: Mapping[str, Any], names: Mapping[str, Text]) -> Iterator[CalendarDay]:
    sources = _table(data, "sources", {})
    for plain in _list(data, "days"):
        date = _date(plain, "date", "days")
        where = f"days {date}"
        _only(plain, _DAY, where=where)
        paired = _date(plain, "paired_with", where) if "paired_with" in plain else None
        source = _string(plain, "source", where)
        confirmed = plain.get("confirmed", True)
        if not isinstance(confirmed, bool):
            raise CalendarFileError(f"{where}: confirmed is true or false")
        yield CalendarDay(
            date=date,
            kind=_choice(plain, "kind", KINDS, where),
            cause=_choice({"cause": "government", **plain}, "cause", CAUSES, where),
            name=_name(plain.get("name"), names, paired, where),
            source=str(sources.get(source, source)),
            confirmed=confirmed,
            paired_with=paired,
        )


def _name(given: object, names: Mapping[str, Text], paired: dt.date | None, where: str) -> Text:
    if isinstance(given, str):
        if given not in names:
            raise CalendarFileError(f"{where}: [names] has no {given!r}; give the name as {{ kk, ru, en }}")
        text = names[given]
    else:
        text = _text(given, f"{where}: name")
    if "{day}" not in text.kk:
        return text
    if paired is None:
        raise CalendarFileError(f"{where}: the name speaks of another day; name it in paired_with")
    shown = f"{paired:%d.%m.%Y}"
    return Text(**{code: text.in_language(code).replace("{day}", shown) for code in LANGUAGES})


def _doubt(plain: Mapping[str, Any]) -> Doubt:
    return Doubt(
        first_day=_date(plain, "first_day", "doubts"),
        last_day=_date(plain, "last_day", "doubts"),
        text=_text(plain.get("text"), "doubts: text"),
    )


def _text(value: object, where: str) -> Text:
    if not isinstance(value, Mapping) or set(value) != set(LANGUAGES):
        raise CalendarFileError(f"{where}: give the text as {{ kk, ru, en }}, all three")
    return Text(**{code: _string(value, code, where) for code in LANGUAGES})


def _table(data: Mapping[str, Any], key: str, default: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    table = data.get(key, default)
    if not isinstance(table, Mapping):
        raise CalendarFileError(f"the table [{key}] is missing")
    return table


def _list(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    tables = data.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(table, Mapping) for table in tables):
        raise CalendarFileError(f"{key} is a list of tables: [[{key}]]")
    return tables


def _string(table: Mapping[str, Any], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise CalendarFileError(f"{where}: {key} is missing or not a text")
    return value.strip()


def _date(table: Mapping[str, Any], key: str, where: str) -> dt.date:
    value = table.get(key)
    if type(value) is not dt.date:
        raise CalendarFileError(
            f"{where}: {key} is missing or no date; write it as 2026-05-27, without quotes"
        )
    return value


def _choice(table: Mapping[str, Any], key: str, allowed: tuple[str, ...], where: str) -> Any:
    if table.get(key) not in allowed:
        raise CalendarFileError(f"{where}: {key} is one of {', '.join(allowed)}, not {table.get(key)!r}")
    return table[key]


def _only(table: Mapping[str, Any], known: set[str], *, where: str) -> None:
    strange = sorted(set(table) - known)
    if strange:
        raise CalendarFileError(f"{where} has keys that nobody reads: {', '.join(strange)}")
