"""Work that changes hands: given to somebody, a person back in the queue, everything of somebody who is away (J15)."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.acting import sql, staff

from zholdama.applications import queries as applications
from zholdama.clocks import queries as clocks
from zholdama.clocks.rules import Clock, Kind
from zholdama.reception import queries as tickets


def registered(visit: Any, **more: Any) -> Any:
    """A visit up to the registered package."""
    one = visit(**more).arrive()
    assert one.identify().status_code == 302
    assert one.register().status_code == 302
    return one


def case_of(centre: Any, one: Any) -> Any:
    with staff(centre, "basshy", one.desk.at):
        found = applications.application(one.case)
    assert found is not None
    return found


def clocks_of(centre: Any, one: Any) -> dict[Kind, Clock]:
    with staff(centre, "basshy", one.desk.at):
        return {
            kind: clock
            for (_, kind), clock in clocks.clocks_of(centre.provider_id, [one.ticket, one.case]).items()
        }


def queue_of(centre: Any, at: Any) -> list[UUID]:
    with staff(centre, "basshy", at):
        return [card.id for card in tickets.waiting(centre.provider_id)]


def acts_of(centre: Any, case: UUID) -> list[str]:
    rows = sql(
        "SELECT act FROM ledger_entry WHERE provider_id = %s AND case_id = %s ORDER BY sequence",
        [centre.provider_id, case],
        alias="owner",
    )
    return [str(act) for (act,) in rows]


def absence_from(desk: Any) -> dict[str, str]:
    day = desk.at
    return {
        "absent_from-day": str(day.day),
        "absent_from-month": str(day.month),
        "absent_from-year": str(day.year),
    }


# Given by the head.


def test_the_head_gives_a_case_to_somebody_and_no_term_moves(desk: Any, visit: Any, centre: Any) -> None:
    one = registered(visit)
    before, due = case_of(centre, one), clocks_of(centre, one)[Kind.RESULT].due_at
    assert before.specialist_id == centre.actors["maman1"].staff_id
    head = desk("basshy", at=one.desk.at)
    address = f"/desk/applications/{one.case}/assign/"
    assert address in head.get(f"/desk/applications/{one.case}/").content.decode()
    page = head.get(address)
    other = str(centre.actors["maman2"].staff_id)
    assert [value for value, _ in page.context["form"].fields["staff"].choices] == [other]
    sent = {"version": page.context["case"].version, "staff": other}
    answer = head.later(1).post(address, sent)
    assert answer["Location"] == "/desk/work-list/"
    assert one.number in head.get("/desk/work-list/").content.decode()
    after = case_of(centre, one)
    assert str(after.specialist_id) == other
    assert (after.state, after.due_at) == (before.state, before.due_at)
    assert clocks_of(centre, one)[Kind.RESULT].due_at == due
    assert acts_of(centre, one.case)[-1] == "assign"


def test_a_case_that_has_moved_on_is_not_given_from_an_old_page(desk: Any, visit: Any, centre: Any) -> None:
    one = registered(visit)
    head = desk("basshy", at=one.desk.at)
    address = f"/desk/applications/{one.case}/assign/"
    sent = {
        "version": head.get(address).context["case"].version,
        "staff": str(centre.actors["maman2"].staff_id),
    }
    assert one.propose().status_code == 302
    assert head.post(address, sent).status_code == 409
    assert case_of(centre, one).specialist_id == centre.actors["maman1"].staff_id
    assert "assign" not in acts_of(centre, one.case)


def test_nobody_is_offered_who_is_away(desk: Any, visit: Any, centre: Any) -> None:
    one = registered(visit)
    head = desk("basshy", at=one.desk.at)
    away = centre.actors["maman2"].staff_id
    assert head.post(f"/desk/staff/{away}/absence/", absence_from(head)).status_code == 302
    page = head.get(f"/desk/applications/{one.case}/assign/")
    assert page.context["nobody"]
    sent = {"version": page.context["case"].version, "staff": str(away)}
    assert head.post(f"/desk/applications/{one.case}/assign/", sent).status_code == 422


# Back into the queue.


@pytest.mark.clause("P8.1c", "P6.3")
def test_sent_back_a_person_waits_with_the_original_time_and_the_clock_runs_on(
    desk: Any, visit: Any, centre: Any
) -> None:
    one = registered(visit)
    with staff(centre, "basshy", one.desk.at):
        arrived = tickets.ticket(one.ticket).arrived_at
    later = UUID(one.desk.post("/desk/arrive/", {"key": str(uuid4())})["Location"].split("/")[3])
    serving = clocks_of(centre, one)[Kind.SERVING]
    address = f"/desk/tickets/{one.ticket}/send-back/"
    assert address in one.desk.get(f"/desk/tickets/{one.ticket}/").content.decode()
    empty = one.desk.post(address, {"key": str(uuid4()), "reason": "  "})
    assert empty.status_code == 422
    assert queue_of(centre, one.desk.at) == [later], "without a reason nothing has happened"
    key = str(uuid4())
    for _ in range(2):  # the same press twice is one act
        answer = one.desk.later(1).post(address, {"key": key, "reason": "Құжаты көлікте қалды"})
        assert answer["Location"] == "/desk/"
    assert queue_of(centre, one.desk.at) == [one.ticket, later]
    with staff(centre, "basshy", one.desk.at):
        assert tickets.ticket(one.ticket).arrived_at == arrived
    assert clocks_of(centre, one)[Kind.SERVING] == serving, "no clock has stopped or moved"
    assert acts_of(centre, one.ticket).count("send_back") == 1
    assert one.desk.post("/desk/next/", {"key": str(uuid4())})["Location"] == f"/desk/tickets/{one.ticket}/"
    one.desk.post(f"/desk/tickets/{one.ticket}/start/")
    assert one.desk.get(f"/desk/tickets/{one.ticket}/").context["step"] == "propose", "where it was left"


def test_nobody_sends_back_the_person_of_another_counter(desk: Any, visit: Any, centre: Any) -> None:
    one = registered(visit)
    other = desk("maman2", at=one.desk.at)
    sent = {"key": str(uuid4()), "reason": "Басқа терезе"}
    assert other.post(f"/desk/tickets/{one.ticket}/send-back/", sent).status_code in {409, 422}
    assert queue_of(centre, one.desk.at) == []


# Somebody is away.


@pytest.mark.clause("P8.1c", "P6.1a")
def test_an_absence_gives_the_called_ticket_and_the_open_cases_back(
    desk: Any, visit: Any, centre: Any
) -> None:
    one = registered(visit)
    due = clocks_of(centre, one)[Kind.RESULT].due_at
    assert one.desk.later(1).post(f"/desk/tickets/{one.ticket}/finish/").status_code == 302
    called, later = (
        UUID(one.desk.later(1).post("/desk/arrive/", {"key": str(uuid4())})["Location"].split("/")[3])
        for _ in range(2)
    )
    assert one.desk.post("/desk/next/", {"key": str(uuid4())})["Location"] == f"/desk/tickets/{called}/"
    waiting_due = clocks_due(centre, called, one.desk.at)
    head = desk("basshy", at=one.desk.at + timedelta(minutes=2))
    away = centre.actors["maman1"].staff_id
    assert head.post(f"/desk/staff/{away}/absence/", absence_from(head))["Location"] == "/desk/staff/"
    assert "1 ашық іс" in head.get("/desk/staff/").content.decode()
    assert queue_of(centre, head.at) == [called, later], "before who came later"
    assert clocks_due(centre, called, head.at) == waiting_due
    assert case_of(centre, one).specialist_id is None
    assert clocks_of(centre, one)[Kind.RESULT].due_at == due
    assert acts_of(centre, one.case)[-1] == "to_everybody"
    assert acts_of(centre, called)[-1] == "send_back"
    other = desk("maman2", at=head.at)
    other.post("/desk/counter/", {"counter": str(centre.counters[1][0])})
    assert other.post("/desk/next/", {"key": str(uuid4())})["Location"] == f"/desk/tickets/{called}/"
    version = {"version": case_of(centre, one).version}
    assert other.post(f"/desk/applications/{one.case}/take/", version).status_code == 302
    assert case_of(centre, one).specialist_id == centre.actors["maman2"].staff_id


def clocks_due(centre: Any, ticket: UUID, at: Any) -> Any:
    with staff(centre, "basshy", at):
        return clocks.clocks_of(centre.provider_id, [ticket])[ticket, Kind.WAITING].due_at
