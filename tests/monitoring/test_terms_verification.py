"""Clocks recomputed from the steps: equal to what the acts wrote, and every row that somebody touched is named."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections, transaction
from tests.ledger import day

from zholdama.applications import queries as applications
from zholdama.clocks.rules import Kind
from zholdama.demonstration import acts
from zholdama.ledger.work import Login, work
from zholdama.monitoring import queries
from zholdama.monitoring.verification import TermsReport, verify_terms
from zholdama.reception import actions as reception
from zholdama.referrals import drafting


def recomputed(centre: Any) -> TermsReport:
    with work(login=Login.AUDITOR, at=day.LATER):
        return verify_terms(provider=centre.provider_id)


@contextmanager
def superuser() -> Iterator[Any]:
    """A connection that no wall holds."""
    from zholdama.config import database

    with database.administrator(str(connections["owner"].settings_dict["NAME"])) as connection:
        yield connection


@pytest.fixture
def morning(centre: Any) -> Any:
    """Every kind of clock: kept, missed, running; a visit over, one left, an application taken back."""
    end = day.visits(centre, 3)
    day.case_at_the_counter(centre, end)
    day.case_at_the_counter(centre, end + timedelta(hours=1), hand_over=timedelta(minutes=41))
    with acts.staff(centre, "qabyldau", end + timedelta(hours=2)):
        ticket = reception.arrive(key=uuid4()).id
        centre_ticket = ticket
    with acts.staff(centre, "qabyldau", end + timedelta(hours=2, minutes=50)):
        reception.leave(ticket_id=centre_ticket)
    case = day.from_the_portal(centre, end)
    with acts.staff(centre, "maman1", end + timedelta(hours=3)):
        found = applications.application(case.application_id)
        assert found is not None
    acts.take_from_portal(centre, "maman1", case, end + timedelta(hours=3))
    with acts.staff(centre, "maman1", end + timedelta(hours=4)):
        drafting.withdraw(application_id=case.application_id)
    acts.arrive(centre, end + timedelta(hours=5))
    return centre


@pytest.mark.clause("P6.1a", "P6.1b", "P6.2", "P6.3")
def test_the_steps_give_the_very_clocks_that_the_acts_wrote(morning: Any) -> None:
    report = recomputed(morning)
    assert report.differences == ()
    # 3 visits, 2 cases and somebody who waits: 6 waiting and one who left; 5 served; 2 results; 1 portal.
    assert report.clocks == 7 + 5 + 2 + 1
    assert report.running == 1
    assert report.missed >= 2, "the late result and the wait of 50 minutes"
    assert report.kept + report.missed + report.running + report.undetermined == report.clocks


FIELDS = (
    ("started_at", "started_at + interval '1 microsecond'"),
    ("runs_from", "runs_from + interval '1 microsecond'"),
    ("due_at", "due_at + interval '1 hour'"),
    ("due_at", "NULL"),
    ("calendar_hash", "repeat('0', 64)"),
    ("stopped_at", "stopped_at - interval '1 minute'"),
    ("working_microseconds", "working_microseconds - 1"),
    ("wall_microseconds", "wall_microseconds - 1"),
    ("kept", "NOT kept"),
    ("kept", "NULL"),
    ("start_sequence", "start_sequence + 1"),
    ("stop_sequence", "stop_sequence + 1"),
)


@pytest.mark.parametrize(("name", "value"), FIELDS)
@pytest.mark.parametrize("who", ["superuser", "owner"])
def test_a_clock_row_altered_behind_the_wall_differs(settled: Any, who: str, name: str, value: str) -> None:
    centre, case = settled
    where = "WHERE provider_id = %s AND case_id = %s AND kind = 'result'"
    key = [centre.provider_id, case.application_id]
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(f"SELECT {name} FROM clocks_clock {where}", key)
        (before,) = cursor.fetchone()
    statement = f"UPDATE clocks_clock SET {name} = {value} {where}"
    if who == "superuser":
        with superuser() as connection:
            connection.execute(statement, key)
    else:
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            cursor.execute(statement, key)
    report = recomputed(centre)
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(f"UPDATE clocks_clock SET {name} = %s {where}", [before, *key])
    assert report.differing == 1
    (found,) = report.differences
    assert (found.provider_id, found.case_id) == (centre.provider_id, str(case.application_id))
    assert (found.kind, found.field) == ("result", name)
    assert found.stored != found.recomputed
    assert recomputed(centre).differences == (), "and with the row as it was nothing differs"


@pytest.fixture(scope="module")
def settled(database: None) -> Any:
    """One centre with one case done."""
    from tests.conftest import fresh_centre

    from zholdama.demonstration import centre as centres

    centre = fresh_centre(centres)
    return centre, day.case_at_the_counter(centre, day.AT)


def test_a_missing_row_and_a_row_too_many_differ(settled: Any) -> None:
    centre, case = settled
    with superuser() as connection:
        connection.execute(
            "CREATE TEMP TABLE kept AS SELECT * FROM clocks_clock WHERE case_id = %s", [case.application_id]
        )
        connection.execute("DELETE FROM clocks_clock WHERE case_id = %s", [case.application_id])
        missing = recomputed(centre)
        connection.execute("INSERT INTO clocks_clock SELECT * FROM kept")
        stranger = uuid4()
        connection.execute("UPDATE kept SET id = gen_random_uuid(), case_id = %s", [stranger])
        connection.execute("INSERT INTO clocks_clock SELECT * FROM kept")
        extra = recomputed(centre)
        connection.execute("UPDATE clocks_clock SET kind = 'nonsense' WHERE case_id = %s", [stranger])
        nonsense = recomputed(centre)
        connection.execute("DELETE FROM clocks_clock WHERE case_id = %s", [stranger])
    assert [(each.field, each.stored) for each in missing.differences] == [("row", "")]
    assert [(each.case_id, each.recomputed) for each in extra.differences] == [(str(stranger), "")]
    assert [each.kind for each in nonsense.differences] == ["nonsense"]
    assert recomputed(centre).differences == ()


def test_clock_rows_of_a_provider_without_a_step_differ(settled: Any) -> None:
    _, case = settled
    nobody = uuid4()
    with superuser() as connection:
        connection.execute(
            "INSERT INTO clocks_clock SELECT gen_random_uuid(), %s, case_id, kind, start_sequence, started_at, "
            "runs_from, due_at, calendar_hash, stop_sequence, stopped_at, working_microseconds, "
            "wall_microseconds, kept FROM clocks_clock WHERE case_id = %s",
            [nobody, case.application_id],
        )
        with work(login=Login.AUDITOR, at=day.LATER):
            report = verify_terms()
        connection.execute("DELETE FROM clocks_clock WHERE provider_id = %s", [nobody])
    assert nobody in {each.provider_id for each in report.differences}


def test_a_calendar_that_was_changed_under_its_hash_is_named(settled: Any) -> None:
    centre, case = settled
    with work(login=Login.AUDITOR, at=day.LATER), connections["oversight"].cursor() as cursor:
        cursor.execute("SELECT hash, content FROM clocks_calendar WHERE current")
        digest, content = cursor.fetchone()
    plain = json.loads(content)
    plain["hours"]["closes"] = "23:00:00"
    changed = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    with superuser() as connection:
        connection.execute("UPDATE clocks_calendar SET content = %s WHERE hash = %s", [changed, digest])
        report = recomputed(centre)
        connection.execute("UPDATE clocks_calendar SET content = %s WHERE hash = %s", [content, digest])
    assert {each.field for each in report.differences} == {"calendar"}
    assert str(case.application_id) in {each.case_id for each in report.differences}
    assert recomputed(centre).differences == ()


def test_the_rows_are_never_asked_for_a_time(settled: Any) -> None:
    """With every row gone the same clocks are counted, kept and missed: they come from the steps."""
    centre, _ = settled
    whole = recomputed(centre)
    with superuser() as connection:
        connection.execute(
            "CREATE TEMP TABLE kept AS SELECT * FROM clocks_clock WHERE provider_id = %s",
            [centre.provider_id],
        )
        connection.execute("DELETE FROM clocks_clock WHERE provider_id = %s", [centre.provider_id])
        bare = recomputed(centre)
        connection.execute("INSERT INTO clocks_clock SELECT * FROM kept")
    assert (bare.clocks, bare.kept, bare.missed, bare.running) == (
        whole.clocks,
        whole.kept,
        whole.missed,
        whole.running,
    )
    assert bare.differing == whole.clocks


def test_staff_verify_their_own_terms_and_nobody_elses(settled: Any, centre: Any) -> None:
    own, _ = settled
    with work(login=Login.STAFF, by=own.actors["baqylau"], at=day.LATER, provider=own.provider_id):
        assert verify_terms(provider=own.provider_id).clocks == 3
    with work(login=Login.STAFF, by=centre.actors["baqylau"], at=day.LATER, provider=centre.provider_id):
        assert verify_terms(provider=own.provider_id) == TermsReport(0, 0, 0, 0, 0)


# Desks --------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("P6.2")
def test_what_is_late_and_what_is_about_to_be(centre: Any) -> None:
    noon = day.AT.replace(hour=12, minute=50)
    first = acts.arrive(centre, noon - 30 * day.MINUTE)  # 12:20, due 12:50
    second = acts.arrive(centre, noon)  # 12:50, due 14:50: ten minutes before lunch, twenty after
    case = day.from_the_portal(centre, noon)
    with acts.staff(centre, "baqylau", noon):
        assert queries.overdue(centre.provider_id, at=noon) == (), "at the due time it is still kept"
        soon = queries.about_to_be_late(centre.provider_id, at=noon)
    assert [(each.case_id, each.kind, each.number) for each in soon] == [(first, Kind.WAITING, "1")]
    later = noon.replace(hour=14, minute=35)
    with acts.staff(centre, "baqylau", later):
        late = queries.overdue(centre.provider_id, at=later)
        soon = queries.about_to_be_late(centre.provider_id, at=later, working_minutes=15)
        sooner = queries.about_to_be_late(centre.provider_id, at=later, working_minutes=14)
        in_lunch = queries.about_to_be_late(
            centre.provider_id, at=noon.replace(hour=13, minute=30), working_minutes=20
        )
    assert [each.case_id for each in late] == [first]
    assert [each.case_id for each in soon] == [each.case_id for each in in_lunch] == [second]
    assert sooner == ()
    tomorrow = noon + timedelta(days=3)
    with acts.staff(centre, "baqylau", tomorrow):
        everything = queries.overdue(centre.provider_id, at=tomorrow)
        assert queries.overdue(uuid4(), at=tomorrow) == ()
    assert [each.number for each in everything] == ["1", "2", case.number]
    assert everything[-1].clause == "P6.1b"
