"""The list of suitable places in a real browser: in Kazakh and Russian, wide and narrow, with nothing axe objects to."""

from datetime import date
from typing import Any

import pytest
from centre_steps import sit_down
from journey_steps import picture, violations
from tests.acting import sql, staff

from conftest import CLOCK, opening
from zholdama.demonstration import acts
from zholdama.opportunities import actions as opportunities

PLACES = (
    ("Механикалық цехтың дәнекерлеуші-монтаждаушысы", "Сварщик-монтажник механического цеха", "7212", "111010100", 320_000, ["lifting", "noise"]),
    ("Көгалдандыру шебері", "Мастер по озеленению", "6113", "111033100", 180_000, ["outdoors"]),
    ("Токарь", "Токарь", "7223", "113220100", None, []),
    ("Түнгі күзетші", "Ночной сторож", "5414", "", 140_000, ["night"]),
)  # fmt: skip


def offer_places(centre: Any) -> None:
    """Places of several professions, some of which say little."""
    for kk, ru, profession, kato, wage, demands in PLACES:
        with staff(centre, "basshy"):
            place = opportunities.offer(
                opportunities.Offer(
                    measure="job_placement", title_kk=kk, title_ru=ru, organisation="«Үлгі құрылыс» ЖШС",
                    address="Үлгі көшесі, 7", total=2, valid_until=date(2025, 4, 5), wage_tenge=wage,
                )
            )  # fmt: skip
        sql(
            "UPDATE opportunities_place SET profession = %s, kato = %s, demands = %s, work_mode = 'full_day', "
            "education = 'vocational' WHERE id = %s",
            [profession, kato, demands, place],
            alias="owner",
        )


@pytest.mark.browser
@pytest.mark.clause("P10")
def test_the_wishes_are_written_down_and_the_places_stand_in_their_order(
    browser: Any, set_site: Any, centre: Any
) -> None:
    from datetime import datetime
    from uuid import uuid4

    site, moments = set_site(datetime.fromisoformat(CLOCK))
    offer_places(centre)
    with opening(browser, site) as open_page:
        page = sit_down(open_page, centre, "maman1")
        page.locator("form[action='/desk/counter/'] button").click()
        with staff(centre, "qabyldau", datetime.fromisoformat(CLOCK)):
            acts.reception.arrive(key=uuid4())
        acts.serve_next(centre, "maman1", 0, moments.on(1))
        page.goto("/desk/")
        page.get_by_role("button", name="Қызмет көрсетуді жалғастыру").click()
        from zholdama.demonstration.residents import by_slug

        page.locator("input[name=iin]").fill(by_slug()["zhanna"].iin)
        page.locator("#main button[type=submit]").click()
        page.locator("input[name=measure]").first.check()
        page.locator("#main button[type=submit]").click()
        page.wait_for_selector("input[name=place]")
        ticket = page.url
        page.get_by_role("link", name="Тілектерді жазу").click()
        looked_at(page, "wishes")
        assert violations(page) == []
        page.locator("input[name=wanted]").fill("7212 7214")
        page.locator("input[name=kato]").fill("111010100")
        page.locator("input[name=education][value=vocational]").check()
        page.locator("input[name=modes][value=full_day]").check()
        page.locator("input[name=least_wage]").fill("200000")
        page.locator("input[name=health][value=some]").check()
        page.locator("input[name=limits][value=night]").check()
        page.locator("#main button[type=submit]").click()
        page.wait_for_selector("input[name=place]")
        assert page.url.startswith(ticket)
        assert page.evaluate("document.activeElement.name") == "place", "the first place has the focus"
        assert "дәнекерлеуші" in page.locator("#main .govuk-radios__label").first.inner_text()
        assert page.get_by_text("Денсаулық шектеуіне қайшы болғандықтан көрсетілмеді: 1").is_visible()
        looked_at(page, "places")
        assert violations(page) == []


def looked_at(page: Any, name: str) -> None:
    """Nothing runs out of the page at either width."""
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        picture(page, f"places/{name}-{width}")
    page.set_viewport_size({"width": 1280, "height": 900})
