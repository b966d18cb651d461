"""A decree of today moves tomorrow: running clocks follow, nothing promised moves earlier, people are told."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from zholdama.actors import Actor, Role
from zholdama.applications import corrections
from zholdama.applications import queries as applications
from zholdama.clocks import queries as clocks
from zholdama.demonstration import acts
from zholdama.demonstration.residents import by_slug
from zholdama.ledger.work import Login, work
from zholdama.monitoring.verification import verify_terms
from zholdama.notifications import actions as notifications
from zholdama.notifications import queries as notices
from zholdama.working_time.calendar_file import read_correction
from zholdama.working_time.zone import ALMATY

OPERATOR = Actor(role=Role.OPERATOR, id=UUID(int=0))
MONDAY_EVENING = datetime(2025, 2, 3, 19, 0, tzinfo=ALMATY)


def correction(*, replaces: str, day: str) -> str:
    return f"""
[calendar]
version = "test-1"
replaces = "{replaces}"

[[days]]
date = {day}
kind = "day_off"
name = {{ kk = "Демалыс күні", ru = "День отдыха", en = "Day off" }}
source = "a decree made up for this test"
confirmed = true
"""


def operator(centre: Any, at: datetime):
    return work(login=Login.OPERATOR, by=OPERATOR, at=at, provider=centre.provider_id)


@pytest.fixture
def corrected(centre: Any):
    """The calendar with Tuesday 2025-02-04 made a day off; the shipped one is put back afterwards."""
    with operator(centre, MONDAY_EVENING):
        shipped = clocks.calendar_in_force()
    text = correction(replaces=shipped.version, day="2025-02-04")
    yield shipped.corrected_by(read_correction(text))
    with operator(centre, MONDAY_EVENING):
        corrections.make_current(shipped)


@pytest.mark.clause("P8.2b")
def test_a_new_day_off_moves_the_due_time_later_and_the_person_is_told(centre: Any, corrected: Any) -> None:
    case = acts.apply_on_portal(centre, by_slug()["dinara"], measure="training", at=MONDAY_EVENING)
    later = MONDAY_EVENING + timedelta(minutes=5)
    with operator(centre, later):
        preview = corrections.touched(corrected)
    assert [change.number for change in preview] == [case.number]
    with operator(centre, later):
        corrections.make_current(corrected)
        done = corrections.recalculate(corrected)
    assert done == preview
    assert done[0].due_before == datetime(2025, 2, 4, 17, 30, tzinfo=ALMATY)
    assert done[0].due_after == datetime(2025, 2, 5, 17, 30, tzinfo=ALMATY)
    with acts.staff(centre, "maman1", later):
        application = applications.application(case.application_id)
        notifications.follow()
    assert application is not None
    assert application.due_at == done[0].due_after
    me = Actor(role=Role.CITIZEN, id=application.person_id, person_id=application.person_id)
    with work(login=Login.CITIZEN, by=me, at=later, person=application.person_id):
        kinds = [notice.kind for notice in notices.notices_of(application.person_id)]
    assert "due_changed" in kinds
    with work(login=Login.AUDITOR, by=OPERATOR, at=later):
        assert verify_terms(provider=centre.provider_id).differing == 0
    with operator(centre, later):
        assert corrections.recalculate(corrected) == (), "a second run finds nothing left to do"


def test_a_promised_time_never_moves_earlier(centre: Any, corrected: Any) -> None:
    """The day off is taken back: the promise made under it may stay later, never come earlier."""
    with operator(centre, MONDAY_EVENING):
        shipped = clocks.calendar_in_force()
        corrections.make_current(corrected)
    acts.apply_on_portal(centre, by_slug()["nurlan"], measure="training", at=MONDAY_EVENING)
    with operator(centre, MONDAY_EVENING + timedelta(minutes=1)):
        corrections.make_current(shipped)
        assert corrections.recalculate(shipped) == ()
    assert date(2025, 2, 4) in shipped.working_days
