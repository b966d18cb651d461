"""In the cabinet the person confirms or disputes what the employer has answered (J7)."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from tests.acting import AT, sql, staff
from tests.portal.visiting import MORNING, answer_all, body, case_of, decided, hidden, send, sign_in
from tests.referrals.outcome_steps import ABSENT, HIRED, of_case, say, take_back

from zholdama import clock
from zholdama.referrals import outcomes, tasks

LATER = AT + timedelta(hours=2)


def referred(citizen: Client, centre: Any) -> Any:
    made = case_of(send(citizen, answer_all(citizen, centre.code)))
    decided(centre, made)
    return of_case(centre, made)


def test_a_dispute_keeps_both_versions_and_makes_a_task(citizen: Client, centre: Any) -> None:
    one = referred(citizen, centre)
    answer = say(one, ABSENT, at=LATER)
    page = citizen.get(f"/applications/{one.case}/")
    assert "Адам келген жоқ" in body(page) or "did not come" in body(page)
    address = f"/applications/{one.case}/answers/{answer}/"
    assert address in body(page)
    form = citizen.get(address)
    empty = citizen.post(address, {"key": hidden(form, "key"), "agrees": "no", "words": " "})
    assert empty.status_code == 422
    sent = {"key": hidden(form, "key"), "agrees": "no", "words": "Мен сол күні сағат онда келдім"}
    for _ in range(2):
        assert citizen.post(address, sent).status_code == 302
    clock.set_clock(LATER)
    assert "сағат онда келдім" in body(citizen.get(f"/applications/{one.case}/"))
    with staff(centre, "maman1", LATER):
        (card,) = outcomes.answers_of(one.case)
        found = {task.kind: task for task in tasks.open_tasks(centre.provider_id)}
    assert card.kind == "did_not_come"
    assert card.statement is not None
    assert (card.statement.agrees, card.statement.source) == (False, "cabinet")
    # One working day: Tuesday the 7th is a holiday.
    assert found["disputed"].due_at == MORNING + timedelta(days=2)
    assert citizen.post(address, {**sent, "key": str(uuid4())}).status_code == 422
    assert len(sql("SELECT 1 FROM referrals_statement WHERE answer_id = %s", [answer], alias="owner")) == 1
    # Taken back by the employer: the person's word stays, the tasks are nobody's.
    take_back(one, answer, at=LATER)
    with staff(centre, "maman1", LATER):
        assert tasks.open_tasks(centre.provider_id) == ()
        (card,) = outcomes.answers_of(one.case)
    assert card.statement is not None


def test_a_confirmation_needs_no_words(citizen: Client, centre: Any) -> None:
    one = referred(citizen, centre)
    answer = say(one, HIRED, at=LATER)
    address = f"/applications/{one.case}/answers/{answer}/"
    sent = {"key": str(uuid4()), "agrees": "yes", "words": ""}
    assert citizen.post(address, sent).status_code == 302
    with staff(centre, "maman1", LATER):
        assert tasks.open_tasks(centre.provider_id) == ()


def test_nobody_speaks_about_anothers_answer(citizen: Client, centre: Any) -> None:
    one = referred(citizen, centre)
    answer = say(one, ABSENT, at=LATER)
    stranger = Client()
    sign_in(stranger, "bauyrzhan")
    sent = {"key": str(uuid4()), "agrees": "yes"}
    for address in (
        f"/applications/{one.case}/answers/{answer}/",
        f"/applications/{one.case}/answers/{uuid4()}/",
        f"/applications/{UUID(int=0)}/answers/{answer}/",
    ):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, sent).status_code == 404
    assert Client().post(f"/applications/{one.case}/answers/{answer}/", sent).status_code == 302
    assert sql("SELECT 1 FROM referrals_statement WHERE answer_id = %s", [answer], alias="owner") == []
