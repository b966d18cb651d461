"""An employer answers in a real browser, without and with JavaScript; the person disputes; every page looked at (J7, J21)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from centre_steps import sit_down
from journey_steps import picture, sampled, violations
from tests.acting import newcomer, sql
from tests.referrals.outcome_steps import of_case, state_of

from conftest import CLOCK, opening
from zholdama.demonstration import acts
from zholdama.referrals import links

AT = datetime.fromisoformat(CLOCK)
WIDTHS = (360, 1280)


class Camera:
    """Screenshots at both widths; what axe finds and what runs over the edge."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.faults: list[str] = []

    def take(self, page: Any, name: str) -> None:
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            over = page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            )
            self.faults += [f"{name} at {width}: scrolls sideways"] if over else []
            self.faults += [f"{name} at {width}: {one}" for one in violations(page)]
            picture(page, f"answers/{self.language}-{name}-{width}")


@pytest.mark.browser
@pytest.mark.parametrize("language", sampled("kk", "ru", "en"))
def test_the_employer_answers_and_takes_back(browser: Any, set_site: Any, centre: Any, language: str) -> None:
    site, moments = set_site(AT)
    person = newcomer(surname="Өмірғазыұлы-Қаһарманов", given_name="Ғұмар", patronymic="Әбдіжәмілұлы")
    ticket = acts.arrive(centre, moments.at)
    acts.serve_next(centre, "maman1", 0, moments.on(1))
    case = acts.register_package(centre, "maman1", ticket, person, measure="job_placement", at=moments.on(1))
    acts.propose(centre, "maman1", case, moments.on(2))
    acts.sign(centre, case, moments.on(2))
    acts.hand_over(centre, "maman1", case, moments.on(1))
    acts.finish(centre, "maman1", ticket, moments.on(1))
    one = of_case(centre, case.application_id)
    number = sql("SELECT organisation_bin FROM opportunities_place WHERE id = %s", [one.place], alias="owner")
    digits = str(number[0][0])[-4:]
    address = f"/employers/answer/{links.secret_of(centre.provider_id, one.referral)}/"
    camera = Camera(language)
    with opening(browser, site) as open_page:
        page = open_page(language)
        page.goto(address)
        assert person.surname not in page.content()
        camera.take(page, "01-link")
        page.fill("input[name=digits]", "0000" if digits != "0000" else "1111")
        page.click("#main button.govuk-button")
        camera.take(page, "02-wrong-digits")
        page.fill("input[name=digits]", digits)
        page.click("#main button.govuk-button")
        assert person.surname in page.content()
        camera.take(page, "03-choices")
        page.click(f"a[href='{address}hired/']")
        camera.take(page, "04-hired")
        day = moments.at + timedelta(days=2)
        page.fill("input[name=contract_number]", "12-ң")
        for name, value in (("hired_from", day), ("contract_date", moments.at - timedelta(days=3))):
            for part in ("day", "month", "year"):
                page.fill(f"input[name={name}-{part}]", str(getattr(value, part)))
        page.click("#main button.govuk-button")
        assert state_of(one) == "delivered"
        camera.take(page, "05-contract-before-issue")
        page.fill("input[name=contract_date-day]", str(moments.at.day))
        page.fill("input[name=contract_date-month]", str(moments.at.month))
        page.fill("input[name=contract_date-year]", str(moments.at.year))
        page.click("#main button.govuk-button")
        assert state_of(one) == "answered"
        camera.take(page, "06-answered")
        page.click(f"form[action='{address}undo/'] button")
        assert state_of(one) == "delivered"
        page.click(f"a[href='{address}refused_by_employer/']")
        camera.take(page, "07-refused")
        page.check("input[value=qualification]")
        page.click("#main button.govuk-button")
        assert state_of(one) == "answered"
        desk = sit_down(open_page, centre, "maman1", language=language)
        desk.goto("/desk/tasks/")
        camera.take(desk, "08-tasks")
        desk.click("table a.govuk-link")
        camera.take(desk, "09-task")
        desk.click("a[href$='/outcome/next/']")
        camera.take(desk, "10-next-place")
        desk.goto(f"/desk/applications/{case.application_id}/outcome/")
        camera.take(desk, "11-outcome")
        supervisor = sit_down(open_page, centre, "baqylau", language=language)
        supervisor.goto("/desk/outcomes/")
        camera.take(supervisor, "12-outcomes")
    assert camera.faults == []


@pytest.mark.browser
def test_without_javascript(browser: Any, set_site: Any, centre: Any) -> None:
    site, moments = set_site(AT)
    from tests.referrals.outcome_steps import issued

    one = issued(centre, at=moments.at)
    moments.on(10)
    number = sql("SELECT organisation_bin FROM opportunities_place WHERE id = %s", [one.place], alias="owner")
    address = f"{site.address}/employers/answer/{links.secret_of(centre.provider_id, one.referral)}/"
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(address)
        page.fill("input[name=digits]", str(number[0][0])[-4:])
        page.click("#main button.govuk-button")
        page.click("a[href$='/did_not_come/']")
        page.click("#main button.govuk-button")
        assert state_of(one) == "answered"
    finally:
        context.close()
