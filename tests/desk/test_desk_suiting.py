"""Choosing a place at the desk: the ranked list with its reasons, and the wishes that rank it."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.acting import sql, staff

from zholdama.desk import suiting
from zholdama.opportunities import actions as opportunities
from zholdama.opportunities import matching, wishing


def offered(centre: Any, title: str, **facts: Any) -> UUID:
    """One more place, with what is asked there."""
    with staff(centre, "basshy"):
        place = opportunities.offer(
            opportunities.Offer(
                measure="job_placement", title_kk=title, title_ru=title, organisation="«Үлгі» ЖШС", address="Үлгі, 1",
                total=1, valid_until=date(2026, 12, 31),
            )
        )  # fmt: skip
    for name, value in facts.items():
        sql(f"UPDATE opportunities_place SET {name} = %s WHERE id = %s", [value, place], alias="owner")
    return place


@pytest.fixture
def case(visit: Any) -> Any:
    """A visit at the step where a place is chosen."""
    one = visit().arrive()
    for step in (one.identify, one.register):
        assert step().status_code == 302
    return one


def listed(page: Any) -> list[str]:
    return [value for value, _ in page.context["form"].fields["place"].choices]


def at_counter(case: Any) -> Any:
    return case.desk.get(f"/desk/tickets/{case.ticket}/")


def state(case: Any, **answers: Any) -> Any:
    sent = {"key": str(uuid4()), "version": "0", "source": "person", "health": "", **answers}
    return case.desk.post(f"/desk/applications/{case.case}/wishes/", sent)


def test_the_wishes_put_the_places_in_order_and_every_place_says_why(case: Any, centre: Any) -> None:
    far = offered(centre, "Алыс", profession="9112", kato="751110000")
    near = offered(centre, "Жақын", profession="2411", kato="111010100", valid_until=date(2027, 1, 31))
    before = at_counter(case)
    assert listed(before)[-1] == str(near), "nothing is known yet: those that end first stand first"
    assert before.content.decode().count("мамандығы белгісіз") == 1, "said once, not under every place"
    answer = state(case, wanted="2411", kato="111010100")
    assert answer.status_code == 302, answer.content.decode()
    page = at_counter(case)
    assert listed(page)[0] == str(near)
    assert listed(page)[-1] == str(far)
    text = page.content.decode()
    for said in (
        "қалаған мамандық: ҰКЖ 2411",
        "тұратын елді мекенде",
        "басқа мамандық: ҰКЖ 9112",
        "басқа облыста",
    ):
        assert said in text
    assert "қалайды: 2411" in text


def test_a_place_that_contradicts_a_limit_is_not_offered_and_is_counted(case: Any, centre: Any) -> None:
    heavy = offered(centre, "Жүкші", demands=["lifting", "standing"])
    assert state(case, health="some", limits=["lifting"]).status_code == 302
    page = at_counter(case)
    assert str(heavy) not in listed(page)
    assert "көрсетілмеді: 1 (ауыр көтеру)" in page.content.decode()
    refused = case.propose(place=str(heavy))
    assert refused.status_code == 422, "nor can it be chosen behind the page's back"


def test_limits_and_how_they_were_asked_have_to_agree(case: Any, centre: Any) -> None:
    for answers in ({"health": "some"}, {"health": "none", "limits": ["lifting"]}, {"limits": ["night"]}):
        assert state(case, **answers).status_code == 422, answers
    assert state(case, health="none").status_code == 302
    who = person(case)
    with staff(centre):
        assert wishing.newest(centre.provider_id, who).wishes.limits == ()


@pytest.mark.parametrize(
    "answers", [{"wanted": "аспаз"}, {"trained": "24"}, {"kato": "7511"}, {"least_wage": "-1"}], ids=str
)
def test_what_cannot_be_is_said_at_its_field(case: Any, answers: dict[str, str]) -> None:
    page = state(case, **answers)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == list(answers)
    assert next(iter(answers.values())) in page.content.decode(), "the text that was typed stays"


def test_a_second_specialist_sees_both_texts(case: Any) -> None:
    assert state(case, wanted="2411").status_code == 302
    answer = state(case, wanted="5120")
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "қалайды: 2411" in text
    assert "5120" in text


def test_more_places_are_a_page_further_and_can_be_chosen(case: Any, centre: Any) -> None:
    for number in range(matching.PAGE + 5):
        offered(centre, f"Орын {number}", profession="2411")
    assert state(case, wanted="2411").status_code == 302
    first = at_counter(case)
    assert len(listed(first)) == matching.PAGE
    after = first.context["form"].after
    address = f"/desk/applications/{case.case}/propose/"
    assert f"{address}?after={after}" in first.content.decode()
    second = case.desk.get(address, data={"after": str(after)})
    assert set(listed(second)) & set(listed(first)) == set()
    chosen = listed(second)[0]
    sent = {"place": chosen, "after": str(after), "version": second.context["case"].version}
    assert case.propose(**sent).status_code == 302


def test_a_chosen_place_stays_choosable_when_the_order_has_changed_meanwhile(case: Any, centre: Any) -> None:
    last = offered(centre, "Соңғы", profession="9112")
    for number in range(matching.PAGE):
        offered(centre, f"Орын {number}", profession="2411")
    at_counter(case)
    assert state(case, wanted="2411").status_code == 302
    assert str(last) not in listed(at_counter(case))
    assert case.propose(place=str(last)).status_code == 302


def test_an_address_with_nonsense_begins_at_the_top(case: Any) -> None:
    address = f"/desk/applications/{case.case}/propose/"
    whole = listed(case.desk.get(address))
    for nonsense in ("x", str(uuid4())):
        assert listed(case.desk.get(address, data={"after": nonsense})) == whole


def test_the_next_places_are_named_with_reasons_and_without_the_lost_one(case: Any, centre: Any) -> None:
    lost, next_one = (offered(centre, title, profession="2411") for title in ("Кетті", "Келесі"))
    assert state(case, wanted="2411").status_code == 302
    card = at_counter(case).context["case"]
    with staff(centre):
        found = suiting.next_places(card, at=case.desk.at, besides=frozenset({lost}), limit=2)
    assert found[0]["card"].id == next_one
    assert found[0]["reasons"][0]["text"] == "қалаған мамандық: ҰКЖ 2411"


def test_few_statements_however_many_places(case: Any, centre: Any) -> None:
    def counted() -> dict[str, int]:
        found = {}
        for name in ("propose", "wishes"):
            with case.desk.queries() as statements:
                assert case.desk.get(f"/desk/applications/{case.case}/{name}/").status_code == 200
            found[name] = len(statements)
        with case.desk.queries() as statements:
            assert at_counter(case).status_code == 200
        return {**found, "ticket": len(statements)}

    assert state(case, wanted="2411", health="some", limits=["night"]).status_code == 302
    few = counted()
    for number in range(30):
        offered(centre, f"Орын {number}", profession="2411")
    many = counted()
    assert all(many[name] <= few[name] for name in few), (few, many)
    assert max(few.values()) <= 15, few


def person(case: Any) -> UUID:
    return UUID(str(at_counter(case).context["case"].person_id))
