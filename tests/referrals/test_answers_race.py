"""Answers, undos, ends and next referrals in any order and at once: a place counts exactly what its referrals say."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.acting import AT, crowd, crowd_behind, sql
from tests.referrals.outcome_steps import (
    ABSENT,
    CAME,
    HIRED,
    LATER,
    PERSON,
    REFUSED,
    Issued,
    acts_of,
    counted,
    issued,
    say,
    state_of,
    system,
    take_back,
)  # fmt: skip

from zholdama.referrals import answering
from zholdama.refusals import Refused

HOLDING = """
    SELECT count(*) FROM referrals_referral r WHERE r.place_id = %s AND (
        r.state IN ('issued', 'delivered') OR (r.state = 'answered' AND EXISTS (
            SELECT 1 FROM referrals_answer a WHERE a.referral_id = r.id AND a.kind = 'hired'
            AND NOT EXISTS (SELECT 1 FROM referrals_answer u WHERE u.undoes_id = a.id))))
"""
STANDING = """
    SELECT count(*) FROM referrals_answer a WHERE a.referral_id = %s AND a.kind NOT IN ('undo', 'came')
    AND NOT EXISTS (SELECT 1 FROM referrals_answer u WHERE u.undoes_id = a.id)
"""


def holding(place: UUID) -> int:
    """How many referrals hold the place, counted from their rows and answers below the ORM."""
    return int(sql(HOLDING, [place], alias="owner")[0][0])


def standing(one: Issued) -> int:
    return int(sql(STANDING, [one.referral], alias="owner")[0][0])


def undo_newest(one: Issued, minute: int, *, key: UUID | None = None) -> None:
    rows = sql(
        "SELECT id FROM referrals_answer WHERE referral_id = %s AND kind <> 'undo' ORDER BY given_at DESC LIMIT 1",
        [one.referral],
        alias="owner",
    )
    if rows:
        take_back(one, rows[0][0], at=LATER + timedelta(minutes=minute), key=key)


def expire(one: Issued, minute: int) -> None:
    with system(one, AT + timedelta(days=16, minutes=minute)):
        answering.expire(one.referral)


SAID = {"came": CAME, "hired": HIRED, "refused": REFUSED, "absent": ABSENT, "person": PERSON}
STEPS = st.sampled_from([*SAID, "undo", "undo", "expire", "fill", "empty"])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=1, max_size=9))
def test_a_place_counts_what_its_referrals_say(centre: Any, steps: list[str]) -> None:
    sql(
        "UPDATE opportunities_place SET total = total + 1 WHERE provider_id = %s",
        [centre.provider_id],
        alias="owner",
    )
    one = issued(centre)
    strangers = counted(one.place)[2] - holding(one.place)
    for minute, step in enumerate(steps, 1):
        total, reserved, taken = counted(one.place)
        try:
            if step == "fill":  # others take what is left
                strangers += total - reserved - taken
                sql(
                    "UPDATE opportunities_place SET taken = total - reserved WHERE id = %s",
                    [one.place],
                    alias="owner",
                )
            elif step == "empty":
                sql(
                    "UPDATE opportunities_place SET taken = taken - %s WHERE id = %s",
                    [strangers, one.place],
                    alias="owner",
                )
                strangers = 0
            elif step == "undo":
                undo_newest(one, minute)
            elif step == "expire":
                expire(one, minute)
            else:
                say(one, SAID[step], at=LATER + timedelta(minutes=minute))
        except Refused:
            assert counted(one.place) == (total, reserved, taken), step
        assert counted(one.place)[2] - strangers == holding(one.place), steps[:minute]
        assert standing(one) == (state_of(one) == "answered"), steps[:minute]
    sql(
        "UPDATE opportunities_place SET taken = taken - %s WHERE id = %s",
        [strangers, one.place],
        alias="owner",
    )


def lock_of(one: Issued) -> tuple[str, list[UUID]]:
    return "SELECT 1 FROM applications_application WHERE id = %s FOR UPDATE", [one.case]


def test_two_answers_at_once_are_one_answer(centre: Any) -> None:
    one = issued(centre)
    taken = counted(one.place)[2]
    kinds = [REFUSED, HIRED, ABSENT, PERSON]
    found = crowd_behind(*lock_of(one), 8, lambda number: say(one, kinds[number % 4]))
    assert len([each for each in found if isinstance(each, UUID)]) == 1
    assert {each.code for each in found if isinstance(each, Refused)} == {"answer_given"}
    assert acts_of(one.case).count("answer") == 1
    assert counted(one.place)[2] - taken in {0, -1}


def test_one_key_sent_at_once_is_one_answer_and_one_undo(centre: Any) -> None:
    one = issued(centre)
    taken, key, back = counted(one.place)[2], uuid4(), uuid4()
    found = crowd_behind(*lock_of(one), 6, lambda _: say(one, REFUSED, key=key))
    assert len(set(found)) == 1
    assert counted(one.place)[2] == taken - 1
    answer = found[0]
    assert isinstance(answer, UUID)
    undone = crowd_behind(*lock_of(one), 6, lambda _: take_back(one, answer, key=back))
    assert len(set(undone)) == 1
    assert counted(one.place)[2] == taken
    different = crowd_behind(*lock_of(one), 4, lambda _: take_back(one, answer))
    assert {each.code for each in different if isinstance(each, Refused)} == {"answer_undone_already"}


def test_more_come_back_than_there_are_places(centre: Any) -> None:
    """Three refusals are taken back at once when two places are left: two stand again, one is told that it is gone."""
    cases = [issued(centre) for _ in range(3)]
    assert len({one.place for one in cases}) == 1
    place = cases[0].place
    answers = [say(one, REFUSED) for one in cases]
    sql(
        "UPDATE opportunities_place SET total = 2, taken = 0, reserved = 0 WHERE id = %s",
        [place],
        alias="owner",
    )
    found = crowd(3, lambda number: take_back(cases[number], answers[number]))
    assert sorted(type(each).__name__ for each in found) == ["Refused", "UUID", "UUID"]
    assert {each.code for each in found if isinstance(each, Refused)} == {"place_gone_meanwhile"}
    assert counted(place) == (2, 0, 2)
    assert holding(place) == 2


def test_the_end_of_time_and_an_answer_meet(centre: Any) -> None:
    one = issued(centre)
    taken = counted(one.place)[2]
    at = AT + timedelta(days=16)

    def act(number: int) -> Any:
        if number % 2:
            return say(one, ABSENT, at=at)
        with system(one, at):
            return answering.expire(one.referral)

    found = crowd(6, act)
    assert counted(one.place)[2] == taken - 1
    assert state_of(one) in {"answered", "expired"}
    assert len([each for each in found if each is True or isinstance(each, UUID)]) == 1
