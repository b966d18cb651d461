"""People at the citizens' door: a client at a set time, signed in with a real signature."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from zholdama import clock
from zholdama.demonstration import signer
from zholdama.demonstration.residents import Resident, by_slug

MORNING = datetime(2025, 1, 6, 5, 0, tzinfo=UTC)
"""Monday 2025-01-06 10:00 in Almaty."""
EVENING = datetime(2025, 1, 6, 15, 0, tzinfo=UTC)
"""Monday 20:00; Tuesday the 7th is Christmas, so the next working day is Wednesday the 8th."""


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield


@pytest.fixture
def set_clock() -> Iterator[Callable[[datetime], None]]:
    """Give the doors another time; Monday morning to begin with."""
    with clock.clock_at(MORNING):
        yield clock.set_clock


@pytest.fixture
def browser(database: None, set_clock: Callable[[datetime], None]) -> Client:
    """A browser of nobody yet, on Monday morning."""
    return Client()


@pytest.fixture
def person(centre: Any) -> Resident:
    """A made-up person with an IIN, beside a centre that is open."""
    return by_slug()["aigerim"]


@pytest.fixture
def citizen(browser: Client, person: Resident) -> Client:
    """The person's browser after sign-in, without a draft of an earlier test."""
    assert sign_in(browser, person.slug).status_code == 302
    browser.post("/apply/drop/")
    return browser


def body(response: Any) -> str:
    """The page as text."""
    return response.content.decode()


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
