"""A stand-in phone: it speaks the wire protocol of eGov Mobile over HTTP and signs with a made-up person's key.

It knows of the product what any phone knows: the link in the QR. Defects can be asked for, so that tests and
demonstrations see what the product says to a phone that is wrong.
"""

import base64
import http.client
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from zholdama import clock
from zholdama.demonstration import centre, signer
from zholdama.demonstration.residents import by_slug
from zholdama.eds.development_signing import sign

DEFECTS = ("another-person", "bad-signature", "changed-id", "changed-name", "late")
"""another-person: a stranger's key; bad-signature: over other bytes; late: only after the link's expiry."""

Exchange = Callable[[str, str, Mapping[str, str], bytes], tuple[int, bytes]]
"""(method, address, headers, body) -> (status, body)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the product answered the last call: its status, its words, and what it had asked for."""

    status: int
    message: str
    description: str = ""


class UnknownSigner(Exception):
    """Nobody of the demonstration has this short name, or has no key."""


def by_http(method: str, address: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
    """One call over the network."""
    parts = urlsplit(address)
    make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = make(parts.netloc, timeout=30)
    try:
        connection.request(method, parts.path, body or None, dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def use(
    link: str,
    *,
    slug: str,
    defect: str = "",
    language: str = "kk",
    exchange: Exchange = by_http,
    wait: Callable[[float], None] = time.sleep,
) -> Outcome:
    """Open the link (with or without `mobileSign:` before it), sign as `slug`, put the signatures back.

    Raises UnknownSigner, RuntimeError under production settings, OSError where nobody answers.
    """
    if settings.ZHOLDAMA_PRODUCTION:
        raise RuntimeError("the stand-in phone refuses to work under production settings")
    headers = {"Accept-Language": language, "Accept": "application/json"}
    status, body = exchange("GET", link.removeprefix("mobileSign:"), headers, b"")
    if status != 200:
        return Outcome(status, _message(body))
    overview = json.loads(body)
    document = overview["document"]
    if document["auth_type"] == "Token":
        headers["Authorization"] = f"Bearer {document['auth_token']}"
    status, body = exchange("GET", document["uri"], headers, b"")
    if status != 200:
        return Outcome(status, _message(body), overview["description"])
    answer = _signed(json.loads(body), overview["organisation"], slug=slug, defect=defect)
    if defect == "late":
        rest = datetime.fromisoformat(overview["expiry_date"]) - clock.now()
        wait(max(0.0, rest.total_seconds()) + 1)
    headers["Content-Type"] = "application/json"
    status, body = exchange("PUT", document["uri"], headers, json.dumps(answer).encode())
    return Outcome(status, _message(body), overview["description"])


def _signed(
    asked: dict[str, Any], organisation: Mapping[str, str], *, slug: str, defect: str
) -> dict[str, Any]:
    """The same JSON with each document's bytes replaced by a signature over them."""
    who = "galina" if defect == "another-person" and slug != "galina" else slug
    attached = asked["signMethod"] == "CMS_WITH_DATA"
    for entry in asked["documentsToSign"]:
        file = entry["document"]["file"]
        content = base64.b64decode(file["data"])
        if defect == "bad-signature":
            content += b" "
        cms = _cms(who, content, organisation, attached=attached)
        file["data"] = base64.b64encode(cms).decode()
        if defect == "changed-id":
            entry["id"] = 77
        if defect == "changed-name":
            entry["nameKz"] = "Басқа құжат"
    return asked


def _cms(slug: str, content: bytes, organisation: Mapping[str, str], *, attached: bool) -> bytes:
    at = clock.now()
    resident = by_slug().get(slug)
    if resident is not None and resident.iin:
        credential = signer.resident_certificate(resident)
        return sign(content, credential.key, credential.certificate, at=at, attached=attached)
    employee = next((one for one in centre.EMPLOYEES if one.login == slug), None)
    if employee is None:
        raise UnknownSigner(slug)
    return signer.sign_as_official(
        login=slug,
        iin=centre.official_iin(slug),
        name=employee.name,
        bin=organisation["bin"],
        organisation=organisation["nameKz"],
        content=content,
        at=at,
    )


def _message(body: bytes) -> str:
    try:
        return str(json.loads(body).get("message", ""))
    except (ValueError, AttributeError):
        return ""
