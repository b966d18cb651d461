"""`zholdama phone`: the stand-in phone as a command."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from zholdama.cli import phone as command
from zholdama.demonstration import phone

COMMAND = [sys.executable, "-m", "zholdama.cli.main", "phone"]


class Product(BaseHTTPRequestHandler):
    """A product of nobody: it asks for a signature over one text and keeps what was put."""

    put: list[dict[str, Any]] = []

    def do_GET(self) -> None:
        here = f"http://127.0.0.1:{self.server.server_port}/documents/"  # type: ignore[attr-defined]
        if self.path == "/documents/":
            assert self.headers["Authorization"] == "Bearer secret"
            entry = {"id": 1, "nameRu": "р", "nameKz": "қ", "nameEn": "e", "meta": []}
            file = {"mime": "", "data": "dGV4dA=="}
            self._say(
                {"signMethod": "CMS_SIGN_ONLY", "documentsToSign": [{**entry, "document": {"file": file}}]}
            )
        elif self.path == "/link/":
            self._say(
                {
                    "description": f"sign in {self.headers['Accept-Language']}",
                    "expiry_date": "2030-01-01T00:00:00+05:00",
                    "organisation": {"nameRu": "р", "nameKz": "қ", "nameEn": "e", "bin": "150440000102"},
                    "document": {"uri": here, "auth_type": "Token", "auth_token": "secret"},
                }
            )
        else:
            self._say({"message": "no such link"}, status=404)

    def do_PUT(self) -> None:
        self.put.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self._say({"message": "thanks"})

    def _say(self, document: dict[str, Any], *, status: int = 200) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing is printed."""


@pytest.fixture
def product() -> Iterator[str]:
    """The address of a product that a phone can call."""
    server = HTTPServer(("127.0.0.1", 0), Product)
    Product.put.clear()
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def call(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, *arguments],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "zholdama.config.settings", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_it_signs_over_the_wire_alone(product: str, database: None) -> None:
    done = call(f"mobileSign:{product}/link/", "--as", "aigerim", "--language", "ru", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {"status": 200, "message": "thanks", "description": "sign in ru"}
    entry = Product.put[0]["documentsToSign"][0]
    assert (entry["id"], entry["nameKz"]) == (1, "қ")
    assert entry["document"]["file"]["data"] != "dGV4dA=="


def test_a_link_that_is_none(product: str, database: None) -> None:
    done = call(f"{product}/other/", "--as", "aigerim")
    assert (done.returncode, done.stdout.strip()) == (1, "404: no such link")


def test_wrong_calls(product: str, database: None) -> None:
    assert call(f"{product}/link/", "--as", "nobody").returncode == 2
    assert call("http://127.0.0.1:9/", "--as", "aigerim").returncode == 3
    refused = call(
        f"{product}/link/", "--as", "aigerim", ZHOLDAMA_MODE="production", ZHOLDAMA_HOSTS="example.kz"
    )
    assert refused.returncode == 2
    assert "production" in refused.stderr


def test_the_command_knows_the_defects_of_the_phone() -> None:
    assert command.DEFECTS == phone.DEFECTS
