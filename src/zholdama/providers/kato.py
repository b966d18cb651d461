"""The official KATO file (classifier of administrative territories) read and compared with the catalogue.

Columns: `te` the nine-digit code, `ab`, `cd`, `ef`, `hij` its parts, `k` a mark, `name_kaz`, `name_rus`,
`nn`. The second level (third and fourth digit not 00, the rest zeros) are the districts and the cities of
oblast significance ("Г.А.", "Қ.Ә."). Nothing is stored here: `match` proposes, whoever called decides; that
is the dry run.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from zholdama.providers.catalogue import ProviderRow
from zholdama.providers.table_file import TableError, read_rows

COLUMNS = ("te", "ab", "cd", "ef", "hij", "k", "name_kaz", "name_rus", "nn")
_PART_WIDTHS = {"ab": 2, "cd": 2, "ef": 2, "hij": 3}
_CITY = re.compile(r"(г\.\s*а\.?|қ\.\s*ә\.?)\s*$", re.IGNORECASE)


class KatoError(ValueError):
    """The file is not the KATO file; the message says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KatoRow:
    """One row of the classifier; `line` counts the rows of the file that are not blank, the heading
    included.
    """

    line: int
    te: str
    ab: str
    cd: str
    ef: str
    hij: str
    k: str
    name_kaz: str
    name_rus: str
    nn: str

    @property
    def is_second_level(self) -> bool:
        """A district or city of oblast significance, or a district within a republican city."""
        return re.fullmatch(r"\d{2}(?!00)\d{2}00000", self.te, re.ASCII) is not None

    @property
    def is_city(self) -> bool:
        """The name carries the mark of a city administration."""
        return any(_CITY.search(name) for name in (self.name_rus, self.name_kaz))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the file says of one provider or one row.

    `kind`: "confirmed" (same code and names), "filled" (the file gives a code or other names: `proposal`),
    "ambiguous" (several rows fit), "different_place" (our code, but neither name fits: a person must look),
    "not_in_file" (our provider has no row), "new" (a row without a provider), "bad_row" (a code not of nine
    digits). `line`: the row's place in the file, None for a provider without one. `proposal` is None when
    nothing is proposed.
    """

    kind: str
    provider: ProviderRow | None = None
    line: int | None = None
    te: str | None = None
    name_rus: str | None = None
    name_kaz: str | None = None
    proposal: ProviderRow | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Every outcome, providers first by code, then new and bad rows by line."""

    outcomes: tuple[Outcome, ...]

    def of_kind(self, kind: str) -> tuple[Outcome, ...]:
        """The outcomes of one kind."""
        return tuple(outcome for outcome in self.outcomes if outcome.kind == kind)

    @property
    def proposals(self) -> tuple[ProviderRow, ...]:
        """The provider rows as they would stand after the import."""
        return tuple(outcome.proposal for outcome in self.outcomes if outcome.proposal is not None)


def read(path: Path | str) -> list[KatoRow]:
    """The rows of a KATO file, CSV or XLSX. Raises `OSError`, `KatoError` (columns missing), `TableError`
    (no table).
    """
    return from_bytes(Path(path).read_bytes())


def from_bytes(content: bytes) -> list[KatoRow]:
    """As `read`, from the bytes of the file; columns are found by their names, in any order."""
    rows = read_rows(content)
    if not rows:
        raise KatoError("the file is empty")
    heading = [re.sub(r"[^a-z_]", "", cell.lower().replace(" ", "_").replace(".", "_")) for cell in rows[0]]
    missing = [name for name in ("te", "name_kaz", "name_rus") if name not in heading]
    if missing:
        raise KatoError(f"the heading lacks {', '.join(missing)}; the columns are {', '.join(COLUMNS)}")
    places = {name: heading.index(name) for name in COLUMNS if name in heading}
    return [_row(cells, places, line) for line, cells in enumerate(rows[1:], start=2)]


def match(*, rows: Sequence[KatoRow], providers: Iterable[ProviderRow], source: str) -> Report:
    """Compare the file with the catalogue: by code first, by region, kind and name where no code is known.

    `source` names the file in the proposed rows. Republican cities are level one and are left alone; the
    districts within them are no providers (P2) and never "new".
    """
    ours = sorted((row for row in providers if row.kind != "republican_city"), key=lambda row: row.code)
    regions = {row.region for row in ours}
    level = [row for row in rows if row.is_second_level and row.te[:2] in regions]
    outcomes = [_outcome(provider, level, source) for provider in ours]
    unclear = [one.provider for one in outcomes if one.kind == "ambiguous" and one.provider is not None]
    disputed = (row for provider in unclear for row in _by_name(provider, level))
    seen = {outcome.te for outcome in outcomes} | {row.te for row in disputed}
    for row in rows:
        if not re.fullmatch(r"\d{9}", row.te, re.ASCII):
            outcomes.append(_of_row("bad_row", row))
        elif row.is_second_level and row.te[:2] in regions and row.te not in seen:
            outcomes.append(_of_row("new", row))
    return Report(outcomes=tuple(outcomes))


def _outcome(provider: ProviderRow, level: Sequence[KatoRow], source: str) -> Outcome:
    if provider.kato is not None:
        found = [row for row in level if row.te == provider.kato]
    else:
        found = _by_name(provider, level)
    if not found:
        return Outcome(kind="not_in_file", provider=provider)
    if len(found) > 1:
        return Outcome(kind="ambiguous", provider=provider, line=found[0].line)
    row = found[0]
    file_kk, file_ru = _whole(row.name_kaz), _whole(row.name_rus)
    same_kk, same_ru = _bare(file_kk) == _bare(provider.kk), _bare(file_ru) == _bare(provider.ru)
    if not same_kk and not same_ru:
        return replace(_of_row("different_place", row), provider=provider)
    proposal = replace(
        provider,
        kato=row.te,
        kk=provider.kk if same_kk or not file_kk else _shown(file_kk, "{} қаласы"),
        ru=provider.ru if same_ru or not file_ru else _shown(file_ru, "город {}"),
        source=source,
        confirmed=True,
    )
    same = (proposal.kato, proposal.kk, proposal.ru) == (provider.kato, provider.kk, provider.ru)
    return replace(_of_row("confirmed" if same else "filled", row), provider=provider, proposal=proposal)


def _by_name(provider: ProviderRow, level: Sequence[KatoRow]) -> list[KatoRow]:
    return [
        row
        for row in level
        if row.te[:2] == provider.region
        and row.is_city == (provider.kind == "oblast_city")
        and (_bare(row.name_kaz) == _bare(provider.kk) or _bare(row.name_rus) == _bare(provider.ru))
    ]


def _of_row(kind: str, row: KatoRow) -> Outcome:
    return Outcome(kind=kind, line=row.line, te=row.te, name_rus=row.name_rus, name_kaz=row.name_kaz)


_NOUNS = re.compile(r"\b(город|қаласы|район|ауданы|аудан|атындағы|имени|им|қ|г)\b\.?")


def _bare(name: str) -> str:
    """A place name without the noun of its kind, case, blanks and dots, for comparing only."""
    text = _CITY.sub("", unicodedata.normalize("NFC", name)).casefold().replace("ё", "е")
    return re.sub(r"[\W_]+", "", _NOUNS.sub(" ", text))


def _whole(name: str) -> str:
    """The name, or nothing when a code page without Kazakh letters has damaged it ("Б?йтерек")."""
    return "" if "?" in name or "\ufffd" in name else name


def _shown(name: str, city_form: str) -> str:
    """A name of the file as people write it: "Кокшетау Г.А." becomes "город Кокшетау"."""
    bare = _CITY.sub("", name).strip()
    return city_form.format(bare) if bare != name.strip() else bare


def _row(cells: Sequence[str], places: dict[str, int], line: int) -> KatoRow:
    values = dict.fromkeys(COLUMNS, "")
    values |= {name: cells[place] for name, place in places.items() if place < len(cells)}
    # A spreadsheet that takes the parts for numbers drops their leading zeros; a whole code never begins so.
    values |= {part: values[part].zfill(width) for part, width in _PART_WIDTHS.items() if values[part]}
    return KatoRow(line=line, **values)


__all__ = [
    "COLUMNS",
    "KatoError",
    "KatoRow",
    "Outcome",
    "Report",
    "TableError",
    "from_bytes",
    "match",
    "read",
]
