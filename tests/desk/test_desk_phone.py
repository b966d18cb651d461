"""The head signs a decision on the phone: the provider's BIN, the own case page, one signature, one result."""

import base64
import json
from typing import Any

import pytest
from tests.acting import sql
from tests.portal.phones import Phone

from zholdama import clock
from zholdama.access.phone import browser_of
from zholdama.demonstration import signer
from zholdama.demonstration.centre import EMPLOYEES


def state(case: Any) -> str:
    return str(sql("SELECT state FROM applications_application WHERE id = %s", [case], alias="owner")[0][0])


def ask(head: Any, case: Any) -> Any:
    page = head.get(f"/desk/sign/{case}/")
    sent = {"version": page.context["case"].version, "key": str(page.context["key"])}
    return head.post(f"/desk/sign/{case}/phone/ask/", sent)


def phone_of(head: Any, answer: Any) -> Phone:
    page = head.get(answer["Location"])
    return Phone(page.context["command"].split()[2])


def go_on(head: Any, case: Any, answer: Any) -> Any:
    return head.post(f"/desk/sign/{case}/phone/", {"request": answer["Location"].split("/")[2]})


@pytest.fixture
def waiting(visit: Any) -> Any:
    """A case on the head's desk."""
    return visit().to_head()


@pytest.mark.clause("P10")
def test_a_decision_is_signed_on_the_phone(desk: Any, waiting: Any) -> None:
    head = desk("basshy", at=waiting.desk.at)
    answer = ask(head, waiting.case)
    page = head.get(answer["Location"])
    assert "--as basshy" in page.content.decode()
    assert "m.egov.kz/businessSign/" in page.content.decode()
    with clock.clock_at(head.at):
        phone = phone_of(head, answer)
        assert waiting.number in phone.overview().json()["description"]
        assert phone.use("basshy").status == 200
    assert state(waiting.case) == "awaiting_signature", "the phone itself decides nothing"
    done = go_on(head, waiting.case, answer)
    assert done["Location"] == "/desk/"
    assert state(waiting.case) == "decided_positively"
    again = go_on(head, waiting.case, answer)
    assert again["Location"] == f"/desk/applications/{waiting.case}/"


def test_a_citizens_certificate_signs_no_decision(desk: Any, waiting: Any) -> None:
    head = desk("basshy", at=waiting.desk.at)
    answer = ask(head, waiting.case)
    with clock.clock_at(head.at):
        assert phone_of(head, answer).use("galina").status == 403
    assert go_on(head, waiting.case, answer)["Location"].endswith("?pressed=1")
    assert state(waiting.case) == "awaiting_signature"


def test_the_heads_of_another_provider_are_not_asked(desk: Any, waiting: Any) -> None:
    head = desk("basshy", at=waiting.desk.at)
    answer = ask(head, waiting.case)
    with clock.clock_at(head.at):
        phone = phone_of(head, answer)
        asked = phone.documents().json()
        file = asked["documentsToSign"][0]["document"]["file"]
        cms = signer.sign_as_official(
            login="elsewhere", iin="800101900010", name=EMPLOYEES[3].name, bin="150440000102",
            organisation="Басқа орталық", content=base64.b64decode(file["data"]), at=head.at,
        )  # fmt: skip
        file["data"] = base64.b64encode(cms).decode()
        assert phone.put(json.dumps(asked).encode()).status_code == 403
    assert state(waiting.case) == "awaiting_signature"


def test_only_a_head_asks_and_only_for_what_waits(desk: Any, waiting: Any) -> None:
    sent = {"version": 1, "key": "5d9a2a7e-5c6b-4e0e-9d4f-0d8a2a7e5c6b"}
    path = f"/desk/sign/{waiting.case}/phone/ask/"
    assert waiting.desk.post(path, sent).status_code in {403, 404}
    head = desk("basshy", at=waiting.desk.at)
    assert head.post(path, sent)["Location"] == f"/desk/sign/{waiting.case}/", "the draft has changed since"
    assert head.get(path)["Location"] == f"/desk/sign/{waiting.case}/"
    assert sql("SELECT count(*) FROM signatures_phone_request WHERE purpose = 'decision' AND asked_by = %s",
               [waiting.centre.actors["maman1"].id], alias="owner") == [(0,)]  # fmt: skip


def test_a_colleague_in_the_same_browser_gets_nothing(desk: Any, waiting: Any) -> None:
    head = desk("basshy", at=waiting.desk.at)
    answer = ask(head, waiting.case)
    with clock.clock_at(head.at):
        phone_of(head, answer).use("basshy")
    waiting.desk.client.cookies["phone"] = head.client.cookies["phone"].value
    assert go_on(waiting.desk, waiting.case, answer).status_code == 404
    assert state(waiting.case) == "awaiting_signature"


def test_a_cookie_that_is_none_is_no_secret(rf: Any) -> None:
    for value in ("", "x", "ә" * 43, "a" * 42, "a" * 44):
        request = rf.get("/")
        request.COOKIES["phone"] = value
        assert browser_of(request) == ""
