"""Signing in: password, second factor, lock, first sign-in, sessions that end at once (T21)."""

from base64 import b32decode
from typing import Any

import pytest
from django_otp.oath import totp

from zholdama.access import actions
from zholdama.demonstration import centre as centres
from zholdama.ledger.work import Login, work

WRONG = "қате. Қайта теріңіз"
LOCKED = "15 минуттан кейін"
NEW = "менің ұзын құпия сөйлемім"


def code_for(secret: str) -> str:
    """What an app shows for the secret as the page writes it."""
    return f"{totp(b32decode(secret.replace(' ', ''))):06d}"


def test_right_sign_in_opens_the_desk(desk: Any) -> None:
    one = desk()
    assert one.get("/desk/")["Location"] == "/desk/sign-in/?next=%2Fdesk%2F"
    assert one.sign_in("maman1")["Location"] == "/desk/"
    assert one.get("/desk/").status_code == 200
    one.post("/desk/sign-out/")
    assert one.get("/desk/").status_code == 302


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/desk/", "/cabinet/"])
def test_next_leads_only_into_the_desk(desk: Any, target: str, code_now: Any) -> None:
    one = desk()
    sent = {
        "login": one.login("maman1"),
        "password": centres.PASSWORD,
        "code": code_now(one, "maman1"),
        "next": target,
    }
    assert one.post("/desk/sign-in/", sent)["Location"] == "/desk/"


def test_wrong_password_and_wrong_code_say_the_same(desk: Any) -> None:
    one = desk()
    by_password = one.sign_in("maman1", password="wrong wrong wrong")
    by_code = one.sign_in("maman2", code="000000")
    assert by_password.status_code == by_code.status_code == 422
    assert WRONG in by_password.content.decode()
    assert WRONG in by_code.content.decode()
    assert one.get("/desk/").status_code == 302


def test_five_failures_lock_even_the_right_password(desk: Any) -> None:
    one = desk()
    for _ in range(4):
        assert WRONG in one.sign_in("maman1", password="wrong wrong wrong").content.decode()
    assert LOCKED in one.sign_in("maman1", password="wrong wrong wrong").content.decode()
    assert LOCKED in one.sign_in("maman1").content.decode(), (
        "the failures were counted although each was refused"
    )
    assert one.sign_in("maman2").status_code == 302, "a colleague at the same address is not locked"


def test_success_forgets_the_failures(desk: Any) -> None:
    one = desk()
    for _ in range(4):
        one.sign_in("maman1", password="wrong wrong wrong")
    assert one.sign_in("maman1").status_code == 302
    assert WRONG in desk().sign_in("maman1", password="wrong wrong wrong").content.decode()


def test_a_code_works_once(desk: Any, code_now: Any) -> None:
    one = desk()
    code = code_now(one, "maman1")
    assert one.sign_in("maman1", code=code).status_code == 302
    assert WRONG in desk().sign_in("maman1", code=code).content.decode()


def test_a_session_ends_at_once(desk: Any, centre: Any) -> None:
    one = desk("maman1")
    head = centre.actors["basshy"]
    with work(login=Login.STAFF, by=head, at=one.at, provider=centre.provider_id):
        actions.end_sessions(provider_id=centre.provider_id, account_id=centre.actors["maman1"].id)
    assert one.get("/desk/")["Location"].startswith("/desk/sign-in/")


def test_after_a_reset_factor_and_password_come_first(desk: Any, centre: Any) -> None:
    before = desk("maman1")
    head = desk("basshy")
    staff_id = centre.actors["maman1"].staff_id
    page = head.post(f"/desk/staff/{staff_id}/reset/")
    password, login = page.context["password"], page.context["login"]
    assert password in page.content.decode()
    assert before.get("/desk/").status_code == 302, "the old session is over"
    one = desk()
    assert (
        one.post("/desk/sign-in/", {"login": login, "password": password})["Location"]
        == "/desk/second-factor/"
    )
    assert one.get("/desk/").status_code == 302, "nothing is open yet"
    assert one.get("/desk/password/")["Location"] == "/desk/second-factor/"
    page = one.get("/desk/second-factor/")
    picture = one.get("/desk/second-factor/picture.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"<svg" in picture.content
    secret = page.context["secret"]
    assert one.post("/desk/second-factor/", {"code": "000000"}).status_code == 422
    assert one.post("/desk/second-factor/", {"code": code_for(secret)})["Location"] == "/desk/password/"
    assert one.get("/desk/").status_code == 302, "the first password must go"
    weak = {"old": password, "new": "qwertyuiop12", "again": "qwertyuiop1"}
    assert one.post("/desk/password/", weak).status_code == 422
    assert one.post("/desk/password/", {"old": "no", "new": NEW, "again": NEW}).status_code == 422
    short = one.post("/desk/password/", {"old": password, "new": "short", "again": "short"})
    assert short.context["form"]["new"].errors
    assert one.post("/desk/password/", {"old": password, "new": NEW, "again": NEW})["Location"] == "/desk/"
    assert one.get("/desk/").status_code == 200


def test_a_half_way_session_is_soon_over(desk: Any, centre: Any) -> None:
    page = desk("basshy").post(f"/desk/staff/{centre.actors['maman2'].staff_id}/reset/")
    one = desk()
    one.post("/desk/sign-in/", {"login": page.context["login"], "password": page.context["password"]})
    assert one.later(16).get("/desk/second-factor/")["Location"] == "/desk/sign-in/"
    assert one.get("/desk/second-factor/picture.svg").status_code == 404


def test_own_password_change_ends_the_other_sessions(desk: Any) -> None:
    one = desk("maman1")
    other = desk()
    other.client.cookies = one.client.cookies.copy()
    sent = {"old": centres.PASSWORD, "new": NEW, "again": NEW}
    assert one.post("/desk/password/", sent)["Location"] == "/desk/"
    assert one.get("/desk/").status_code == 200
    assert other.get("/desk/").status_code == 302


def test_the_page_names_the_demonstration(desk: Any) -> None:
    page = desk().get("/desk/sign-in/").content.decode()
    for employee in (*centres.EMPLOYEES, *centres.OVERSEERS):
        assert employee.login in page
    assert centres.PASSWORD in page
