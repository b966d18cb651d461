"""Version 1 of the integrators' interface: an application that is certified by its own signature (P9.2a).

No session: the EDS over the canonical document says who applies. The answer is the receipt.
"""

import base64
import binascii
from typing import Any

from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError

from zholdama.access.requests import Request
from zholdama.actors import SYSTEM
from zholdama.applications import document, submitting
from zholdama.identity import actions as identity
from zholdama.identity.registry import registry, trusted
from zholdama.refusals import LANGUAGES, Refused
from zholdama.working_time.zone import ALMATY

api = NinjaAPI(
    title="Zholdama",
    version="1",
    description="Applications to active forms of employment assistance",
    urls_namespace="api-1",
    docs_url=None,
    openapi_url="openapi.json",
)


class SignedApplication(Schema):
    """The canonical document and the detached CMS over exactly its bytes, both base64."""

    document: str
    signature: str


class ReceiptOut(Schema):
    """Number, times in Almaty's offset; null where the due time could not be determined yet."""

    number: str
    application: str
    accepted_at: str | None
    due_at: str | None
    fresh: bool


class Problem(Schema):
    """A refusal: its code, the field concerned, and words in three languages."""

    code: str
    field: str | None
    words: dict[str, str]


@api.exception_handler(Refused)
def refused(request: Request, error: Refused) -> Any:
    body = {
        "code": error.code,
        "field": error.field,
        "words": {code: error.words(code) for code in LANGUAGES},
    }
    return api.create_response(request, body, status=409 if error.conflict else 422)


@api.exception_handler(ValidationError)
def malformed(request: Request, error: ValidationError) -> Any:
    return refused(request, Refused("document_unreadable"))


@api.post("/applications", response={200: ReceiptOut, 201: ReceiptOut, 409: Problem, 422: Problem})
def submit(request: Request, payload: SignedApplication) -> Any:
    """Hand in a signed application. The same document sent again gets the same receipt (200 instead of 201)."""
    signed, signature = _bytes(payload.document), _bytes(payload.signature)
    try:
        stated = document.read(signed)
    except document.NotAnApplication as error:
        raise Refused("document_unreadable") from error
    answer = trusted(registry().person(iin=stated.iin, at=request.at), iin=stated.iin)
    receipt = submitting.submit_alone(
        signed=signed,
        signature=signature,
        facts=identity.PersonFacts.from_register(answer) if answer.state == "found" else None,
        registry=answer.state,
        by=request.actor or SYSTEM,
        at=request.at,
    )
    return (201 if receipt.fresh else 200), {
        "number": receipt.number,
        "application": str(receipt.application_id),
        "accepted_at": receipt.accepted_at.astimezone(ALMATY).isoformat() if receipt.accepted_at else None,
        "due_at": receipt.due_at.astimezone(ALMATY).isoformat() if receipt.due_at else None,
        "fresh": receipt.fresh,
    }


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused("document_unreadable") from error
