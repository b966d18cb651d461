"""Signing in: failures are counted and lock, a code serves once, and an ended session is over at once."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError
from django_otp.oath import TOTP
from tests.acting import AT, citizen, crowd_behind, doorkeeper, enter, newcomer, sql, staff

from zholdama import clock
from zholdama.access import actions
from zholdama.access.actions import SignedIn
from zholdama.actors import Role
from zholdama.demonstration import centre as centres
from zholdama.demonstration import signer
from zholdama.refusals import LANGUAGES, Refused, in_words


def login_of(centre: Any, employee: str) -> str:
    rows = sql("SELECT login FROM access_account WHERE id = %s", [centre.actors[employee].id], alias="owner")
    return str(rows[0][0])


def code(login: str, *, steps: int = 0) -> str:
    """The six digits of now, or of `steps` half minutes later."""
    generator = TOTP(bytes.fromhex(centres.second_factor_secret(login)), step=30, digits=6)
    generator.time = clock.now().timestamp() + 30 * steps
    return f"{generator.token():06d}"


def sign_in(
    rf: Any, login: str, *, password: str = centres.PASSWORD, token: str = "", address: str = "10.0.0.1"
) -> Any:
    """What came of a try, committed as a door commits it: SignedIn or the code of the refusal."""
    request = rf.post("/desk/sign-in/", REMOTE_ADDR=address)
    with doorkeeper():
        try:
            return actions.sign_in_staff(request=request, login=login, password=password, code=token)
        except Refused as refused:
            return refused.code


@pytest.fixture
def login(centre: Any) -> str:
    return login_of(centre, "maman1")


def test_password_and_code_sign_in(centre: Any, rf: Any, login: str) -> None:
    assert sign_in(rf, login, token=code(login)) == SignedIn(centre.actors["maman1"].id, 0, False)


@pytest.mark.parametrize("spaced", ["{a} {b}", " {a}{b} "])
def test_a_code_may_be_typed_as_it_is_shown(rf: Any, login: str, spaced: str) -> None:
    token = code(login)
    assert isinstance(sign_in(rf, login, token=spaced.format(a=token[:3], b=token[3:])), SignedIn)


def test_every_wrong_part_is_answered_alike(rf: Any, login: str) -> None:
    outcomes = {
        sign_in(rf, f"nobody-{uuid4()}", token="000000"),
        sign_in(rf, login, password="wrong", token=code(login)),
        sign_in(rf, login, token="000000" if code(login) != "000000" else "111111"),
        sign_in(rf, "", password="", token=""),
    }
    assert outcomes == {"sign_in_wrong"}
    assert len({in_words("sign_in_wrong", language, {}) for language in LANGUAGES}) == 3


def test_five_wrong_passwords_lock_and_the_right_one_does_not_help(rf: Any, login: str) -> None:
    for _ in range(4):
        assert sign_in(rf, login, password="wrong") == "sign_in_wrong"
    assert sign_in(rf, login, password="wrong") == "sign_in_locked"
    assert sign_in(rf, login, token=code(login)) == "sign_in_locked"


def test_a_lock_is_for_the_account_at_one_address(centre: Any, rf: Any, login: str) -> None:
    for _ in range(5):
        sign_in(rf, login, password="wrong")
    other = login_of(centre, "maman2")
    assert isinstance(sign_in(rf, other, token=code(other)), SignedIn)
    assert isinstance(sign_in(rf, login, token=code(login), address="10.0.0.2"), SignedIn)


def test_failures_are_counted_although_each_is_refused(rf: Any, login: str) -> None:
    for _ in range(3):
        sign_in(rf, login, password="wrong")
    rows = sql(
        "SELECT sum(failures_since_start) FROM axes_accessattempt WHERE username = %s", [login], alias="owner"
    )
    assert rows == [(3,)]


def test_a_success_forgets_the_failures_before_it(rf: Any, login: str) -> None:
    for _ in range(4):
        sign_in(rf, login, password="wrong")
    assert isinstance(sign_in(rf, login, token=code(login)), SignedIn)
    assert sign_in(rf, login, password="wrong") == "sign_in_wrong"


def test_a_code_serves_once(rf: Any, login: str) -> None:
    token = code(login)
    assert isinstance(sign_in(rf, login, token=token), SignedIn)
    assert sign_in(rf, login, token=token) == "sign_in_wrong"


def test_a_newer_code_serves_and_no_older_one_after_it(rf: Any, login: str) -> None:
    older, newer = code(login), code(login, steps=1)
    assert isinstance(sign_in(rf, login, token=newer), SignedIn)
    assert sign_in(rf, login, token=older) == "sign_in_wrong"


def test_a_code_used_by_many_at_once_serves_one(rf: Any, login: str) -> None:
    token = code(login)
    device = "SELECT 1 FROM otp_totp_totpdevice WHERE user_id = (SELECT id FROM access_account WHERE login = %s) FOR UPDATE"
    outcomes = crowd_behind(device, [login], 6, lambda _: sign_in(rf, login, token=token))
    assert sum(isinstance(one, SignedIn) for one in outcomes) == 1
    assert {one for one in outcomes if not isinstance(one, SignedIn)} == {"sign_in_wrong"}


def test_codes_cannot_be_tried_one_after_another(rf: Any, login: str) -> None:
    near = {code(login, steps=steps) for steps in (-1, 0, 1, 2)}
    wrong = next(token for token in (f"{number:06d}" for number in range(9)) if token not in near)
    assert sign_in(rf, login, token=wrong) == "sign_in_wrong"
    device = "(SELECT id FROM access_account WHERE login = %s)"
    counted = f"SELECT throttling_failure_count FROM otp_totp_totpdevice WHERE user_id = {device}"
    assert sql(counted, [login], alias="owner") == [(1,)]
    # Each further one doubles the wait; as many as a minute of guessing leaves behind:
    sql(
        f"UPDATE otp_totp_totpdevice SET throttling_failure_count = 8 WHERE user_id = {device}",
        [login],
        alias="owner",
    )
    assert sign_in(rf, login, token=code(login)) == "sign_in_wrong"


def test_an_account_without_a_second_factor_is_not_signed_in(centre: Any, rf: Any, login: str) -> None:
    account = centre.actors["maman1"].id
    sql("DELETE FROM otp_totp_totpdevice WHERE user_id = %s", [account], alias="owner")
    assert sign_in(rf, login, token=code(login)) == "second_factor_missing"


def test_a_closed_account_is_not_signed_in(centre: Any, rf: Any, login: str) -> None:
    sql("UPDATE access_account SET active = false WHERE login = %s", [login], alias="owner")
    assert sign_in(rf, login, token=code(login)) == "sign_in_wrong"
    with doorkeeper():
        assert actions.actor_of(account_id=centre.actors["maman1"].id, generation=0) is None


# Sessions.


def page_of(account: UUID, generation: int = 0) -> Any:
    """A browser with a session of that generation."""
    from django.conf import settings
    from django.test import Client

    from zholdama.access.sessions import SessionStore

    store = SessionStore()
    store["staff"] = {"account": str(account), "generation": generation}
    store.save()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = store.session_key
    return client


def test_a_newer_generation_ends_older_sessions_at_once(centre: Any) -> None:
    account = centre.actors["maman1"].id
    browser = page_of(account)
    assert browser.get("/desk/").status_code == 200
    with staff(centre, "basshy"):
        actions.end_sessions(provider_id=centre.provider_id, account_id=account)
    answer = browser.get("/desk/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/desk/sign-in/")
    assert page_of(account, generation=1).get("/desk/").status_code == 200


def test_a_change_of_password_ends_older_sessions(centre: Any) -> None:
    account = centre.actors["maman1"].id
    browser = page_of(account)
    with pytest.raises(Refused, match="password_wrong"), doorkeeper():
        actions.change_password(account_id=account, old="wrong", new="a-new-long-password")
    assert browser.get("/desk/").status_code == 200
    with doorkeeper():
        assert (
            actions.change_password(account_id=account, old=centres.PASSWORD, new="a-new-long-password") == 1
        )
    assert browser.get("/desk/").status_code == 302


def test_a_reset_takes_password_second_factor_and_sessions(centre: Any, rf: Any, login: str) -> None:
    account = centre.actors["maman1"].id
    browser = page_of(account)
    with staff(centre, "basshy"):
        actions.reset_account(provider_id=centre.provider_id, account_id=account, password="first-password-1")
    assert browser.get("/desk/").status_code == 302
    assert sign_in(rf, login, token=code(login)) == "sign_in_wrong"
    assert sign_in(rf, login, password="first-password-1", token=code(login)) == "second_factor_missing"


@pytest.mark.parametrize("act", ["reset_account", "end_sessions"])
def test_another_providers_account_is_out_of_reach(centre: Any, database: None, act: str) -> None:
    stranger = sql(
        "SELECT account_id FROM providers_staff WHERE provider_id <> %s LIMIT 1",
        [centre.provider_id],
        alias="owner",
    )[0][0]
    more = {"password": "stolen-password-1"} if act == "reset_account" else {}
    with pytest.raises(DatabaseError, match="own provider"), staff(centre, "basshy"):
        getattr(actions, act)(provider_id=centre.provider_id, account_id=stranger, **more)


def test_the_actor_is_who_the_account_is_now(centre: Any) -> None:
    expected = centre.actors["basshy"]
    with doorkeeper():
        actor = actions.actor_of(account_id=expected.id, generation=0)
    assert actor is not None
    assert (actor.role, actor.provider_id, actor.staff_id) == (
        Role.HEAD,
        centre.provider_id,
        expected.staff_id,
    )
    sql("UPDATE providers_staff SET role = 'specialist' WHERE id = %s", [expected.staff_id], alias="owner")
    with doorkeeper():
        changed = actions.actor_of(account_id=expected.id, generation=0)
    assert changed is not None
    assert changed.role is Role.SPECIALIST
    sql("UPDATE providers_staff SET active = false WHERE id = %s", [expected.staff_id], alias="owner")
    with doorkeeper():
        assert actions.actor_of(account_id=expected.id, generation=0) is None


# Demonstration accounts under production settings.


@pytest.fixture
def production(settings: Any) -> None:
    settings.ZHOLDAMA_PRODUCTION = True


def test_a_demonstration_account_is_not_made_in_production(centre: Any, production: None) -> None:
    with pytest.raises(Refused, match="no_demonstration_in_production"), staff(centre, "basshy"):
        actions.create_account(
            provider_id=centre.provider_id,
            login=f"x-{uuid4()}",
            name="X",
            password="p" * 12,
            demonstration=True,
        )
    with pytest.raises(RuntimeError, match="production"):
        centres.make(code="ZZZ9", at=AT, prefix="p-")
    with pytest.raises(RuntimeError, match="production"):
        signer._folder()


def test_a_demonstration_account_that_is_there_is_nobody_in_production(
    centre: Any, rf: Any, login: str, production: None
) -> None:
    assert sign_in(rf, login, token=code(login)) == "sign_in_wrong"
    with doorkeeper():
        assert actions.actor_of(account_id=centre.actors["maman1"].id, generation=0) is None


def test_production_lists_no_demonstration_staff(production: None) -> None:
    from zholdama.access.demonstration_staff import demonstration_staff

    assert demonstration_staff() is None


def test_an_ordinary_account_signs_in_in_production(
    centre: Any, rf: Any, login: str, production: None
) -> None:
    sql("UPDATE access_account SET demonstration = false WHERE login = %s", [login], alias="owner")
    assert isinstance(sign_in(rf, login, token=code(login)), SignedIn)


# Readings.


def test_a_reading_is_recorded_and_shown_to_the_person(centre: Any) -> None:
    person = enter(newcomer())
    with staff(centre, "maman1") as actor:
        actions.record_reading(person_id=person, by=actor, at=AT, screen="case page", reason="own case")
    with citizen(person):
        rows = sql(
            "SELECT actor_id, actor_role, screen, reason, at FROM access_reading WHERE provider_id = %s",
            [centre.provider_id],
        )
    assert rows == [(actor.id, "specialist", "case page", "own case", AT)]


def test_no_reading_is_written_in_another_providers_name(centre: Any) -> None:
    from dataclasses import replace

    with pytest.raises(DatabaseError, match="row-level security"), staff(centre, "maman1") as actor:
        actions.record_reading(person_id=uuid4(), by=replace(actor, provider_id=uuid4()), at=AT, screen="x")
