"""Rows of text out of a table file people send: CSV in the encodings and delimiters of the country, or XLSX.

Bounded: a file over the limits is refused before it fills memory. XLSX is read with the standard library
alone and without its formulas; a document type declaration in it (entities, outside files) is refused.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 200_000
MAX_TEXTS = 1_000_000
MAX_PENDING = 50_000
_DELIMITERS = ";,\t"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class TableError(ValueError):
    """The file cannot be read as a table; the message says why and what to send instead.

    `code` is "unreadable", "too_large" or "too_many_rows": for doors that say it in other languages.
    """

    def __init__(self, message: str, code: str = "unreadable") -> None:
        super().__init__(message)
        self.code = code


def read_rows(content: bytes) -> list[list[str]]:
    """The rows of the first sheet as text, blank rows left out, cells stripped of outer blanks. Raises
    `TableError`.
    """
    return [cells for _, cells in numbered_rows(content)]


def numbered_rows(
    content: bytes, *, max_bytes: int = MAX_BYTES, max_rows: int = MAX_ROWS
) -> list[tuple[int, list[str]]]:
    """As `read_rows`, each row with the line on which it begins: that of the text, or the sheet's own number."""
    if len(content) > max_bytes:
        raise TableError(
            f"the file is larger than {max_bytes // 1024 // 1024} MB; send the table alone", "too_large"
        )
    rows = _xlsx_rows(content) if is_workbook(content) else _csv_rows(_decoded(content))
    kept = []
    for count, (line, row) in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row]
        if any(cells):
            kept.append((line, cells))
        if count > max_rows:
            raise TableError(f"the table has more than {max_rows} rows; send it in parts", "too_many_rows")
    return kept


def is_workbook(content: bytes) -> bool:
    """Whether this is an archive, as XLSX is; anything else is read as text."""
    return content.startswith(b"PK\x03\x04")


def _decoded(content: bytes) -> str:
    """UTF-16 by its mark or its zero bytes, then UTF-8, then cp1251, which takes almost anything and so
    comes last.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        order = ["utf-16"]
    elif b"\x00" in content[:4000]:
        # Separators, digits and line ends have a zero byte: before the other one, or behind it.
        before, behind = content[:4000:2].count(0), content[1:4000:2].count(0)
        order = ["utf-16-be" if before > behind else "utf-16-le"]
    else:
        order = ["utf-8-sig", "cp1251"]
    for encoding in order:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableError("the file is in no known encoding; save it as CSV in UTF-8")


def _csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    if "\x00" in text:
        raise TableError("the file is not a table of text; save it as CSV in UTF-8 or as XLSX")
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside_quotes = "".join(first.split('"')[::2])
    delimiter = max(_DELIMITERS, key=outside_quotes.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = 1
    try:
        for row in reader:
            yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise TableError(f"the CSV file breaks off: {error}") from error


def _xlsx_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            shared = _shared_texts(archive) if "xl/sharedStrings.xml" in names else []
            sheets = sorted(name for name in names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name))
            if not sheets:
                raise TableError("the workbook has no sheet; save it as CSV in UTF-8")
            first = min(sheets, key=lambda name: int(re.sub(r"\D", "", name)))
            for place, element in enumerate(_elements(_part(archive, first), "row"), start=1):
                number = element.get("r", "")
                line = int(number) if number.isascii() and number.isdecimal() and len(number) < 8 else place
                yield line, _row_cells(element, shared)
    except (
        zipfile.BadZipFile,
        zlib.error,
        ElementTree.ParseError,
        EOFError,
        RuntimeError,
        ValueError,
    ) as error:
        if isinstance(error, TableError):
            raise
        raise TableError("the workbook is damaged or no XLSX; save it as CSV in UTF-8") from error


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    # The size in the directory may lie, so the reading itself stops at the limit.
    with archive.open(name) as stream:
        content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise TableError(
            f"the sheet unpacks to more than {MAX_BYTES // 1024 // 1024} MB; send it in parts", "too_large"
        )
    # As UTF-16 a declaration would hide from the search below; XLSX is written in UTF-8.
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise TableError("the workbook holds declarations a table does not need; save it as CSV in UTF-8")
    return content


def _elements(content: bytes, name: str) -> Iterator[ElementTree.Element]:
    pending = 0
    # Declarations are refused in _part, so the parser meets no entity of the file's own.
    for _, element in ElementTree.iterparse(io.BytesIO(content)):  # noqa: S314
        pending += 1
        if element.tag == _SHEET + name:
            yield element
            element.clear()
            pending = 0
        elif pending > MAX_PENDING:
            raise TableError("one row of the workbook has too many cells; save it as CSV in UTF-8")


def _shared_texts(archive: zipfile.ZipFile) -> list[str]:
    texts = []
    for element in _elements(_part(archive, "xl/sharedStrings.xml"), "si"):
        texts.append(_texts(element))
        if len(texts) > MAX_TEXTS:
            raise TableError(f"the workbook has more than {MAX_TEXTS} texts; send the table alone")
    return texts


def _texts(element: ElementTree.Element) -> str:
    return "".join(piece.text or "" for piece in element.iter(_SHEET + "t"))


def _row_cells(row: ElementTree.Element, shared: list[str]) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(_SHEET + "c"):
        place = _column(cell.get("r", "")) if cell.get("r") else len(cells)
        if place > 16_384:
            raise TableError("a cell lies beyond the last column of a sheet; save it as CSV in UTF-8")
        cells.extend([""] * (place - len(cells)))
        cells.append(_cell_text(cell, shared))
    return cells


def _cell_text(cell: ElementTree.Element, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return _texts(cell)
    value = cell.findtext(_SHEET + "v") or ""
    if cell.get("t") == "s":
        return shared[int(value)] if value.isascii() and value.isdigit() and int(value) < len(shared) else ""
    # Spreadsheets keep a code typed as a number as 110000000.0 or 1.1E8.
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?(E\+?[0-9]{1,2})?", value) and float(value).is_integer():
        return str(int(float(value)))
    return value


def _column(reference: str) -> int:
    number = 0
    for sign in re.sub(r"[^A-Z]", "", reference.upper())[:4]:
        number = number * 26 + ord(sign) - 64
    return number - 1
