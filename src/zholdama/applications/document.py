"""The one canonical text of an application: what the person saw, and what is signed byte for byte. Pure.

UTF-8, NFC, line feeds only. Headers with ASCII keys for machines, a blank line, then the words for the person.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zholdama.applications.wording import WORDING
from zholdama.passport.edition import Edition
from zholdama.passport.texts import Text
from zholdama.working_time.zone import ALMATY

FIRST_LINE = "zholdama-application/1"
KEYS = (
    "id",
    "edition",
    "provider",
    "measure",
    "iin",
    "language",
    "phone",
    "wish",
    "consent",
    "prepared",
    "accepted",
    "due",
)
CONSENT_VERSION = "1"
MOST_BYTES = 16 * 1024
"""Far more than any application of ours has: a longer one is refused before it is read."""

_CONTROL = "\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\\u2028\\u2029"
_DIRECTION = "\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff"
_CONTROLS, _DIRECTIONS = re.compile(f"[{_CONTROL}]"), re.compile(f"[{_DIRECTION}]")
_UNSEEN = re.compile(f"[{_CONTROL}{_DIRECTION}]")
"""Signs that make a text read as another one than it is: none stands in an application."""


class NotAnApplication(ValueError):
    """The bytes are no canonical application; the message says why, for a log, never for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What the headers of an application say. `accepted` and `due` are None when they could not be determined."""

    id: UUID
    edition: str
    provider: str  # four-character code
    measure: str
    iin: str
    language: str
    phone: str
    wish: str
    prepared: datetime
    accepted: datetime | None
    due: datetime | None


def compose(stated: Stated, *, full_name: str, provider_name: Text, edition: Edition) -> bytes:
    """The exact bytes to be shown, signed and stored."""
    headers = _headers(stated)
    words = _words(stated, full_name=full_name, provider_name=provider_name, edition=edition)
    lines = [FIRST_LINE, *(f"{key}: {headers[key]}" for key in KEYS), "", *words]
    return unicodedata.normalize("NFC", "\n".join(lines) + "\n").encode()


def says_what_it_states(document: bytes, stated: Stated, *, provider_name: Text, edition: Edition) -> bool:
    """Whether the words are exactly those that the house writes for these headers.

    Nobody is shown one thing and signs another. The name is taken as written: who signs, the certificate says.
    """
    label = f"\n{WORDING[stated.language]['applicant']}: "
    name = document.decode().partition(label)[2].partition("\n")[0]
    return document == compose(stated, full_name=name, provider_name=provider_name, edition=edition)


def _headers(stated: Stated) -> dict[str, str]:
    return {
        "id": str(stated.id),
        "edition": stated.edition,
        "provider": stated.provider,
        "measure": stated.measure,
        "iin": stated.iin,
        "language": stated.language,
        "phone": _one_line(stated.phone),
        "wish": _one_line(stated.wish),
        "consent": CONSENT_VERSION,
        "prepared": _moment(stated.prepared),
        "accepted": _moment(stated.accepted),
        "due": _moment(stated.due),
    }


def _words(stated: Stated, *, full_name: str, provider_name: Text, edition: Edition) -> list[str]:
    language = stated.language
    said = WORDING[language]
    measure = next(measure for measure in edition.measures if measure.id == stated.measure)
    lines = [
        edition.name.in_language(language),
        f"{said['provider']}: {provider_name.in_language(language)}",
        f"{said['applicant']}: {_one_line(full_name)}",
        f"{said['measure']}: {measure.name.in_language(language)}",
    ]
    if phone := _one_line(stated.phone):
        lines.append(f"{said['phone']}: {phone}")
    if wish := _one_line(stated.wish):
        lines.append(f"{said['wish']}: {wish}")
    lines.append(f"{said['prepared']}: {spoken(stated.prepared)}")
    if stated.accepted and stated.due:
        lines.append(f"{said['accepted']}: {spoken(stated.accepted)}")
        lines.append(f"{said['due']}: {spoken(stated.due)}")
    else:
        lines.append(said["pending"])
    return [*lines, said["free"], said["consent"]]


def spoken(moment: datetime) -> str:
    """Date and time as people read them here: 06.01.2025 17:30."""
    return moment.astimezone(ALMATY).strftime("%d.%m.%Y %H:%M")


def read(document: bytes) -> Stated:
    """The headers of a canonical application; raises NotAnApplication for anything else.

    Whatever the headers say is said in the one way in which `compose` says it.
    """
    if len(document) > MOST_BYTES:
        raise NotAnApplication("too long")
    try:
        text = document.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotAnApplication("not UTF-8") from error
    if not unicodedata.is_normalized("NFC", text) or _UNSEEN.search(text):
        raise NotAnApplication("not in the canonical form")
    head, separator, _ = text.partition("\n\n")
    lines = head.split("\n")
    if not separator or lines[0] != FIRST_LINE or len(lines) != len(KEYS) + 1:
        raise NotAnApplication("the headers are not those of an application")
    values = {}
    for key, line in zip(KEYS, lines[1:], strict=True):
        name, colon, value = line.partition(": ")
        if name != key or not colon:
            raise NotAnApplication(f"the header {key} is missing")
        values[key] = value
    if values["consent"] != CONSENT_VERSION or values["language"] not in WORDING:
        raise NotAnApplication("an unknown consent or language")
    try:
        stated = _stated(values)
        if _headers(stated) == values:
            return stated
    except (ValueError, OverflowError) as error:
        raise NotAnApplication("a header cannot be read") from error
    raise NotAnApplication("a header is not in its one spelling")


def _stated(values: dict[str, str]) -> Stated:
    return Stated(
        id=UUID(values["id"]),
        edition=values["edition"],
        provider=values["provider"],
        measure=values["measure"],
        iin=values["iin"],
        language=values["language"],
        phone=values["phone"],
        wish=values["wish"],
        prepared=datetime.fromisoformat(values["prepared"]),
        accepted=datetime.fromisoformat(values["accepted"]) if values["accepted"] else None,
        due=datetime.fromisoformat(values["due"]) if values["due"] else None,
    )


def _one_line(text: str) -> str:
    return " ".join(_DIRECTIONS.sub("", _CONTROLS.sub(" ", text)).split())


def _moment(moment: datetime | None) -> str:
    return moment.astimezone(ALMATY).isoformat(timespec="seconds") if moment else ""
