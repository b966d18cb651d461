"""Files of places: whatever separator, encoding and quoting, the same rows are read; nothing in a cell is executed."""

import csv
import io
import json
import zipfile
from contextlib import suppress
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zholdama.opportunities import job_posting, place_files, vocabulary
from zholdama.opportunities.place_columns import COLUMNS, read_cells
from zholdama.opportunities.rules import Offer
from zholdama.passport import edition as editions
from zholdama.refusals import Refused

EDITION = editions.current()
UNTIL = date(2025, 4, 6)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251")
RUSSIAN = "".join(chr(sign) for sign in range(0x410, 0x450))
TEXTS = st.text(alphabet=f"{RUSSIAN} ;,\"\n'=+-@abc012()", max_size=20)


def written(rows: list[list[str]], *, delimiter: str, quoting: int, ends: str = "\r\n") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=ends).writerows(rows)  # type: ignore[arg-type]
    return text.getvalue()


@settings(max_examples=150, deadline=None)
@given(
    titles=st.lists(TEXTS, min_size=1, max_size=6),
    delimiter=st.sampled_from(";,\t"),
    encoding=st.sampled_from(ENCODINGS),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    ends=st.sampled_from(["\n", "\r\n"]),
)
def test_every_separator_encoding_and_quoting_gives_the_same_rows(
    titles: list[str], delimiter: str, encoding: str, quoting: int, ends: str
) -> None:
    heading = ["Вид помощи", "Название на русском", "Число мест"]
    rows = [heading, *(["Трудоустройство", place_files.harmless(one.strip()), "2"] for one in titles)]
    content = written(rows, delimiter=delimiter, quoting=quoting, ends=ends).encode(encoding)
    read = place_files.read(content)
    assert [row.cells["title_ru"] for row in read.rows] == [one.strip() for one in titles]
    assert {row.cells["total"] for row in read.rows} == {"2"}
    assert [row.cells["measure"] for row in read.rows] == ["Трудоустройство"] * len(titles)


def test_kazakh_in_utf_16_and_lines_by_their_number_in_the_file() -> None:
    text = (
        '\nКөмек түрі;Атауы қазақша;Орын саны\n\nҚоғамдық жұмыстар;"Әк\nтеуші";3\nҚоғамдық жұмыстар;Жүкші;1\n'
    )
    for encoding in ("utf-16", "utf-8"):
        rows = place_files.read(text.encode(encoding)).rows
        assert [(row.line, row.cells["title_kk"]) for row in rows] == [(4, "Әк\nтеуші"), (6, "Жүкші")]


OFFERS = st.builds(
    Offer,
    measure=st.sampled_from([one.id for one in EDITION.measures]),
    title_kk=TEXTS.map(str.strip),
    title_ru=TEXTS.map(str.strip),
    organisation=st.just(""),
    address=TEXTS.map(str.strip),
    total=st.integers(1, 1000),
    valid_until=st.dates(date(2025, 1, 6), UNTIL),
    organisation_bin=st.sampled_from(["", "150440000100"]),
    contact=TEXTS.map(str.strip),
    wage_tenge=st.none() | st.integers(0, 10**6),
    regime_kk=TEXTS.map(str.strip),
    starts_on=st.none() | st.dates(date(2025, 1, 6), date(2026, 1, 1)),
    ends_on=st.none() | st.dates(date(2025, 1, 6), date(2026, 1, 1)),
    profession=st.sampled_from(["", "7512", "7512-3"]),
    description_ru=TEXTS.map(str.strip),
    work_mode=st.sampled_from(["", *vocabulary.WORK_MODES]),
    education=st.sampled_from(["", *vocabulary.EDUCATIONS]),
    demands=st.lists(st.sampled_from([*vocabulary.DEMANDS]), unique=True, max_size=4).map(tuple),
    budget=st.sampled_from(["", *vocabulary.BUDGETS]),
)


def offers_of(content: bytes) -> list[Offer | None]:
    file = place_files.read(content)
    found = []
    for row in file.rows:
        offer, problems = read_cells(
            row.cells, line=row.line, edition=EDITION, default_until=UNTIL, serials=file.serials
        )
        assert problems == []
        found.append(offer)
    return found


@settings(max_examples=100, deadline=None)
@given(offers=st.lists(OFFERS, min_size=1, max_size=5), language=st.sampled_from(["kk", "ru", "en"]))
def test_what_is_exported_as_a_table_is_read_back_the_same(offers: list[Offer], language: str) -> None:
    content = place_files.as_csv(offers, edition=EDITION, language=language)
    assert offers_of(content) == offers
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@settings(max_examples=100, deadline=None)
@given(offers=st.lists(OFFERS, min_size=1, max_size=5))
def test_what_is_exported_as_job_postings_is_read_back_the_same(offers: list[Offer]) -> None:
    document = job_posting.document((uuid4(), one) for one in offers)
    assert offers_of(json.dumps(document, ensure_ascii=False).encode()) == offers


def test_a_plain_job_posting_of_a_stranger_is_read() -> None:
    posting = {
        "@context": "https://schema.org/", "@type": "JobPosting", "title": "Пекарь", "employmentType": "PART_TIME",
        "baseSalary": {"@type": "MonetaryAmount", "currency": "KZT", "value": {"value": 150000.0, "unitText": "MONTH"}},
        "jobLocation": {"@type": "Place", "address": {"streetAddress": "Үлгі, 3"}},
    }  # fmt: skip
    (offer,) = offers_of(json.dumps(posting).encode())
    assert offer is not None
    assert (offer.title_kk, offer.title_ru, offer.wage_tenge) == ("Пекарь", "Пекарь", 150_000)
    assert (offer.work_mode, offer.measure, offer.total) == ("part_time", "job_placement", 1)


@pytest.mark.parametrize(
    "salary",
    [
        {"currency": "USD", "value": {"value": 500, "unitText": "MONTH"}},
        {"currency": "KZT", "value": {"value": 900, "unitText": "HOUR"}},
        {"currency": "KZT", "value": {"value": 1.5, "unitText": "MONTH"}},
    ],
)
def test_a_wage_that_is_not_tenge_a_month_is_a_problem_and_not_a_number(salary: dict[str, object]) -> None:
    posting = {"@type": "JobPosting", "title": "x", "baseSalary": salary}
    row = place_files.read(json.dumps(posting).encode()).rows[0]
    _, problems = read_cells(row.cells, line=1, edition=EDITION, default_until=UNTIL, serials=False)
    assert [(one.column, one.refused.code) for one in problems] == [("wage_tenge", "cell_no_number")]


def workbook(rows: list[list[str]], *, extra: str = "") -> bytes:
    body = "".join(
        f'<row r="{number}">'
        + "".join(
            f"<c><v>{cell}</v></c>" if cell.isdigit() else f'<c t="inlineStr"><is><t>{cell}</t></is></c>'
            for cell in row
        )
        + "</row>"
        for number, row in enumerate(rows, start=1)
    )
    sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", f"{sheet}{body}{extra}</sheetData></worksheet>")
    return content.getvalue()


def test_a_workbook_is_read_with_days_as_numbers() -> None:
    rows = [["measure", "total", "title_kk", "valid_until"], ["training", "4", "Нан пісіруші", "45688"]]
    (offer,) = offers_of(workbook(rows))
    assert offer is not None
    assert (offer.total, offer.valid_until) == (4, date(2025, 1, 31))
    as_text = b"measure;total;title_kk;valid_until\ntraining;4;x;45688\n"
    row = place_files.read(as_text).rows[0]
    _, problems = read_cells(row.cells, line=2, edition=EDITION, default_until=UNTIL, serials=False)
    assert [one.refused.code for one in problems] == ["cell_no_date"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\n\n", "file_empty"),
        (b"PK\x03\x04 not an archive", "file_unreadable"),
        (b"\xff\xfe\x00", "file_unreadable"),
        (b'{"@type": "Recipe"}', "file_unreadable"),
        (b"[]", "file_empty"),
        (b"[" * 100_000, "file_unreadable"),
        (b'{"@type": "JobPosting", "title": "\\u0000"}', "file_unreadable"),
        (b'{"@type": "JobPosting", "title": "\\ud800"}', "file_unreadable"),
        (b"measure;total;colour\n", "file_heading_unknown"),
        (b"measure;total;total\n", "file_heading_twice"),
        (b"measure;title_kk\n", "file_heading_missing"),
        (b"measure;total\n" + b"training;1\n" * 10_001, "file_too_many_rows"),
        (b"x" * (5 * 1024 * 1024 + 1), "file_too_large"),
    ],
)
def test_a_file_that_is_no_table_of_places_is_refused_in_words(content: bytes, code: str) -> None:
    with pytest.raises(Refused, match=f"^{code}$") as refused:
        place_files.read(content)
    for language in ("kk", "ru", "en"):
        assert refused.value.words(language)


def test_ten_thousand_rows_are_allowed() -> None:
    assert len(place_files.read(b"measure;total\n" + b"training;1\n" * 10_000).rows) == 10_000


def test_an_archive_that_unpacks_without_end_is_refused() -> None:
    bomb = workbook([["measure", "total"]], extra="<row>" + " " * (80 * 1024 * 1024) + "</row>")
    assert len(bomb) < 1024 * 1024
    with pytest.raises(Refused, match="file_too_large"):
        place_files.read(bomb)


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=300) | st.binary(max_size=200).map(lambda tail: b"PK\x03\x04" + tail))
def test_any_bytes_are_answered(content: bytes) -> None:
    with suppress(Refused):
        assert place_files.read(content).rows is not None


def test_cells_that_cannot_be_read_are_named_one_by_one() -> None:
    cells = {
        "measure": "демалыс", "total": "көп", "valid_until": "31.02.2025", "starts_on": "ертең", "work_mode": "x",
        "demands": "lifting, сұлулық", "wage_tenge": "150 000",
    }  # fmt: skip
    offer, problems = read_cells(cells, line=7, edition=EDITION, default_until=UNTIL, serials=False)
    assert offer is None
    assert {one.line for one in problems} == {7}
    assert sorted((one.column, one.refused.code) for one in problems) == [
        ("demands", "place_word_unknown"), ("measure", "place_word_unknown"), ("starts_on", "cell_no_date"),
        ("total", "cell_no_number"), ("valid_until", "cell_no_date"), ("work_mode", "place_word_unknown"),
    ]  # fmt: skip
    assert problems[0].column_name("kk") in {one.kk for one in COLUMNS.values()}
