"""Signing on the phone as the doors use it: the browser's own secret, a request begun, its signature handed in.

What a phone has signed goes the way of a signature file: the act's own page gets it as if it had been uploaded there.
"""

import re
import secrets
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext, override

from zholdama.access.requests import Request
from zholdama.ledger.work import Login, work
from zholdama.passport.texts import Text
from zholdama.signatures import phone_actions, phone_queries
from zholdama.signatures.phone import Asked, Standing

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_LIVES = timedelta(hours=8)


def _cookie() -> str:
    return "__Host-phone" if settings.ZHOLDAMA_PRODUCTION else "phone"


def browser_of(request: Request) -> str:
    """The secret that only this browser keeps; empty where it has none yet. The link of its QR is made from it."""
    secret = request.COOKIES.get(_cookie(), "")
    return secret if _SECRET.fullmatch(secret) else ""


def begin(request: Request, asked: Asked) -> HttpResponse:
    """Open a request and lead the browser to its QR. Outside a unit of work; raises Refused."""
    browser = browser_of(request) or secrets.token_urlsafe(32)
    lives = timedelta(seconds=settings.ZHOLDAMA_PHONE_SECONDS)
    with work(login=Login.DOORKEEPER, at=request.at):
        request_id = phone_actions.ask(asked, browser=browser, lives=lives)
    response = redirect("portal:phone", request_id=request_id)
    response.set_cookie(
        _cookie(),
        browser,
        max_age=_LIVES,
        secure=settings.ZHOLDAMA_PRODUCTION,
        httponly=True,
        samesite="Lax",
    )
    return response


def standing(request: Request, request_id: UUID) -> Standing | None:
    """The request of this browser as it stands; None for anybody else's. Outside a unit of work."""
    with work(login=Login.DOORKEEPER, at=request.at):
        return phone_queries.of_browser(request_id, browser_of(request))


def collected(request: Request, request_id: UUID, *, by: UUID | None) -> Standing | None:
    """The signed request, taken out once and for all; None while there is nothing to take. Outside a unit of work."""
    with work(login=Login.DOORKEEPER, at=request.at):
        return phone_actions.collect(request_id, browser=browser_of(request), by=by)


def hand_in(request: Request, asked: Asked, signature: bytes | None) -> None:
    """Make the request one that the page of the act would have sent with a signature file (None: without one)."""
    sent = QueryDict(mutable=True)
    sent.update({**asked.fields, "how": "upload"})
    request.POST = sent  # type: ignore[assignment]
    files: MultiValueDict[str, SimpleUploadedFile] = MultiValueDict()
    if signature is not None:
        files["signature"] = SimpleUploadedFile("phone.cms", signature)
    request._files = files  # type: ignore[attr-defined]


def in_three(message: str, **values: str) -> Text:
    """A message of the catalogues in all three languages: the phone may speak another one than the page."""
    words = {}
    for code in ("kk", "ru", "en"):
        with override(code):
            words[code] = gettext(message) % values
    return Text(**words)
