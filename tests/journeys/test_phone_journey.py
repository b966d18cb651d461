"""Signing on the phone in a real browser, in Kazakh: coming in and sending an application; a phone that is wrong."""

from collections.abc import Callable
from typing import Any

import pytest
from journey_steps import answer_questions, desk_page, shot, violations

from zholdama.demonstration import phone


def link_of(page: Any) -> str:
    """The link in the QR, as the demonstration's command shows it."""
    return str(page.locator(".app-command").inner_text().split()[2])


def ask_for_code(page: Any, where: str) -> str:
    """Press the button of the page; returns the link of the QR."""
    page.click(f"button[formaction*='{where}']")
    page.wait_for_url("**/phone/*/")
    return link_of(page)


def wide(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.mark.browser
@pytest.mark.clause("P3.2", "P9.2a")
@pytest.mark.parametrize("width", [360, 1280])
def test_in_and_applied_with_the_phone(open_page: Callable[..., Any], width: int) -> None:
    page = open_page("kk", width=width)
    page.goto("/sign-in/?next=/apply/centre/")
    shot(page, f"phone-kk-{width}-1-sign-in")
    link = ask_for_code(page, "/phone/sign-in/")
    page.wait_for_selector("[data-left]:not([hidden])")
    assert page.evaluate("document.querySelector('.app-code').naturalWidth") > 100
    assert not wide(page)
    shot(page, f"phone-kk-{width}-2-code")
    who = "saken" if width == 360 else "dinara"
    assert phone.use(link, slug=who).status == 200
    page.wait_for_url("**/apply/centre/")  # by itself: nobody has pressed anything

    answer_questions(page, measure="youth_practice")
    shot(page, f"phone-kk-{width}-3-check")
    link = ask_for_code(page, "/phone/application/")
    shot(page, f"phone-kk-{width}-4-code")
    outcome = phone.use(link, slug=who)
    assert (outcome.status, outcome.message) == (
        200, "Қолтаңба қабылданды. QR коды бар бетке оралыңыз.",
    )  # fmt: skip
    page.wait_for_url("**/applications/*/")
    shot(page, f"phone-kk-{width}-5-sent")


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_a_wrong_key_is_told_in_words_and_a_new_code_helps(open_page: Callable[..., Any], width: int) -> None:
    page = open_page("ru", width=width)
    page.goto("/sign-in/")
    link = ask_for_code(page, "/phone/sign-in/")
    shot(page, f"phone-ru-{width}-2-code")
    assert phone.use(link, slug="nurlan", defect="bad-signature").status == 403
    page.wait_for_selector(".govuk-error-summary")
    assert not wide(page)
    shot(page, f"phone-ru-{width}-6-failed")
    page.click("main p a.govuk-link")
    page.wait_for_url("**/sign-in/")
    assert phone.use(ask_for_code(page, "/phone/sign-in/"), slug="nurlan").status == 200
    page.wait_for_url("**/applications/")


@pytest.mark.browser
def test_without_script_the_button_does_it(open_page: Callable[..., Any]) -> None:
    page = open_page("kk", width=360, script=False)
    page.goto("/sign-in/")
    link = ask_for_code(page, "/phone/sign-in/")
    button = "form[action='/phone/sign-in/'] button"
    page.click(button)
    assert page.locator(".govuk-inset-text[role=status]").count() == 1
    assert phone.use(link, slug="maria").status == 200
    page.click(button)
    page.wait_for_url("**/applications/")


@pytest.mark.browser
def test_the_heads_page_has_the_button(open_page: Callable[..., Any]) -> None:
    applicant = open_page("kk")
    applicant.goto("/sign-in/?next=/apply/centre/")
    phone.use(ask_for_code(applicant, "/phone/sign-in/"), slug="zhanna")
    applicant.wait_for_url("**/apply/centre/")
    answer_questions(applicant, measure="public_works")
    phone.use(ask_for_code(applicant, "/phone/application/"), slug="zhanna")
    applicant.wait_for_url("**/applications/*/")
    case = applicant.url.rstrip("/").rsplit("/", 1)[1]

    specialist = desk_page(open_page, "maman1", language="kk")
    specialist.goto(f"/desk/applications/{case}/")
    specialist.click(f"form[action='/desk/applications/{case}/take/'] button")
    specialist.goto(f"/desk/applications/{case}/propose/")
    specialist.locator("input[name=place]").first.check()
    specialist.locator("form#main button[type=submit]:visible").last.click()
    specialist.wait_for_load_state()

    head = desk_page(open_page, "basshy", language="kk")
    head.goto(f"/desk/sign/{case}/")
    shot(head, "phone-kk-1280-7-head")
    link = ask_for_code(head, f"/desk/sign/{case}/phone/")
    assert violations(head) == []
    shot(head, "phone-kk-1280-8-head-code")
    assert phone.use(link, slug="basshy").status == 200
    head.wait_for_url("**/desk/")
    applicant.reload()
    assert applicant.locator("a[href*='/papers/']").count() >= 1
