"""The periodic round over referrals without an answer: exactly once, also when two workers meet or one dies halfway."""

from datetime import timedelta
from typing import Any

import pytest
from tests.acting import AT, crowd
from tests.referrals.outcome_steps import acts_of, counted, issued, state_of

from zholdama import clock
from zholdama.referrals import answering
from zholdama.worker import following_up


def round_at(centre: Any, days: int) -> int:
    with clock.clock_at(AT + timedelta(days=days)):
        return following_up.follow_up(centre.provider_id)


def test_rounds_remind_and_end_once(centre: Any) -> None:
    one = issued(centre)
    taken = counted(one.place)[2]
    assert [round_at(centre, days) for days in (8, 9, 9, 11, 11, 15, 16, 16, 20)] == [
        0,
        1,
        0,
        1,
        0,
        0,
        1,
        0,
        0,
    ]
    assert acts_of(one.case)[-3:] == ["answer_reminder", "answer_reminder", "referral_expired"]
    assert (state_of(one), counted(one.place)[2]) == ("expired", taken - 1)


def test_workers_that_meet_free_the_place_once(centre: Any) -> None:
    one = issued(centre)
    taken = counted(one.place)[2]
    with clock.clock_at(AT + timedelta(days=16)):
        found = crowd(4, lambda _: following_up.follow_up(centre.provider_id))
    assert sorted(found) == [0, 0, 0, 1]  # type: ignore[type-var]
    assert counted(one.place)[2] == taken - 1
    assert acts_of(one.case).count("referral_expired") == 1


def test_one_failure_keeps_nobody_waiting(centre: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = issued(centre), issued(centre)
    real = answering.expire
    ill = first.referral

    def expire(referral_id: Any) -> bool:
        if referral_id == ill:
            raise RuntimeError("power is gone")
        return real(referral_id)

    monkeypatch.setattr(answering, "expire", expire)
    assert round_at(centre, 16) == 1
    assert (state_of(first), state_of(second)) == ("delivered", "expired")
    monkeypatch.undo()
    assert round_at(centre, 16) == 1
    assert state_of(first) == "expired"
