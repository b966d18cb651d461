"""Asking a fixed address over HTTP: short, bounded, straight.

No redirect is followed, no proxy asked, and an address never comes from a certificate. Nothing is asked inside a unit
of work: a silent service must not hold a transaction open.
"""

import http.client
import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit

from zholdama.ledger import work

CONNECT_SECONDS, TOTAL_SECONDS = 3.0, 5.0
LARGEST_ANSWER = 256 * 1024


class Silent(Exception):
    """The service gave no usable answer; the message says why, and holds nothing of what it sent."""


def ask(
    address: str,
    body: bytes | None = None,
    *,
    kind: str = "",
    most: int = LARGEST_ANSWER,
    seconds: float = TOTAL_SECONDS,
) -> bytes:
    """The body of a 200 answer to a GET, or to a POST of `body` of media type `kind`; raises Silent.

    `most` bytes and `seconds` at most, however slowly the other side writes. RuntimeError inside a unit of work.
    """
    if work.is_open():
        raise RuntimeError("a service is asked before the unit of work, never inside it")
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Silent("not an address of HTTP")
    made = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = made(parts.hostname, parts.port, timeout=min(CONNECT_SECONDS, seconds))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.connect()
        with _until(connection, seconds):
            connection.request("POST" if body is not None else "GET", target, body, _headers(kind))
            return _body(connection.getresponse(), most)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Silent(type(error).__name__) from error
    finally:
        connection.close()


def _headers(kind: str) -> dict[str, str]:
    headers = {"Connection": "close", "Accept-Encoding": "identity"}
    return {**headers, "Content-Type": kind} if kind else headers


def _body(response: http.client.HTTPResponse, most: int) -> bytes:
    if response.status != 200:
        raise Silent(f"status {response.status}")
    content = response.read(most + 1)
    if len(content) > most:
        raise Silent("a longer answer than is read")
    if response.length:
        raise Silent("an answer that breaks off")
    return content


class _until:
    """Cuts the line when the time is over: a service that writes a byte a second is silent, too."""

    def __init__(self, connection: http.client.HTTPConnection, seconds: float) -> None:
        self._line = connection.sock
        self._line.settimeout(seconds)
        self._alarm = threading.Timer(seconds, self._cut)
        self._alarm.daemon = True

    def _cut(self) -> None:
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> None:
        self._alarm.start()

    def __exit__(self, *_: object) -> None:
        self._alarm.cancel()
