"""Following an organisation's personal link: opening it changes and shows nothing, the number's last digits are asked once."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from zholdama.access.requests import Request
from zholdama.actors import Actor
from zholdama.ledger.work import Login, work
from zholdama.opportunities import links

COOKIE = "employer"
COOKIE_HOLDS = timedelta(hours=12)
TRIES = 20
"""Answers that one address may give in a minute; a link itself bears five wrong ones."""
_signer = signing.TimestampSigner(salt="zholdama.employers.links")


def follow(request: Request, secret: str) -> HttpResponse:
    """The page behind the link: one question. Mail programs that open every link find nothing and change nothing."""
    with work(login=Login.DOORKEEPER, at=request.at):
        opened = links.opened(secret)
    if opened is None:
        return lost(request)
    if request.method != "POST" or "digits" not in request.POST:
        return _ask(request)
    if _too_many(request):
        return _ask(request, gettext("Too many tries. Wait a minute."), status=429)
    with work(login=Login.STAFF, by=opened.actor, at=request.at, provider=opened.provider_id):
        right = links.proved(opened.link_id, request.POST["digits"][:20])
    if not right:
        return _ask(
            request, gettext("These are not the last digits of your BIN or IIN. Check them."), status=422
        )
    response = redirect("employers:places")
    response.set_cookie(
        COOKIE,
        _signer.sign(secret),
        max_age=COOKIE_HOLDS,
        path=reverse("employers:places"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _ask(request: Request, error: str = "", *, status: int = 200) -> HttpResponse:
    return _unkept(render(request, "employers/ask.html", {"error": error}, status=status))


def recognised(request: Request) -> Actor | None:
    """Who holds the cookie that follows from a link and the right digits; asked anew at each page."""
    try:
        secret = _signer.unsign(request.COOKIES.get(COOKIE, ""), max_age=COOKIE_HOLDS)
    except signing.BadSignature:
        return None
    opened = links.opened(secret)
    return opened.actor if opened else None


def lost(request: Request) -> HttpResponse:
    """Nothing is behind this address: the same answer for unknown, expired, revoked and locked links."""
    return _unkept(render(request, "employers/lost.html", status=404))


def leave(request: Request) -> HttpResponse:
    """Forget this browser; the link itself goes on."""
    if request.method != "POST":
        return redirect("employers:places")
    response = _unkept(render(request, "employers/left.html"))
    response.delete_cookie(COOKIE, path=reverse("employers:places"))
    return response


def _unkept(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _too_many(request: Request) -> bool:
    key = f"limit:employer:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, timeout=60)
    try:
        return bool(cache.incr(key) > TRIES)
    except ValueError:  # the minute ended between the two calls
        return False
