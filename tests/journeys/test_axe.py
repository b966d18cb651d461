"""axe finds nothing on any page: WCAG 2.0 to 2.2 A and AA and best practice, at both widths, in both scripts' languages."""

from collections.abc import Callable
from typing import Any

import pytest
from journey_steps import desk_page, sign_in_as_resident, violations

PUBLIC = (
    "/",
    "/providers/",
    "/providers/0001/",
    "/verify/",
    "/verify/offline/",
    "/sign-in/",
    "/accessibility/",
    "/desk/sign-in/",
    "/nowhere/",
)
CITIZEN = ("/apply/centre/", "/apply/measure/", "/apply/contact/", "/applications/")
STAFF = {
    "qabyldau": ("/desk/",),
    "maman2": ("/desk/", "/desk/search/", "/desk/packs/", "/desk/corrections/", "/desk/duplicates/"),
    "basshy": ("/desk/", "/desk/staff/", "/desk/staff/new/", "/desk/office/"),
    "baqylau": (
        "/desk/",
        "/desk/staffing-plan/",
        "/desk/packs/",
        "/desk/late-entries/",
        "/desk/not-accepted/",
    ),
    "operator": ("/desk/operator/",),
    "auditor": ("/desk/audit/",),
}


def look(page: Any, paths: tuple[str, ...]) -> list[str]:
    found = []
    for path in paths:
        page.goto(path)
        found += violations(page)
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        found += [f"{path}: scrolls sideways"] if wide else []
    return found


@pytest.mark.browser
@pytest.mark.parametrize(("language", "width"), [("kk", 320), ("kk", 1280), ("ru", 360), ("en", 1280)])
def test_public_pages(open_page: Callable[..., Any], language: str, width: int) -> None:
    assert look(open_page(language, width=width), PUBLIC) == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_pages_of_a_citizen(open_page: Callable[..., Any], width: int) -> None:
    page = open_page("kk", width=width)
    sign_in_as_resident(page, "timur")
    assert look(page, CITIZEN) == []


@pytest.mark.browser
@pytest.mark.parametrize("login", sorted(STAFF))
def test_pages_of_staff(open_page: Callable[..., Any], login: str) -> None:
    page = desk_page(open_page, login, language="kk")
    assert look(page, STAFF[login]) == []


@pytest.mark.browser
def test_axe_would_find_a_fault(open_page: Callable[..., Any]) -> None:
    """Negative control: a picture without a text is reported."""
    page = open_page("kk")
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    assert any("image-alt" in line for line in violations(page))
