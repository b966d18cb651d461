"""Signing in the browser: what a page that signs needs to know, and what its answer must allow.

The page's script speaks to the signing program on the person's own machine, at the one address of the setting
ZHOLDAMA_NCALAYER. Only the pages that sign may open that connection.
"""

import base64
import binascii
from typing import Any, Literal, TypeVar

from django.conf import settings
from django.http import HttpResponse

Answer = TypeVar("Answer", bound=HttpResponse)

SIGNING, INDIVIDUAL, LEGAL_ENTITY = "1.3.6.1.5.5.7.3.4", "1.2.398.3.3.4.1.1", "1.2.398.3.3.4.1.2"
PURPOSES = {"individual": f"{SIGNING} {INDIVIDUAL}", "official": f"{SIGNING} {LEGAL_ENTITY}"}
"""Extended key usages that the program is asked for. Head or holder of the signing right is the server's question."""

LARGEST_LINE = 360_000
"""Characters of one signature in base64: 256 KB and its line ends."""


def to_sign(role: Literal["individual", "official"], *contents: bytes) -> dict[str, Any]:
    """Template context `signing` for `ui/signing.html`: who signs which bytes, and where the program listens."""
    return {
        "address": settings.ZHOLDAMA_NCALAYER,
        "purposes": PURPOSES[role],
        "role": role,
        "contents": [base64.b64encode(content).decode("ascii") for content in contents],
        "signer_page": settings.ZHOLDAMA_SIGNER_PAGE,
    }


def may_sign(answer: Answer) -> Answer:
    """The same answer, allowed to connect to the signing program."""
    answer._csp_update = {"connect-src": [settings.ZHOLDAMA_NCALAYER]}  # type: ignore[attr-defined]
    return answer


def lines_of(sent: str) -> list[bytes]:
    """The signatures of a hidden field `cms`, one base64 on a line; what is no base64 comes back as it is."""
    return [_decoded(line) for line in sent.split("\n") if line.strip()]


def _decoded(line: str) -> bytes:
    try:
        return base64.b64decode(line.strip(), validate=True)
    except (binascii.Error, ValueError):
        return line.encode()
