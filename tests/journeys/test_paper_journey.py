"""Paper in a real browser: a pack, a representative, a scan, a person not accepted; axe looks at every page."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from journey_steps import desk_page, sampled, shot, violations
from PIL import Image

from zholdama.demonstration.residents import by_slug

TODAY = "6.1.2025"
"""The day on which the site's clock starts."""


def send(page: Any) -> None:
    page.locator("form#main button[type=submit]:visible").last.click()
    page.wait_for_load_state()


def date_in(page: Any, name: str, text: str) -> None:
    for part, value in zip(("day", "month", "year"), text.split("."), strict=True):
        page.fill(f"input[name={name}-{part}]", value)


def scan(folder: Path) -> Path:
    path, written = folder / "өтініш.png", io.BytesIO()
    Image.new("L", (40, 60), 255).save(written, format="PNG")
    path.write_bytes(written.getvalue())
    return path


def serve(open_page: Callable[..., Any], page: Any) -> str:
    reception = desk_page(open_page, "qabyldau", language="kk")
    reception.click("form[action='/desk/arrive/'] button")
    page.goto("/desk/")
    page.click("form[action='/desk/next/'] button", timeout=8000)
    page.click("form[action$='/start/'] button")
    page.wait_for_url("**/desk/tickets/*/")
    return str(page.url)


@pytest.mark.browser
@pytest.mark.parametrize(("language", "width"), sampled(("kk", 1280), ("ru", 360)))
def test_paper_at_the_desk(open_page: Callable[..., Any], tmp_path: Path, language: str, width: int) -> None:
    page = desk_page(open_page, "maman2", language=language, width=width)
    page.locator("form[action='/desk/counter/'] button").click()
    page.wait_for_selector("form[action='/desk/next/'] button")
    name = f"paper-{language}-{width}"
    address = serve(open_page, page)
    page.goto(f"{address}not-accept/")
    shot(page, f"{name}-not-accept")
    page.check("input[name=reason][value=none_shown]")
    send(page)
    shot(page, f"{name}-not-accepted")
    address = serve(open_page, page)
    resident = by_slug()["saken" if language == "kk" else "qairat"]
    kind, number, _, _ = resident.documents[0]
    page.check(f"input[name=document][value={kind}]")
    page.fill("input[name=number]", number)
    page.fill("input[name=iin]", resident.iin or "")
    send(page)
    page.goto(f"{address}representative/")
    shot(page, f"{name}-representative")
    page.goto(f"{address}register-paper/")
    send(page)
    shot(page, f"{name}-register-with-errors")
    page.check("input[name=measure][value=training]")
    page.set_input_files("input[name=scan]", str(scan(tmp_path)))
    send(page)
    page.goto(address)
    case = page.locator("a.app-number[href^='/desk/applications/']").first.get_attribute("href")
    page.goto(case)
    assert "өтініш.png" in page.content()
    shot(page, f"{name}-case")
    for tail in ("scan/", "relation/", "correct/"):
        page.goto(f"{case}{tail}")
        assert violations(page) == []
    page.goto(address)
    page.locator("details summary").last.click()
    page.click("form[action$='/finish/'] button:visible")
    page.goto("/desk/packs/")
    page.fill("input[name=count]", "2")
    for field in ("valid_from", "valid_until"):
        date_in(page, field, TODAY)
    send(page)
    shot(page, f"{name}-pack")
    page.goto("/desk/packs/")
    shot(page, f"{name}-packs")
    page.go_back()
    page.locator("a[href$='/enter/']").first.click()
    shot(page, f"{name}-late-entry")
    page.go_back()
    page.locator("a[href$='/void/']").first.click()
    shot(page, f"{name}-void")
