"""The shipped catalogue of providers, and the importer of the official KATO file."""

import csv
import io
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from zholdama.providers import catalogue, kato
from zholdama.providers.table_file import MAX_BYTES, TableError, read_rows

HEADING = list(kato.COLUMNS)
SOURCE = "the official file of a test"


def line(te: str, kaz: str, rus: str) -> list[str]:
    return [te, te[:2], te[2:4], te[4:6], te[6:], "1", kaz, rus, ""]


def official(name: str, kind: str) -> str:
    """A name as the classifier writes it."""
    if kind == "oblast_city":
        return (
            name.removeprefix("город ") + " Г.А."
            if "город" in name
            else name.removesuffix(" қаласы") + " Қ.Ә."
        )
    return name


def whole_file() -> list[list[str]]:
    """The catalogue written as the classifier would write it, with rows of other levels between."""
    rows = [HEADING]
    for row in catalogue.providers():
        assert row.kato is not None
        if row.kind == "republican_city":
            rows.append(line(row.kato, row.kk, row.ru))
            continue
        rows.append(line(row.kato, official(row.kk, row.kind), official(row.ru, row.kind)))
        rows.append(line(row.kato[:4] + "30100", "Бір ауыл", "с.Бирлик"))
    rows += [line(region.kato, region.name.kk, region.name.ru) for region in catalogue.regions()]
    return rows


def as_csv(rows: list[list[str]], *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding, errors="replace")


def as_xlsx(rows: list[list[str]], *, before: str = "") -> bytes:
    def cell(value: str) -> str:
        return (
            f'<c t="inlineStr"><is><t>{value}</t></is></c>'
            if not value.isdigit()
            else f"<c><v>{value}.0</v></c>"
        )

    body = "".join("<row>" + "".join(cell(value) for value in row) + "</row>" for row in rows)
    sheet = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{body}</sheetData></worksheet>"
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return content.getvalue()


@pytest.mark.clause("P2")
def test_the_three_republican_cities_are_there_and_confirmed() -> None:
    confirmed = {row.ru: (row.code, row.kato) for row in catalogue.providers() if row.confirmed}
    assert confirmed == {
        "город Астана": ("7101", "710000000"),
        "город Алматы": ("7501", "750000000"),
        "город Шымкент": ("7901", "790000000"),
    }


@pytest.mark.clause("P2")
def test_every_district_and_city_of_oblast_significance_has_a_provider() -> None:
    # KATO on 1 January 2026: 228 units of the second level, 19 of them districts within republican cities.
    kinds = Counter(row.kind for row in catalogue.providers())
    assert kinds["district"] + kinds["oblast_city"] == 228 - 19
    assert kinds["republican_city"] == 3
    assert len(catalogue.regions()) == 20
    assert {row.region for row in catalogue.providers()} == {region.prefix for region in catalogue.regions()}


def test_rows_are_well_formed_and_carry_their_source() -> None:
    rows = catalogue.providers()
    assert [row.code for row in rows] == sorted({row.code for row in rows})
    for row in rows:
        assert row.source
        assert row.name.en
        assert row.kk != row.ru
        if row.kind == "district":
            assert "аудан" in row.kk
            assert "район" in row.ru
        else:
            assert row.kk.endswith(" қаласы")
            assert row.ru.startswith("город ")
        assert not set(row.ru) & set("әғқңөұүһі") or row.ru.startswith(("район ", "город "))


def test_counts_say_how_many_wait_for_the_official_file() -> None:
    counts = catalogue.counts()
    assert counts.providers == len(catalogue.providers()) == counts.confirmed + counts.unconfirmed
    assert counts.confirmed == 3
    assert counts.with_kato == sum(row.kato is not None for row in catalogue.providers())
    assert sum(counts.by_kind.values()) == counts.providers


PARTS = """
[sources]
s = "a source"
[[regions]]
prefix = "10"
kato = "100000000"
kk = "а"
ru = "б"
en = "c"
iso = "KZ-10"
source = "s"
[[providers]]
code = "1001"
kind = "district"
region = "10"
kk = "а"
ru = "б"
source = "s"
confirmed = false
"""


def test_what_is_not_known_is_absent() -> None:
    (row,) = catalogue.parse(PARTS)[1]
    assert (row.en, row.kato, row.confirmed) == (None, None, False)
    assert row.name.en == "а"


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('code = "1001"', 'code = "101"', "4 digits"),
        ('code = "1001"', 'code = "1101"', "region"),
        ('kind = "district"', 'kind = "village"', "village"),
        ('region = "10"', 'region = "99"', "region"),
        ("confirmed = false", 'kato = "110000000"', "another region"),
        ('kk = "а"\nru = "б"\nsource = "s"\nconfirmed', 'ru = "б"\nsource = "s"\nconfirmed', "kk"),
        ('source = "s"\nconfirmed', 'source = "t"\nconfirmed', "source"),
        ("[sources]", "[sources", "TOML"),
    ],
)
def test_a_catalogue_that_is_not_whole_is_named(old: str, new: str, word: str) -> None:
    assert old in PARTS
    with pytest.raises(catalogue.CatalogueError, match=word):
        catalogue.parse(PARTS.replace(old, new))


def test_the_same_code_twice_is_refused() -> None:
    provider = PARTS[PARTS.index("[[providers]]") :]
    with pytest.raises(catalogue.CatalogueError, match="twice"):
        catalogue.parse(PARTS + provider)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_that_agrees_confirms_every_provider(tmp_path: Path, delimiter: str, encoding: str) -> None:
    file = tmp_path / "kato.csv"
    file.write_bytes(as_csv(whole_file(), delimiter=delimiter, encoding=encoding))
    report = kato.match(rows=kato.read(file), providers=catalogue.providers(), source=SOURCE)
    assert Counter(outcome.kind for outcome in report.outcomes) == {"confirmed": 209}
    assert all(row.confirmed and row.source == SOURCE for row in report.proposals)


def test_a_workbook_is_read_like_the_csv() -> None:
    rows = whole_file()
    assert kato.from_bytes(as_xlsx(rows)) == kato.from_bytes(as_csv(rows))


def test_a_code_page_without_kazakh_letters_spoils_no_name() -> None:
    rows = kato.from_bytes(as_csv(whole_file(), delimiter=";", encoding="cp1251"))
    assert any("?" in row.name_kaz for row in rows)
    report = kato.match(rows=rows, providers=catalogue.providers(), source=SOURCE)
    assert len(report.of_kind("confirmed")) > 190
    assert not any("?" in row.kk + row.ru for row in report.proposals)
    assert {row.kk for row in report.proposals} <= {row.kk for row in catalogue.providers()}


def provider(**changes: object) -> catalogue.ProviderRow:
    row = next(row for row in catalogue.providers() if row.kato == "111000000")
    return replace(row, **changes)  # type: ignore[arg-type]


def matched(rows: list[list[str]], *ours: catalogue.ProviderRow) -> kato.Report:
    return kato.match(rows=kato.from_bytes(as_csv([HEADING, *rows])), providers=ours, source=SOURCE)


def test_a_missing_code_is_filled_by_name_within_region_and_kind() -> None:
    rows = [
        line("111000000", "Көкшетау Қ.Ә.", "Кокшетау Г.А."),
        line("113200000", "Көкшетау ауданы", "Кокшетау район"),
        line("151000000", "Көкшетау Қ.Ә.", "Кокшетау Г.А."),
    ]
    elsewhere = provider(code="1599", region="15", kato="156400000")
    (outcome, *others) = matched(rows, provider(kato=None), elsewhere).outcomes
    assert outcome.kind == "filled"
    assert outcome.proposal == provider(source=SOURCE, confirmed=True)
    assert [(other.kind, other.te) for other in others] == [
        ("not_in_file", None),
        ("new", "113200000"),
        ("new", "151000000"),
    ]


def test_a_renamed_place_is_proposed_as_people_write_it() -> None:
    report = matched([line("111000000", "Көкшетау Қ.Ә.", "Кокчетав Г.А.")], provider())
    (outcome,) = report.of_kind("filled")
    assert outcome.provider == provider()
    assert outcome.proposal is not None
    assert (outcome.proposal.kk, outcome.proposal.ru) == ("Көкшетау қаласы", "город Кокчетав")


def test_a_code_given_to_another_place_is_left_to_a_person() -> None:
    report = matched([line("111000000", "Басқа Қ.Ә.", "Другой Г.А.")], provider())
    (outcome,) = report.outcomes
    assert (outcome.kind, outcome.line, outcome.proposal) == ("different_place", 2, None)


def test_two_rows_of_one_name_are_ambiguous() -> None:
    rows = [line("111000000", "Көкшетау Қ.Ә.", ""), line("111200000", "", "Кокшетау Г.А.")]
    report = matched(rows, provider(kato=None))
    assert [outcome.kind for outcome in report.outcomes] == ["ambiguous"]
    assert report.proposals == ()


def test_what_is_only_on_one_side_is_told() -> None:
    rows = [
        line("113200000", "Ақкөл ауданы", "Аккольский район"),
        line("11x", "", ""),
        line("110000000", "", ""),
    ]
    report = matched(rows, provider())
    assert [(outcome.kind, outcome.line) for outcome in report.outcomes] == [
        ("not_in_file", None),
        ("new", 2),
        ("bad_row", 3),
    ]


def test_districts_within_republican_cities_are_no_providers() -> None:
    rows = [
        line("711110000", "Алматы ауданы", "район Алматы"),
        line("711100000", "Алматы ауданы", "район Алматы"),
    ]
    assert matched(rows, *catalogue.providers()).of_kind("new") == ()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"te;name_kaz\n1;2\n", "name_rus"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "columns|encoding|table"),
        (b"PK\x03\x04broken", "damaged"),
    ],
)
def test_a_file_that_is_no_kato_is_refused_with_a_reason(content: bytes, word: str) -> None:
    with pytest.raises((kato.KatoError, TableError), match=word):
        kato.from_bytes(content)


@pytest.mark.parametrize(
    "declaration",
    ['<!DOCTYPE a [<!ENTITY x "y">]>', '<!DOCTYPE a SYSTEM "file:///etc/passwd">'],
)
def test_a_workbook_with_declarations_is_refused(declaration: str) -> None:
    with pytest.raises(TableError, match="declarations"):
        read_rows(as_xlsx([HEADING], before=declaration))


def test_a_row_of_endless_cells_is_refused() -> None:
    with pytest.raises(TableError, match="too many cells"):
        read_rows(as_xlsx([["a"] * 30_000]))


def test_a_damaged_workbook_is_refused_wherever_it_is_cut() -> None:
    whole = as_xlsx([HEADING] * 200)
    for cut in range(40, len(whole), 25):
        with pytest.raises(TableError):
            read_rows(whole[:cut])
        spoiled = whole[:cut] + bytes([whole[cut] ^ 0xFF]) + whole[cut + 1 :]
        try:
            read_rows(spoiled)
        except TableError:
            continue


def test_a_workbook_that_unpacks_beyond_the_limit_is_refused() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (MAX_BYTES + 1))
    assert len(content.getvalue()) < 200_000
    with pytest.raises(TableError, match="unpacks"):
        read_rows(content.getvalue())


def test_quotes_and_blank_lines_are_no_trouble() -> None:
    text = 'te;name_kaz;name_rus\r\n\r\n111000000;"Көкшетау ""Қ.Ә.""";" Кокшетау; Г.А. "\r\n'
    (row,) = kato.from_bytes(text.encode())
    assert (row.te, row.name_kaz, row.name_rus, row.nn) == (
        "111000000",
        'Көкшетау "Қ.Ә."',
        "Кокшетау; Г.А.",
        "",
    )
