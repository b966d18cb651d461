"""The signer's page: whose key is in the reader, of which kind, and how the program behaves."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from pathlib import Path

from zholdama.development_signer.holders import Holder
from zholdama.development_signer.reader import BEHAVIOURS, Reader
from zholdama.eds.development_defects import DEFECTS

LANGUAGES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}


@lru_cache(maxsize=1)
def texts() -> Mapping[str, Mapping[str, str]]:
    """The page's words: {code: {kk, ru, en}}."""
    return tomllib.loads((Path(__file__).parent / "texts.toml").read_text(encoding="utf-8"))


def drawn(reader: Reader, language: str, *, done: bool) -> str:
    """The whole page in one of LANGUAGES."""

    def say(code: str) -> str:
        return escape(texts()[code][language])

    title = say("title")
    links = "".join(
        f'<li><a href="/?lang={code}" lang="{code}"{" aria-current=true" if code == language else ""}>{name}</a></li>'
        for code, name in LANGUAGES.items()
    )
    notice = f'<p class="done" role="status">{say("done")}</p>' if done else ""
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{title} – Жолдама</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="/page.css"></head><body><header>'
        f'<nav aria-label="{say("languages")}"><ul>{links}</ul></nav></header><main><h1>{title}</h1>'
        f'<p class="stand-in">{say("stand_in")}</p>{notice}{_form(reader, language)}</main></body></html>'
    )


def _form(reader: Reader, language: str) -> str:
    def say(code: str) -> str:
        return escape(texts()[code][language])

    everybody = reader.holders()
    if not everybody:
        return f"<p>{say('nobody')}</p>"
    choice, held = reader.choice, reader.chosen().id
    people = [
        _people(say("citizens"), [one for one in everybody if not one.is_official], held),
        _people(say("heads"), [one for one in everybody if one.is_official], held),
    ]
    kinds = _radios("kind", [("gost", say("gost")), ("rsa", say("rsa"))], choice.kind)
    behaviours = _radios("behaviour", [(one, say(one)) for one in BEHAVIOURS], choice.behaviour)
    defects = _radios("behaviour", [(one, say(one)) for one in DEFECTS], choice.behaviour)
    opened = " open" if choice.behaviour in DEFECTS else ""
    return (
        f'<form method="post" action="/"><input type="hidden" name="lang" value="{language}">'
        f'<label for="holder">{say("whose")}</label><select id="holder" name="holder">{"".join(people)}</select>'
        f"<fieldset><legend>{say('kind')}</legend>{kinds}</fieldset>"
        f"<fieldset><legend>{say('behaviour')}</legend>{behaviours}"
        f"<details{opened}><summary>{say('defects')}</summary>{defects}</details></fieldset>"
        f'<button type="submit">{say("choose")}</button></form>'
    )


def _people(label: str, holders: Iterable[Holder], chosen: str) -> str:
    options = "".join(
        f'<option value="{escape(one.id)}"{" selected" if one.id == chosen else ""}>'
        f"{escape(one.name)}{f', {escape(one.organisation)}' if one.organisation else ''}</option>"
        for one in holders
    )
    return f'<optgroup label="{label}">{options}</optgroup>' if options else ""


def _radios(name: str, choices: Iterable[tuple[str, str]], chosen: str) -> str:
    return "".join(
        f'<div><input type="radio" id="{name}-{value}" name="{name}" value="{value}"'
        f'{" checked" if value == chosen else ""}><label for="{name}-{value}">{text}</label></div>'
        for value, text in choices
    )
