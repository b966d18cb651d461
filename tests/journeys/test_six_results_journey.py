"""From an employer's file to a hire: places, matching, a referral withdrawn, the next one, answers, a dispute, replay."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from centre_steps import sit_down
from journey_steps import sampled, shot
from test_employer_journey import BAD, GOOD, NUMBER, send
from tests.acting import newcomer, sql
from tests.referrals.outcome_steps import ABSENT, of_case, say, state_of
from tests.referrals.test_corrections import LATER, sign

from conftest import CLOCK, opening
from zholdama.applications import queries as applications
from zholdama.demonstration import acts
from zholdama.eligibility.replay import replay
from zholdama.ledger.work import Login, work
from zholdama.referrals import correcting, links

AT = datetime.fromisoformat(CLOCK)
WORDS = {
    "kk": {"bad": "Демалыс", "driver": "Жүргізуші", "wage": "жалақы"},
    "ru": {"bad": "Демалыс", "driver": "Водитель", "wage": "зарплат"},
}


def enter(page: Any, address: str) -> None:
    """Open a page of a case; where it is over, the reason is stated first."""
    page.goto(address)
    if "/reason/" in page.url:
        page.fill("[name=reason]", "Жұмыс берушінің жауабы бойынша")
        page.click("#main button.govuk-button")
        page.goto(address)


def press(page: Any) -> None:
    page.click("#main button[type=submit]")
    page.wait_for_load_state()


def post_places(open_page: Any, desk: Any, language: str, folder: Path) -> None:
    """A specialist makes the personal link; the employer's file has two bad rows, then none."""
    desk.goto("/desk/employers/new/")
    for name, value in (("number", NUMBER), ("name", "«Үлгі көлік» ЖШС"), ("address", "Үлгі көшесі, 12")):
        desk.fill(f"[name={name}]", value)
    press(desk)
    desk.locator("form[action$='/links/'] button").click()
    page = open_page(language, width=1280)
    page.goto(desk.locator(".app-break").inner_text())
    page.fill("[name=digits]", NUMBER[-4:])
    press(page)
    page.goto("/employers/places/file/")
    send(page, folder, BAD, "utf-16")
    reasons = page.locator("table tbody tr").all_inner_texts()
    assert {one.split("\t")[0].strip() for one in reasons} == {"3", "4"}
    assert WORDS[language]["bad"] in reasons[0]
    shot(page, f"results/{language}-1-two-bad-rows")
    page.goto("/employers/places/file/")
    send(page, folder, GOOD, "utf-8-sig")
    page.wait_for_url("**/employers/places/?done=added*")
    assert page.locator("table tbody tr").count() == 3


def last_correction(case: UUID) -> UUID:
    rows = sql(
        "SELECT id FROM referrals_correction WHERE application_id = %s ORDER BY asked_at DESC, decided_at NULLS FIRST LIMIT 1",
        [case],
        alias="owner",
    )
    return UUID(str(rows[0][0]))


def digits_of(place: UUID) -> str:
    rows = sql("SELECT organisation_bin FROM opportunities_place WHERE id = %s", [place], alias="owner")
    return str(rows[0][0])[-4:]


@pytest.mark.browser
@pytest.mark.clause("P10.1", "P10.2")
@pytest.mark.parametrize("language", sampled("ru", "kk"))
def test_from_the_file_to_the_hire(
    browser: Any, set_site: Any, centre: Any, tmp_path: Path, language: str
) -> None:
    site, moments = set_site(AT)
    with opening(browser, site) as open_page:
        desk = sit_down(open_page, centre, "maman1", language=language)
        post_places(open_page, desk, language, tmp_path)

        ticket = acts.arrive(centre, moments.at)
        acts.serve_next(centre, "maman1", 0, moments.on(1))
        case = acts.register_package(
            centre, "maman1", ticket, newcomer(), measure="job_placement", at=moments.on(1)
        )
        desk.goto(f"/desk/applications/{case.application_id}/wishes/")
        desk.check("input[name=modes][value=full_day]")
        desk.fill("input[name=least_wage]", "240000")
        desk.check("input[name=health][value=none]")
        press(desk)
        first = desk.locator("#main .govuk-radios__item").first
        assert WORDS[language]["driver"] in first.inner_text()
        assert WORDS[language]["wage"] in first.inner_text().lower()
        shot(desk, f"results/{language}-2-matched")
        first.locator("input").check()
        press(desk)
        acts.sign(centre, case, moments.on(2))
        acts.hand_over(centre, "maman1", case, moments.on(1))
        acts.finish(centre, "maman1", ticket, moments.on(1))
        one = of_case(centre, case.application_id)

        # Withdrawn from one: asked for by the specialist, signed by the head.
        address = f"/desk/applications/{case.application_id}/"
        enter(desk, f"{address}correct/")
        desk.check("input[name=kind][value=withdraw]")
        desk.fill("[name=reason]", "Жұмыс орны жабылды")
        press(desk)
        moments.to(LATER)
        sign(centre, last_correction(case.application_id))
        assert state_of(one) == "withdrawn"

        # Referred to the next.
        enter(desk, f"{address}outcome/next/")
        assert desk.input_value("[name=reason]") == "Жұмыс орны жабылды", "as the withdrawal has it"
        shot(desk, f"results/{language}-3-next-places")
        desk.locator("#main .govuk-radios__item input").first.check()
        desk.fill("[name=reason]", "Алдыңғы орын жабылды")
        press(desk)
        sign(centre, last_correction(case.application_id))
        two = of_case(centre, case.application_id)
        assert (two.place != one.place, two.number != one.number, state_of(two)) == (True, True, "issued")
        with acts.staff(centre, "maman1", moments.on(5)):
            card = applications.application(case.application_id)
            assert card is not None
            correcting.hand_over_version(application_id=case.application_id, version=card.version)

        # Hired.
        page = open_page(language)
        page.goto(f"/employers/answer/{links.secret_of(centre.provider_id, two.referral)}/")
        page.fill("input[name=digits]", digits_of(two.place))
        press(page)
        page.click("a[href$='/hired/']")
        page.fill("input[name=contract_number]", "7-қ")
        for name, day in (("hired_from", moments.at + timedelta(days=2)), ("contract_date", moments.at)):
            for part in ("day", "month", "year"):
                page.fill(f"input[name={name}-{part}]", str(getattr(day, part)))
        press(page)
        assert state_of(two) == "answered"
        enter(desk, f"{address}outcome/")
        shot(desk, f"results/{language}-4-hired")

        # Another one disputes that he did not come.
        ticket = acts.arrive(centre, moments.on(5))
        acts.serve_next(centre, "maman1", 0, moments.on(1))
        other = acts.register_package(
            centre, "maman1", ticket, newcomer(), measure="public_works", at=moments.on(1)
        )
        acts.propose(centre, "maman1", other, moments.on(1))
        acts.sign(centre, other, moments.on(1))
        acts.hand_over(centre, "maman1", other, moments.on(1))
        acts.finish(centre, "maman1", ticket, moments.on(1))
        answer = say(of_case(centre, other.application_id), ABSENT, at=moments.on(10))
        enter(desk, f"/desk/applications/{other.application_id}/outcome/answers/{answer}/statement/")
        desk.check("input[name=agrees][value=no]")
        desk.fill("[name=words]", "Мен келдім, қабылдаушы болмады.")
        press(desk)
        desk.goto("/desk/tasks/")
        assert desk.locator("table tbody tr").count() >= 1
        shot(desk, f"results/{language}-5-tasks")

    # The auditor replays both decisions.
    with work(login=Login.AUDITOR, at=moments.at):
        report = replay(provider=centre.provider_id)
    assert report.decisions >= 2
    assert (list(report.differences), list(report.not_recomputed)) == ([], [])
