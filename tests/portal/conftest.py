"""People at the citizens' door: a client at a set time, signed in with a real signature."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from tests.portal.visiting import MORNING, sign_in

from zholdama import clock
from zholdama.demonstration.residents import Resident, by_slug


@pytest.fixture(autouse=True)
def _fresh_limits(database: None) -> None:
    from tests.acting import changed

    cache.clear()
    changed("DELETE FROM access_question", [], alias="owner")


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
