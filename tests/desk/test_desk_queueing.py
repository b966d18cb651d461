"""The queue through the desk's pages: called twice again, put aside, back in time; the ticket on two kinds of paper."""

from typing import Any
from uuid import uuid4

import pytest


def key() -> dict[str, str]:
    return {"key": str(uuid4())}


@pytest.mark.clause("P8.1c")
def test_a_missed_call_is_parked_and_comes_back_with_its_place(desk: Any, centre: Any) -> None:
    reception, specialist = desk("qabyldau"), desk("maman1")
    slips = [reception.post("/desk/arrive/", key())["Location"] for _ in range(2)]
    specialist.post("/desk/counter/", {"counter": str(centre.counters[0][0])})
    first = specialist.post("/desk/next/", key())["Location"]
    assert first.split("/")[3] == slips[0].split("/")[3]
    assert specialist.get("/desk/").context["serving"].state == "called"
    for _ in range(2):
        page = specialist.get(first).content.decode()
        assert "/recall/" in page
        assert "/miss/" not in page
        assert specialist.post(f"{first}recall/", key()).status_code == 302
    assert "/miss/" in specialist.get(first).content.decode()
    assert specialist.post(f"{first}miss/", key())["Location"] == "/desk/"
    assert [one.label for one in reception.get("/desk/").context["parked"]] == ["A001"]
    back = f"/desk/tickets/{first.split('/')[3]}/come-back/"
    assert reception.later(10).post(back, key()).status_code == 302
    assert [row["label"] for row in reception.get("/desk/").context["waiting"]] == ["A001", "A002"]
    assert specialist.post("/desk/next/", key())["Location"] == first


def test_without_anybody_waiting_the_desk_says_so(desk: Any, centre: Any) -> None:
    specialist = desk("maman1")
    assert specialist.post("/desk/next/", key())["Location"] == "/desk/", "first a counter is chosen"
    specialist.post("/desk/counter/", {"counter": str(centre.counters[0][0])})
    assert specialist.post("/desk/next/", key())["Location"] == "/desk/"
    assert "Кезекте ешкім жоқ" in specialist.get("/desk/").content.decode()


@pytest.mark.clause("P8.1b")
def test_at_lunch_the_reception_issues_nothing_and_says_until_when(desk: Any) -> None:
    reception = desk("qabyldau").later(180)
    assert reception.post("/desk/arrive/", key())["Location"] == "/desk/"
    assert "06.01.2025, 14:30" in reception.get("/desk/").content.decode()


def test_the_ticket_is_printed_on_a_roll_or_on_a_sheet(desk: Any) -> None:
    reception = desk("qabyldau")
    slip = reception.post("/desk/arrive/", key())["Location"]
    for asked, body in (("", "slip-80mm"), ("?paper=a4", "slip-a4"), ("?paper=x", "slip-80mm")):
        page = reception.get(slip + asked)
        assert body in page.content.decode()
        assert page.context["expected"] is None, "nothing is known in the morning, and that is said"
