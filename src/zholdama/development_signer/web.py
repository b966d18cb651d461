"""The signer over HTTP: its page, and /ocsp, /crl/<kind>.crl, /tsp of the development authority."""

import contextlib
import re
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from zholdama import clock
from zholdama.development_signer import authority, page
from zholdama.development_signer.reader import Reader

LARGEST_BODY = 64 * 1024
_LOCAL = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
HTML = "text/html; charset=utf-8"


def handler(reader: Reader) -> type[BaseHTTPRequestHandler]:
    """The handler of one signer."""
    return type("SignerHandler", (Handler,), {"reader": reader})


class Handler(BaseHTTPRequestHandler):
    """One request; `reader` is set by `handler`."""

    reader: Reader
    timeout = 30

    def do_GET(self) -> None:
        """The page, its stylesheet, a revocation list."""
        if not self._is_local():
            return
        address = urlsplit(self.path)
        if address.path == "/":
            self._page(parse_qs(address.query))
        elif address.path == "/page.css":
            self._answer(
                (Path(__file__).parent / "page.css").read_bytes(), media_type="text/css; charset=utf-8"
            )
        elif address.path == "/crl/rsa.crl":
            self._answer(authority.crl(self.reader.keyring, "rsa", at=clock.now()), media_type=CRL)
        elif address.path == "/crl/gost.crl":
            self._answer(authority.crl(self.reader.keyring, "gost", at=clock.now()), media_type=CRL)
        else:
            self._say(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """A choice on the page, or a question to the authority."""
        if not self._is_local():
            return
        try:
            length = int(self.headers.get("Content-Length", ""))
        except ValueError:
            self._say(HTTPStatus.LENGTH_REQUIRED)
            return
        if not 0 <= length <= LARGEST_BODY:
            self._say(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        body = self.rfile.read(length)
        match self.path:
            case "/":
                self._choose(body)
            case "/ocsp" | "/ocsp/":
                answer = authority.ocsp(self.reader.keyring, body, at=clock.now())
                self._answer(answer, media_type="application/ocsp-response")
            case "/tsp" | "/tsp/":
                answer = authority.timestamp(self.reader.keyring, body, at=clock.now())
                self._answer(answer, media_type="application/timestamp-reply")
            case _:
                self._say(HTTPStatus.NOT_FOUND)

    def _is_local(self) -> bool:
        """Another name for this address would let a foreign page speak to it (DNS rebinding)."""
        local = bool(_LOCAL.fullmatch(self.headers.get("Host", "")))
        if not local:
            self._say(HTTPStatus.FORBIDDEN)
        return local

    def _choose(self, body: bytes) -> None:
        if self.headers.get("Origin") != f"http://{self.headers.get('Host')}":
            self._say(HTTPStatus.FORBIDDEN)
            return
        sent = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
        try:
            self.reader.choose(
                holder=sent.get("holder", ""), kind=sent.get("kind", ""), behaviour=sent.get("behaviour", "")
            )
        except ValueError:
            self._say(HTTPStatus.BAD_REQUEST)
            return
        language = sent.get("lang", "")
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", f"/?lang={language if language in page.LANGUAGES else 'kk'}&done=1")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _page(self, query: dict[str, list[str]]) -> None:
        asked = query.get("lang", ["kk"])[0]
        language = asked if asked in page.LANGUAGES else "kk"
        self._answer(page.drawn(self.reader, language, done="done" in query).encode(), media_type=HTML)

    def _say(self, status: HTTPStatus) -> None:
        self._answer(f"{status.phrase}\n".encode(), media_type="text/plain; charset=utf-8", status=status)

    def _answer(self, content: bytes, *, media_type: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        for name, value in {**_HEADERS, "Content-Type": media_type}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with contextlib.suppress(BrokenPipeError):
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged: what is asked here is about people, made up or not."""


CRL = "application/pkix-crl"
