"""How often one address may ask: enough for a person, too little for guessing."""

from django.core.cache import cache
from django.http import HttpResponse

from zholdama.access import questions
from zholdama.access.requests import Request
from zholdama.portal.furniture import page

A_MINUTE = 30
"""Questions from one address a minute."""


def too_many_of_all(request: Request, what: str, *, limit: int = A_MINUTE) -> bool:
    """The same, counted once for all web processes: for questions that strangers may ask about our people."""
    address = request.META.get("REMOTE_ADDR", "")
    return questions.count(what, address=address, at=request.at) > limit


def too_many(request: Request, what: str, *, limit: int = A_MINUTE) -> bool:
    """Count one more question of this kind in this process; True from the one after `limit` on, for a minute."""
    key = f"limit:{what}:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, timeout=60)
    try:
        return bool(cache.incr(key) > limit)
    except ValueError:  # the minute ended between the two calls
        return False


def wait(request: Request) -> HttpResponse:
    """429 in words."""
    response = page(request, "wait", status=429)
    response.headers["Retry-After"] = "60"
    return response
