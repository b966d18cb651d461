"""An employer posts places by file: two bad rows with their reasons, corrected, sent again, there; then one is renewed."""

from pathlib import Path
from typing import Any

import pytest
from centre_steps import sit_down
from journey_steps import picture, sampled, violations

from zholdama.demonstration.centre import organisation_bin

NUMBER = organisation_bin("an employer in a browser")
BAD = (
    "Көмек түрі;Атауы қазақша;Атауы орысша;Орын саны;Жалақы, теңге;Жұмыс режимі;Басталатын күні;Аяқталатын күні\n"
    "Қоғамдық жұмыстар;Бағбан;Садовник;3;85 000;маусымдық жұмыс;01.02.2025;01.06.2025\n"
    "Демалыс;Наубайшы;Пекарь;2;150 000;ауысымды жұмыс;;\n"
    "Жұмысқа орналасу;Жүргізуші;Водитель;1;-5;толық жұмыс күні;01.02.2025;01.01.2025\n"
)
GOOD = (
    BAD.replace("Демалыс", "Жұмысқа орналасу").replace(";-5;", ";250000;").replace("01.01.2025", "01.12.2025")
)


def look(page: Any, name: str) -> None:
    """Narrow and wide: nothing runs over the edge, axe finds nothing."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        picture(page, f"employers/{name}-{width}")
        assert not over, f"{name} at {width} scrolls sideways"
        assert violations(page) == []


def send(page: Any, folder: Path, text: str, encoding: str, act: str = "take") -> None:
    file = folder / "places.csv"
    file.write_bytes(text.encode(encoding))
    page.set_input_files("input[name=file]", str(file))
    page.click(f"button[value={act}]")
    page.wait_for_load_state()


@pytest.mark.browser
@pytest.mark.parametrize("language", sampled("kk", "ru"))
def test_places_by_file(open_page: Any, centre: Any, tmp_path: Path, language: str) -> None:
    desk = sit_down(open_page, centre, "maman1", language=language)
    desk.goto("/desk/employers/new/")
    desk.fill("[name=number]", NUMBER)
    desk.fill("[name=name]", "«Үлгі көгалдандыру және құрылыс» ЖШС")
    desk.fill("[name=address]", "Алматы, Үлгі көшесі, 12")
    look(desk, f"{language}-organisation-new")
    desk.click("#main button[type=submit]")
    desk.wait_for_url("**/desk/employers/*-*/")
    look(desk, f"{language}-organisation")
    desk.locator("form[action$='/links/'] button").click()
    link = desk.locator(".app-break").inner_text()
    look(desk, f"{language}-organisation-link")

    page = open_page(language, width=1280)
    page.goto(link)
    assert NUMBER not in page.content()
    look(page, f"{language}-ask")
    page.fill("[name=digits]", "0000" if NUMBER[-4:] != "0000" else "1111")
    page.click("#main button[type=submit]")
    assert page.locator("#digits-error").is_visible()
    page.fill("[name=digits]", NUMBER[-4:])
    page.click("#main button[type=submit]")
    page.wait_for_url("**/employers/places/")
    page.goto("/employers/places/file/")
    look(page, f"{language}-file")
    send(page, tmp_path, BAD, "utf-16")
    reasons = page.locator("table tbody tr").all_inner_texts()
    assert [one.split("\t")[0].strip() for one in reasons] == ["3", "4", "4"]
    said = {"kk": ("Демалыс", "теріс"), "ru": ("Демалыс", "отрицатель")}[language]
    assert said[0] in reasons[0]
    assert any(said[1] in one.lower() for one in reasons[1:]), reasons
    look(page, f"{language}-report")
    page.goto("/employers/places/")
    assert page.locator("table tbody tr").count() == 0

    page.goto("/employers/places/file/")
    send(page, tmp_path, GOOD, "utf-8-sig", act="check")
    look(page, f"{language}-good")
    send(page, tmp_path, GOOD, "utf-8-sig")
    page.wait_for_url("**/employers/places/?done=added*")
    assert page.locator("table tbody tr").count() == 3
    look(page, f"{language}-places")
    page.locator("table tbody tr form button").first.click()
    page.wait_for_url("**done=renewed")
    page.locator("table tbody tr a").first.click()
    look(page, f"{language}-place")
    page.fill("[name=total]", "0")
    page.locator("#main button[type=submit]").click()
    look(page, f"{language}-place-wrong")

    desk.goto("/desk/places/")
    assert desk.locator("table tbody tr").count() >= 3
    look(desk, f"{language}-desk-places")
    desk.goto("/desk/places/file/")
    send(desk, tmp_path, BAD, "utf-8")
    look(desk, f"{language}-desk-file")
