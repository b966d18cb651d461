"""The short way in for the one address under load: a POST of a signed application, before Django's request begins.

Django's request, middleware and router cost as much processor time as the signature check. This door answers the
plain case with the same function as `v1.submit`; whatever else comes (a cookie, a query, a body it cannot read, an
unexpected fault) goes the long way, unchanged. The headers are those that the long way sets, learned from an answer.
"""

import io
import json
from collections.abc import Callable, Iterable
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import connections
from django.http.request import split_domain_port, validate_host

from zholdama import clock
from zholdama.actors import SYSTEM
from zholdama.api import v1
from zholdama.refusals import Refused

PATH = "/api/v1/applications"
Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class HotDoor:
    """A WSGI application in front of another one."""

    def __init__(self, long_way: Application) -> None:
        self._long_way = long_way
        self._headers: list[tuple[str, str]] | None = None

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == PATH and _is_plain(environ):
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            if (answer := _answer(body)) is not None:
                status, content = answer
                length = ("Content-Length", str(len(content)))
                start_response(_LINES[status], [*self._headers_like(environ), length])
                return [content]
            environ["wsgi.input"] = io.BytesIO(body)
        return self._long_way(environ, start_response)

    def _headers_like(self, environ: Environ) -> list[tuple[str, str]]:
        """What the house's middleware puts on an answer from this address."""
        if self._headers is None:
            heard: list[tuple[str, str]] = []
            asked = {**environ, "CONTENT_LENGTH": "0", "wsgi.input": io.BytesIO()}
            answer = self._long_way(asked, lambda status, headers, *_: heard.extend(headers))
            getattr(answer, "close", lambda: None)()
            self._headers = [
                each for each in heard if each[0].lower() not in {"content-length", "set-cookie"}
            ]
        return self._headers


_LINES = {status: f"{status} {HTTPStatus(status).phrase}" for status in (200, 201, 409, 422)}


def _is_plain(environ: Environ) -> bool:
    """A POST from nobody in particular, whole, not too long, to a host of ours, over the line that is asked for."""
    return (
        environ["REQUEST_METHOD"] == "POST"
        and "HTTP_COOKIE" not in environ
        and not environ.get("QUERY_STRING")
        and environ.get("CONTENT_LENGTH", "").isdecimal()
        and int(environ["CONTENT_LENGTH"]) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        and _is_ours(environ.get("HTTP_HOST", ""))
        and (not settings.SECURE_SSL_REDIRECT or _is_secure(environ))
    )


@lru_cache(maxsize=64)
def _is_ours(host: str) -> bool:
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def _is_secure(environ: Environ) -> bool:
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        return bool(environ.get(name) == value)
    return bool(environ.get("wsgi.url_scheme") == "https")


def _answer(body: bytes) -> tuple[int, bytes] | None:
    """Status and content, or None for the long way."""
    try:
        sent = json.loads(body)
        document, signature = sent["document"], sent["signature"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not (isinstance(document, str) and isinstance(signature, str)):
        return None
    try:
        status, content = v1.take(document, signature, by=SYSTEM, at=clock.now())
    except Refused as refused:
        status, content = v1.problem(refused)
    except Exception:  # the long way meets it again, and reports it as every fault is reported
        return None
    finally:
        # What Django does at the end of a request: a connection that has failed is not used again.
        connections["default"].close_if_unusable_or_obsolete()
    return status, json.dumps(content).encode()
