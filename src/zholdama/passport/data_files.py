"""Reading the passport's TOML files, and saying in words what is wrong with them."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from zholdama.passport.texts import LANGUAGES, Text


class PassportDataError(ValueError):
    """The passport's data is not whole; the message names the place and the remedy."""


def read_data(name: str) -> dict[str, Any]:
    """The parsed TOML of `passport/data/<name>`. Raises `PassportDataError` when it is missing or broken."""
    source = files("zholdama.passport") / "data" / name
    try:
        return tomllib.loads(source.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PassportDataError(f"there is no data file {name}") from error
    except tomllib.TOMLDecodeError as error:
        raise PassportDataError(f"{name} is not TOML: {error}") from error


def text_from(table: Mapping[str, Any], *, where: str, prefix: str = "") -> Text:
    """The `Text` of the keys kk, ru, en (or `<prefix>_kk`). Raises `PassportDataError` if one lacks."""
    found = {}
    for language in LANGUAGES:
        key = f"{prefix}_{language}" if prefix else language
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            raise PassportDataError(
                f"{where}: the text {key} is missing; every text is given in kk, ru and en"
            )
        found[language] = value.strip()
    return Text(**found)
