"""Many decisions in one go: one confirmation, a signature, a unit of work and a ledger row for each (J19)."""

from typing import Any
from uuid import uuid4

import pytest
from tests.acting import AT, sql

from zholdama.demonstration import acts
from zholdama.demonstration.residents import by_slug

WHO = ("aigerim", "galina", "nurlan", "timur")


@pytest.fixture
def cases(centre: Any) -> list[Any]:
    """Four decisions on the head's list."""
    made = []
    for slug in WHO:
        case = acts.apply_on_portal(centre, by_slug()[slug], measure="guidance", at=AT)
        acts.take_from_portal(centre, "maman1", case, AT)
        acts.propose(centre, "maman1", case, AT)
        made.append(case)
    return made


def confirmation(head: Any, cases: list[Any]) -> Any:
    return head.post("/desk/sign-many/", {"case": [str(case.application_id) for case in cases]})


def signed(head: Any, page: Any) -> dict[str, Any]:
    """What the page's script sends: a signature for each decision, in the page's order."""
    rows = page.context["rows"]
    lines = [head.signature(row["text"].encode()) for row in rows]
    return {"decision": [row["chosen"] for row in rows], "cms": "\n".join(lines)}


def outcomes(answer: Any) -> dict[str, bool]:
    """Number of the application to whether it was signed."""
    return {row["number"]: not row["why_not"] for row in answer.context["rows"]}


def acts_of(centre: Any) -> list[str]:
    rows = sql("SELECT act FROM ledger_entry WHERE provider_id = %s", [centre.provider_id], alias="owner")
    return [act for (act,) in rows if act == "sign"]


def test_each_gets_a_signature_and_a_row_of_its_own(desk: Any, centre: Any, cases: list[Any]) -> None:
    head = desk("basshy")
    page = confirmation(head, cases)
    assert [row["number"] for row in page.context["rows"]] == [case.number for case in cases]
    assert len(page.context["signing"]["contents"]) == len(cases)
    assert "connect-src 'self' ws://127.0.0.1:" in page.headers["Content-Security-Policy"]
    sent = signed(head, page)
    answer = head.post("/desk/sign-many/", sent)
    assert outcomes(answer) == {case.number: True for case in cases}
    assert len(acts_of(centre)) == len(cases)
    # The same press again finds what is there and signs nothing twice.
    assert outcomes(head.post("/desk/sign-many/", sent)) == {case.number: True for case in cases}
    assert len(acts_of(centre)) == len(cases)


def test_one_refusal_does_not_block_the_rest(desk: Any, centre: Any, cases: list[Any]) -> None:
    head = desk("basshy")
    sent = signed(head, confirmation(head, cases))
    lines = sent["cms"].split("\n")
    lines[0], lines[3] = lines[1], "rubbish"
    acts.return_draft(centre, cases[2], AT, remark="Орынды тексеріңіз")
    answer = head.post("/desk/sign-many/", {**sent, "cms": "\n".join(lines)})
    assert answer.status_code == 200
    assert outcomes(answer) == {case.number: case is cases[1] for case in cases}
    why = [row["why_not"] for row in answer.context["rows"]]
    assert not why[-1], "what was not signed comes first"
    assert len(set(why)) == 4, "each in its own words"
    assert len(acts_of(centre)) == 1


def test_the_readings_are_recorded(desk: Any, centre: Any, cases: list[Any]) -> None:
    statement = "SELECT count(*) FROM access_reading WHERE provider_id = %s AND screen = 'sign many'"
    confirmation(desk("basshy"), cases)
    assert sql(statement, [centre.provider_id], alias="owner") == [(len(cases),)]


def test_nothing_chosen_and_nothing_of_others(desk: Any, centre: Any, cases: list[Any]) -> None:
    head = desk("basshy")
    assert head.post("/desk/sign-many/", {})["Location"] == "/desk/"
    assert head.post("/desk/sign-many/", {"case": str(uuid4())})["Location"] == "/desk/"
    sent = signed(head, confirmation(head, cases[:1]))
    foreign = f"{uuid4()}:1:{uuid4()}"
    answer = head.post("/desk/sign-many/", {**sent, "decision": foreign})
    assert (answer.status_code, answer.context["signed"]) == (200, 0)
    specialist = desk("maman2")
    assert specialist.post("/desk/sign-many/", sent).status_code == 404
    assert acts_of(centre) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"case": "x", "cms": ""},
        {"decision": "x"},
        {"decision": []},
        {"decision": ["a:b:c"]},
        {"decision": ["00000000-0000-4000-8000-000000000001:²:00000000-0000-4000-8000-000000000002"]},
        {"cms": "MAA=\nMAA="},
    ],
    ids=str,
)
def test_what_no_page_sends_is_no_request(
    desk: Any, centre: Any, cases: list[Any], changed: dict[str, Any]
) -> None:
    head = desk("basshy")
    sent = signed(head, confirmation(head, cases[:1]))
    assert head.post("/desk/sign-many/", {**sent, **changed}).status_code == 400
    assert acts_of(centre) == []
