"""Who comes in by an answer link: the secret leads to one referral, the last digits of the organisation's number open it.

The link alone shows little and changes nothing, whoever opens it and however often; a mail scanner sends no digits. That the
digits were given stays in a signed cookie of this browser for half an hour.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache

from zholdama.access.doors import within
from zholdama.access.requests import Request
from zholdama.actors import Actor, Role
from zholdama.ledger.work import Login, tenant, work
from zholdama.opportunities import queries as opportunities
from zholdama.referrals import links
from zholdama.ui.language import known

View = Callable[..., HttpResponse]
COOKIE, PATH, SALT = "answer", "/employers/answer/", "zholdama.employers.answer"
HOLDS = timedelta(minutes=30)
A_MINUTE = 30
"""Sent forms from one address a minute, per web process; the digits are limited in the database besides."""


def by_link(view: View) -> View:
    """The page belongs to the referral behind `secret`; unknown, expired and revoked are one and the same 404."""

    @never_cache
    @wraps(view)
    def door(request: Request, secret: str, **arguments: Any) -> HttpResponse:
        if request.method == "POST" and _too_many(request):
            answer = render(request, "employers/answer_wait.html", status=429)
            answer.headers["Retry-After"] = "60"
            return _private(answer)
        with work(login=Login.DOORKEEPER, at=request.at):
            found = links.resolved(secret)
        if found is None:
            raise Http404
        provider_id, referral_id = found
        by = Actor(role=Role.EMPLOYER, id=referral_id, provider_id=provider_id)
        request.actor = by
        request.secret = secret  # type: ignore[attr-defined]
        return _private(within(request, view, {"referral_id": referral_id, **arguments}, by=by))

    return door


def _private(response: HttpResponse) -> HttpResponse:
    # The address is a secret: it stays out of Referer headers and of search engines. Not "no-referrer": browsers then
    # send "Origin: null" with a form, which the proof against forged forms refuses.
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def speak(request: Request, place_id: UUID) -> None:
    """The organisation's own language first, unless somebody has chosen one here or in the address."""
    if known(request.GET.get("lang")) or known(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)):
        return
    code = known(opportunities.language_of(tenant(), place_id)) or settings.LANGUAGE_CODE
    translation.activate(code)
    request.LANGUAGE_CODE = code


def is_open(request: Request, referral_id: UUID) -> bool:
    """Whether this browser has given the digits for this referral in the last half hour."""
    try:
        held = signing.Signer(salt=SALT).unsign_object(request.COOKIES.get(COOKIE, ""))
        until = datetime.fromisoformat(held["until"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return False
    return bool(held.get("referral") == str(referral_id) and request.at <= until)


def keep_open(response: HttpResponse, referral_id: UUID, *, at: datetime) -> None:
    """This browser need not give the digits again for half an hour."""
    held = {"referral": str(referral_id), "until": (at + HOLDS).isoformat()}
    response.set_cookie(
        COOKIE,
        signing.Signer(salt=SALT).sign_object(held),
        max_age=HOLDS,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _too_many(request: Request) -> bool:
    key = f"limit:answer:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, timeout=60)
    try:
        return bool(cache.incr(key) > A_MINUTE)
    except ValueError:  # the minute ended between the two calls
        return False
