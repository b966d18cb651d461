"""Professions by the codes of the national classifier of occupations (NKZ): a starter list, and imports of the rest.

The official file of NK RK 01-2017 (444 unit groups, 1,274 occupations) was not found in the open. The starter list holds
common unit groups under the codes of ISCO-08, on which the classifier is built, with names of our own; whether each code
is the same in NK RK 01-2017 has not been verified. An import of the official file replaces names and adds codes.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from zholdama.opportunities import models
from zholdama.passport.texts import Text

SHAPE = re.compile(r"[0-9X]\d{3}(-\d{1,3})?", re.ASCII)
"""A unit group of four signs, or an occupation within it such as `4110-9`."""


class ProfessionFileError(ValueError):
    """The file is no list of professions; the message names the line."""


class Profession(NamedTuple):
    """One profession: its code and how it is called."""

    code: str
    kk: str
    ru: str

    @property
    def name(self) -> Text:
        """The name; there is no English classifier, so English speakers read the Russian one."""
        return Text(kk=self.kk, ru=self.ru, en=self.ru)


@cache
def starter() -> tuple[Profession, ...]:
    """The shipped list, by code."""
    text = (files("zholdama.opportunities") / "data" / "professions.csv").read_text(encoding="utf-8")
    return tuple(read([row for row in csv.reader(io.StringIO(text), delimiter=";") if row]))


def read(rows: list[list[str]]) -> list[Profession]:
    """Professions out of rows with a heading `code`, `kk`, `ru` in any order. Raises ProfessionFileError."""
    if not rows:
        raise ProfessionFileError("the file is empty")
    heading = [cell.strip().lower() for cell in rows[0]]
    if missing := [name for name in Profession._fields if name not in heading]:
        raise ProfessionFileError(f"the heading lacks {', '.join(missing)}; the columns are code, kk, ru")
    places = [heading.index(name) for name in Profession._fields]
    found: dict[str, Profession] = {}
    for line, row in enumerate(rows[1:], start=2):
        cells = [row[place].strip() if place < len(row) else "" for place in places]
        one = Profession(*cells)
        if not SHAPE.fullmatch(one.code):
            raise ProfessionFileError(f"row {line}: {one.code!r} is no code such as 4110 or 4110-9")
        if not (one.kk and one.ru):
            raise ProfessionFileError(f"row {line}: the code {one.code} has no name in one of the languages")
        if one.code in found:
            raise ProfessionFileError(f"row {line}: the code {one.code} is given twice")
        found[one.code] = one
    return sorted(found.values())


def load(professions: Iterable[Profession]) -> int:
    """Store professions, newer names over older ones; returns how many. The operator's act; again it changes nothing."""
    rows = [models.Profession(code=one.code, name_kk=one.kk, name_ru=one.ru) for one in professions]
    models.Profession.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name_kk", "name_ru"],
        batch_size=500,
    )
    return len(rows)


def all_professions() -> tuple[Profession, ...]:
    """The shipped list with everything imported over it, by code."""
    known = {one.code: one for one in starter()}
    for row in models.Profession.objects.values_list("code", "name_kk", "name_ru"):
        known[row[0]] = Profession(*row)
    return tuple(sorted(known.values()))


def knows(code: str) -> Callable[[str], bool]:
    """Whether codes are known, asked of the database at most once and only where there is something to ask."""
    return knower() if code else lambda _: False


def knower() -> Callable[[str], bool]:
    """Whether codes are known, after one look at the database; an occupation is known by its unit group too."""
    codes = frozenset(one.code for one in all_professions())
    return lambda code: code in codes or code[:4] in codes
