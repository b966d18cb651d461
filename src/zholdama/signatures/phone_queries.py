"""Requests to sign on the phone as they stand, for the phone that has the link and for the browser that asked."""

import base64
from typing import Any
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

from zholdama.ledger.work import current
from zholdama.passport.texts import Text
from zholdama.signatures import phone_models as models
from zholdama.signatures.phone import (
    Asked,
    Document,
    Method,
    Organisation,
    Purpose,
    Standing,
    digest,
    state_at,
)


def bearer_of(token: str) -> str:
    """The second secret, told to whoever has read the first answer; not to be derived from the link."""
    return salted_hmac("zholdama.signatures.phone.bearer", token, algorithm="sha256").hexdigest()


def of_link(token: str) -> Standing | None:
    """The request of this link; None for a link that names none."""
    row = models.PhoneRequest.objects.filter(token_hash=digest(token)).first()
    return _standing(row) if row else None


def of_bearer(token: str, bearer: str) -> Standing | None:
    """The same for somebody who has the bearer token as well; None otherwise, as if there were no such link."""
    return of_link(token) if constant_time_compare(bearer_of(token), bearer) else None


def of_browser(request_id: UUID, browser: str) -> Standing | None:
    """The request that this browser has made; None for another browser's, as if there were none."""
    found = models.PhoneRequest.objects.filter(id=request_id, browser_hash=digest(browser)).first()
    return _standing(found) if found else None


def _standing(row: models.PhoneRequest) -> Standing:
    return Standing(
        id=row.id,
        asked=_asked(row),
        state=state_at(row.state, expires_at=row.expires_at, at=current().at),
        expires_at=row.expires_at,
        error=row.error,
        reasons=row.reasons,
        signatures=tuple(base64.b64decode(each) for each in row.signatures),
    )


def _asked(row: models.PhoneRequest) -> Asked:
    return Asked(
        purpose=Purpose(row.purpose),
        role=row.role,
        description=Text(**row.description),
        organisation=Organisation(Text(**row.organisation["name"]), row.organisation["bin"]),
        documents=tuple(_document(each) for each in row.documents),
        then=row.then,
        back=row.back,
        by=row.asked_by,
        iin=row.iin or None,
        bin=row.bin or None,
        fields=row.fields,
        method=Method(row.method),
    )


def _document(kept: dict[str, Any]) -> Document:
    return Document(Text(**kept["name"]), base64.b64decode(kept["content"]))
