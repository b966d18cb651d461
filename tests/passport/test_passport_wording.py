"""Every text is complete and in the language it claims to be; none was copied from another language."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest

from zholdama.passport.clauses import Clause, records
from zholdama.passport.data_files import PassportDataError, text_from
from zholdama.passport.edition import current
from zholdama.passport.texts import Text

KAZAKH_ONLY = frozenset("әғқңөұүһі")
RUSSIAN_WORDS = re.compile(r"\b(?:и|в|или|для|что|это|при)\b", re.IGNORECASE)
SPELLED_WITHOUT_KAZAKH_LETTERS = {"Порталда", "Жастар практикасы", "Жастар практикасына жолдама."}
LATIN = re.compile(r"[A-Za-z]")
CYRILLIC = re.compile(r"[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]")


def texts() -> list[tuple[str, Text]]:
    """Every `Text` of the clauses and of the edition with its place."""
    found = [(f"clause {clause}", record.text) for clause, record in records().items()]
    return found + list(_inside("edition", current()))


def _inside(place: str, node: object) -> Iterator[tuple[str, Text]]:
    if isinstance(node, Text):
        yield place, node
    elif is_dataclass(node):
        for field in fields(node):
            yield from _inside(f"{place}.{field.name}", getattr(node, field.name))
    elif isinstance(node, tuple):
        for part in node:
            yield from _inside(f"{place}.{getattr(part, 'id', '')}", part)


@pytest.mark.parametrize(
    ("place", "text"), texts(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_text_is_in_the_three_languages_it_claims(place: str, text: Text) -> None:
    assert len({text.kk, text.ru, text.en}) == 3, f"{place}: one language was copied into another"
    own = KAZAKH_ONLY & set(text.kk.lower()) or text.kk in SPELLED_WITHOUT_KAZAKH_LETTERS
    assert own, f"{place}: the Kazakh text has no Kazakh letter"
    assert not RUSSIAN_WORDS.search(text.kk), f"{place}: the Kazakh text has Russian words"
    assert not KAZAKH_ONLY & set(text.ru.lower()), f"{place}: the Russian text has Kazakh letters"
    assert CYRILLIC.search(text.ru), f"{place}: the Russian text is not Russian"
    assert LATIN.search(text.en), f"{place}: the English text is not English"
    assert not CYRILLIC.search(text.en), f"{place}: the English text has Cyrillic letters"


def test_no_latin_letter_hides_among_cyrillic_ones() -> None:
    mixed = re.compile(rf"{CYRILLIC.pattern}{LATIN.pattern}|{LATIN.pattern}{CYRILLIC.pattern}")
    assert mixed.search("жoлдама")  # with a Latin o
    found = [place for place, text in texts() if mixed.search(text.kk) or mixed.search(text.ru)]
    assert not found


def test_every_clause_has_a_record_in_the_passports_order() -> None:
    assert list(records()) == list(Clause)
    assert len(Clause) == 27


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_missing_or_empty_language_is_refused_by_name(language: str) -> None:
    whole = {"name_kk": "бір", "name_ru": "один", "name_en": "one"}
    for broken in (
        {**whole, f"name_{language}": "  "},
        {k: v for k, v in whole.items() if k != f"name_{language}"},
    ):
        with pytest.raises(PassportDataError, match=f"here: the text name_{language} is missing"):
            text_from(broken, where="here", prefix="name")
