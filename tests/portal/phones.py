"""How the tests hold a phone: the stand-in over a test client, and single calls of the wire protocol."""

import base64
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from tests.portal.visiting import MORNING, body, hidden

from zholdama.demonstration import phone as stand_in
from zholdama.demonstration import signer
from zholdama.demonstration.residents import by_slug


class Phone:
    """One phone with the link of one QR; it has no cookie and no session."""

    def __init__(self, link: str, *, language: str = "kk") -> None:
        self.link, self.language, self.client = link, language, Client()
        self.bearer = ""

    def exchange(
        self, method: str, address: str, headers: Mapping[str, str], content: bytes
    ) -> tuple[int, bytes]:
        """A call as the stand-in makes it, over the test client."""
        more = {"content_type": "application/json"} if method == "PUT" else {}
        answer = self.client.generic(method, urlsplit(address).path, content, headers=dict(headers), **more)
        return answer.status_code, answer.content

    def use(self, slug: str, **more: Any) -> stand_in.Outcome:
        """Read, sign and put back."""
        return stand_in.use(self.link, slug=slug, language=self.language, exchange=self.exchange, **more)

    def overview(self) -> Any:
        return self.client.get(urlsplit(self.link).path, headers={"Accept-Language": self.language})

    def documents(self, *, bearer: str | None = None) -> Any:
        if not self.bearer and bearer is None:
            self.bearer = self.overview().json()["document"]["auth_token"]
        headers = {"Authorization": f"Bearer {self.bearer if bearer is None else bearer}"}
        return self.client.get(self.uri, headers=headers)

    def put(self, content: bytes, *, bearer: str | None = None, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.bearer if bearer is None else bearer}"}
        return self.client.put(self.uri, content, content_type="application/json", headers=headers, **more)

    @property
    def uri(self) -> str:
        return f"{urlsplit(self.link).path}documents/"


def signed(asked: dict[str, Any], slug: str, *, content: bytes | None = None) -> bytes:
    """The body of a good answer to `asked`, or one over other bytes."""
    for entry in asked["documentsToSign"]:
        file = entry["document"]["file"]
        what = base64.b64decode(file["data"]) if content is None else content
        cms = signer.sign_as_resident(by_slug()[slug], what, at=MORNING)
        file["data"] = base64.b64encode(cms).decode()
    return json.dumps(asked).encode()


def asked_to_sign_in(client: Client, *, target: str = "") -> str:
    """Press the button of the sign-in page; returns the address of the page with the QR."""
    page = client.get("/sign-in/", {"next": target} if target else {})
    answer = client.post("/phone/sign-in/ask/", {"key": hidden(page, "key"), "next": hidden(page, "next")})
    assert answer.status_code == 302, body(answer)
    return str(answer.headers["Location"])


def link_of(client: Client, address: str) -> str:
    """The link in the page's QR, as the demonstration's command shows it."""
    found = re.search(r"zholdama phone (\S+) --as", body(client.get(address)))
    assert found
    return found.group(1)


def go_on(client: Client, address: str) -> Any:
    """Press "I have signed: check" on the page with the QR."""
    page = client.get(address)
    forms = re.findall(
        r'<form method="post" action="([^"]+)"[^>]*>(?:(?!</form>).)*?name="request" value="([^"]+)"',
        body(page),
        re.DOTALL,
    )
    where, request = forms[-1]
    return client.post(where, {"request": request})
