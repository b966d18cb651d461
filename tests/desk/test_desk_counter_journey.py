"""The whole job at the counter, through the pages alone (J8-J10)."""

from typing import Any
from uuid import uuid4

import pytest

from zholdama.clocks import queries as clocks
from zholdama.clocks.rules import Kind
from zholdama.ledger.work import Login, work


@pytest.mark.clause("P3.1", "P6.1a", "P6.2", "P6.3")
def test_ticket_to_result(desk: Any, visit: Any, centre: Any) -> None:
    reception = desk("qabyldau")
    slip = reception.client.get(reception.post("/desk/arrive/", {"key": str(uuid4())})["Location"])
    assert slip.status_code == 200
    one = visit()
    one.desk.post("/desk/counter/", {"counter": str(centre.counters[0][0])})
    answer = one.desk.later(3).post("/desk/next/", {"key": str(uuid4())})
    one.ticket = slip.context["ticket"].id
    assert answer["Location"] == f"/desk/tickets/{one.ticket}/"
    assert one.desk.post("/desk/next/")["Location"] == answer["Location"], "a second press calls nobody else"
    assert one.desk.get(answer["Location"]).context["step"] == "called"
    for _ in range(2):
        assert one.desk.later(0).post(f"/desk/tickets/{one.ticket}/start/").status_code == 302
    assert one.identify().status_code == 302
    page = one.desk.get(f"/desk/tickets/{one.ticket}/")
    assert page.context["step"] == "register"
    assert "Сәрсенова" in page.content.decode()
    assert one.register().status_code == 302
    assert one.propose().status_code == 302
    head = desk("basshy", at=one.desk.at)
    assert one.number in head.get("/desk/").content.decode()
    sheet = head.get(f"/desk/sign/{one.case}/")
    assert "zholdama-decision/1" in sheet.content.decode()
    sent = head.signing(one.case)
    signed = head.later(2).post(f"/desk/sign/{one.case}/", sent)
    assert signed.status_code == 302, signed.content.decode()
    assert head.post(f"/desk/sign/{one.case}/", sent).status_code == 302, (
        "the same press again changes nothing"
    )
    page = one.desk.later(4).get(f"/desk/tickets/{one.ticket}/")
    assert page.context["step"] == "hand_over"
    both = [one["id"] for one in page.context["results"]]
    assert len(both) == 2, "the ordinary size and the large print, to choose from at printing"
    large = one.desk.get(f"/desk/applications/{one.case}/papers/{both[1]}/")
    assert large.content.startswith(b"%PDF")
    assert "large" in large["Content-Disposition"]
    paper = one.desk.get(f"/desk/applications/{one.case}/papers/{page.context['results'][0]['id']}/")
    assert paper.content.startswith(b"%PDF")
    assert paper["Content-Disposition"] == f'inline; filename="{one.number}-referral.pdf"'
    receipt = one.desk.get(f"/desk/applications/{one.case}/receipt/")
    assert receipt.content.startswith(b"%PDF")
    sent = {"version": page.context["case"].version}
    assert one.desk.later(1).post(f"/desk/applications/{one.case}/hand-over/", sent).status_code == 302
    assert one.desk.get(f"/desk/tickets/{one.ticket}/").context["step"] == "finish"
    assert one.desk.later(1).post(f"/desk/tickets/{one.ticket}/finish/").status_code == 302
    actor = centre.actors["maman1"]
    with work(login=Login.STAFF, by=actor, at=one.desk.at, provider=centre.provider_id):
        found = clocks.clocks_of(centre.provider_id, [one.ticket, one.case])
    assert {kind for _, kind in found} == {Kind.WAITING, Kind.SERVING, Kind.RESULT}
    assert all(clock.kept for clock in found.values())
