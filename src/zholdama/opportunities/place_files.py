"""From the bytes of a file to rows of named cells: a table (CSV, XLSX) or job postings (JSON-LD); and back. Pure."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zholdama.opportunities import job_posting
from zholdama.opportunities.place_columns import COLUMNS, NEEDED, WORDS, column_of
from zholdama.opportunities.rules import Offer
from zholdama.passport.edition import Edition
from zholdama.providers.table_file import TableError, is_workbook, numbered_rows
from zholdama.refusals import Refused

MOST_ROWS = 10_000
LARGEST = 5 * 1024 * 1024
_ACTING = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to a spreadsheet."""
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class NamedRow:
    """One row: where it stands in the file, and its cells by the names of our columns."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PlaceFile:
    """What a file holds; `serials`: a bare number may be a day, as workbooks keep them."""

    rows: tuple[NamedRow, ...]
    serials: bool


def read(content: bytes) -> PlaceFile:
    """The rows of a file. Raises Refused: file_unreadable, file_too_large, file_too_many_rows, file_heading."""
    if len(content) > LARGEST:
        raise Refused("file_too_large", "file", megabytes=LARGEST // 1024 // 1024)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return PlaceFile(_postings(content), serials=False)
    try:
        # One more than the rows of places: the heading.
        rows = numbered_rows(content, max_bytes=LARGEST, max_rows=MOST_ROWS + 1)
    except TableError as error:
        code = {"too_large": "file_too_large", "too_many_rows": "file_too_many_rows"}.get(error.code)
        if code == "file_too_large":
            raise Refused("file_too_large", "file", megabytes=LARGEST // 1024 // 1024) from error
        if code:
            raise Refused("file_too_many_rows", "file", limit=MOST_ROWS) from error
        raise Refused("file_unreadable", "file") from error
    if not rows:
        raise Refused("file_empty", "file")
    return PlaceFile(tuple(_named(rows[0][1], rows[1:])), serials=is_workbook(content))


def _named(heading: list[str], rows: list[tuple[int, list[str]]]) -> Iterable[NamedRow]:
    columns = [column_of(cell) for cell in heading]
    strange = [cell for cell, name in zip(heading, columns, strict=True) if cell and name is None]
    if strange:
        raise Refused("file_heading_unknown", "file", value=strange[0][:60])
    for name in COLUMNS:
        if columns.count(name) > 1:
            raise Refused("file_heading_twice", "file", value=name)
    if any(name not in columns for name in NEEDED):
        raise Refused("file_heading_missing", "file", value=", ".join(n for n in NEEDED if n not in columns))
    for line, row in rows:
        # Cells beyond the heading belong to no column; `zip` leaves them out, and they are told of by their number.
        cells = {name: _bare(cell) for name, cell in zip(columns, row, strict=False) if name}
        if any(row[len(columns) :]):
            cells["beyond"] = "1"
        yield NamedRow(line, cells)


def _bare(cell: str) -> str:
    """What was written: the apostrophe that the export puts before a formula is taken off again."""
    return cell[1:] if cell[:1] == "'" and _acts(cell) else cell


def _acts(cell: str) -> bool:
    return cell.lstrip("'").startswith(_ACTING)


def _postings(content: bytes) -> tuple[NamedRow, ...]:
    try:
        document = json.loads(content.decode("utf-8-sig"))
        postings = job_posting.postings(document)
    except (ValueError, RecursionError) as error:
        raise Refused("file_unreadable", "file") from error
    if not postings:
        raise Refused("file_empty", "file")
    if len(postings) > MOST_ROWS:
        raise Refused("file_too_many_rows", "file", limit=MOST_ROWS)
    rows = tuple(NamedRow(number, job_posting.cells_of(one)) for number, one in enumerate(postings, start=1))
    # JSON can spell signs that no text holds; a table cannot.
    if any(_UNWRITABLE.search(cell) for row in rows for cell in row.cells.values()):
        raise Refused("file_unreadable", "file")
    return rows


def as_csv(offers: Iterable[Offer], *, edition: Edition, language: str) -> bytes:
    """A table that `read` takes and a spreadsheet opens: `;`, UTF-8 with its mark, formulas made harmless."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([name.in_language(language) for name in COLUMNS.values()])
    for offer in offers:
        writer.writerow([harmless(_shown(offer, name, edition, language)) for name in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would execute."""
    return f"'{cell}" if _acts(cell) else cell


def _shown(offer: Offer, name: str, edition: Edition, language: str) -> str:
    value: Any = getattr(offer, name)
    if name == "measure":
        return edition.measure(value).name.in_language(language)
    if name == "demands":
        return " | ".join(WORDS[name][one].in_language(language) for one in value)
    if name in WORDS:
        return WORDS[name][value].in_language(language) if value else ""
    if name in ("starts_on", "ends_on", "valid_until"):
        return f"{value:%d.%m.%Y}" if value else ""
    return "" if value is None else str(value)
