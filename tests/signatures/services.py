"""An authority's services on loopback for these tests: OCSP and timestamps by the development authority, and NCANode."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from zholdama.demonstration import signer
from zholdama.demonstration.residents import Resident
from zholdama.eds import der, oids
from zholdama.eds.certificate import Certificate, extension_list
from zholdama.eds.development import Credential
from zholdama.eds.development_services import (
    Revoked,
    ocsp_answer,
    revocation_list,
    service,
    timestamp_token,
)


class Services:
    """What the loopback server answers; a test changes it between two questions.

    `at`: the services' clock. `mode`: answers, silent (an error), hangs, drips (a byte now and then), html, moved.
    """

    def __init__(self) -> None:
        authority = signer.authority()
        self.issuer: Credential = authority.issuers["rsa"]
        old = datetime(2024, 12, 1, tzinfo=UTC)
        self.answering = service(self.issuer, "Test OCSP", oids.OCSP_SIGNING, at=old)
        self.stamping = service(self.issuer, "Test TSA", oids.TIME_STAMPING, at=old)
        self.at = datetime(2025, 1, 6, 5, 0, tzinfo=UTC)
        self.mode = "answers"
        self.revoked: dict[int, Revoked] = {}
        self.unknown_nonce = False
        self.asked: list[str] = []
        self.known: dict[int, bytes] = {}
        self.ncanode: Any = None
        self.address = ""

    def know(self, certificate: bytes) -> int:
        """Make the services know a certificate; its serial number."""
        serial = Certificate.from_der(certificate).serial
        self.known[serial] = certificate
        return serial

    def know_resident(self, resident: Resident) -> int:
        return self.know(signer.resident_certificate(resident).certificate)

    def answer(self, path: str, body: bytes) -> tuple[int, str, bytes]:
        self.asked.append(path)
        if self.mode == "silent":
            return 503, "text/plain", b""
        if self.mode == "html":
            return 200, "text/html", b"<html>maintenance</html>"
        if self.mode == "long":
            return 200, "application/octet-stream", b"0" * (300 * 1024)
        makers: dict[str, Callable[[bytes], bytes]] = {
            "/ocsp": self._ocsp,
            "/tsp": self._timestamp,
            "/crl": self._list,
            "/cms/verify": self._ncanode,
        }
        return 200, "application/octet-stream", makers[path](body)

    def _ocsp(self, body: bytes) -> bytes:
        outer = der.inside(body, der.whole(body)[0])
        identity = der.inside(body, der.inside(body, der.inside(body, outer[0])[0])[0])
        serial = der.number(body, identity[3])
        nonce = extension_list(body, der.inside(body, outer[1], 0xA2)[0])[oids.OCSP_NONCE][1][2:]
        return ocsp_answer(
            self.known[serial],
            self.issuer,
            self.answering,
            at=self.at,
            revoked=self.revoked.get(serial),
            nonce=b"\x00" * 32 if self.unknown_nonce else nonce,
        )

    def _timestamp(self, body: bytes) -> bytes:
        imprint = der.inside(body, der.whole(body)[1])
        assert der.content(body, imprint[1], der.OCTET_STRING)
        return der.seq(der.seq(der.integer(0)), timestamp_token(self.stamped, self.stamping, at=self.at))

    stamped = b""

    def _list(self, body: bytes) -> bytes:
        return revocation_list(
            self.issuer, self.revoked, at=self.at, number=int(self.at.timestamp()), lasts=timedelta(days=1)
        )

    def _ncanode(self, body: bytes) -> bytes:
        asked = json.loads(body)
        assert asked["revocationCheck"] == ["OCSP", "CRL"]
        said = self.ncanode
        return json.dumps(said).encode() if not isinstance(said, bytes) else said


@contextmanager
def serving(services: Services) -> Iterator[Services]:
    """The services on a loopback port until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if services.mode == "hangs":
                time.sleep(8)
                return
            if services.mode == "drips":
                self.send_response(200)
                self.send_header("Content-Length", "1000")
                self.end_headers()
                for _ in range(8):
                    self.wfile.write(b"0")
                    self.wfile.flush()
                    time.sleep(1)
                return
            if services.mode == "moved":
                self.send_response(302)
                self.send_header("Location", f"{services.address}/elsewhere")
                self.end_headers()
                return
            status, kind, content = services.answer(self.path, body)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    services.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield services
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
