"""Signing in a real browser, by the page's script over the development signer's WebSocket, in Kazakh (J1, J19, B7)."""

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from journey_steps import (
    answer_questions,
    apply_on_portal,
    desk_page,
    leave,
    press_sign,
    put_in,
    shot,
    sign_in_as_resident,
    violations,
)
from tests.acting import AT, sql
from websockets.sync.server import serve

from zholdama.demonstration import acts
from zholdama.demonstration import centre as centres
from zholdama.demonstration import signer as keys
from zholdama.demonstration.people import head_holder
from zholdama.demonstration.residents import residents
from zholdama.eds import oids

MANY = 40


def words_of(page: Any) -> str:
    """What the page says of the problem, once it says it; the person's place on the page is there."""
    page.wait_for_selector("[data-signing-problem][data-code]")
    assert page.evaluate("document.activeElement.matches('[data-signing-problem]')"), (
        "the words have the focus"
    )
    assert page.locator("[data-signing-button]").get_attribute("aria-disabled") is None, (
        "it can be tried again"
    )
    return str(page.locator("[data-signing-problem]").inner_text())


@pytest.mark.browser
@pytest.mark.clause("P9.2a")
@pytest.mark.parametrize(("kind", "who"), [("gost", "bauyrzhan"), ("rsa", "dinara")])
def test_an_application_is_signed_with_either_kind_of_key(
    open_page: Callable[..., Any], kind: str, who: str
) -> None:
    page = open_page("kk", width=360)
    sign_in_as_resident(page, who, kind=kind)
    address = apply_on_portal(page, measure="guidance", language=f"kk-{kind}")
    case = address.rstrip("/").rsplit("/", 1)[1]
    ((kept,),) = sql(
        "SELECT content FROM papers_paper WHERE case_id = %s AND kind = 'application_signature'",
        [case],
        alias="owner",
    )
    assert (oids.SHA256_RSA in bytes(kept)) is (kind == "rsa"), "the timestamp is GOST either way"
    assert oids.TIMESTAMP_TOKEN in bytes(kept)
    leave(page)


@pytest.mark.browser
def test_what_can_go_wrong_is_said_in_words_and_everything_typed_stays(
    open_page: Callable[..., Any], signer: Any
) -> None:
    page = open_page("kk", width=360)
    sign_in_as_resident(page, "nurlan")
    answer_questions(page, measure="guidance")
    put_in(page, "resident-nurlan", behaviour="cancel")
    press_sign(page)
    assert "бас тарттыңыз" in words_of(page)
    shot(page, "signing-kk-cancelled")
    put_in(page, head_holder().id)
    press_sign(page)
    assert "кілт жарамайды" in words_of(page)
    shot(page, "signing-kk-wrong-key")
    put_in(page, "resident-nurlan", behaviour="error")
    press_sign(page)
    assert "қол қоя алмады" in words_of(page)
    signer.stop()
    press_sign(page)
    page.wait_for_selector("[data-signing-problem][data-code=absent]")
    assert "жауап бермейді" in words_of(page)
    shot(page, "signing-kk-absent")
    assert "+7 700 123 45 67" in page.content()
    signer.start()
    # What the server finds comes back on the same page, with everything that was typed, each in its own words.
    for behaviour, said in (
        ("expired", "мерзім"),
        ("wrong_kind", "қол қоюға емес"),
        ("another", "басқа адамдікі"),
        ("foreign_key", "Қолтаңба"),
    ):
        put_in(page, "resident-nurlan", behaviour=behaviour)
        press_sign(page)
        page.wait_for_selector(".govuk-error-summary")
        assert re.search(said, page.locator(".govuk-error-summary").inner_text()), behaviour
        shot(page, f"signing-kk-{behaviour}")
        assert "+7 700 123 45 67" in page.content()
        page.goto("/apply/check/")
    # An old version without the new module signs by the old way; by keyboard alone.
    put_in(page, "resident-nurlan", behaviour="old_version")
    page.focus("[data-signing-button]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/applications/*/")
    leave(page)


def crooked(behaviour: str) -> Callable[[Any], None]:
    """A program that breaks NCALayer's protocol in one way."""

    def talk(connection: Any) -> None:
        if behaviour == "silent":
            connection.recv()
            return
        connection.send("garbage" if behaviour == "garbage" else '{"result": {"version": "0.9"}}')
        for message in connection:
            if message == "--heartbeat--" or behaviour == "hangs up":
                return
            connection.send(ANSWERS[behaviour])

    return talk


ANSWERS = {
    "knows nothing": '{"success": false, "errorCode": "MODULE_NOT_FOUND"}',
    "does not understand": '{"status": false, "code": "INVALID_SIGNING_PARAMS", "message": ""}',
    "says expired": '{"status": false, "code": "SIGNING_FAILURE", "message": "Срок действия сертификата истек"}',
    "signs too little": '{"status": true, "body": {"result": []}}',
    "is no object": "7",
}


@pytest.mark.browser
def test_a_program_that_breaks_the_protocol_is_answered_in_words(
    open_page: Callable[..., Any], signer: Any
) -> None:
    page = open_page("kk", width=360)
    page.goto("/sign-in/")
    signer.stop()
    try:
        for behaviour, code in (
            ("silent", "silent"),
            ("garbage", "broken"),
            ("hangs up", "lost"),
            ("knows nothing", "old"),
            ("does not understand", "refused"),
            ("says expired", "expired"),
            ("signs too little", "broken"),
            ("is no object", "broken"),
        ):
            with serve(crooked(behaviour), "127.0.0.1", signer.port, compression=None) as program:
                threading.Thread(target=program.serve_forever, daemon=True).start()
                press_sign(page)
                page.wait_for_selector(f"[data-signing-problem][data-code={code}]")
                assert len(words_of(page)) > 40, behaviour
                program.shutdown()
            shot(page, f"signing-kk-{code}")
            page.reload()
    finally:
        signer.start()
    assert "/sign-in/" in page.url


@pytest.mark.browser
def test_without_the_script_the_file_stays_and_the_page_says_so(open_page: Callable[..., Any]) -> None:
    page = open_page("kk", width=360, script=False)
    page.goto("/sign-in/")
    assert not page.locator("[data-signing-button]").is_visible()
    assert page.locator("noscript p").first.is_visible()
    assert page.locator("input[type=file]").is_visible()
    assert page.locator("a[href='/providers/']").last.is_visible()


@pytest.mark.browser
def test_a_head_signs_many_in_one_go_and_one_refusal_does_not_block_the_rest(
    open_page: Callable[..., Any], centre: Any, signer: Any
) -> None:
    cases = waiting(centre, MANY)
    holder = head_of(centre)
    keys.announce([head_holder(), holder])
    page = desk_page(open_page, login_of(centre, "basshy"), language="kk")
    shot(page, "signing-kk-many-1-list")
    assert page.locator("input[name=case]").count() == MANY
    page.focus("#choose-all")
    page.keyboard.press("Space")
    page.locator("form#main button[type=submit]").click()
    page.wait_for_selector("[data-signing-button]")
    shot(page, "signing-kk-many-2-confirm")
    before = signed_rows(centre)
    # Meanwhile, in another window, one of them is given back.
    acts.return_draft(centre, cases[7], AT, remark="Орынды тексеріңіз")
    put_in(page, holder.id, behaviour="normal")
    press_sign(page)
    page.wait_for_url("**/desk/sign-many/")
    page.wait_for_selector("#outcomes-caption", state="attached")
    shot(page, "signing-kk-many-3-result")
    assert page.locator(".govuk-tag--green").count() == MANY - 1
    assert page.locator(".govuk-tag--red").count() == 1
    row = page.locator("tr", has_text=cases[7].number)
    assert row.locator(".govuk-tag--red").count() == 1
    assert signed_rows(centre) - before == MANY - 1, "a ledger row for each"


def waiting(centre: Any, number: int) -> list[acts.Case]:
    """Decisions that await the head: different people, three kinds of result."""
    citizens = [one for one in residents() if one.iin]
    pairs = [(who, measure) for measure in ("guidance", "training") for who in citizens]
    pairs += [(who, "public_works") for who in citizens[:11]]
    pairs += [(who, "job_placement") for who in citizens[:3]]
    cases = []
    for who, measure in pairs[:number]:
        case = acts.apply_on_portal(centre, who, measure=measure, at=AT)
        acts.take_from_portal(centre, "maman1", case, AT)
        acts.propose(centre, "maman1", case, AT)
        cases.append(case)
    return cases


def head_of(centre: Any) -> Any:
    with acts.staff(centre, "basshy", AT):
        from zholdama.providers import queries as providers

        provider = providers.provider(centre.provider_id)
    return keys.official_holder(
        login="basshy",
        iin=centres.official_iin("basshy"),
        name=centre.actors["basshy"].name,
        bin=provider.bin,
        organisation=provider.name_kk,
    )


def login_of(centre: Any, login: str) -> str:
    ((found,),) = sql(
        "SELECT login FROM access_account WHERE id = %s", [centre.actors[login].id], alias="owner"
    )
    return str(found)


def signed_rows(centre: Any) -> int:
    ((count,),) = sql(
        "SELECT count(*) FROM ledger_entry WHERE provider_id = %s AND act = 'sign'",
        [centre.provider_id],
        alias="owner",
    )
    return int(count)


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_signers_own_page_has_no_fault(
    open_page: Callable[..., Any], signer: Any, language: str, width: int
) -> None:
    page = open_page("kk", width=width)
    with page.context.browser.new_context(
        viewport={"width": width, "height": 900}, bypass_csp=True
    ) as context:
        own = context.new_page()
        own.goto(f"http://127.0.0.1:{signer.page_port}/?lang={language}")
        assert violations(own) == []
        assert not own.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        own.select_option("#holder", "resident-galina")
        own.check("#kind-rsa")
        own.locator("button[type=submit]").click()
        own.wait_for_selector("[role=status]")
        assert own.locator("#kind-rsa").is_checked()
