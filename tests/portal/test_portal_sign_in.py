"""Coming in: a real signature over a text that serves once, and nothing less."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.portal.visiting import MORNING, body, hidden, line, sign_in, signature

from zholdama.demonstration.residents import Resident
from zholdama.demonstration.signer import sign_as_official


def upload(client: Client, file: SimpleUploadedFile, page: Any, **more: str) -> Any:
    return client.post("/sign-in/", {"key": hidden(page, "key"), "signature": file, **more})


def to_sign(client: Client, page: Any) -> bytes:
    return client.get(f"/sign-in/text/{hidden(page, 'key')}/").content


def is_in(client: Client) -> bool:
    return client.get("/applications/").status_code == 200


@pytest.mark.clause("P9.2a")
def test_a_signature_made_elsewhere_opens_the_door(browser: Client, person: Resident) -> None:
    page = browser.get("/sign-in/?next=/apply/")
    content = to_sign(browser, page)
    assert content.startswith(b"zholdama-sign-in/1\norigin: http://testserver\n")
    answer = upload(browser, signature(person, content), page, next="/apply/")
    assert answer.headers["Location"] == "/apply/"
    assert is_in(browser)


def test_the_pages_script_opens_the_door_and_the_page_names_the_stand_in(
    browser: Client, person: Resident, settings: Any
) -> None:
    page = browser.get("/sign-in/?lang=en")
    assert "the development signer stands in for NCALayer" in body(page)
    assert f'data-address="{settings.ZHOLDAMA_NCALAYER}"' in body(page)
    assert person.iin not in body(page)
    assert sign_in(browser, person.slug).status_code == 302
    assert is_in(browser)


def test_only_pages_that_sign_may_reach_the_signing_program(
    browser: Client, person: Resident, settings: Any
) -> None:
    def reaches(response: Any) -> str:
        policy = response.headers["Content-Security-Policy"].split("; ")
        return next(one for one in policy if one.startswith("connect-src "))

    assert reaches(browser.get("/")) == "connect-src 'self'"
    assert reaches(browser.get("/sign-in/")) == f"connect-src 'self' {settings.ZHOLDAMA_NCALAYER}"
    settings.ZHOLDAMA_NCALAYER, settings.ZHOLDAMA_SIGNER_PAGE = "wss://127.0.0.1:13579", ""
    page = browser.get("/sign-in/?lang=en")
    assert reaches(page) == "connect-src 'self' wss://127.0.0.1:13579"
    assert "development signer" not in body(page)


@pytest.mark.parametrize("sent", ["MAA=", "rubbish", "MAA=\nMAA=", "\n", "қ" * 50, "A" * 400_000])
def test_rubbish_from_the_script_is_answered_with_words(browser: Client, centre: Any, sent: str) -> None:
    page = browser.get("/sign-in/")
    answer = browser.post("/sign-in/", {"key": hidden(page, "key"), "cms": sent})
    assert answer.status_code == 422
    assert "govuk-error-summary" in body(answer)
    assert not is_in(browser)


def test_identity_comes_from_the_register(browser: Client, person: Resident) -> None:
    sign_in(browser, person.slug)
    assert browser.session["citizen"]["registry"] == "found"
    assert person.iin not in str(dict(browser.session))


def test_base64_and_pem_are_read_like_der(browser: Client, person: Resident) -> None:
    import base64

    for shape in ("{}", "-----BEGIN CMS-----\n{}\n-----END CMS-----\n"):
        page = browser.get("/sign-in/")
        der = signature(person, to_sign(browser, page)).read()
        text = shape.format(base64.encodebytes(der).decode()).encode()
        assert upload(browser, SimpleUploadedFile("a.p7s", text), page).status_code == 302


def test_a_signature_over_another_text_is_refused(browser: Client, person: Resident) -> None:
    page = browser.get("/sign-in/?lang=en")
    answer = upload(browser, signature(person, to_sign(browser, page) + b" "), page)
    assert answer.status_code == 422
    assert not is_in(browser)


def test_a_text_serves_once(browser: Client, person: Resident) -> None:
    page = browser.get("/sign-in/")
    content = to_sign(browser, page)
    upload(browser, signature(person, content + b"x"), page)
    assert upload(browser, signature(person, content), page).status_code == 422
    assert not is_in(browser)


def test_a_stolen_signature_opens_no_other_browser(browser: Client, person: Resident) -> None:
    page = browser.get("/sign-in/")
    content = to_sign(browser, page)
    thief = Client()
    thief.get("/sign-in/")
    assert upload(thief, signature(person, content), page).status_code == 422
    assert not is_in(thief)


def test_a_text_lives_ten_minutes(
    browser: Client, person: Resident, set_clock: Callable[[datetime], None]
) -> None:
    page = browser.get("/sign-in/")
    content = to_sign(browser, page)
    set_clock(MORNING + timedelta(minutes=10))
    assert browser.get(f"/sign-in/text/{hidden(page, 'key')}/").status_code == 404
    assert upload(browser, signature(person, content), page).status_code == 422


def test_an_organisations_certificate_is_not_a_persons(browser: Client, person: Resident) -> None:
    page = browser.get("/sign-in/")
    cms = sign_as_official(
        login="x", iin=person.iin or "", name=person.full_name, bin="150440000102", organisation="Үлгі",
        content=to_sign(browser, page), at=MORNING,
    )  # fmt: skip
    assert upload(browser, SimpleUploadedFile("a.cms", cms), page).status_code == 422
    assert not is_in(browser)


@pytest.mark.parametrize("content", [b"", b"0\x82\xff\xff", b"hello", b"0" * 300_000], ids=len)
def test_rubbish_is_answered_with_words(browser: Client, centre: Any, content: bytes) -> None:
    page = browser.get("/sign-in/")
    answer = upload(browser, SimpleUploadedFile("a.cms", content), page)
    assert answer.status_code == 422
    assert "govuk-error-summary" in body(answer)


def test_an_iin_alone_is_no_way_in(browser: Client, person: Resident) -> None:
    page = browser.get("/sign-in/")
    answer = browser.post("/sign-in/", {"key": hidden(page, "key"), "iin": person.iin})
    assert answer.status_code == 422
    assert not is_in(browser)


def test_nobody_is_signed_in_by_a_name(browser: Client, person: Resident) -> None:
    """No server-side key: what the pages once took for a made-up person opens nothing."""
    page = browser.get("/sign-in/")
    sent = {"key": hidden(page, "key"), "how": "demonstration", "person": person.slug}
    assert browser.post("/sign-in/", sent).status_code == 422
    assert not is_in(browser)


def test_a_silent_register_lets_the_certificate_speak(
    browser: Client, centre: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zholdama.identity.registry import SilentRegistry
    from zholdama.portal import entering

    monkeypatch.setattr(entering, "registry", lambda: SilentRegistry())
    assert sign_in(browser, "bauyrzhan").status_code == 302
    assert browser.session["citizen"]["registry"] == "not_checked"


def test_the_session_is_a_new_one_and_ends_for_good(browser: Client, person: Resident) -> None:
    browser.get("/sign-in/")
    before = browser.session.session_key
    sign_in(browser, person.slug)
    after = browser.session.session_key
    assert before != after
    kept = browser.cookies["sessionid"].value
    browser.post("/sign-out/")
    browser.cookies["sessionid"] = kept
    assert not is_in(browser)


def test_sign_out_is_no_get(browser: Client, person: Resident) -> None:
    sign_in(browser, person.slug)
    assert browser.get("/sign-out/").status_code == 405
    assert is_in(browser)


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_way_back_stays_in_this_house(browser: Client, person: Resident, target: str) -> None:
    page = browser.get("/sign-in/", {"next": target})
    answer = upload(browser, signature(person, to_sign(browser, page)), page, next=target)
    assert answer.headers["Location"] == "/applications/"


def test_another_language_keeps_the_way_back_and_signs_nobody_in(browser: Client, person: Resident) -> None:
    page = browser.get("/sign-in/?next=/apply/")
    sent = {"key": hidden(page, "key"), "next": "/apply/", "_language": "ru"}
    answer = browser.post("/sign-in/", {**sent, "cms": line(person, to_sign(browser, page))})
    assert answer.status_code == 200
    assert 'lang="ru"' in body(answer)
    assert hidden(answer, "next") == "/apply/"
    assert not is_in(browser)


def test_forty_tries_a_minute_are_too_many(browser: Client, centre: Any) -> None:
    statuses = [browser.post("/sign-in/", {"key": "x"}).status_code for _ in range(31)]
    assert statuses == [422] * 30 + [429]
