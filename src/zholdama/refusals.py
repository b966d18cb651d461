"""Every "no" of an action: a code, the field it concerns, and words for it in one place (`refusals.toml`)."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

LANGUAGES = ("kk", "ru", "en")


class Refused(Exception):
    """An action said no. Carries a code of `refusals.toml`, the field concerned, and values for the words.

    `conflict=True` marks a step that somebody else took meanwhile: the doors answer 409 with both texts.
    """

    def __init__(self, code: str, field: str | None = None, *, conflict: bool = False, **values: Any) -> None:
        super().__init__(code)
        self.code, self.field, self.conflict, self.values = code, field, conflict, values

    def words(self, language: str) -> str:
        """The reason and the remedy in `language` (kk, ru or en)."""
        return in_words(self.code, language, self.values)


@lru_cache(maxsize=1)
def texts() -> Mapping[str, Mapping[str, str]]:
    """All codes with their words: {code: {kk, ru, en}}."""
    return tomllib.loads((Path(__file__).parent / "refusals.toml").read_text(encoding="utf-8"))


def in_words(code: str, language: str, values: Mapping[str, Any]) -> str:
    """The words of `code`; a code without words is a programming error and raises KeyError."""
    entry = texts()[code]
    return entry.get(language, entry["kk"]).format_map(values)
