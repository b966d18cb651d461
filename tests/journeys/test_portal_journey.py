"""The portal in a real browser: from the start page to the downloaded referral, in Kazakh and in Russian (J1)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from journey_steps import (
    apply_on_portal,
    decide_from_desk,
    download,
    leave,
    shot,
    sign_in_as_resident,
)


@pytest.mark.browser
@pytest.mark.clause("P3.2", "P6.1b", "P9.2a")
@pytest.mark.parametrize(
    ("language", "who", "measure"), [("kk", "aigerim", "job_placement"), ("ru", "galina", "public_works")]
)
def test_from_the_start_page_to_the_referral(
    open_page: Callable[..., Any], language: str, who: str, measure: str, tmp_path: Path
) -> None:
    page = open_page(language, width=360)
    shot(page, f"portal-{language}-1-start")
    sign_in_as_resident(page, who)
    address = apply_on_portal(page, measure=measure, language=language)
    assert page.locator("html").get_attribute("lang") == language
    receipt = download(page, page.locator("a[href$='/receipt/']"), tmp_path)
    assert receipt.read_bytes().startswith(b"%PDF")

    decide_from_desk(open_page, address, language=language)

    page.goto(address)
    shot(page, f"portal-{language}-6-result")
    result = download(page, page.locator("a[href*='/papers/']").first, tmp_path)
    assert result.read_bytes().startswith(b"%PDF")
    leave(page)
