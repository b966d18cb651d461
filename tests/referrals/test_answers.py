"""What the employer answers, what follows for the place, and taking it back within a day (J21, B19, B20)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.acting import AT, doorkeeper, sql, staff
from tests.referrals.outcome_steps import (
    ABSENT,
    CAME,
    HIRED,
    LATER,
    PERSON,
    REFUSED,
    acts_of,
    counted,
    employer,
    issued,
    of_case,
    say,
    state_of,
    system,
    take_back,
)  # fmt: skip

from zholdama.notifications import kinds
from zholdama.referrals import answering, correcting, links, outcomes, participating, tasks
from zholdama.referrals.rules import Said
from zholdama.refusals import Refused


def refused(code: str, act: Any) -> None:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code


def test_hired_keeps_the_place_and_begins_the_participation(centre: Any) -> None:
    one = issued(centre)
    before = counted(one.place)
    answer = say(one, HIRED)
    assert state_of(one) == "answered"
    assert counted(one.place) == before
    assert acts_of(one.case)[-1] == "answer"
    with staff(centre, "maman1", LATER):
        (part,) = participating.participations_of(one.case)
        (card,) = outcomes.answers_of(one.case)
    assert (part.started_on, part.ended_on) == (date(2025, 1, 8), None)
    assert (card.id, card.kind, card.source, card.contract_number) == (answer, "hired", "link", "12-к")


@pytest.mark.parametrize("said", [REFUSED, ABSENT, PERSON], ids=lambda one: one.kind)
def test_a_no_frees_the_place_once_and_gives_a_task(centre: Any, said: Said) -> None:
    one = issued(centre)
    total, reserved, taken = counted(one.place)
    key = uuid4()
    first = say(one, said, key=key)
    assert say(one, said, key=key) == first
    refused("answer_given", lambda: say(one, said))
    assert counted(one.place) == (total, reserved, taken - 1)
    with staff(centre, "maman1", LATER):
        (task,) = tasks.open_tasks(centre.provider_id)
    assert (task.kind, task.referral_id) == ("place_free", one.referral)
    # One office day from Monday 11:00; Tuesday the 7th is a holiday.
    assert task.due_at == LATER + timedelta(days=2)
    assert acts_of(one.case).count("answer") == 1


def test_taken_back_within_a_day_and_the_place_is_taken_again(centre: Any) -> None:
    one = issued(centre)
    before = counted(one.place)
    answer = say(one, REFUSED)
    late = LATER + timedelta(hours=24)
    refused("answer_undo_too_late", lambda: take_back(one, answer, at=late + timedelta(microseconds=1)))
    key = uuid4()
    assert take_back(one, answer, at=late, key=key) == take_back(one, answer, at=late, key=key)
    refused("answer_undone_already", lambda: take_back(one, answer, at=late))
    assert counted(one.place) == before
    assert state_of(one) == "delivered"
    with staff(centre, "maman1", LATER):
        assert tasks.open_tasks(centre.provider_id) == ()
        (card,) = outcomes.answers_of(one.case)
    assert card.undone_at == late
    say(one, HIRED, at=late)
    assert counted(one.place) == before


def test_a_hire_taken_back_voids_the_participation(centre: Any) -> None:
    one = issued(centre)
    take_back(one, say(one, HIRED))
    with staff(centre, "maman1", LATER):
        assert participating.participations_of(one.case) == ()
    say(one, HIRED)
    with staff(centre, "maman1", LATER):
        assert len(participating.participations_of(one.case)) == 1


def test_a_place_that_went_to_somebody_else_is_said_in_words(centre: Any) -> None:
    one = issued(centre)
    answer = say(one, REFUSED)
    sql(
        "UPDATE opportunities_place SET total = 1, taken = 1, reserved = 0 WHERE id = %s",
        [one.place],
        alias="owner",
    )
    refused("place_gone_meanwhile", lambda: take_back(one, answer))
    assert state_of(one) == "answered"
    assert counted(one.place) == (1, 0, 1)


def test_came_is_no_end_and_contradictions_are_refused(centre: Any) -> None:
    one = issued(centre)
    came = say(one, CAME)
    assert state_of(one) == "delivered"
    refused("came_said_already", lambda: say(one, CAME))
    refused("came_was_said", lambda: say(one, ABSENT))
    hired = say(one, HIRED)
    refused("answer_undone_already", lambda: take_back(one, came))  # what came of it stands
    take_back(one, hired)
    take_back(one, came)
    say(one, ABSENT)
    assert state_of(one) == "answered"


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("hire_before_issue", {"hired_from": date(2025, 1, 5)}),
        ("hire_too_far", {"hired_from": date(2025, 3, 8)}),
        ("hire_needs_first_day", {"hired_from": None}),
        ("hire_needs_contract", {"contract_number": "  "}),
        ("hire_needs_contract_date", {"contract_date": None}),
        ("contract_before_issue", {"contract_date": date(2025, 1, 5)}),
        ("contract_in_future", {"contract_date": date(2025, 1, 7)}),
        ("answer_before_issue", {"given_on": date(2025, 1, 5)}),
        ("answer_in_future", {"given_on": date(2025, 1, 7)}),
        ("answer_kind_unknown", {"kind": "eaten"}),
        ("answer_needs_reason", {"kind": "refused_by_employer"}),
        ("answer_needs_words", {"kind": "refused_by_person", "reason": "other"}),
    ],
)
def test_answers_that_cannot_be(centre: Any, code: str, change: dict[str, Any]) -> None:
    one = issued(centre)
    before = counted(one.place)
    refused(code, lambda: say(one, replace(HIRED, **change)))
    assert (state_of(one), counted(one.place)) == ("delivered", before)
    say(one, replace(HIRED, hired_from=date(2025, 3, 7)))  # the sixtieth day


def test_nobody_is_hired_on_a_referral_that_does_not_hold(centre: Any) -> None:
    from tests.referrals.test_corrections import ask, sign

    from zholdama.demonstration.acts import Case

    one, other = issued(centre), issued(centre)
    case = Case(one.case, one.number, None)
    sign(centre, ask(centre, case))
    refused("referral_replaced", lambda: say(one, HIRED))
    newer = of_case(centre, one.case)
    say(newer, HIRED)
    sign(centre, ask(centre, Case(other.case, other.number, None), kind="withdraw"))
    refused("referral_withdrawn", lambda: say(other, HIRED))
    with employer(one):
        refused("not_found", lambda: answering.answer(HIRED, referral_id=uuid4(), key=uuid4()))


def test_a_specialist_keys_the_coupon_in_and_nobody_else_does(centre: Any) -> None:
    one = issued(centre)
    tomorrow = AT + timedelta(days=1)
    for login in ("qabyldau", "baqylau", "basshy"):
        with staff(centre, login, tomorrow):
            refused(
                "step_not_for_role",
                lambda: answering.answer(ABSENT, referral_id=one.referral, key=uuid4()),
            )
    with staff(centre, "maman2", tomorrow):
        said = replace(ABSENT, given_on=date(2025, 1, 6))
        answer = answering.answer(said, referral_id=one.referral, key=uuid4())
        (card,) = outcomes.answers_of(one.case)
    assert (card.source, card.given_on) == ("paper", date(2025, 1, 6))
    refused("answer_is_of_the_coupon", lambda: take_back(one, answer, at=tomorrow))


def test_reminders_and_the_end_come_once(centre: Any) -> None:
    one = issued(centre)  # valid through Tuesday the 14th
    before = counted(one.place)
    got = []
    for day in range(5, 25):
        at = AT + timedelta(days=day)
        with system(one, at):
            waiting = one.referral in answering.waiting(on=at.date())
            reminded = [answering.remind(one.referral), answering.remind(one.referral)]
        with system(one, at):
            ended = [answering.expire(one.referral), answering.expire(one.referral)]
        if any(reminded) or any(ended):
            got.append((at.day, reminded, ended))
            assert waiting
    nothing = [False, False]
    assert got == [(15, [True, False], nothing), (17, [True, False], nothing), (22, nothing, [True, False])]
    assert state_of(one) == "expired"
    assert counted(one.place) == (before[0], before[1], before[2] - 1)
    with staff(centre, "maman1", LATER):
        assert [task.kind for task in tasks.open_tasks(centre.provider_id)] == ["expired"]
    refused("referral_expired", lambda: say(one, HIRED, at=AT + timedelta(days=16)))
    assert acts_of(one.case)[-3:] == ["answer_reminder", "answer_reminder", "referral_expired"]


def test_a_worker_that_was_away_sends_one_reminder(centre: Any) -> None:
    one = issued(centre)
    with system(one, AT + timedelta(days=11)):
        assert answering.remind(one.referral)
    with system(one, AT + timedelta(days=12)):
        assert not answering.remind(one.referral)


def test_the_link_leads_to_its_referral_and_nowhere_else(centre: Any) -> None:
    one, other = issued(centre), issued(centre)
    secret = links.secret_of(centre.provider_id, one.referral)
    assert len(secret) == 26
    assert secret != links.secret_of(centre.provider_id, other.referral)
    stored = sql("SELECT row_to_json(l)::text FROM referrals_answer_link l", alias="owner")
    assert secret not in str(stored)
    with doorkeeper(LATER):
        assert links.resolved(secret) == (centre.provider_id, one.referral)
        assert links.resolved(secret[:-1] + ("a" if secret[-1] != "a" else "b")) is None
    # Ten working days after the last valid one, Tuesday 14 January.
    with doorkeeper(AT + timedelta(days=22)):
        assert links.resolved(secret) is not None
    with doorkeeper(AT + timedelta(days=23)):
        assert links.resolved(secret) is None
    with staff(centre, "maman1", LATER):
        address = links.address(one.referral)
    assert address is not None
    assert address.endswith(f"/employers/answer/{secret}/")
    with system(one):  # as the messages to the employer ask for it
        for kind in ("referral_issued", "answer_reminder"):
            make = kinds.link_of(kind)
            assert make is not None
            assert make(one.referral, at=LATER) == address
            assert make(uuid4(), at=LATER) == ""
    from tests.referrals.test_corrections import ask, sign

    from zholdama.demonstration.acts import Case

    sign(centre, ask(centre, Case(one.case, one.number, None), kind="withdraw"))
    with doorkeeper(LATER):
        assert links.resolved(secret) is None


def test_a_thousand_guesses_get_twenty_tries(centre: Any) -> None:
    one = issued(centre)
    number = sql(
        "SELECT organisation_bin FROM opportunities_place WHERE id = %s", [one.place], alias="owner"
    )[0][0]
    wrong = [f"{guess:04d}" for guess in range(1000) if f"{guess:04d}" != number[-4:]]
    found = []
    for minute, digits in enumerate(wrong):
        with employer(one, LATER + timedelta(minutes=minute)):
            found.append(links.open_with(digits, referral_id=one.referral))
    assert found.count("wrong") + found.count("wait") + found.count("closed") == len(found)
    tries = sql(
        "SELECT wrong_tries FROM referrals_answer_link WHERE referral_id = %s", [one.referral], alias="owner"
    )
    assert tries == [(links.MOST,)]
    with employer(one, LATER + timedelta(days=1)):
        assert links.open_with(number[-4:], referral_id=one.referral) == "closed"
    with doorkeeper(LATER):
        assert links.resolved(links.secret_of(centre.provider_id, one.referral)) is None
    with staff(centre, "maman1", LATER):
        assert [task.kind for task in tasks.open_tasks(centre.provider_id)] == ["link_closed"]
    assert correcting.STANDING == answering.OPEN
