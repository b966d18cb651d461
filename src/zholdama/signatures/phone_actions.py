"""Ask for a signature on the phone, judge what comes back, keep it once, hand it to the browser that asked once."""

import base64
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from zholdama.ledger.work import current
from zholdama.refusals import Refused
from zholdama.signatures import phone_models as models
from zholdama.signatures import phone_queries as queries
from zholdama.signatures import port
from zholdama.signatures.phone import (
    MOST_DOCUMENTS,
    Asked,
    Standing,
    State,
    digest,
    link_token,
    signatures,
)

KEPT = timedelta(hours=1)
"""How long a request lies after its expiry: somebody may still read why it came to nothing."""


def ask(asked: Asked, *, browser: str, lives: timedelta) -> UUID:
    """A fresh request that waits for a phone; returns its id. `browser` is the secret of the browser that asks."""
    if not 1 <= len(asked.documents) <= MOST_DOCUMENTS:
        raise Refused("phone_too_many", most=MOST_DOCUMENTS)
    at, request_id = current().at, uuid4()
    models.PhoneRequest.objects.create(
        id=request_id,
        token_hash=digest(link_token(browser, request_id)),
        browser_hash=digest(browser),
        purpose=asked.purpose.value,
        asked_by=asked.by,
        role=asked.role,
        iin=asked.iin or "",
        bin=asked.bin or "",
        method=asked.method.value,
        description=asked.description.as_dict(),
        organisation={"name": asked.organisation.name.as_dict(), "bin": asked.organisation.bin},
        documents=[
            {"name": each.name.as_dict(), "content": base64.b64encode(each.content).decode()}
            for each in asked.documents
        ],
        fields=dict(asked.fields),
        then=asked.then,
        back=asked.back,
        state=State.WAITING.value,
        created_at=at,
        expires_at=at + lives,
    )
    return request_id


def judged(standing: Standing, body: bytes, *, at: datetime) -> tuple[bytes, ...]:
    """The signatures of a phone's answer, each over our own bytes and of whom it must be; outside a unit of work.

    A check that could not be made lets a signature through to the act it is for, which checks once more and treats
    it like one from a file: undetermined is no refusal. Raises Refused.
    """
    asked, found = standing.asked, signatures(body, standing.asked)
    for document, signature in zip(asked.documents, found, strict=True):
        verdict = port.verify(
            signature,
            content=document.content,
            at=at,
            role=asked.role,  # type: ignore[arg-type]
            iin=asked.iin,
            bin=asked.bin,
        )
        if verdict.verdict == "invalid":
            raise Refused("signature_invalid", reasons=", ".join(verdict.reasons) or "signature")
    return found


def keep(request_id: UUID, found: Sequence[bytes]) -> bool:
    """Keep the signatures if the request still waits; False when somebody else was faster or its time is over."""
    return bool(
        _waiting(request_id).update(
            state=State.SIGNED.value,
            signatures=[base64.b64encode(each).decode() for each in found],
        )
    )


def fail(request_id: UUID, refused: Refused) -> bool:
    """The answer was no good: the link is used up, the browser reads why. False when the request waits no more."""
    return bool(
        _waiting(request_id).update(
            state=State.FAILED.value, error=refused.code, reasons=str(refused.values.get("reasons", ""))
        )
    )


def collect(request_id: UUID, *, browser: str, by: UUID | None) -> Standing | None:
    """Take the signatures out, once: for the browser and the person that asked; None where there is nothing to take."""
    found = queries.of_browser(request_id, browser)
    if found is None or found.state is not State.SIGNED or found.asked.by != by:
        return None
    taken = models.PhoneRequest.objects.filter(
        id=request_id, state=State.SIGNED.value, expires_at__gt=current().at - KEPT
    ).update(state=State.COLLECTED.value, documents=[], signatures=[], iin="")
    return found if taken else None


def forget() -> int:
    """Remove requests that have been over for an hour; returns how many. Idempotent, for a periodic job."""
    gone, _ = models.PhoneRequest.objects.filter(expires_at__lt=current().at - KEPT).delete()
    return gone


def _waiting(request_id: UUID) -> "models.models.QuerySet[models.PhoneRequest]":
    # The condition stands in the update itself: of two answers at once the database lets one change the row.
    return models.PhoneRequest.objects.filter(
        id=request_id, state=State.WAITING.value, expires_at__gt=current().at
    )
