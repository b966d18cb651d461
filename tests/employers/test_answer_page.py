"""The employer's page: a scanner changes nothing, a forwarded link needs the digits, each answer its own button (J21, B19)."""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from tests.acting import AT, sql
from tests.referrals.outcome_steps import LATER, REFUSED, Issued, acts_of, counted, issued, say, state_of

from zholdama import clock
from zholdama.config.logging import Allowlist
from zholdama.referrals import links


class Employer:
    """A browser that has got the link."""

    def __init__(self, one: Issued, at: datetime = LATER) -> None:
        cache.clear()
        self.one, self.at = one, at
        self.client = Client(REMOTE_ADDR=f"10.{uuid4().int % 250}.{uuid4().int % 250}.1")
        self.secret = links.secret_of(one.centre.provider_id, one.referral)
        number = sql(
            "SELECT organisation_bin FROM opportunities_place WHERE id = %s", [one.place], alias="owner"
        )
        self.digits = number[0][0][-4:]

    def get(self, what: str = "", **more: Any) -> Any:
        with clock.clock_at(self.at):
            return self.client.get(f"/employers/answer/{self.secret}/{what}", **more)

    def post(self, what: str = "", sent: dict[str, Any] | None = None, **more: Any) -> Any:
        with clock.clock_at(self.at):
            return self.client.post(f"/employers/answer/{self.secret}/{what}", sent or {}, **more)

    def open(self) -> "Employer":
        assert self.post(sent={"digits": self.digits}).status_code == 302
        return self


def name_of(one: Issued) -> str:
    return str(sql("SELECT surname FROM identity_person WHERE id = %s", [one.person], alias="owner")[0][0])


def rows() -> Any:
    """Everything that a look could change."""
    tables = ("referrals_answer", "referrals_answer_link", "referrals_referral", "ledger_entry", "access_reading",
              "opportunities_place", "referrals_task", "django_session")  # fmt: skip
    return [
        sql(f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {name} t", alias="owner")
        for name in tables
    ]


def test_scanners_change_nothing_and_learn_no_name(centre: Any) -> None:
    one = issued(centre)
    scanner, before = Employer(one), rows()
    for what in (
        "",
        "undo/",
        "hired/",
        "came/",
        "did_not_come/",
        "refused_by_employer/",
        "refused_by_person/",
    ):
        for method in (scanner.client.get, scanner.client.head):
            with clock.clock_at(LATER):
                answer = method(f"/employers/answer/{scanner.secret}/{what}")
            assert answer.status_code == (302 if what else 200)
            assert name_of(one) not in answer.content.decode()
    assert rows() == before
    page = scanner.get().content.decode()
    assert "С.А." in page
    assert one.number not in page
    assert scanner.secret not in page.split("<title>")[1].split("</title>")[0]
    assert scanner.get()["Referrer-Policy"] == "strict-origin"
    assert "noindex" in scanner.get()["X-Robots-Tag"]


def test_an_answer_needs_the_digits_and_its_button(centre: Any) -> None:
    one = issued(centre)
    employer = Employer(one)
    for kind in ("did_not_come/", "hired/"):
        assert employer.post(kind, {"key": str(uuid4())}).status_code == 302
    assert acts_of(one.case)[-1] != "answer"
    wrong = employer.post(sent={"digits": f"{(int(employer.digits) + 1) % 10000:04d}"})
    assert wrong.status_code == 422
    assert name_of(one) not in wrong.content.decode()
    for bad in ("", "12", "12345", "abcd", "１２３４"):
        assert employer.post(sent={"digits": bad}).status_code == 422
    employer.open()
    page = employer.get().content.decode()
    assert name_of(one) in page
    assert one.number in page
    assert employer.get("did_not_come/").status_code == 200
    assert state_of(one) == "delivered"
    assert employer.post("did_not_come/", {"key": str(uuid4())}).status_code == 302
    assert state_of(one) == "answered"
    another = Employer(one)  # the link forwarded: another browser has not given the digits
    assert name_of(one) not in another.get().content.decode()
    employer.at += timedelta(minutes=31)
    assert name_of(one) not in employer.get().content.decode()


def test_hired_with_errors_kept_and_taken_back(centre: Any) -> None:
    one = issued(centre)
    before = counted(one.place)
    employer = Employer(one).open()
    key = str(uuid4())
    sent = {
        "hired_from-day": "5", "hired_from-month": "1", "hired_from-year": "2025",
        "contract_number": "77-ң", "contract_date-day": "6", "contract_date-month": "1", "contract_date-year": "2025",
        "key": key,
    }  # fmt: skip
    page = employer.post("hired/", sent)
    assert page.status_code == 422
    assert "77-ң" in page.content.decode()
    assert "бірінші күні жолдама берілген күннен бұрын" in page.content.decode()
    good = {**sent, "hired_from-day": "8"}
    assert employer.post("hired/", good).status_code == 302
    assert employer.post("hired/", good).status_code == 302  # sent twice: once
    assert acts_of(one.case).count("answer") == 1
    page = employer.get()
    undo = page.context["undo"]
    assert employer.post("undo/", {"key": str(uuid4()), "answer": str(uuid4())}).status_code == 404
    assert employer.post("undo/", {"key": str(uuid4()), "answer": str(undo.id)}).status_code == 302
    assert (state_of(one), counted(one.place)) == ("delivered", before)
    second = employer.post("undo/", {"key": str(uuid4()), "answer": str(undo.id)})
    assert second.status_code == 409


def test_one_404_for_unknown_expired_and_revoked(centre: Any) -> None:
    one = issued(centre)
    employer = Employer(one)
    unknown = Employer(one)
    unknown.secret = "a" * 26
    late = Employer(one, AT + timedelta(days=23))
    sql("UPDATE referrals_referral SET state = 'withdrawn' WHERE id = %s", [one.referral], alias="owner")
    found = []
    for browser in (unknown, late, employer):
        answer = browser.get()
        found.append((answer.status_code, answer.content.decode().replace(browser.secret, "")))
    assert {code for code, _ in found} == {404}
    pages = {"\n".join(line for line in text.splitlines() if "csrf" not in line) for _, text in found}
    assert len(pages) == 1


def test_an_expired_referral_says_so(centre: Any) -> None:
    from tests.referrals.outcome_steps import system

    from zholdama.referrals import answering

    one = issued(centre)
    at = AT + timedelta(days=16)
    with system(one, at):
        assert answering.expire(one.referral)
    employer = Employer(one, at).open()
    assert employer.get().context["choices"] == []
    answer = employer.post("did_not_come/", {"key": str(uuid4())})
    assert answer.status_code == 422
    assert "орын босатылды" in answer.content.decode()


def test_an_address_may_not_guess_fast(centre: Any) -> None:
    employer = Employer(issued(centre))
    codes = [employer.post(sent={"digits": f"{guess:04d}"}).status_code for guess in range(40)]
    assert codes[-1] == 429
    assert codes.count(422) == 30


def test_no_secret_in_the_log(centre: Any, caplog: pytest.LogCaptureFixture) -> None:
    employer = Employer(issued(centre))
    client = Client(enforce_csrf_checks=True)
    shown = []
    with caplog.at_level(logging.DEBUG), clock.clock_at(LATER):
        assert client.post(f"/employers/answer/{employer.secret}/").status_code == 403
        assert client.get(f"/employers/answer/{'b' * 26}/").status_code == 404
    for record in caplog.records:
        Allowlist().filter(record)
        shown.append(record.getMessage())
    assert any("/employers/" in line for line in shown), shown
    assert all(employer.secret not in line and "b" * 26 not in line for line in shown)


def test_the_organisations_language_comes_first(centre: Any) -> None:
    one = issued(centre)
    assert Employer(one).get()["Content-Language"] == "kk"
    organisation = uuid4()
    sql(
        "INSERT INTO opportunities_organisation (id, provider_id, number, name, kato, address, contact_person, phone, "
        "email, language, version, created_at) SELECT %s, provider_id, organisation_bin, organisation, '', '', '', '', '', "
        "'ru', 1, created_at FROM opportunities_place WHERE id = %s",
        [organisation, one.place],
        alias="owner",
    )
    sql(
        "UPDATE opportunities_place SET organisation_id = %s WHERE id = %s",
        [organisation, one.place],
        alias="owner",
    )
    page = Employer(one).get()
    assert page["Content-Language"] == "ru"
    assert '<html lang="ru"' in page.content.decode()
    assert Employer(one).get("?lang=en")["Content-Language"] == "en"


def test_what_the_other_side_said_is_shown(centre: Any) -> None:
    one = issued(centre)
    say(one, REFUSED)
    page = Employer(one).open().get()
    assert [given["card"].kind for given in page.context["given"]] == ["refused_by_employer"]
    assert page.context["choices"] == []
