"""A fact: what is known of a person or a place, from where, as of when, and how surely. Pure."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

from zholdama.passport.texts import Text
from zholdama.refusals import Refused
from zholdama.working_time.zone import ALMATY

Source = Literal["register", "document", "word", "record"]
"""A register's answer, a document shown, the person's word, or this installation's own record (a place, a visit)."""
Sure = Literal["firm", "said"]
SOURCES: tuple[Source, ...] = ("register", "document", "word", "record")
NOTED_FROM: tuple[Source, ...] = ("document", "word")
"""Where a fact may come from that a specialist writes down."""
_EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact. `value` is text: an ISO date, yes or no, the id of a choice, or two ISO dates with a stroke between."""

    name: str
    value: str
    source: Source
    as_of: date
    sure: Sure

    @property
    def day(self) -> date | None:
        """The date that the value is; None where it is none."""
        return _date(self.value)

    @property
    def truth(self) -> bool | None:
        """Yes or no; None where the value is neither."""
        return {"yes": True, "no": False}.get(self.value)

    @property
    def period(self) -> tuple[date, date] | None:
        """First and last day; None where the value is no period."""
        first, _stroke, last = self.value.partition("/")
        start, end = _date(first), _date(last)
        return (start, end) if start and end and start <= end else None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactKind:
    """What may be known: how it is called, who can give it, and its values where they are few."""

    name: str
    kind: str  # date | flag | choice | period
    label: Text
    ask: Text
    noted: bool
    sensitive: bool
    values: Mapping[str, Text]


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, FactKind]:
    """Every kind of fact by its name, in the order of the file."""
    tables = tomllib.loads((Path(__file__).parent / "facts.toml").read_text(encoding="utf-8"))
    return {name: _kind(name, table) for name, table in tables.items()}


def _kind(name: str, table: Mapping[str, object]) -> FactKind:
    values = table.get("values", {})
    assert isinstance(values, Mapping)
    return FactKind(
        name=name,
        kind=str(table["kind"]),
        label=Text(**table["label"]),  # type: ignore[arg-type]
        ask=Text(**table["ask"]),  # type: ignore[arg-type]
        noted=bool(table.get("noted", False)),
        sensitive=bool(table.get("sensitive", False)),
        values={value: Text(**words) for value, words in values.items()},
    )


def surely(source: Source) -> Sure:
    """How sure a fact is by where it comes from: the person's word alone is only said."""
    return "said" if source == "word" else "firm"


def by_name(facts: Iterable[Fact]) -> dict[str, Fact]:
    """The facts by name; of two with one name the later in the row wins."""
    return {fact.name: fact for fact in facts}


def noted(*, name: str, value: str, source: str, as_of: date, at: datetime) -> Fact:
    """A fact as a specialist writes it down. Raises Refused: not his to write, no such value, a day to come."""
    kind = kinds().get(name)
    if kind is None or not kind.noted:
        raise Refused("fact_unknown", "name")
    if source not in NOTED_FROM:
        raise Refused("fact_source_unknown", "source")
    today = at.astimezone(ALMATY).date()
    if not _EARLIEST <= as_of <= today:
        raise Refused("fact_day", "as_of")
    if kind.kind == "choice" and value not in kind.values:
        raise Refused("fact_value", "value")
    if kind.kind == "date":
        day = _date(value)
        if day is None or not _EARLIEST <= day <= today:
            raise Refused("fact_value", "value")
    chosen: Source = "document" if source == "document" else "word"
    return Fact(name=name, value=value, source=chosen, as_of=as_of, sure=surely(chosen))


def words(name: str, value: str) -> Text:
    """A value in words; a date as 31.12.2024."""
    kind = kinds()[name]
    if value in kind.values:
        return kind.values[value]
    if kind.kind == "flag" and value in _FLAGS:
        return _FLAGS[value]
    shown = " – ".join(f"{day:%d.%m.%Y}" if (day := _date(part)) else part for part in value.split("/"))
    return Text(kk=shown, ru=shown, en=shown)


_FLAGS = {"yes": Text(kk="иә", ru="да", en="yes"), "no": Text(kk="жоқ", ru="нет", en="no")}


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
