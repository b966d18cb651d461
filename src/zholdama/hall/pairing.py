"""Pairing a device with its centre: the head's one-time code is typed once, a secret cookie stays."""

from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from zholdama.access import devices
from zholdama.access.requests import Request
from zholdama.ledger.work import Login, work
from zholdama.refusals import Refused

TRIES = 10
"""Codes that one address may try in a minute: a code has 31^8 readings and holds for a quarter of an hour."""
COOKIE_HOLDS = timedelta(days=400)
"""The longest that browsers allow; each page renews it."""


def pair(request: Request) -> HttpResponse:
    """Type the code; a device that is paired goes to its page at once."""
    if request.method == "POST":
        return _paired(request)
    with work(login=Login.DOORKEEPER, at=request.at):
        known = devices.recognised(request.COOKIES.get(devices.COOKIE, ""))
    return redirect(f"hall:{known.kind}") if known else render(request, "hall/pair.html")


def _paired(request: Request) -> HttpResponse:
    code = request.POST.get("code", "")[:40]
    if _too_many(request):
        return render(request, "hall/pair.html", {"wait": True, "code": code}, status=429)
    try:
        with work(login=Login.DOORKEEPER, at=request.at):
            device, secret = devices.pair(code=code)
    except Refused as refused:
        words = refused.words(get_language() or "kk")
        return render(request, "hall/pair.html", {"error": words, "code": code}, status=422)
    response = redirect(f"hall:{device.kind}")
    keep(response, secret)
    return response


def keep(response: HttpResponse, secret: str) -> None:
    """Store the device's secret where only this door reads it."""
    response.set_cookie(
        devices.COOKIE,
        secret,
        max_age=COOKIE_HOLDS,
        path="/hall/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _too_many(request: Request) -> bool:
    key = f"limit:pair:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, timeout=60)
    try:
        return bool(cache.incr(key) > TRIES)
    except ValueError:  # the minute ended between the two calls
        return False
