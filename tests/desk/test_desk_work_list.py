"""The work list: open cases by due time, filters that stay, names found however they are spelled."""

from datetime import timedelta
from typing import Any

import pytest

from zholdama.access.models import Reading
from zholdama.applications import worklist
from zholdama.applications.worklist import Filters
from zholdama.desk.work_forms import case_number, iin
from zholdama.ledger.work import Login, work


def numbers(answer: Any) -> list[str]:
    return [row["number"] for row in answer.context["rows"]]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("a0001-25-000001", "A0001-25-000001"),
        (" А0001‑25‑000001 ", "A0001-25-000001"),  # Cyrillic А, hyphens that do not break
        ("A0001 - 25 - 000001", "A0001-25-000001"),
        ("Ахметов", ""),
        ("950101950123", ""),
    ],
)
def test_a_number_is_read_in_any_spelling(typed: str, read: str) -> None:
    assert case_number(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [("950101 950123", "950101950123"), ("95010195012", ""), ("٩٥٠١٠١٩٥٠١٢٣", ""), ("Ахметов", "")],
)
def test_twelve_digits_are_an_iin(typed: str, read: str) -> None:
    assert iin(typed) == read


def test_a_name_is_found_in_every_spelling_and_cut_short(visit: Any) -> None:
    one = visit(slug="aigerim").to_head()
    names = one.resident
    for wanted in (
        names.surname,
        f"{names.surname}  {names.given_name}",
        f"{names.given_name} {names.surname[:4]}",
        names.given_name.replace("ә", "а").replace("і", "и"),
        "Aigerim",
        names.surname.upper(),
    ):
        assert numbers(one.desk.post("/desk/work-list/", {"wanted": wanted})) == [one.number], wanted
    for wanted in (f"{names.surname} Жоқбек", "Q1", "zz"):
        assert numbers(one.desk.post("/desk/work-list/", {"wanted": wanted})) == [], wanted


def test_an_iin_and_a_number_lead_to_the_case(visit: Any) -> None:
    one = visit(slug="aigerim").to_head()
    assert numbers(one.desk.post("/desk/work-list/", {"wanted": one.resident.iin})) == [one.number]
    answer = one.desk.post("/desk/work-list/", {"wanted": one.number.lower()})
    assert answer["Location"].endswith(f"/applications/{one.case}/")
    page = one.desk.get("/desk/work-list/")
    assert one.resident.surname not in page.content.decode(), "a list shows masked names"


@pytest.mark.parametrize("wanted", ["", "а", " ", "'"])
def test_too_little_is_asked_for_more_and_kept(visit: Any, wanted: str) -> None:
    one = visit(slug="aigerim").to_head()
    answer = one.desk.post("/desk/work-list/", {"wanted": wanted})
    assert answer.status_code == 422
    assert f'value="{wanted}"'.replace("'", "&#x27;") in answer.content.decode() or not wanted.strip()


def test_another_provider_finds_nothing(visit: Any, database: None) -> None:
    from tests.conftest import fresh_centre

    from zholdama.demonstration import centre as centres
    from zholdama.identity import queries as identity

    one = visit(slug="aigerim").to_head()
    other = fresh_centre(centres)
    actor = other.actors["maman1"]
    with work(login=Login.STAFF, by=actor, at=one.desk.at, provider=other.provider_id):
        assert identity.named(other.provider_id, one.resident.surname) == ()
        assert identity.named(one.centre.provider_id, one.resident.surname) == ()
        assert identity.met_by_iin(one.resident.iin) is None


def test_filters_stay_across_acts(visit: Any) -> None:
    one = visit(slug="aigerim").to_head()
    assert numbers(one.desk.get("/desk/work-list/")) == [one.number]
    sent = {"state": "in_work", "whose": "mine", "channel": "both"}
    assert one.desk.post("/desk/work-list/filters/", sent).status_code == 302
    one.desk.get(f"/desk/applications/{one.case}/")
    assert numbers(one.desk.get("/desk/work-list/")) == []
    one.desk.post("/desk/work-list/filters/", {**sent, "state": "to_sign"})
    assert numbers(one.desk.get("/desk/work-list/")) == [one.number]
    one.desk.post("/desk/work-list/filters/", {**sent, "state": "everything"})
    assert numbers(one.desk.get("/desk/work-list/")) == [one.number], "an unknown word changes nothing"


def test_pages_by_key_set_miss_nobody_and_show_nobody_twice(visit: Any) -> None:
    one = visit(slug="aigerim").to_head()
    browser, cases = one.desk, {one.case}
    for slug in ("bauyrzhan", "galina", "zhanna"):
        browser.post(f"/desk/tickets/{one.ticket}/finish/")
        one = visit(slug=slug, browser=browser).to_head()
        cases.add(one.case)
    provider_id = one.centre.provider_id
    actor = one.centre.actors["maman1"]
    with work(login=Login.STAFF, by=actor, at=browser.at, provider=provider_id):
        seen, after = [], None
        while True:
            page = worklist.page(provider_id, Filters(), staff_id=actor.staff_id, after=after, limit=1)
            seen += [card.id for card in page.cases]
            if (after := page.next) is None:
                break
    assert len(seen) == len(cases)
    assert set(seen) == cases
    assert browser.get("/desk/work-list/?after=nonsense&at=2025").status_code == 200


def test_a_case_that_is_over_opens_for_a_stated_reason_only(visit: Any) -> None:
    one = visit(slug="aigerim").to_head()
    case = f"/desk/applications/{one.case}/"
    assert one.desk.get(case).status_code == 200
    assert one.desk.post(f"{case}withdraw/", {"version": str(version(one))}).status_code == 302
    asked = one.desk.get(case)
    assert asked["Location"] == f"{case}reason/"
    assert one.desk.get(f"{case}receipt/")["Location"] == f"{case}reason/"
    assert one.desk.post(f"{case}reason/", {"reason": " "}).status_code == 422
    assert one.desk.post(f"{case}reason/", {"reason": "шағым қаралуда"})["Location"] == case
    assert one.desk.get(case).status_code == 200
    with work(
        login=Login.STAFF, by=one.centre.actors["basshy"], at=one.desk.at, provider=one.centre.provider_id
    ):
        readings = Reading.objects.filter(provider_id=one.centre.provider_id).order_by("-at", "-id")
        assert {row.reason for row in readings} >= {"шағым қаралуда", ""}
    one.desk.at += timedelta(minutes=31)
    assert one.desk.get(case)["Location"] == f"{case}reason/", "a reason holds for half an hour"


def version(one: Any) -> int:
    return int(one.desk.get(f"/desk/applications/{one.case}/").context["case"].version)
