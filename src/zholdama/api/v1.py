"""Version 1 of the integrators' interface: an application that is certified by its own signature (P9.2a).

No session: the EDS over the canonical document says who applies. The answer is the receipt.
"""

import base64
import binascii
from datetime import datetime
from typing import Any

from ninja import NinjaAPI, Schema, Status
from ninja.errors import HttpError, ValidationError

from zholdama.access.requests import Request
from zholdama.actors import SYSTEM, Actor
from zholdama.applications import submitting
from zholdama.identity.registry import RegistryAnswer, registry, trusted
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


def problem(error: Refused) -> tuple[int, dict[str, Any]]:
    """Status and body of a refusal."""
    body = {
        "code": error.code,
        "field": error.field,
        "words": {code: error.words(code) for code in LANGUAGES},
    }
    return 409 if error.conflict else 422, body


@api.exception_handler(Refused)
def refused(request: Request, error: Refused) -> Any:
    status, body = problem(error)
    return api.create_response(request, body, status=status)


@api.exception_handler(HttpError)
@api.exception_handler(ValidationError)
def malformed(request: Request, error: HttpError | ValidationError) -> Any:
    return refused(request, Refused("document_unreadable"))


@api.post("/applications", response={200: ReceiptOut, 201: ReceiptOut, 409: Problem, 422: Problem})
def submit(request: Request, payload: SignedApplication) -> Any:
    """Hand in a signed application. The same document sent again gets the same receipt (200 instead of 201)."""
    return Status(*take(payload.document, payload.signature, by=request.actor or SYSTEM, at=request.at))


def take(sent: str, signature: str, *, by: Actor, at: datetime) -> tuple[int, dict[str, Any]]:
    """Status and body for a document and its CMS, both base64. Opens its own unit of work; raises Refused."""
    receipt = submitting.submit_alone(
        signed=_bytes(sent), signature=_bytes(signature), register=_registered, by=by, at=at
    )
    return (201 if receipt.fresh else 200), {
        "number": receipt.number,
        "application": str(receipt.application_id),
        "accepted_at": receipt.accepted_at.astimezone(ALMATY).isoformat() if receipt.accepted_at else None,
        "due_at": receipt.due_at.astimezone(ALMATY).isoformat() if receipt.due_at else None,
        "fresh": receipt.fresh,
    }


def _registered(iin: str, at: datetime) -> RegistryAnswer:
    return trusted(registry().person(iin=iin, at=at), iin=iin)


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused("document_unreadable") from error
