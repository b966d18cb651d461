"""The words of messages, one template per kind and language (`texts.toml`)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("kk", "ru", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """The subject and the text of one message."""

    subject: str
    text: str


@lru_cache(maxsize=1)
def templates() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """{kind: {language: {subject, text}}}, and under `frame` what stands above and below every text."""
    found: Mapping[str, Mapping[str, Mapping[str, str]]] = tomllib.loads(
        (Path(__file__).parent / "texts.toml").read_text(encoding="utf-8")
    )
    return found


def words(kind: str, language: str, *, number: str, address: str, stop: bool) -> Words:
    """The message of a kind: `number` of the application, `address` where to go on, `stop`: how to end such e-mails.

    Nothing else goes into a message: no name, no IIN, nothing of what was asked or decided.
    """
    spoken = language if language in LANGUAGES else "kk"
    template, frame = templates()[kind][spoken], templates()["frame"][spoken]
    parts = [frame["greeting"], template["text"].strip(), frame["foot"]]
    if stop:
        parts.append(frame["stop"])
    values = {"number": number, "address": address}
    return Words(template["subject"].format_map(values), "\n\n".join(parts).format_map(values) + "\n")


def short(kind: str, language: str, *, number: str, address: str) -> str:
    """The same in one short line, for SMS."""
    spoken = language if language in LANGUAGES else "kk"
    template = templates()[kind][spoken]
    return f"{template['subject'].format_map({'number': number})}. {address}"
