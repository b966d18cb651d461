"""Signing on the phone, the pure part: what is asked, how long it stands, what goes over the wire and what comes back.

The protocol is that of eGov Mobile and eGov Business (QR signing, SmartBridge service NITEC-S-5096). The QR leads to a
link that serves once; under it the phone reads first who asks and then what is to be signed, and puts the signatures
back at the same address. Only the names of that protocol are camel-cased, misspelt or spelt two ways here.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import quote
from uuid import UUID

from zholdama.passport.texts import LANGUAGES, Text
from zholdama.refusals import Refused
from zholdama.working_time.zone import ALMATY

MOST_DOCUMENTS = 40
LARGEST_SIGNATURE = 256 * 1024
LARGEST_BODY = 1_900_000
"""Bytes of one answer: forty signatures with their chains and timestamps take less than half of it."""

_APPS = {
    "individual": ("mobileSign", "isi=1476128386&ibi=kz.egov.mobile&apn=kz.mobile.mgov"),
    "official": (
        "businessSign",
        "isi=1597880144&ibi=kz.mobile.mgov.business&apn=kz.mobile.mgov.business",
    ),
}
_ARMOUR = re.compile(r"-----(?:BEGIN|END)[^-\n]*-----|\s+")


class Purpose(StrEnum):
    """What the signature is for."""

    SIGN_IN = "sign_in"
    APPLICATION = "application"
    DECISION = "decision"


class State(StrEnum):
    """How a request stands. Expired is never stored: time alone makes it so."""

    WAITING = "waiting"
    SIGNED = "signed"
    FAILED = "failed"
    COLLECTED = "collected"
    EXPIRED = "expired"


class Method(StrEnum):
    """What the phone makes of the bytes: a detached signature, or one that holds them."""

    DETACHED = "CMS_SIGN_ONLY"
    ATTACHED = "CMS_WITH_DATA"


@dataclass(frozen=True, slots=True)
class Document:
    """One document to sign: its bytes exactly as they are kept here, and what the phone calls it."""

    name: Text
    content: bytes

    @property
    def media(self) -> str:
        """The protocol's own word for the kind of file; it has one for PDF alone, a text goes without."""
        return "@file/pdf" if self.content.startswith(b"%PDF-") else ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who asks for the signature, as the phone shows it; `bin` is empty where no provider is known yet."""

    name: Text
    bin: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for signatures.

    `role`, `iin`, `bin`: what the certificates must be, as the port to signature checking takes it; None is anything.
    `by`: the person or account that asks, None before a sign-in. `then`: the address at which the browser goes on,
    `back` the one it came from, `fields` what the form there holds beside the signature.
    """

    purpose: Purpose
    role: str
    description: Text
    organisation: Organisation
    documents: tuple[Document, ...]
    then: str
    back: str
    by: UUID | None = None
    iin: str | None = None
    bin: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    method: Method = Method.DETACHED


@dataclass(frozen=True, slots=True)
class Standing:
    """A request as it stands at a moment. `signatures` are in the order of the documents, empty until it is signed."""

    id: UUID
    asked: Asked
    state: State
    expires_at: datetime
    error: str
    reasons: str
    signatures: tuple[bytes, ...]


def state_at(stored: str, *, expires_at: datetime, at: datetime) -> State:
    """The state of a request at `at`: one that waits is over at its expiry; one signed in time may be taken later."""
    state = State(stored)
    return State.EXPIRED if state is State.WAITING and at >= expires_at else state


def digest(secret: str) -> bytes:
    """What is stored of a secret. SHA-256 is enough: the secret is random, nobody guesses it from a list."""
    return hashlib.sha256(secret.encode()).digest()


def link_token(browser: str, request_id: UUID) -> str:
    """The secret of the link, 43 url-safe characters of 256 bits; made anew from what only the asking browser keeps."""
    made = hmac.digest(browser.encode(), b"zholdama phone link " + request_id.bytes, "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def code_text(link: str) -> str:
    """What the QR says."""
    return f"mobileSign:{link}"


def app_address(link: str, *, role: str) -> str:
    """The address that opens the app for somebody who reads the page on the phone itself."""
    path, app = _APPS["official" if role == "official" else "individual"]
    return f"https://m.egov.kz/{path}/?link={quote(link, safe='')}&{app}"


def language_of(header: str) -> str:
    """kk, ru or en by an Accept-Language header; Kazakh where it asks for nothing that the house speaks."""
    for part in header.split(","):
        code = part.partition(";")[0].strip().lower().partition("-")[0]
        code = {"kz": "kk"}.get(code, code)
        if code in LANGUAGES:
            return code
    return "kk"


def overview(asked: Asked, *, uri: str, bearer: str, expires_at: datetime, language: str) -> dict[str, Any]:
    """The first answer to the phone: who asks, until when, and where the documents lie."""
    return {
        "description": asked.description.in_language(language),
        "expiry_date": expires_at.astimezone(ALMATY).isoformat(timespec="seconds"),
        "organisation": {**_names(asked.organisation.name), "bin": asked.organisation.bin},
        "document": {"uri": uri, "auth_type": "Token", "auth_token": bearer},
    }


def documents(asked: Asked) -> dict[str, Any]:
    """The second answer: the documents and how they are to be signed."""
    return {
        "signMethod": asked.method.value,
        "version": 1,
        "documentsToSign": [
            {
                "id": place,
                **_names(each.name),
                "meta": [],
                "document": {"file": {"mime": each.media, "data": base64.b64encode(each.content).decode()}},
            }
            for place, each in enumerate(asked.documents, 1)
        ],
    }


def signatures(body: bytes, asked: Asked) -> tuple[bytes, ...]:
    """The signatures of an answer in the order of the documents; bytes only, nothing is verified here.

    Raises Refused: `phone_body_unreadable` for what is no answer at all, `phone_answer_foreign` for an answer about
    other documents, or fewer, or more, or under other names.
    """
    entries = _entries(body)
    found: dict[str, bytes] = {}
    expected = {str(place): each for place, each in enumerate(asked.documents, 1)}
    for entry in entries:
        key = str(entry.get("id"))
        document = expected.get(key)
        if document is None or key in found or not _echoes(entry, document):
            raise Refused("phone_answer_foreign")
        found[key] = _signature(entry)
    if len(found) != len(expected):
        raise Refused("phone_answer_foreign")
    return tuple(found[key] for key in expected)


def _names(name: Text) -> dict[str, str]:
    return {"nameRu": name.ru, "nameKz": name.kk, "nameEn": name.en}


def _entries(body: bytes) -> Iterable[dict[str, Any]]:
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused("phone_body_unreadable") from error
    entries = sent.get("documentsToSign") if isinstance(sent, dict) else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise Refused("phone_body_unreadable")
    if len(entries) > MOST_DOCUMENTS:
        raise Refused("phone_answer_foreign")
    return entries


def _echoes(entry: Mapping[str, Any], document: Document) -> bool:
    return all(entry.get(key) == value for key, value in _names(document.name).items())


def _signature(entry: Mapping[str, Any]) -> bytes:
    """The CMS of one entry: in `documentCms`, as one integrator's package writes it, else in `document.file.data`."""
    sent = entry.get("documentCms")
    if sent is None:
        inner = entry.get("document")
        file = inner.get("file") if isinstance(inner, dict) else None
        sent = file.get("data") if isinstance(file, dict) else None
    if not isinstance(sent, str):
        raise Refused("phone_body_unreadable")
    try:
        signature = base64.b64decode(_ARMOUR.sub("", sent), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused("phone_body_unreadable") from error
    if not signature or len(signature) > LARGEST_SIGNATURE:
        raise Refused("phone_body_unreadable")
    return signature
