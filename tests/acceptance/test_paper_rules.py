"""Times that a paper bears: believed, remarked upon, or refused at the field that cannot be true."""

from datetime import UTC, date, datetime, timedelta

import pytest

from zholdama.acceptance.rules import (
    NOT_ACCEPTED,
    PaperTimes,
    pack_of,
    plausible,
    reason_not_to_accept,
)
from zholdama.passport.clauses import Clause
from zholdama.refusals import Refused
from zholdama.working_time.calendar import WorkingCalendar

TEN = datetime(2025, 1, 6, 5, 0, tzinfo=UTC)
"""Monday 10:00 in Almaty."""


def times(*minutes: int, delivered: int | None = 40) -> PaperTimes:
    arrived, started, registered, left = (
        TEN + timedelta(minutes=minute) for minute in minutes or (0, 10, 20, 45)
    )
    given = None if delivered is None else TEN + timedelta(minutes=delivered)
    return PaperTimes(arrived=arrived, started=started, registered=registered, left=left, delivered=given)


def judged(paper: PaperTimes, **more: object) -> tuple[str, ...]:
    about = {
        "entered_at": TEN + timedelta(hours=5),
        "valid_from": date(2025, 1, 6),
        "valid_until": date(2025, 1, 8),
        "calendar": WorkingCalendar.shipped(),
        **more,
    }
    return plausible(paper, **about)  # type: ignore[arg-type]


def test_good_times_without_and_with_a_result() -> None:
    assert judged(times()) == ()
    assert judged(times(delivered=None)) == ()
    assert judged(times(0, 0, 0, 0, delivered=0)) == ()


@pytest.mark.parametrize(
    "shift", [timedelta(hours=-2), timedelta(hours=3, minutes=30)], ids=["early", "lunch"]
)
def test_outside_office_hours_is_remarked_and_blocks_nothing(shift: timedelta) -> None:
    moved = times()
    paper = PaperTimes(
        arrived=moved.arrived + shift,
        started=moved.started + shift,
        registered=moved.registered + shift,
        left=moved.left + shift,
    )
    assert judged(paper) == ("outside_hours",)


@pytest.mark.parametrize(
    ("paper", "more", "code", "field"),
    [
        (times(10, 0, 20, 45), {}, "paper_times_order", "started"),
        (times(0, 30, 20, 45), {}, "paper_times_order", "registered"),
        (times(delivered=19), {}, "paper_times_order", "delivered"),
        (times(delivered=46), {}, "paper_times_order", "left"),
        (times(), {"entered_at": TEN + timedelta(minutes=44)}, "paper_time_in_future", "left"),
        (times(0, 10, 20, 60 * 15), {"entered_at": TEN + timedelta(days=3)}, "paper_times_one_day", "left"),
        (times(), {"valid_from": date(2025, 1, 7)}, "paper_day_outside_pack", "day"),
        (times(), {"valid_until": date(2025, 1, 5)}, "paper_day_outside_pack", "day"),
    ],
)
def test_times_that_cannot_be_true(paper: PaperTimes, more: dict, code: str, field: str) -> None:
    with pytest.raises(Refused) as no:
        judged(paper, **more)
    assert (no.value.code, no.value.field) == (code, field)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"count": 0}, "pack_size"),
        ({"count": 201}, "pack_size"),
        ({"valid_from": date(2025, 1, 5)}, "pack_days"),
        ({"valid_until": date(2025, 1, 5)}, "pack_days"),
        ({"valid_until": date(2026, 1, 8)}, "pack_too_long"),
    ],
)
def test_a_pack_within_its_bounds(changes: dict, code: str) -> None:
    good = {
        "count": 200,
        "valid_from": date(2025, 1, 6),
        "valid_until": date(2026, 1, 7),
        "today": date(2025, 1, 6),
    }
    pack_of(**good)
    with pytest.raises(Refused, match=code):
        pack_of(**{**good, **changes})


@pytest.mark.clause("P9.1a", "P9.1b")
def test_only_what_the_passport_asks_for_may_be_missing() -> None:
    for reason, clause in NOT_ACCEPTED.items():
        assert reason_not_to_accept(reason=reason, identified=False) is clause
    assert reason_not_to_accept(reason="no_kandas_certificate", identified=True) is Clause.P9_1B
    with pytest.raises(Refused, match="identified_already"):
        reason_not_to_accept(reason="none_shown", identified=True)
    with pytest.raises(Refused, match="not_accepted_reason"):
        reason_not_to_accept(reason="no_time", identified=False)
