"""Corrections and duplicates through the pages: asked for by one, decided by another, seen by both."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from tests.acting import newcomer, sql

LIMIT = 15
SNAPSHOT = {"correct": 9, "corrections": 6, "pairs": 6, "pair": 13}


@pytest.fixture
def delivered(visit: Any, desk: Any) -> Any:
    """A referral in the person's hands, and the head's browser."""
    one = visit().to_head()
    head = desk("basshy", at=one.desk.later(1).at)
    assert head.post(f"/desk/sign/{one.case}/", head.signing(one.case)).status_code == 302
    page = one.desk.later(1).get(f"/desk/tickets/{one.ticket}/")
    sent = {"version": page.context["case"].version}
    assert one.desk.post(f"/desk/applications/{one.case}/hand-over/", sent).status_code == 302
    for browser in (one.desk, head):  # the case is over: a reason opens it, once for half an hour
        case = f"/desk/applications/{one.case}/"
        assert browser.get(f"{case}correct/")["Location"] == f"{case}reason/"
        assert browser.post(f"{case}reason/", {"reason": "түзету сұралды"})["Location"] == case
    one.head = head
    head.at = one.desk.later(10).at
    return one


def ask(one: Any, **more: Any) -> Any:
    address = f"/desk/applications/{one.case}/correct/"
    page = one.desk.get(address)
    sent = {
        "version": page.context["case"].version,
        "kind": "replace",
        "reason": "Тегінде қате бар",
        "bearer_name": "Сәрсенова Әйгерім",
        "place": "",
        **more,
    }
    return one.desk.post(address, sent)


def test_a_correction_from_the_case_to_the_new_version_in_hand(delivered: Any) -> None:
    one = delivered
    assert "correct/" in one.desk.get(f"/desk/applications/{one.case}/").content.decode()
    assert ask(one, reason="").status_code == 422
    assert ask(one, bearer_name="").status_code == 422
    assert ask(one).status_code == 302
    (row,) = one.head.get("/desk/corrections/").context["rows"]
    address = f"/desk/corrections/{row['card'].id}/"
    assert one.desk.get(address).status_code == 404
    page = one.head.get(address)
    assert "Тегінде қате бар" in page.context["text"]
    text = one.head.get(f"{address}text/")
    assert text.content.decode() == page.context["text"]
    sent = {"key": str(uuid4()), "cms": one.head.signature(text.content)}
    for _ in range(2):  # a second press with the same key finds it done
        assert one.head.post(address, sent).status_code == 302
    page = one.desk.get(f"/desk/applications/{one.case}/correct/")
    assert [row["card"].state for row in page.context["versions"]] == ["replaced", "issued"]
    handing = {"version": page.context["case"].version}
    assert one.desk.post(f"/desk/applications/{one.case}/hand-over-version/", handing).status_code == 302
    page = one.desk.get(f"/desk/applications/{one.case}/correct/")
    assert [row["card"].state for row in page.context["versions"]] == ["replaced", "delivered"]


def test_whoever_asked_does_not_sign_and_the_attempt_is_logged(delivered: Any, centre: Any) -> None:
    one = delivered
    sent = {"kind": "withdraw", "reason": "Жұмыс беруші бас тартты", "bearer_name": "", "place": ""}
    page = one.head.get(f"/desk/applications/{one.case}/correct/")
    sent["version"] = page.context["case"].version
    assert one.head.post(f"/desk/applications/{one.case}/correct/", sent).status_code == 302
    (row,) = one.head.get("/desk/corrections/").context["rows"]
    text = one.head.get(f"/desk/corrections/{row['card'].id}/text/").content
    signing = {"key": str(uuid4()), "cms": one.head.signature(text)}
    answer = one.head.post(f"/desk/corrections/{row['card'].id}/", signing)
    assert answer.status_code == 422
    logged = sql(
        "SELECT count(*) FROM ledger_entry WHERE provider_id = %s AND act = 'blocked'",
        [centre.provider_id],
        alias="owner",
    )
    assert logged == [(1,)]
    page = one.desk.get(f"/desk/applications/{one.case}/correct/")
    assert page.context["versions"][0]["card"].state == "delivered"


def test_a_correction_is_refused_and_the_referral_stands(delivered: Any) -> None:
    one = delivered
    ask(one)
    (row,) = one.head.get("/desk/corrections/").context["rows"]
    assert one.head.post(f"/desk/corrections/{row['card'].id}/refuse/").status_code == 302
    page = one.desk.get(f"/desk/applications/{one.case}/correct/")
    assert page.context["history"][0]["card"].granted is False
    assert "form" in page.context


def twins() -> tuple[Any, Any]:
    born, cards = date(1961, 2, 3), [f"{uuid4().int % 10**9:09d}" for _ in range(2)]
    made = []
    for number in cards:
        card = ("id_card", number, date(2021, 4, 12), date(2031, 4, 11))
        made.append(newcomer(birth_date=born, surname="Егізов", given_name="Асан", documents=(card,)))
    return made[0], made[1]


def test_duplicates_side_by_side_decided_by_two_and_undone(visit: Any, desk: Any) -> None:
    one = visit()
    for resident in twins():
        one.resident = resident
        one.arrive()
        assert one.identify().status_code == 302
        one.desk.post(f"/desk/tickets/{one.ticket}/finish/")
    browser = one.desk
    (row,) = browser.get("/desk/duplicates/").context["waiting"]
    assert row["card"].found_by == "name"
    assert "Егізов" not in browser.get("/desk/duplicates/").content.decode()
    address = f"/desk/duplicates/{row['card'].id}/"
    page = browser.get(address)
    assert page.content.decode().count("Егізов Асан") == 2
    assert browser.post(address, {"verdict": "same", "reason": "Бір адам"}).status_code == 422
    sent = {"verdict": "same", "reason": "Бір адам", "canonical": str(row["card"].first)}
    assert browser.post(address, sent).status_code == 302
    assert browser.post(f"{address}decide/", {"answer": "grant"}).status_code == 404
    head = desk("basshy", at=browser.at)
    assert head.post(f"{address}decide/", {"answer": "grant"}).status_code == 302
    assert head.get(address).context["card"].state == "same"
    assert head.post(f"{address}undo/", {"reason": ""}).status_code == 422
    assert head.post(f"{address}undo/", {"reason": "Егіз екен"}).status_code == 302
    assert browser.get(address).context["card"].state == "open"
    assert browser.post(address, {"verdict": "different", "reason": "Егіздер"}).status_code == 302
    assert browser.post(address, {"verdict": "different", "reason": "Егіздер"}).status_code == 409


def test_few_statements_and_no_more_with_more_rows(delivered: Any, visit: Any) -> None:
    one = delivered
    browser = one.desk
    browser.post(f"/desk/tickets/{one.ticket}/finish/")

    def more() -> None:
        other = visit(browser=browser)
        for resident in twins():
            other.resident = resident
            other.arrive()
            other.identify()
            browser.post(f"/desk/tickets/{other.ticket}/finish/")

    def measured() -> dict[str, int]:
        browser.get("/desk/")
        pair = browser.get("/desk/duplicates/").context["waiting"][0]["card"].id
        pages = {
            "correct": f"/desk/applications/{one.case}/correct/",
            "corrections": "/desk/corrections/",
            "pairs": "/desk/duplicates/",
            "pair": f"/desk/duplicates/{pair}/",
        }
        counted = {}
        for name, address in pages.items():
            with browser.queries() as statements:
                assert browser.get(address).status_code == 200, name
            counted[name] = len(statements)
        return counted

    more()
    ask(one)
    few = measured()
    one.head.post(
        f"/desk/corrections/{one.head.get('/desk/corrections/').context['rows'][0]['card'].id}/refuse/"
    )
    ask(one)
    more()
    assert measured() == few
    assert max(few.values()) <= LIMIT
    assert few == SNAPSHOT, few
