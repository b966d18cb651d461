"""Whom the measure is for on the serving screen, a fact written down there, and a decision against the rules."""

from typing import Any
from uuid import uuid4

import pytest


@pytest.fixture
def one(visit: Any) -> Any:
    """A person whose package was just registered stands at the counter."""
    here = visit(slug="aigerim").arrive()
    here.identify()
    here.register()
    return here


def note(one: Any, name: str, **sent: str) -> Any:
    address = f"/desk/applications/{one.case}/facts/{name}/"
    assert one.desk.get(address).status_code == 200
    return one.desk.post(address, {"key": str(uuid4()), "source": "word", **sent})


def screen(one: Any) -> Any:
    return one.desk.get(f"/desk/tickets/{one.ticket}/")


def test_the_screen_says_what_is_known_and_what_is_needed(one: Any) -> None:
    page = screen(one)
    assert page.context["eligibility"]["answer"] == "not_known"
    assert f"/desk/applications/{one.case}/facts/status/" in page.content.decode()
    assert note(one, "status", value="unemployed").headers["Location"] == f"/desk/tickets/{one.ticket}/"
    page = screen(one)
    assert page.context["eligibility"]["answer"] == "yes"
    assert "against" not in page.context["form"].fields


def test_a_decision_against_the_rules_asks_for_the_reason(one: Any, desk: Any) -> None:
    note(one, "status", value="none")
    page = screen(one)
    assert page.context["eligibility"]["answer"] == "no"
    place = page.context["form"].fields["place"].choices[0][0]
    sent = {"version": "1", "place": place, "against": ""}
    address = f"/desk/applications/{one.case}/propose/"
    assert one.desk.post(address, sent).status_code == 422
    # A page from before the fact has no such field: the act itself refuses, and the field is there then.
    del sent["against"]
    refused = one.desk.post(address, sent)
    assert refused.status_code == 422
    assert "against" in refused.context["form"].errors
    assert one.desk.post(address, {**sent, "against": "Бүгін тіркеледі."}).status_code == 302
    head = desk("basshy", at=one.desk.at)
    assert "Бүгін тіркеледі." in head.get(f"/desk/sign/{one.case}/").content.decode()


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("status", {"value": "rich"}),
        ("status", {"value": "none", "source": "rumour"}),
        ("status", {"value": "none", "source": "document", "shown": ""}),
        ("graduated_on", {"value_day": "31", "value_month": "02", "value_year": "2020"}),
    ],
)
def test_a_fact_that_is_none_is_told_at_its_field(one: Any, name: str, sent: dict[str, str]) -> None:
    answer = note(one, name, **sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors


def test_what_the_register_says_is_not_written_by_hand(one: Any) -> None:
    for name in ("birth_date", "incapable", "weather"):
        assert one.desk.get(f"/desk/applications/{one.case}/facts/{name}/").status_code == 404


def test_the_screens_of_the_choice_make_few_statements(one: Any) -> None:
    note(one, "status", value="unemployed")
    for address in (f"/desk/tickets/{one.ticket}/", f"/desk/applications/{one.case}/propose/",
                    f"/desk/applications/{one.case}/refuse/", f"/desk/applications/{one.case}/facts/status/"):  # fmt: skip
        with one.desk.queries() as statements:
            assert one.desk.get(address).status_code == 200
        assert len(statements) <= 15, (address, len(statements))
