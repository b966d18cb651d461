"""J1 in a real browser: from the start page to the downloaded receipt, in Kazakh and in Russian; then the result."""

from collections.abc import Callable
from typing import Any

import pytest

WORDS = {
    "kk": {"start": "Бастау"},
    "ru": {"start": "Начать"},
}


@pytest.mark.browser
@pytest.mark.clause("P3.2")
@pytest.mark.parametrize(("language", "who"), [("kk", "aigerim"), ("ru", "galina")])
def test_start(open_page: Callable[..., Any], language: str, who: str) -> None:
    from tests.journeys.conftest import shot  # type: ignore[import-not-found]

    page = open_page(language)
    assert page.locator("html").get_attribute("lang") == language
    shot(page, f"start-{language}")
