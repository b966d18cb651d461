"""From one `[[conditions]]` of an edition's TOML to a `Condition`: who a measure is for, and why."""

from collections.abc import Mapping
from typing import Any, get_args

from zholdama.passport import edition_parts as parts
from zholdama.passport.data_files import PassportDataError, text_from
from zholdama.passport.shapes import Condition, ConditionAbout, ConditionEffect, ConditionKind
from zholdama.passport.texts import Text

FIGURES: dict[str, tuple[str, ...]] = {
    "age_from": ("years",),
    "age_up_to": ("years",),
    "age_below_pension": ("men", "women"),
    "one_of": (),
    "none_of": (),
    "within_years_of": ("years",),
    "represented_under": ("years",),
    "represented_if": (),
    "not_longer": ("months",),
}
"""Kind -> the figures it needs: whole years of age or whole months."""
_WITH_FACT = {"one_of", "none_of", "within_years_of", "represented_if", "not_longer"}
_WITH_VALUES = {"one_of", "none_of"}
_KEYS = {"id", "measures", "kind", "about", "effect", "clause", "fact", "values", "basis", "sure"}
_TEXTS = {f"{name}_{code}" for name in ("text", "change", "basis") for code in ("kk", "ru", "en")}


def condition(table: Mapping[str, Any], where: str) -> Condition:
    """One `[[conditions]]`; `PassportDataError` names what is missing, strange or without a figure."""
    kind = parts.choice(table, "kind", get_args(ConditionKind), where)
    wanted = FIGURES[kind]
    strange = sorted(set(table) - _KEYS - _TEXTS - set(wanted))
    if strange:
        raise PassportDataError(f"{where} has keys that nobody reads: {', '.join(strange)}")
    figures = tuple((name, _figure(table, name, where)) for name in wanted)
    return Condition(
        id=table["id"],
        measures=_words(table, "measures", where),
        kind=kind,
        about=parts.choice(table, "about", get_args(ConditionAbout), where),
        effect=parts.choice(table, "effect", get_args(ConditionEffect), where),
        clause=parts.clause(table, where) if "clause" in table else None,
        fact=parts.string(table, "fact", where=where) if kind in _WITH_FACT else "",
        values=_words(table, "values", where) if kind in _WITH_VALUES else (),
        figures=figures,
        text=_filled(table, "text", dict(figures), where),
        change=_filled(table, "change", dict(figures), where),
        basis=text_from(table, where=where, prefix="basis"),
        sure=parts.sure(table, where),
    )


def _figure(table: Mapping[str, Any], name: str, where: str) -> int:
    value = table.get(name)
    if type(value) is not int or value <= 0:
        raise PassportDataError(f"{where}: {name} is a positive whole number")
    return value


def _words(table: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    values = table.get(name)
    if not isinstance(values, list) or not values or not all(isinstance(one, str) for one in values):
        raise PassportDataError(f"{where}: {name} lists one or more words")
    return tuple(values)


def _filled(table: Mapping[str, Any], prefix: str, figures: Mapping[str, int], where: str) -> Text:
    raw = text_from(table, where=where, prefix=prefix)
    try:
        return Text(**{code: words.format_map(figures) for code, words in raw.as_dict().items()})
    except (KeyError, ValueError) as error:
        raise PassportDataError(f"{where}: {prefix} names a figure that is not there: {error}") from error
