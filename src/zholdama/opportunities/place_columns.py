"""The columns of a file of places, and what one row of texts says: an offer, or what is wrong, cell by cell. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zholdama.opportunities import vocabulary
from zholdama.opportunities.rules import Offer
from zholdama.passport.edition import Edition
from zholdama.passport.texts import LANGUAGES, Text
from zholdama.refusals import Refused


def _columns(lines: str) -> Mapping[str, Text]:
    rows = (line.split("|") for line in lines.strip().splitlines())
    return {name.strip(): Text(kk=kk.strip(), ru=ru.strip(), en=en.strip()) for name, kk, ru, en in rows}


COLUMNS = _columns("""
organisation_bin | БСН немесе ЖСН        | БИН или ИИН             | BIN or IIN
measure          | Көмек түрі            | Вид помощи              | Kind of help
title_kk         | Атауы қазақша         | Название на казахском   | Title in Kazakh
title_ru         | Атауы орысша          | Название на русском     | Title in Russian
total            | Орын саны             | Число мест              | Number of places
valid_until      | Ұсыныстың соңғы күні  | Предложение действует до | Offered until
wage_tenge       | Жалақы, теңге         | Зарплата, тенге         | Wage, tenge
profession       | Кәсіп коды            | Код профессии           | Profession code
work_mode        | Жұмыс режимі          | Режим работы            | Working mode
education        | Қажет білім           | Требуемое образование   | Education needed
demands          | Денсаулыққа талап     | Требования к здоровью   | Demands on health
budget           | Қаржы көзі            | Источник средств        | Budget
starts_on        | Басталатын күні       | Начало                  | Begins
ends_on          | Аяқталатын күні       | Окончание               | Ends
kato             | КАТО коды             | Код КАТО                | KATO code
address          | Мекенжай              | Адрес                   | Address
contact          | Байланыс              | Контакт                 | Contact
regime_kk        | Жұмыс уақыты қазақша  | Часы работы на казахском | Hours in Kazakh
regime_ru        | Жұмыс уақыты орысша   | Часы работы на русском  | Hours in Russian
description_kk   | Сипаттамасы қазақша   | Описание на казахском   | Description in Kazakh
description_ru   | Сипаттамасы орысша    | Описание на русском     | Description in Russian
""")
NEEDED = ("measure", "total")
WORDS: Mapping[str, Mapping[str, Text]] = {
    "work_mode": vocabulary.WORK_MODES,
    "education": vocabulary.EDUCATIONS,
    "demands": vocabulary.DEMANDS,
    "budget": vocabulary.BUDGETS,
}
_DAYS = (
    re.compile(r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(T00:00(:00)?)?", re.ASCII),
)
_SERIAL = re.compile(r"[1-9]\d{4}", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,12}", re.ASCII)
_SPACES = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one cell or row of a file: the line, the column's name (empty: the row), a refusal's words."""

    line: int
    column: str
    refused: Refused

    def column_name(self, language: str) -> str:
        """The column as the reader's language calls it."""
        return COLUMNS[self.column].in_language(language) if self.column in COLUMNS else ""


def column_of(heading: str) -> str | None:
    """Which column a heading names: by our own word, or by its name in any of the three languages."""
    return _headings().get(_plain(heading))


def _headings() -> dict[str, str]:
    named = {_plain(text.in_language(one)): name for name, text in COLUMNS.items() for one in LANGUAGES}
    return named | {name: name for name in COLUMNS}


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split()).removesuffix(" *")


def read_cells(
    cells: Mapping[str, str], *, line: int, edition: Edition, default_until: date, serials: bool
) -> tuple[Offer | None, list[Problem]]:
    """One row: the offer it makes (its organisation not looked up yet), or the cells that cannot be read.

    `default_until` stands where the row names no last day; with `serials` a bare number may be a day as
    spreadsheets count them.
    """
    reader = _Row(cells, line, serials)
    measures = {one.id: one.name for one in edition.measures}
    values: dict[str, Any] = {name: cells.get(name, "") for name in COLUMNS}
    values["measure"] = reader.word("measure", measures)
    values["demands"] = tuple(reader.words("demands"))
    values |= {name: reader.word(name, WORDS[name]) for name in ("work_mode", "education", "budget")}
    values |= {name: reader.day(name) for name in ("starts_on", "ends_on", "valid_until")}
    values |= {name: reader.number(name) for name in ("total", "wage_tenge")}
    reader.missing(NEEDED)
    if reader.problems:
        return None, reader.problems
    values["valid_until"] = values["valid_until"] or default_until
    return Offer(organisation="", **values), []


class _Row:
    """Reads the cells of one row and gathers what is wrong."""

    def __init__(self, cells: Mapping[str, str], line: int, serials: bool) -> None:
        self.cells, self.line, self.serials = cells, line, serials
        self.problems: list[Problem] = []

    def wrong(self, column: str, code: str, **values: Any) -> None:
        self.problems.append(Problem(self.line, column, Refused(code, column, **values)))

    def missing(self, columns: tuple[str, ...]) -> None:
        for column in columns:
            if not self.cells.get(column):
                self.wrong(column, "cell_missing")

    def word(self, column: str, known: Mapping[str, Text]) -> str:
        said = self.cells.get(column, "")
        found = meant(said, known)
        if said and found is None:
            self.wrong(column, "place_word_unknown", value=said[:60])
        return found or ""

    def words(self, column: str) -> Iterator[str]:
        for part in re.split(r"[,;|]", self.cells.get(column, "")):
            found = meant(part, WORDS[column])
            if found:
                yield found
            elif part.strip():
                self.wrong(column, "place_word_unknown", value=part.strip()[:60])

    def number(self, column: str) -> int | None:
        text = _SPACES.sub("", self.cells.get(column, ""))
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            self.wrong(column, "cell_no_number", value=text[:60])
            return None
        return int(text)

    def day(self, column: str) -> date | None:
        text = self.cells.get(column, "")
        if not text:
            return None
        if self.serials and _SERIAL.fullmatch(text):
            return date(1899, 12, 30) + timedelta(days=int(text))
        for shape in _DAYS:
            if found := shape.fullmatch(text):
                try:
                    return date(*(int(found[part]) for part in ("year", "month", "day")))
                except ValueError:
                    break
        self.wrong(column, "cell_no_date", value=text[:60])
        return None


def meant(said: str, known: Mapping[str, Text]) -> str | None:
    """Which of the known words is meant: by its own name, or by its words in any of the three languages."""
    wanted = _plain(said)
    for name, text in known.items():
        if wanted and wanted in {name, *(_plain(text.in_language(one)) for one in LANGUAGES)}:
            return name
    return None
