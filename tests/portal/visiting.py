"""How the tests visit the citizens' door: read a page, sign in, answer, send."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zholdama.demonstration import signer
from zholdama.demonstration.residents import Resident

MORNING = datetime(2025, 1, 6, 5, 0, tzinfo=UTC)
"""Monday 2025-01-06 10:00 in Almaty."""
EVENING = datetime(2025, 1, 6, 15, 0, tzinfo=UTC)
"""Monday 20:00; Tuesday the 7th is Christmas, so the next working day is Wednesday the 8th."""


def body(response: Any) -> str:
    """The page as text."""
    return response.content.decode()


def settled(response: Any) -> str:
    """The page without what differs each time: the form's token and its own address."""
    plain = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", body(response))
    return plain.replace(response.request["PATH_INFO"], "")


def in_english(client: Client) -> Client:
    """The browser keeps to English from here on."""
    client.post("/language/", {"language": "en", "next": "/"})
    return client


def hidden(response: Any, name: str) -> str:
    """The value of a hidden field of the page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', body(response))
    assert found, f"no hidden field {name}"
    return found.group(1)


def sign_in(client: Client, slug: str, *, path: str = "/sign-in/") -> Any:
    """Come in with the demonstration's key."""
    page = client.get(path)
    return client.post(
        "/sign-in/",
        {"key": hidden(page, "key"), "next": hidden(page, "next"), "how": "demonstration", "person": slug},
    )


def signature(resident: Resident, content: bytes, *, at: datetime = MORNING) -> SimpleUploadedFile:
    """A file as a person's own tool would write it."""
    return SimpleUploadedFile("text.cms", signer.sign_as_resident(resident, content, at=at))


def answer_all(client: Client, code: str, measure: str = "training", **contact: str) -> Any:
    """The three questions; returns the page that checks them."""
    client.post("/apply/centre/", {"provider": code})
    client.post("/apply/measure/", {"measure": measure})
    client.post("/apply/contact/", {"phone": "", "wish": "", **contact})
    return client.get("/apply/check/")


def send(client: Client, page: Any, **more: Any) -> Any:
    """Send what the page shows, by default with the demonstration's key."""
    values = {"key": hidden(page, "key"), "shown": hidden(page, "shown"), "how": "demonstration", **more}
    return client.post("/apply/send/", values)


def case_of(response: Any) -> UUID:
    """The case that a redirect leads to."""
    assert response.status_code == 302, body(response)
    return UUID(response.headers["Location"].split("/")[2])
