"""From one table of an edition's TOML to one part of it; `PassportDataError` names the place."""

from collections.abc import Mapping
from typing import Any, get_args

from zholdama.passport.clauses import Clause
from zholdama.passport.data_files import PassportDataError, text_from
from zholdama.passport.shapes import (
    Advice,
    DocumentKind,
    DocumentProof,
    Measure,
    OrganisationCheck,
    Reading,
    RefusalReason,
    ResultKind,
    Sureness,
)


def named(table: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The id and name every part has."""
    return {"id": table["id"], "name": text_from(table, where=where, prefix="name")}


def measure(table: Mapping[str, Any], where: str) -> Measure:
    """One `[[measures]]`."""
    summary = text_from(table, where=where, prefix="summary")
    ends_in = choice(table, "ends_in", get_args(ResultKind), where)
    return Measure(clause=clause(table, where), summary=summary, ends_in=ends_in, **named(table, where))


def document(table: Mapping[str, Any], where: str) -> DocumentKind:
    """One `[[documents]]`."""
    proves = choice(table, "proves", get_args(DocumentProof), where)
    return DocumentKind(clause=clause(table, where), proves=proves, **named(table, where))


def refusal_reason(table: Mapping[str, Any], where: str) -> RefusalReason:
    """One `[[refusal_reasons]]`; what is less than read in its source (A) cannot be shipped as confirmed."""
    how_sure, confirmed = sure(table, where), table.get("confirmed")
    if not isinstance(confirmed, bool):
        raise PassportDataError(f"{where}: confirmed is true or false")
    if confirmed and how_sure not in ("S", "A"):
        raise PassportDataError(f"{where}: a reason that is only {how_sure} cannot be shipped as confirmed")
    return RefusalReason(
        id=table["id"],
        text=text_from(table, where=where, prefix="text"),
        remedy=text_from(table, where=where, prefix="remedy"),
        basis=text_from(table, where=where, prefix="basis"),
        sure=how_sure,
        confirmed=confirmed,
    )


def advice(table: Mapping[str, Any], where: str) -> Advice:
    """One `[[advice]]`."""
    return Advice(
        id=table["id"],
        text=text_from(table, where=where, prefix="text"),
        remedy=text_from(table, where=where, prefix="remedy"),
    )


def reading(table: Mapping[str, Any], where: str) -> Reading:
    """One `[[readings]]`; its value is a truth, a whole number or a word."""
    value = table.get("value")
    if not isinstance(value, bool | int | str):
        raise PassportDataError(f"{where}: the value is a truth, a whole number or a word")
    names = table.get("clauses")
    if not isinstance(names, list) or not names:
        raise PassportDataError(f"{where}: clauses lists the clauses that are read")
    clauses = tuple(clause({"clause": name}, where) for name in names)
    return Reading(
        id=table["id"], clauses=clauses, text=text_from(table, where=where, prefix="text"), value=value
    )


def organisation_check(table: Mapping[str, Any], where: str) -> OrganisationCheck:
    """One `[[organisation_checks]]`; its figure, where it has one, is a positive whole number."""
    figure, measures = table.get("figure"), table.get("measures")
    if figure is not None and (type(figure) is not int or figure <= 0):
        raise PassportDataError(f"{where}: the figure is a positive whole number")
    if not isinstance(measures, list) or not measures or not all(isinstance(one, str) for one in measures):
        raise PassportDataError(f"{where}: measures lists the measures that are checked")
    return OrganisationCheck(
        id=table["id"],
        text=text_from(table, where=where, prefix="text"),
        measures=tuple(measures),
        figure=figure,
        basis=string(table, "basis", where=where),
        sure=sure(table, where),
    )


def clause(table: Mapping[str, Any], where: str) -> Clause:
    """The clause a table names."""
    try:
        return Clause(str(table.get("clause")))
    except ValueError as error:
        raise PassportDataError(f"{where}: {table.get('clause')!r} is no clause of the passport") from error


def sure(table: Mapping[str, Any], where: str) -> Sureness:
    """How sure a table is."""
    return choice(table, "sure", get_args(Sureness), where)


def choice(table: Mapping[str, Any], key: str, allowed: tuple[Any, ...], where: str) -> Any:
    """One word out of a few."""
    if table.get(key) not in allowed:
        raise PassportDataError(f"{where}: {key} is one of {', '.join(allowed)}, not {table.get(key)!r}")
    return table[key]


def string(table: Mapping[str, Any], key: str, *, where: str) -> str:
    """A text that is not empty."""
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise PassportDataError(f"{where}: {key} is missing or not a text")
    return value
