"""What verifiers fetch: the public keys, and the signed list of referrals that no longer hold.

Both say as of when. A process makes them anew every half minute, and a cache may keep them as long again: a
referral that was replaced is known to every verifier within a minute.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.cache import cache
from django.http import HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from zholdama.access.requests import Request
from zholdama.ledger.work import Login, work
from zholdama.papers.published_list import MEDIA_TYPE
from zholdama.referrals import publishing

FRESH = timedelta(seconds=30)


@require_safe
def signed_list(request: Request) -> HttpResponse:
    """The list as COSE_Sign1: see `papers.published_list` for what is in it."""
    return _published(request, "list", publishing.signed_list, MEDIA_TYPE)


@require_safe
def keys(request: Request) -> HttpResponse:
    """The public keys as JSON, with the key that checks the list."""
    return _published(request, "keys", lambda: publishing.key_file().encode(), "application/json")


def _published(request: Request, name: str, make: Callable[[], bytes], media_type: str) -> HttpResponse:
    made_at, content, tag = _kept(name, make, at=request.at)
    left = max(0, int((made_at + FRESH - request.at).total_seconds()))
    same = tag in request.headers.get("If-None-Match", "")
    response = HttpResponseNotModified() if same else HttpResponse(content, content_type=media_type)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = f"public, max-age={left}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _kept(name: str, make: Callable[[], bytes], *, at: datetime) -> tuple[datetime, bytes, str]:
    kept: tuple[datetime, bytes, str] | None = cache.get(f"published:{name}")
    if kept is not None and timedelta(0) <= at - kept[0] < FRESH:
        return kept
    with work(login=Login.DOORKEEPER, at=at):
        content = make()
    made = (at, content, publishing.tag_of(content))
    cache.set(f"published:{name}", made, timeout=60)
    return made
