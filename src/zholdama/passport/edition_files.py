"""From an edition's TOML to an `Edition`; whatever is not whole is refused with words."""

import datetime as dt
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any, TypeVar

from zholdama.passport import edition_parts as parts
from zholdama.passport.conditions import condition
from zholdama.passport.data_files import PassportDataError, text_from
from zholdama.passport.fees import refuse_fees
from zholdama.passport.shapes import (
    Answers,
    Channel,
    Edition,
    Figure,
    Hearing,
    OfficeHours,
    ProviderKind,
    Reading,
    ResultForm,
    Terms,
)

READING_IDS = tuple(f"R{number}" for number in range(1, 12))
_HOURS = ("opens", "lunch_from", "lunch_to", "closes")
_TERMS = (
    "waiting_minutes",
    "serving_minutes",
    "result_minutes",
    "portal_working_days",
    "grace_minutes",
    "complaint_working_days",
)
_ANSWERS = (
    "first_reminder_working_days",
    "second_reminder_working_days",
    "answer_working_days",
    "link_working_days",
    "undo_hours",
    "task_working_days",
    "start_within_days",
)
_LISTS = (
    "channels",
    "provider_kinds",
    "forms",
    "measures",
    "documents",
    "refusal_reasons",
    "advice",
    "conditions",
    "readings",
    "organisation_checks",
)
_TOP = {"id", "valid_from", "valid_to", "name", "hours", "terms", "referral", "answers", "hearing", *_LISTS}

Value = TypeVar("Value")


def shipped_ids() -> tuple[str, ...]:
    """The ids of the editions that lie in `passport/data`, sorted."""
    names = (entry.name for entry in (files("zholdama.passport") / "data").iterdir())
    return tuple(sorted(n[8:-5] for n in names if n.startswith("edition_") and n.endswith(".toml")))


def edition_from(data: Mapping[str, Any]) -> Edition:
    """Build an edition from parsed TOML.

    Every figure is a table `{value, basis, sure}`; every listed part has `basis` and `sure` beside its texts.
    Raises `PassportDataError` naming the place when something is missing, strange, doubled, or a fee (P5).
    """
    refuse_fees(data=data)
    _known_keys(data, _TOP, where="the edition")
    sections = (
        ("hours", _HOURS),
        ("terms", _TERMS),
        ("referral", ("valid_working_days",)),
        ("answers", _ANSWERS),
        ("hearing", ("demanded", "minutes", "basis_kk", "basis_ru", "basis_en")),
    )
    for section, known in sections:
        _known_keys(data.get(section, {}), set(known), where=section)
    return _Reader(data).edition()


class _Reader:
    """Reads one edition, collecting the basis of each figure on the way."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.figures: list[Figure] = []

    def edition(self) -> Edition:
        valid_from = self.figure("", "valid_from", dt.date)
        valid_to = self.figure("", "valid_to", dt.date) if "valid_to" in self.data else None
        if valid_to is not None and valid_to <= valid_from:
            raise PassportDataError("valid_to lies at or before valid_from; the span is half-open")
        edition = Edition(
            id=parts.string(self.data, "id", where="the edition"),
            valid_from=valid_from,
            valid_to=valid_to,
            name=text_from(self.table("name"), where="name"),
            hours=self.hours(),
            terms=Terms(**{key: self.count("terms", key) for key in _TERMS}),
            channels=tuple(
                Channel(clause=parts.clause(t, w), **parts.named(t, w)) for w, t in self.tables("channels")
            ),
            provider_kinds=tuple(ProviderKind(**parts.named(t, w)) for w, t in self.tables("provider_kinds")),
            forms=tuple(ResultForm(**parts.named(t, w)) for w, t in self.tables("forms")),
            measures=tuple(parts.measure(t, w) for w, t in self.tables("measures")),
            documents=tuple(parts.document(t, w) for w, t in self.tables("documents")),
            refusal_reasons=tuple(parts.refusal_reason(t, w) for w, t in self.tables("refusal_reasons")),
            advice=tuple(parts.advice(t, w) for w, t in self.tables("advice")),
            conditions=tuple(condition(t, w) for w, t in self.tables("conditions")),
            hearing=self.hearing(),
            readings=self.readings(),
            organisation_checks=tuple(
                parts.organisation_check(t, w) for w, t in self.tables("organisation_checks")
            ),
            referral_valid_working_days=self.count("referral", "valid_working_days"),
            answers=Answers(**{key: self.count("answers", key) for key in _ANSWERS}),
            figures=tuple(self.figures),
        )
        _coherent(edition)
        return edition

    def hours(self) -> OfficeHours:
        hours = OfficeHours(**{key: self.figure("hours", key, dt.time) for key in _HOURS})
        if not hours.opens < hours.lunch_from < hours.lunch_to < hours.closes:
            raise PassportDataError("hours: opens, lunch_from, lunch_to, closes must follow each other")
        return hours

    def hearing(self) -> Hearing:
        return Hearing(
            demanded=self.figure("hearing", "demanded", bool),
            minutes=self.count("hearing", "minutes"),
            basis=text_from(self.table("hearing"), where="hearing", prefix="basis"),
            sure=parts.sure(self.table("hearing")["demanded"], "hearing.demanded"),
        )

    def readings(self) -> tuple[Reading, ...]:
        readings = tuple(parts.reading(t, w) for w, t in self.tables("readings"))
        if tuple(r.id for r in readings) != READING_IDS:
            raise PassportDataError("readings: R1 to R11 are wanted, each once and in order")
        return readings

    def table(self, name: str) -> Mapping[str, Any]:
        table = self.data.get(name)
        if not isinstance(table, Mapping):
            raise PassportDataError(f"the edition has no table [{name}]")
        return table

    def figure(self, section: str, key: str, kind: type[Value]) -> Value:
        """One `{value, basis, sure}`; bool is not taken for a number, nor a moment for a date."""
        where = f"{section}.{key}" if section else key
        table = (self.table(section) if section else self.data).get(key)
        if not isinstance(table, Mapping):
            raise PassportDataError(f"{where} is missing; give it as {{ value, basis, sure }}")
        value = table.get("value")
        if type(value) is not kind:
            raise PassportDataError(f"{where}: the value is missing or not of kind {kind.__name__}")
        self.note(where, table)
        return value

    def count(self, section: str, key: str) -> int:
        value = self.figure(section, key, int)
        if value <= 0:
            raise PassportDataError(f"{section}.{key}: a limit is a positive number, not {value}")
        return value

    def tables(self, name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The tables of one list with the place of each; ids are unique, and each has basis and sureness."""
        tables = self.data.get(name)
        if not isinstance(tables, list) or not tables:
            raise PassportDataError(f"the edition lists no {name}; at least one [[{name}]] is wanted")
        seen: set[str] = set()
        for table in tables:
            part_id = parts.string(table, "id", where=name)
            if part_id in seen:
                raise PassportDataError(f"{name}: the id {part_id} is given twice")
            seen.add(part_id)
            where = f"{name}.{part_id}"
            self.note(where, table)
            yield where, table

    def note(self, where: str, table: Mapping[str, Any]) -> None:
        self.figures.append(
            Figure(key=where, basis=parts.string(table, "basis", where=where), sure=parts.sure(table, where))
        )


def _coherent(edition: Edition) -> None:
    """A figure said twice is said alike: a lawyer who changes one is told of the other."""
    for check in edition.organisation_checks:
        for measure_id in check.measures:
            if measure_id not in {one.id for one in edition.measures}:
                raise PassportDataError(f"organisation_checks.{check.id}: no measure is called {measure_id}")
    hours = edition.hours
    day = (
        _minutes(hours.lunch_from) - _minutes(hours.opens) + _minutes(hours.closes) - _minutes(hours.lunch_to)
    )
    if edition.reading("R1").value != day:
        raise PassportDataError(f"readings.R1: the office hours make {day} minutes, so R1 must say {day}")
    if edition.reading("R6").value != edition.terms.grace_minutes:
        raise PassportDataError("readings.R6 and terms.grace_minutes must name the same minutes")
    known = {measure.id for measure in edition.measures}
    for one in edition.conditions:
        if strange := sorted(set(one.measures) - known):
            raise PassportDataError(f"conditions.{one.id}: no measures of the edition: {', '.join(strange)}")
    days = edition.answers
    if not days.first_reminder_working_days < days.second_reminder_working_days <= days.answer_working_days:
        raise PassportDataError("answers: reminders come one after the other, and before the end of the term")
    if days.link_working_days < days.answer_working_days:
        raise PassportDataError("answers: the link holds at least as long as an answer is waited for")
    if type(edition.reading("R7").value) is not bool or type(edition.reading("R10").value) is not bool:
        raise PassportDataError("readings.R7 and readings.R10 are true or false")


def _minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute


def _known_keys(table: Mapping[str, Any], known: set[str], *, where: str) -> None:
    strange = sorted(set(table) - known)
    if strange:
        raise PassportDataError(f"{where} has keys that nobody reads: {', '.join(strange)}")
