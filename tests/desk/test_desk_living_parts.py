"""The parts of pages that renew themselves: the clocks, the result that is waited for, the supervisor's day."""

from typing import Any
from uuid import uuid4

import pytest


def part(one: Any, name: str = "result") -> Any:
    return one.desk.get(f"/desk/tickets/{one.ticket}/{name}/")


def test_the_part_that_waits_asks_again_until_the_head_has_signed(desk: Any, visit: Any) -> None:
    one = visit().to_head()
    address = f'hx-get="/desk/tickets/{one.ticket}/result/"'
    assert address in one.desk.get(f"/desk/tickets/{one.ticket}/").content.decode()
    waiting = part(one)
    text = waiting.content.decode()
    assert waiting.status_code == 200
    assert (address in text, "/hand-over/" in text, "<html" in text) == (True, False, False)
    head = desk("basshy", at=one.desk.at)
    sent = head.signing(one.case)
    assert head.later(2).post(f"/desk/sign/{one.case}/", sent).status_code == 302
    text = part(one).content.decode()
    assert address not in text, "it asks no more"
    button = text.partition("/hand-over/")[2].partition("</form>")[0]
    assert "autofocus" in button, "the button takes the focus"
    assert "/papers/" in text
    version = {"version": one.desk.get(f"/desk/tickets/{one.ticket}/").context["case"].version}
    assert one.desk.post(f"/desk/applications/{one.case}/hand-over/", version).status_code == 302


def test_the_part_that_waits_says_when_the_draft_came_back(desk: Any, visit: Any) -> None:
    one = visit().to_head()
    head = desk("basshy", at=one.desk.at)
    version = head.get(f"/desk/sign/{one.case}/").context["case"].version
    sent = {"version": version, "remark": "Орынды тексеріңіз"}
    assert head.post(f"/desk/sign/{one.case}/return/", sent).status_code == 302
    text = part(one).content.decode()
    assert f'href="/desk/tickets/{one.ticket}/"' in text
    assert ("hx-get" in text, "/hand-over/" in text) == (False, False)
    page = one.desk.get(f"/desk/tickets/{one.ticket}/")
    assert page.context["step"] == "propose"
    assert "Орынды тексеріңіз" in page.content.decode()


def test_there_is_no_such_part_without_a_case_or_for_another_provider(visit: Any, desk: Any) -> None:
    one = visit().arrive()
    assert part(one).status_code == 404
    assert part(one, "clocks").status_code == 200
    one.ticket = uuid4()
    assert part(one).status_code == 404
    assert part(one, "clocks").status_code == 404


@pytest.mark.clause("P6.1a", "P6.2", "P6.3")
def test_the_clocks_of_a_visit_are_always_three(visit: Any) -> None:
    one = visit().arrive()

    def states() -> list[tuple[str, str]]:
        return [(clock["kind"], clock["state"]) for clock in part(one, "clocks").context["clocks"]]

    assert states() == [("waiting", "kept"), ("serving", "calm"), ("result", "later")]
    one.identify()
    one.register()
    one.desk.later(17)
    assert states() == [("waiting", "kept"), ("serving", "amber"), ("result", "calm")]
    one.desk.later(7)
    assert states() == [("waiting", "kept"), ("serving", "red"), ("result", "amber")]
    one.desk.later(4)
    assert states() == [("waiting", "kept"), ("serving", "late"), ("result", "red")]


@pytest.mark.clause("P6.2")
def test_the_supervisor_sees_alive_who_is_about_to_be_late(desk: Any) -> None:
    reception, supervisor = desk("qabyldau"), desk("baqylau")
    first = reception.post("/desk/arrive/", {"key": str(uuid4())})["Location"].split("/")[3]
    reception.later(5).post("/desk/arrive/", {"key": str(uuid4())})
    page = supervisor.later(19).get("/desk/").content.decode()
    assert 'hx-get="/desk/today/"' in page
    assert f"every {EVERY}s" in page
    assert 'href="/desk/staffing-plan/"' in page.partition("<main")[2]

    def now(minutes: float) -> Any:
        answer = supervisor.later(minutes).get("/desk/today/")
        assert answer.status_code == 200
        assert "<html" not in answer.content.decode()
        return answer.context

    assert now(0)["soon"] == []
    assert [(one["state"], label(one)) for one in now(1)["soon"]] == [("amber", "A001")]
    both = [(one["state"], label(one)) for one in now(7)["soon"]]
    assert both == [("red", "A001"), ("amber", "A002")]
    late = now(4)
    assert late["soon"][0]["state"] == "late"
    assert late["hall"].waiting == 2
    assert late["hall"].longest_minutes == 31
    reception.at = supervisor.at
    assert reception.post(f"/desk/tickets/{first}/leave/").status_code == 302
    after = now(0)
    assert [label(one) for one in after["missed"]] == ["A001"]
    assert after["hall"].waiting == 1


def label(row: Any) -> str:
    """The ticket that a row of clocks is about."""
    return next(word for word in row["name"].split() if word[-1].isdigit())


EVERY = 5
"""Seconds after which the supervisor's page asks again."""


def test_a_called_person_is_named_to_the_supervisor_by_ticket_and_counter_alone(
    desk: Any, visit: Any, centre: Any
) -> None:
    one = visit().arrive()
    one.identify()
    supervisor = desk("baqylau", at=one.desk.at)
    (row,) = supervisor.get("/desk/today/").context["counters"]
    assert (row["ticket"], row["counter"]) == ("A001", centre.counters[0][1])
    assert one.resident.surname not in supervisor.get("/desk/").content.decode()
