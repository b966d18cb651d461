"""The providers the product knows from the start (P2), read from `data/providers.toml`; nothing here is a
setting.
"""

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from zholdama.passport.clauses import Clause
from zholdama.passport.keeps import keeps
from zholdama.passport.texts import Text

KINDS = ("republican_city", "oblast_city", "district")


class CatalogueError(ValueError):
    """The catalogue's data is not whole; the message names the row and what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionRow:
    """An oblast or republican city: `prefix` are the two digits that KATO and ISO 3166-2 (`iso`) share."""

    prefix: str
    kato: str
    name: Text
    iso: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRow:
    """One provider: the local executive body of the place it is named after.

    `code`: four digits of our own, never reused. `kind`: one of KINDS. `kato`: nine digits, None when no
    source gives it. `en`: None when not known. `confirmed`: the official classifier says the same.
    """

    code: str
    kind: str
    region: str
    kk: str
    ru: str
    en: str | None
    kato: str | None
    source: str
    confirmed: bool

    @property
    def name(self) -> Text:
        """The name in three languages; where English is not known, the Kazakh name stands in."""
        return Text(kk=self.kk, ru=self.ru, en=self.en or self.kk)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many providers there are, how many the official classifier has confirmed, and how many have a
    KATO code.
    """

    providers: int
    confirmed: int
    with_kato: int
    by_kind: Mapping[str, int]

    @property
    def unconfirmed(self) -> int:
        """How many still wait for the official file."""
        return self.providers - self.confirmed


@keeps(Clause.P2)
def providers() -> tuple[ProviderRow, ...]:
    """Every provider, ordered by code. Raises `CatalogueError` when the data is not whole."""
    return _catalogue()[1]


def regions() -> tuple[RegionRow, ...]:
    """The 17 oblasts and 3 republican cities, ordered by prefix."""
    return _catalogue()[0]


def counts() -> Counts:
    """What `zholdama check` says about the catalogue."""
    rows = providers()
    return Counts(
        providers=len(rows),
        confirmed=sum(row.confirmed for row in rows),
        with_kato=sum(row.kato is not None for row in rows),
        by_kind=dict(Counter(row.kind for row in rows)),
    )


def parse(text: str) -> tuple[tuple[RegionRow, ...], tuple[ProviderRow, ...]]:
    """Regions and providers of a catalogue in TOML. Raises `CatalogueError` naming the first row that is
    not whole.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"the catalogue is not TOML: {error}") from error
    sources = data.get("sources", {})
    regions_found = tuple(_region(table, sources=sources) for table in data.get("regions", ()))
    prefixes = {region.prefix for region in regions_found}
    rows = tuple(_provider(table, sources=sources, prefixes=prefixes) for table in data.get("providers", ()))
    _refuse_twins([row.code for row in rows], what="code")
    _refuse_twins([row.kato for row in rows if row.kato is not None], what="KATO code")
    return (
        tuple(sorted(regions_found, key=lambda region: region.prefix)),
        tuple(sorted(rows, key=lambda row: row.code)),
    )


@cache
def _catalogue() -> tuple[tuple[RegionRow, ...], tuple[ProviderRow, ...]]:
    return parse((files("zholdama.providers") / "data" / "providers.toml").read_text(encoding="utf-8"))


def _region(table: Mapping[str, Any], *, sources: Mapping[str, str]) -> RegionRow:
    where = f"region {table.get('prefix', '?')}"
    return RegionRow(
        prefix=_digits(table, "prefix", length=2, where=where),
        kato=_digits(table, "kato", length=9, where=where),
        name=Text(**{code: _text(table, code, where=where) for code in ("kk", "ru", "en")}),
        iso=_text(table, "iso", where=where),
        source=_source(table, sources, where=where),
    )


def _provider(table: Mapping[str, Any], *, sources: Mapping[str, str], prefixes: set[str]) -> ProviderRow:
    where = f"provider {table.get('code', '?')}"
    row = ProviderRow(
        code=_digits(table, "code", length=4, where=where),
        kind=_text(table, "kind", where=where),
        region=_text(table, "region", where=where),
        kk=_text(table, "kk", where=where),
        ru=_text(table, "ru", where=where),
        en=table.get("en"),
        kato=_digits(table, "kato", length=9, where=where) if "kato" in table else None,
        source=_source(table, sources, where=where),
        confirmed=table.get("confirmed") is True,
    )
    if row.kind not in KINDS:
        raise CatalogueError(f"{where}: {row.kind!r} is no kind of provider; there are {', '.join(KINDS)}")
    if row.region not in prefixes or not row.code.startswith(row.region):
        raise CatalogueError(f"{where}: its code does not begin with a region of the catalogue")
    if row.kato is not None and not row.kato.startswith(row.region):
        raise CatalogueError(f"{where}: the KATO code {row.kato} lies in another region")
    return row


def _text(table: Mapping[str, Any], key: str, *, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise CatalogueError(f"{where}: {key} is missing")
    return value


def _digits(table: Mapping[str, Any], key: str, *, length: int, where: str) -> str:
    value = _text(table, key, where=where)
    if len(value) != length or not (value.isascii() and value.isdigit()):
        raise CatalogueError(f"{where}: {key} has {length} digits, not {value!r}")
    return value


def _source(table: Mapping[str, Any], sources: Mapping[str, str], *, where: str) -> str:
    name = _text(table, "source", where=where)
    if name not in sources:
        raise CatalogueError(f"{where}: the source {name!r} is not among [sources]")
    return sources[name]


def _refuse_twins(values: list[str], *, what: str) -> None:
    twice = sorted(value for value, times in Counter(values).items() if times > 1)
    if twice:
        raise CatalogueError(f"the same {what} twice: {', '.join(twice)}")
