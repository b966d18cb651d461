"""The clauses of the service passport: their ids, texts and honest states."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from zholdama.passport.data_files import PassportDataError, read_data, text_from
from zholdama.passport.texts import Text


class Clause(StrEnum):
    """Every clause id of the passport; rules, clocks, messages, tests and documents cite these."""

    P1 = "P1"
    P2 = "P2"
    P3_1 = "P3.1"
    P3_2 = "P3.2"
    P4 = "P4"
    P5 = "P5"
    P6_1A = "P6.1a"
    P6_1B = "P6.1b"
    P6_2 = "P6.2"
    P6_3 = "P6.3"
    P7 = "P7"
    P8_1A = "P8.1a"
    P8_1B = "P8.1b"
    P8_1C = "P8.1c"
    P8_2A = "P8.2a"
    P8_2B = "P8.2b"
    P9_1A = "P9.1a"
    P9_1B = "P9.1b"
    P9_2A = "P9.2a"
    P9_2B = "P9.2b"
    P10 = "P10"
    P10_1 = "P10.1"
    P10_2 = "P10.2"
    P10_3 = "P10.3"
    P10_4 = "P10.4"
    P10_5 = "P10.5"
    P10_6 = "P10.6"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseRecord:
    """What the house says of one clause.

    `informative`: nothing to keep (only P1 and the heading P10). `owed`: the room that will keep it, or None.
    """

    clause: Clause
    text: Text
    informative: bool
    owed: str | None


@cache
def records() -> Mapping[Clause, ClauseRecord]:
    """All clauses in the order of the passport. Raises `PassportDataError` when the data is not whole."""
    return records_from(read_data("clauses.toml"))


def records_from(data: Mapping[str, object]) -> Mapping[Clause, ClauseRecord]:
    """Build the records from parsed TOML: one table per clause id, with kk, ru, en, `informative`, `owed`."""
    strange = sorted(set(data) - {clause.value for clause in Clause})
    if strange:
        raise PassportDataError(f"clauses.toml names clauses that the passport does not have: {strange}")
    return {clause: _record(clause, data.get(clause.value)) for clause in Clause}


def _record(clause: Clause, table: object) -> ClauseRecord:
    if not isinstance(table, Mapping):
        raise PassportDataError(f"clauses.toml says nothing of clause {clause}")
    informative = table.get("informative", False)
    owed = table.get("owed")
    if informative not in (True, False) or not (owed is None or (isinstance(owed, str) and owed)):
        raise PassportDataError(f"clause {clause}: informative is true or false, owed names a room")
    return ClauseRecord(
        clause=clause, text=text_from(table, where=str(clause)), informative=bool(informative), owed=owed
    )
