"""What the phone calls: who asks, what is to be signed, and the signatures put back (eGov Mobile QR signing).

No session and no cookie: the link is the secret, and a bearer token beside it. Nothing changes on GET. A link that
was never made, a wrong one and a wrong bearer token get the same answer.
"""

import logging
from collections.abc import Callable

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from zholdama.access.requests import Request
from zholdama.ledger.work import Login, work
from zholdama.portal import limits
from zholdama.portal.refused import words
from zholdama.refusals import Refused
from zholdama.signatures import phone, phone_actions, phone_queries
from zholdama.signatures.phone import Standing, State

log = logging.getLogger("zholdama.portal")
A_MINUTE = 120
"""Calls from one address a minute: many phones share the address of their network."""
STATUS = {
    "phone_link_unknown": 404,
    "phone_link_used": 409,
    "phone_link_expired": 410,
    "phone_body_unreadable": 400,
    "phone_body_too_large": 413,
    "phone_too_many_calls": 429,
}
"""Every other refusal is the protocol's 403: the signatures are not what was asked for."""

View = Callable[..., HttpResponse]


def _answering(view: View) -> View:
    def door(request: Request, *, token: str) -> HttpResponse:
        language = phone.language_of(request.headers.get("Accept-Language", ""))
        try:
            if limits.too_many(request, "phone-call", limit=A_MINUTE):
                raise Refused("phone_too_many_calls")
            return view(request, token=token, language=language)
        except Refused as refused:
            status = STATUS.get(refused.code, 403)
            log.info("a phone's call was refused: %s", refused.code, extra={"status_code": status})
            with override(language):
                return JsonResponse({"message": words(refused), "code": refused.code}, status=status)

    return door


@csrf_exempt
@never_cache
@require_safe
@_answering
def overview(request: Request, *, token: str, language: str) -> HttpResponse:
    """API 1: who asks for what, until when, and where the documents lie."""
    with work(login=Login.DOORKEEPER, at=request.at):
        standing = phone_queries.of_link(token)
    standing = _waiting(standing, used="phone_link_expired")
    body = phone.overview(
        standing.asked,
        uri=request.build_absolute_uri(reverse("portal:phone_documents", kwargs={"token": token})),
        bearer=phone_queries.bearer_of(token),
        expires_at=standing.expires_at,
        language=language,
    )
    return JsonResponse(body)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "PUT"])
@_answering
def documents(request: Request, *, token: str, language: str) -> HttpResponse:
    """API 2: GET the documents, PUT the signatures."""
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    with work(login=Login.DOORKEEPER, at=request.at):
        standing = phone_queries.of_bearer(token, bearer.strip() if scheme.lower() == "bearer" else "")
    if request.method != "PUT":
        return JsonResponse(phone.documents(_waiting(standing, used="phone_link_expired").asked))
    _take(request, _waiting(standing, used="phone_link_used"))
    with override(language):
        return JsonResponse(
            {"message": gettext("The signature was received. Go back to the page with the QR code.")}
        )


def _waiting(standing: Standing | None, *, used: str) -> Standing:
    if standing is None:
        raise Refused("phone_link_unknown")
    if standing.state is State.EXPIRED:
        raise Refused("phone_link_expired")
    if standing.state is not State.WAITING:
        raise Refused(used)
    return standing


def _take(request: Request, standing: Standing) -> None:
    """Judge outside a unit of work, keep or fail in one of its own; whoever comes second changes nothing."""
    body = _body(request)
    try:
        found = phone_actions.judged(standing, body, at=request.at)
    except Refused as refused:
        if refused.code != "phone_body_unreadable":  # a broken line is no answer: the phone may send it again
            with work(login=Login.DOORKEEPER, at=request.at):
                phone_actions.fail(standing.id, refused)
        raise
    with work(login=Login.DOORKEEPER, at=request.at):
        kept = phone_actions.keep(standing.id, found)
    if not kept:
        raise Refused("phone_link_used")


def _body(request: Request) -> bytes:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdecimal()) or int(length) > phone.LARGEST_BODY:
        raise Refused("phone_body_too_large")
    return request.body
