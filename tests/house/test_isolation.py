"""The tenant wall under attack: plain SQL as a provider's staff, with the ORM and its filters left out."""

import contextvars
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, connections, transaction
from tests.acting import (
    AT,
    changed,
    citizen,
    doorkeeper,
    enter,
    newcomer,
    send,
    signed_application,
    sql,
    staff,
)

from zholdama.config import wall
from zholdama.ledger.work import Login, current, single, work

DENIED = "42501"
"""SQLSTATE of "permission denied" and of a row that row security refuses."""
NO_SUCH_ROW = "23503"

PUBLISHED = {
    "opportunities_place",
    "opportunities_profession",
    "clocks_schedule",
    "clocks_calendar",
    "providers_provider",
    "applications_confirmation",
}
"""Tables that a person may read whole: what a provider publishes and offers."""

CITIZENS_ROWS = {
    "identity_person": "id = %(me)s",
    "ledger_entry": "case_id IN (SELECT id FROM applications_application WHERE person_id = %(me)s)",
    "clocks_clock": "case_id IN (SELECT id FROM applications_application WHERE person_id = %(me)s)",
    "signatures_evidence": "case_id IN (SELECT id FROM applications_application WHERE person_id = %(me)s)",
    "signatures_recheck": "case_id IN (SELECT id FROM applications_application WHERE person_id = %(me)s)",
}
"""What is a person's own, where it is not the column person_id that says so."""


@dataclass
class World:
    """Two centres with something in every table, and two people, one of whom only the second centre knows."""

    a: Any
    b: Any
    both: UUID
    only_b: UUID
    iin_of_only_b: str


def _fill(centre: Any, visits: list[tuple[Any, str]], portal: Any) -> None:
    from zholdama.access import devices
    from zholdama.applications.queries import application
    from zholdama.clocks import actions as clocks
    from zholdama.demonstration import acts
    from zholdama.notifications import actions as notifications
    from zholdama.notifications.models import Message
    from zholdama.opportunities import wishing
    from zholdama.opportunities.suitability import Wishes
    from zholdama.passport.edition import OfficeHours
    from zholdama.providers.models import RoleChange
    from zholdama.signatures import models as signatures

    minute, cases = timedelta(minutes=1), []
    for place, (resident, measure) in enumerate(visits):
        at = AT + place * 20 * minute
        ticket = acts.arrive(centre, at)
        acts.serve_next(centre, "maman1", 0, at + minute)
        case = acts.register_package(centre, "maman1", ticket, resident, measure=measure, at=at + 2 * minute)
        acts.propose(centre, "maman1", case, at + 5 * minute)
        acts.sign(centre, case, at + 7 * minute)
        acts.hand_over(centre, "maman1", case, at + 9 * minute)
        acts.finish(centre, "maman1", ticket, at + 10 * minute)
        cases.append(case)
    _fill_paper(centre, cases[-1])
    _fill_employer(centre)
    for (_, measure), case in zip(visits, cases, strict=True):
        if measure == "training":
            _fill_outcome(centre, case.application_id)
    acts.apply_on_portal(centre, portal, measure="public_works", at=AT)
    for one in cases:
        with staff(centre):
            person_id = application(one.application_id).person_id
            wishing.state_wishes(
                Wishes(least_wage=1),
                provider_id=centre.provider_id,
                person_id=person_id,
                key=uuid4(),
                version=wishing.newest(centre.provider_id, person_id).version,
                case=one.application_id,
            )
    hours = OfficeHours(opens=time(8), lunch_from=time(12), lunch_to=time(13), closes=time(17))
    with staff(centre, "basshy"):
        devices.add(kind="board", name="hall", key=uuid4())
        clocks.set_hours(hours, valid_from=date(2026, 12, 1))
        notifications.follow()
        for one in cases:
            Message.objects.create(
                id=uuid4(),
                provider_id=centre.provider_id,
                sequence=1,
                recipient="person",
                recipient_id=uuid4(),
                channel="email",
                kind="registered",
                language="kk",
                case_id=one.application_id,
                about=one.application_id,
                next_at=AT,
                created_at=AT,
            )
            signatures.Recheck.objects.create(
                id=uuid4(),
                provider_id=centre.provider_id,
                case_id=one.application_id,
                purpose="application",
                evidence=uuid4(),
                since=AT,
            )
        RoleChange.objects.create(
            id=uuid4(),
            provider_id=centre.provider_id,
            staff_id=centre.actors["maman2"].staff_id,
            new_role="head",
            asked_by=centre.actors["basshy"].id,
            asked_at=AT,
        )


def _fill_employer(centre: Any) -> None:
    """Something in every table of employers: an organisation, its place, a check, a link, a file taken in."""
    from zholdama.demonstration.centre import organisation_bin
    from zholdama.opportunities import actions, links, models, organisations
    from zholdama.opportunities.rules import Offer

    with staff(centre, "maman1"):
        details = organisations.Details(number=organisation_bin("an employer of the world"), name="test")
        employer = organisations.register(details, key=uuid4())
        common = {"title_kk": "test", "title_ru": "test", "organisation": "", "address": "", "total": 1}
        actions.offer(
            Offer(measure="training", valid_until=AT.date(), organisation_id=employer, **common), key=uuid4()
        )
        organisations.check(
            employer, check_code="registered", answer="yes", source="test", as_of=AT.date(), key=uuid4()
        )
        links.make(employer, key=uuid4())
        models.PlaceImport.objects.create(
            id=uuid4(),
            provider_id=centre.provider_id,
            organisation_id=employer,
            sha256="0" * 64,
            places=1,
            made_by="test",
            made_at=AT,
        )


def _fill_paper(centre: Any, case: Any) -> None:
    """Something in every table beside the counter's screen: pack, refusal to accept, representative, kin, pair, correction."""
    from zholdama.acceptance import packs
    from zholdama.acceptance.refusing import refuse_to_accept
    from zholdama.applications.models import Representation
    from zholdama.applications.own_cases import declare_relation
    from zholdama.applications.queries import application
    from zholdama.demonstration import acts
    from zholdama.eligibility.models import NotedFact
    from zholdama.identity.models import Duplicate
    from zholdama.referrals.models import Correction, Hearing, Referral

    at = AT + timedelta(hours=2)
    ticket = acts.arrive(centre, at)
    acts.serve_next(centre, "maman2", 1, at)
    with staff(centre, "maman2", at):
        refuse_to_accept(ticket_id=ticket, reason="none_shown")
    with staff(centre, "maman1", at):
        person_id = application(case.application_id).person_id
        pack_id = packs.reserve(count=1, valid_from=at.date(), valid_until=at.date(), key=uuid4())
        packs.ask_void(pack_id=pack_id, reason="test")
        me = centre.actors["maman2"].staff_id
        declare_relation(
            case=case.application_id,
            person_id=uuid4(),
            staff_id=centre.actors["maman1"].staff_id,
            stands=True,
            reason="kin",
        )
        first, second = sorted((person_id, uuid4()))
        own = {"id": uuid4(), "provider_id": centre.provider_id}
        Duplicate.objects.create(**own, first=first, second=second, found_by="name", found_at=at)
        Representation.objects.create(
            **own,
            person_id=person_id,
            representative_id=uuid4(),
            identity_document_id=uuid4(),
            because="under_16",
            ground="parent",
            document_number="1",
            document_date=at.date(),
            recorded_by=me,
            recorded_at=at,
            idempotency_key=uuid4(),
        )
        NotedFact.objects.create(
            **own,
            person_id=person_id,
            application_id=case.application_id,
            name="status",
            value="none",
            source="word",
            as_of=at.date(),
            sure="said",
            noted_by=me,
            noted_at=at,
            turn=1,
            idempotency_key=uuid4(),
        )
        Hearing.objects.create(
            **own,
            person_id=person_id,
            application_id=case.application_id,
            reason="requirements_not_met",
            fact="test",
            told_by=me,
            told_at=at,
            due_at=at,
            idempotency_key=uuid4(),
        )
        referral = Referral.objects.filter(provider_id=centre.provider_id).first()
        Correction.objects.create(
            **own,
            application_id=referral.application_id,
            referral_id=referral.id,
            kind="withdraw",
            reason="test",
            asked_by=me,
            asked_at=at,
        )


def _fill_outcome(centre: Any, case: UUID) -> None:
    """What became of the case's referral: an answer, the person's word, participation, a task that was done."""
    from tests.referrals.outcome_steps import of_case, say

    from zholdama.referrals import stating, tasks
    from zholdama.referrals.rules import Said

    at = AT + timedelta(hours=3)
    hired = Said(kind="hired", hired_from=at.date(), contract_number="1", contract_date=at.date())
    answer = say(of_case(centre, case), hired, at=at)
    with staff(centre, at=at):
        stating.state(answer_id=answer, agrees=False, words="otherwise", key=uuid4())
        (task,) = tasks.tasks_of(case)
        tasks.finish(task_id=task.id, words="done", verdict="answer_stands")


@pytest.fixture(scope="module")
def world(database: None, two_centres: tuple[Any, Any]) -> World:
    from zholdama.applications import drafts

    a, b = two_centres
    first, second = newcomer(), newcomer()
    _fill(a, [(first, "training"), (first, "guidance")], newcomer())
    _fill(b, [(first, "training"), (second, "guidance"), (second, "training")], newcomer())
    both, only_b = enter(first), enter(second)
    for person in (both, only_b):
        with citizen(person):
            drafts.save_answers(person, {"wish": "draft"})
    return World(a, b, both, only_b, str(second.iin))


@pytest.fixture(scope="module")
def two_centres(database: None, make_centre: Any) -> tuple[Any, Any]:
    return make_centre(), make_centre()


def columns_of(table: str) -> set[str]:
    return {
        name
        for (name,) in sql(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table], alias="owner"
        )
    }


def state_of(error: BaseException) -> str:
    return str(getattr(error.__cause__, "sqlstate", ""))


def attempt(centre: Any, statement: str, arguments: Any = (), login: str = "basshy") -> int | str:
    """How many rows staff of `centre` get or touch with a statement, or the SQLSTATE of the refusal; rolled back."""
    try:
        with staff(centre, login):
            count = changed(statement, arguments)
            transaction.set_rollback(True)
            return count
    except DatabaseError as error:
        return state_of(error)


WITH_PROVIDER = {
    model._meta.db_table
    for model in apps.get_models()
    if any(field.column == "provider_id" for field in model._meta.concrete_fields)
}
WALLED = [table.name for table in wall.TABLES if table.name in WITH_PROVIDER]


@pytest.fixture
def tenants_table(world: World, request: Any) -> str:
    """A table with a provider, which holds rows of both centres."""
    name = str(request.param)
    for centre in (world.a, world.b):
        held = sql(f"SELECT count(*) FROM {name} WHERE provider_id = %s", [centre.provider_id], alias="owner")
        assert held[0][0] > 0, f"the world has nothing in {name}: the attack would prove nothing"
    return name


every_tenants_table = pytest.mark.parametrize("tenants_table", WALLED, indirect=True)


def row_of(table: str, centre: Any) -> dict[str, Any]:
    """One row of the centre as plain JSON, fetched as the owner."""
    found = sql(
        f"SELECT to_jsonb(t)::text FROM {table} t WHERE provider_id = %s LIMIT 1",
        [centre.provider_id],
        alias="owner",
    )
    return dict(json.loads(found[0][0]))


def insert(table: str) -> str:
    """A statement that puts in a row given as JSON; what the database generates is left to it."""
    found = sql(
        "SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) "
        "FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'",
        [table],
        alias="owner",
    )
    names = found[0][0]
    return (
        f"INSERT INTO {table} ({names}) SELECT {names} FROM jsonb_populate_record(NULL::{table}, %s::jsonb)"
    )


@every_tenants_table
def test_a_foreign_row_cannot_be_read(world: World, tenants_table: str) -> None:
    foreign = attempt(
        world.a, f"SELECT 1 FROM {tenants_table} WHERE provider_id <> %s", [world.a.provider_id]
    )
    own = attempt(world.a, f"SELECT 1 FROM {tenants_table} WHERE provider_id = %s", [world.a.provider_id])
    assert foreign == 0
    assert isinstance(own, int)
    assert own > 0


@every_tenants_table
def test_a_foreign_row_cannot_be_inserted(world: World, tenants_table: str) -> None:
    row = row_of(tenants_table, world.b)
    for key in ("id", "sequence", "idempotency_key", "code", "watcher"):
        if key in row:
            row[key] = {"sequence": 987_654, "code": "", "watcher": "another"}.get(key, str(uuid4()))
    if tenants_table == "access_reading":
        row["id"] = 987_654_321
    assert attempt(world.a, insert(tenants_table), [json.dumps(row)]) == DENIED


@every_tenants_table
def test_a_foreign_row_cannot_be_changed_or_removed(world: World, tenants_table: str) -> None:
    theirs = [world.b.provider_id]
    update = attempt(
        world.a, f"UPDATE {tenants_table} SET provider_id = provider_id WHERE provider_id = %s", theirs
    )
    assert update in (0, DENIED)
    assert attempt(world.a, f"DELETE FROM {tenants_table} WHERE provider_id = %s", theirs) in (0, DENIED)
    assert attempt(world.a, f"TRUNCATE {tenants_table} CASCADE") == DENIED


@every_tenants_table
def test_no_row_can_be_moved_between_tenants(world: World, tenants_table: str) -> None:
    a, b = world.a.provider_id, world.b.provider_id
    assert (
        attempt(world.a, f"UPDATE {tenants_table} SET provider_id = %s WHERE provider_id = %s", [b, a])
        == DENIED
    )
    taken = attempt(world.a, f"UPDATE {tenants_table} SET provider_id = %s WHERE provider_id = %s", [a, b])
    assert taken in (0, DENIED)


@pytest.mark.parametrize(
    ("table", "column", "target"),
    [(table.name, column, target) for table in wall.TABLES for column, target in table.references],
)
def test_a_foreign_row_cannot_be_referred_to(world: World, table: str, column: str, target: str) -> None:
    # As the owner, whom no policy and no missing right stops: only the composite key is left to refuse.
    theirs = sql(
        f"SELECT id FROM {target} WHERE provider_id = %s LIMIT 1", [world.b.provider_id], alias="owner"
    )
    with (
        pytest.raises(DatabaseError) as refused,
        transaction.atomic(using="owner"),
        without_append_only_trigger(table),
    ):
        changed(
            f"UPDATE {table} SET {column} = %s WHERE ctid = (SELECT ctid FROM {table} WHERE provider_id = %s LIMIT 1)",
            [theirs[0][0], world.a.provider_id],
            alias="owner",
        )
    assert state_of(refused.value) == NO_SUCH_ROW


@contextmanager
def without_append_only_trigger(table: str) -> Iterator[None]:
    """Its trigger would answer first; without it, until the rollback, the key has to."""
    if any(one.append_only for one in wall.TABLES if one.name == table):
        sql(f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only_row", alias="owner")
    yield


def test_staff_cannot_refer_to_a_foreign_place(world: World) -> None:
    place = row_of("opportunities_place", world.b)["id"]
    mine = [place, world.a.provider_id]
    assert (
        attempt(world.a, "UPDATE applications_application SET place_id = %s WHERE provider_id = %s", mine)
        == NO_SUCH_ROW
    )
    row = row_of("referrals_referral", world.a)
    fresh = {**row, "id": str(uuid4()), "place_id": place, "number": "", "code": ""}
    with pytest.raises(DatabaseError) as refused, staff(world.a):
        sql(insert("referrals_referral"), [json.dumps(fresh)])
    assert state_of(refused.value) == NO_SUCH_ROW


def test_the_provider_of_the_unit_decides_and_not_the_query(world: World) -> None:
    """The attack in reverse: the same statement, the other tenant's unit, the other tenant's rows."""
    for mine, theirs in ((world.a, world.b), (world.b, world.a)):
        with staff(mine):
            seen = {row[0] for row in sql("SELECT DISTINCT provider_id FROM applications_application")}
        assert seen == {mine.provider_id}
        assert theirs.provider_id not in seen


# People.


def sees(centre: Any, person: UUID) -> tuple[bool, bool]:
    """Whether staff of the centre see the person's record and his documents."""
    with staff(centre):
        record = sql("SELECT 1 FROM identity_person WHERE id = %s", [person])
        documents = sql("SELECT 1 FROM identity_document WHERE person_id = %s", [person])
    return bool(record), bool(documents)


def test_a_provider_sees_those_it_has_met_and_nobody_else(world: World) -> None:
    assert sees(world.b, world.only_b) == (True, True)
    assert sees(world.a, world.only_b) == (False, False)
    assert sees(world.a, world.both) == (True, True)


FORGED = {
    "identity_acquaintance": {"ground": "case", "reason": "", "since": AT.isoformat()},
    "identity_document": {
        "kind": "passport",
        "number": "N00000000",
        "issuer": "",
        "source": "x",
        "seen_at": AT.isoformat(),
    },
}


@pytest.mark.parametrize("table", FORGED)
def test_staff_cannot_make_themselves_acquainted(world: World, table: str) -> None:
    row = {
        "id": str(uuid4()),
        "provider_id": str(world.a.provider_id),
        "person_id": str(world.only_b),
        **FORGED[table],
    }
    assert attempt(world.a, insert(table), [json.dumps(row)]) == DENIED
    assert sees(world.a, world.only_b) == (False, False)


def test_a_case_written_for_a_stranger_opens_nothing(world: World) -> None:
    row = {
        **row_of("applications_application", world.a),
        "id": str(uuid4()),
        "number": "forged",
        "person_id": str(world.only_b),
        "idempotency_key": str(uuid4()),
        "state": "registered",
    }
    row["signature_sha256"] = None
    assert attempt(world.a, insert("applications_application"), [json.dumps(row)]) == DENIED
    case = [world.a.provider_id, world.only_b, AT]
    assert attempt(world.a, "SELECT identity_case(%s, %s, %s)", case) == DENIED
    assert sees(world.a, world.only_b) == (False, False)


def meeting(provider: UUID, ticket: UUID | None, reason: str, person: UUID) -> list[Any]:
    return [
        provider,
        ticket,
        reason,
        uuid4(),
        "specialist",
        "attack",
        AT,
        person,
        None,
        "x",
        "y",
        "",
        None,
        "",
        False,
        "x",
        "x",
        "document",
    ]


def test_a_meeting_needs_an_own_ticket_that_is_being_served_or_a_reason(world: World) -> None:
    call = "SELECT identity_meet({})".format(", ".join(["%s"] * 18))
    theirs, own = row_of("reception_ticket", world.b)["id"], row_of("reception_ticket", world.a)["id"]
    a, b = world.a.provider_id, world.b.provider_id
    for provider, ticket, reason in (
        (a, None, ""),
        (a, None, "   "),
        (a, theirs, ""),
        (a, own, ""),  # served already
        (b, theirs, ""),
        (b, None, "a reason, for another provider"),
    ):
        assert attempt(world.a, call, meeting(provider, ticket, reason, world.only_b)) == DENIED
    assert sees(world.a, world.only_b) == (False, False)


def test_a_search_needs_a_reason_and_leaves_a_reading(world: World, make_centre: Any) -> None:
    from zholdama.identity import actions as identity
    from zholdama.refusals import Refused

    stranger = make_centre()
    iin = world.iin_of_only_b
    with pytest.raises(Refused, match="search_needs_reason"), staff(stranger):
        identity.search(iin=iin, reason="  ")
    raw = "SELECT identity_search(%s, %s, %s, %s, %s, %s)"
    actor = stranger.actors["maman1"]
    for provider, reason in ((stranger.provider_id, " "), (world.b.provider_id, "curious")):
        assert attempt(stranger, raw, [provider, iin, reason, actor.id, "specialist", AT]) == DENIED
    assert sees(stranger, world.only_b) == (False, False)
    with staff(stranger):
        assert identity.search(iin=iin, reason="asked by the court, letter 12") == world.only_b
    assert sees(stranger, world.only_b) == (True, True)
    readings = "SELECT actor_id, reason FROM access_reading WHERE provider_id = %s AND person_id = %s"
    with staff(stranger):
        assert sql(readings, [stranger.provider_id, world.only_b]) == [
            (actor.id, "asked by the court, letter 12")
        ]
    with citizen(world.only_b):
        mine = sql(
            "SELECT provider_id FROM access_reading WHERE reason LIKE 'asked by%%' AND person_id = %s",
            [world.only_b],
        )
    assert mine == [(stranger.provider_id,)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_reading SET reason = 'nothing'",
        "DELETE FROM access_reading",
        "UPDATE ledger_entry SET act = 'nothing'",
        "DELETE FROM ledger_entry",
        "DELETE FROM papers_paper",
        "TRUNCATE ledger_entry",
    ],
)
def test_what_is_append_only_refuses_even_the_owner(world: World, statement: str) -> None:
    assert attempt(world.a, statement) == DENIED
    with pytest.raises(DatabaseError) as refused, transaction.atomic(using="owner"):
        changed(statement, alias="owner")
    assert state_of(refused.value) == "ZH001"


# Citizens.

CITIZENS = [table.name for table in wall.TABLES if any(right.group == "citizen" for right in table.rights)]


@pytest.mark.parametrize("table", sorted(set(CITIZENS) - PUBLISHED))
def test_a_person_sees_only_his_own(world: World, table: str) -> None:
    own = CITIZENS_ROWS.get(table, "person_id = %(me)s")
    count = f"SELECT count(*) FROM {table}"
    for me in (world.both, world.only_b):
        with citizen(me):
            seen = sql(count)[0][0]
            mine = sql(f"{count} WHERE {own}", {"me": me})[0][0]
        assert seen == mine == sql(f"{count} WHERE {own}", {"me": me}, alias="owner")[0][0]
        assert 0 < seen < sql(count, alias="owner")[0][0], f"{table} proves nothing"


@pytest.mark.parametrize("table", sorted(set(CITIZENS) - {"applications_draft"}))
def test_a_person_changes_nothing_but_his_draft(world: World, table: str) -> None:
    column = sorted(columns_of(table))[0]
    for statement in (
        f"UPDATE {table} SET {column} = {column}",
        f"DELETE FROM {table}",
        f"INSERT INTO {table} ({column}) VALUES (NULL)",
    ):
        with pytest.raises(DatabaseError) as refused, citizen(world.both):
            changed(statement)
        assert state_of(refused.value) == DENIED


def test_a_draft_is_written_by_its_person_alone(world: World) -> None:
    with citizen(world.both):
        assert (
            changed("UPDATE applications_draft SET answers = '{}' WHERE person_id = %s", [world.only_b]) == 0
        )
        assert changed("DELETE FROM applications_draft WHERE person_id = %s", [world.only_b]) == 0
    forged = [uuid4(), world.only_b, AT]
    for statement, arguments in (
        (
            "INSERT INTO applications_draft (id, person_id, answers, saved_at) VALUES (%s, %s, '{}', %s)",
            forged,
        ),
        ("UPDATE applications_draft SET person_id = %s", [world.only_b]),
    ):
        with pytest.raises(DatabaseError) as refused, citizen(world.both):
            changed(statement, arguments)
        assert state_of(refused.value) == DENIED


def test_a_person_applies_for_himself_only(world: World) -> None:
    from zholdama.applications import submitting

    shown = signed_application(world.b, newcomer(), measure="youth_practice")
    with pytest.raises(DatabaseError) as refused, citizen(world.both):
        submitting.submit(
            signed=shown.document, signature=shown.signature, facts=shown.facts, registry="found"
        )
    assert state_of(refused.value) == DENIED
    assert send(shown).fresh


def test_a_person_takes_no_step_in_a_strangers_case(world: World) -> None:
    case = sql(
        "SELECT id, provider_id FROM applications_application WHERE person_id = %s LIMIT 1",
        [world.only_b],
        alias="owner",
    )[0]
    from zholdama.ledger import chain

    with pytest.raises(DatabaseError) as refused, citizen(world.both):
        chain.append("reply", case=case[0], provider=case[1], facts={"text": "forged"})
    assert state_of(refused.value) == DENIED


def test_a_step_is_taken_in_the_provider_of_the_unit(world: World) -> None:
    from zholdama.ledger import chain

    with pytest.raises(DatabaseError) as refused, staff(world.a):
        chain.append("forged", case=None, provider=world.b.provider_id)
    assert state_of(refused.value) == DENIED
    number = "SELECT ledger_number_next(%s, 'A', 2025)"
    assert attempt(world.a, number, [world.b.provider_id]) == DENIED
    for inner in ("SELECT ledger_number_give(%s, 'A', 2025)", "SELECT ledger_erase_facts(%s, 1)"):
        assert attempt(world.a, inner, [world.a.provider_id]) == DENIED


# The unit of work.


@pytest.mark.parametrize("table", [*(table.name for table in wall.TABLES), *wall.FURNITURE])
@pytest.mark.parametrize("alias", ["default", "oversight"])
def test_reading_outside_a_unit_of_work_fails_loudly(world: World, table: str, alias: str) -> None:
    with pytest.raises(DatabaseError) as refused:
        sql(f"SELECT 1 FROM {table} LIMIT 1", alias=alias)
    assert state_of(refused.value) == DENIED
    assert "permission denied" in str(refused.value)


STANDING = (
    "SELECT current_setting('role'), coalesce(nullif(current_setting('zholdama.provider', true), ''), '-'), "
    "coalesce(nullif(current_setting('zholdama.person', true), ''), '-')"
)
NOTHING = ("none", "-", "-")


def test_the_settings_end_with_the_transaction(world: World) -> None:
    with staff(world.a):
        assert sql(STANDING) == [("zholdama_staff", str(world.a.provider_id), "-")]
        backend = connections["default"].connection.info.backend_pid
    assert connections["default"].connection.info.backend_pid == backend
    assert sql(STANDING) == [NOTHING]
    with citizen(world.both):
        assert sql(STANDING) == [("zholdama_citizen", "-", str(world.both))]
    assert sql(STANDING) == [NOTHING]


def test_the_settings_end_with_a_failure_too(world: World) -> None:
    with pytest.raises(ZeroDivisionError), staff(world.a):
        raise ZeroDivisionError
    assert sql(STANDING) == [NOTHING]
    with pytest.raises(DatabaseError), staff(world.a):
        sql("SELECT 1/0")
    assert sql(STANDING) == [NOTHING]


def test_a_savepoint_neither_loses_nor_leaks_the_settings(world: World) -> None:
    def as_b() -> None:
        sql("SELECT set_config('zholdama.provider', %s, true)", [str(world.b.provider_id)])
        raise ZeroDivisionError

    with staff(world.a):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            as_b()
        assert sql(STANDING) == [("zholdama_staff", str(world.a.provider_id), "-")]
        with transaction.atomic():
            assert sql(STANDING)[0][0] == "zholdama_staff"
    assert sql(STANDING) == [NOTHING]


def test_a_single_statement_is_a_unit_that_leaves_nothing_behind(world: World) -> None:
    row = single(STANDING, [], login=Login.STAFF, at=AT, provider=world.a.provider_id)
    assert row == ("zholdama_staff", str(world.a.provider_id), "-")
    assert sql(STANDING) == [NOTHING]
    with pytest.raises(DatabaseError):
        single("SELECT 1/0", [], login=Login.STAFF, at=AT, provider=world.a.provider_id)
    assert sql(STANDING) == [NOTHING]


def test_a_thread_has_neither_the_unit_nor_its_settings(world: World) -> None:
    found: list[Any] = []

    def look() -> None:
        try:
            sql("SELECT 1 FROM applications_application LIMIT 1")
        except DatabaseError as error:
            found.append(state_of(error))
        found.append(sql(STANDING))
        connections.close_all()

    with staff(world.a):
        context = contextvars.copy_context()
        for target in (look, lambda: context.run(look)):
            thread = threading.Thread(target=target)
            thread.start()
            thread.join()
    assert found == [DENIED, [NOTHING], DENIED, [NOTHING]]


def test_units_do_not_nest(world: World) -> None:
    with staff(world.a):
        with pytest.raises(RuntimeError), staff(world.b):
            pass
        with pytest.raises(RuntimeError), work(login=Login.AUDITOR, at=AT):
            pass
        with pytest.raises(RuntimeError):
            single("SELECT 1", [], login=Login.DOORKEEPER, at=AT)
        assert current().provider_id == world.a.provider_id
        assert sql(STANDING)[0][:2] == ("zholdama_staff", str(world.a.provider_id))
    with pytest.raises(RuntimeError):
        current()


def test_a_unit_needs_an_aware_moment(world: World) -> None:
    with pytest.raises(ValueError, match="aware"), work(login=Login.DOORKEEPER, at=AT.replace(tzinfo=None)):
        pass


def test_staff_without_a_provider_are_refused_rather_than_shown_nothing(world: World) -> None:
    with pytest.raises(DatabaseError), work(login=Login.STAFF, at=AT):
        sql("SELECT 1 FROM applications_application LIMIT 1")


def test_a_calendar_cannot_be_put_under_a_foreign_hash(world: World) -> None:
    calendar = sql("SELECT hash, content FROM clocks_calendar WHERE current", alias="owner")[0]
    forged = "INSERT INTO clocks_calendar (hash, version, content, loaded_at, current) VALUES (%s, 'x', %s, %s, %s)"
    for digest, current_ in (("0" * 64, False), (calendar[0][::-1], True)):
        assert attempt(world.a, forged, [digest, calendar[1], AT, current_]) == DENIED


def test_the_auditor_reads_all_and_changes_nothing(world: World) -> None:
    with work(login=Login.AUDITOR, at=AT):
        seen = sql("SELECT DISTINCT provider_id FROM applications_application", alias="oversight")
        assert {(world.a.provider_id,), (world.b.provider_id,)} <= set(seen)
    for statement in ("UPDATE applications_application SET state = state", "DELETE FROM reception_ticket"):
        with pytest.raises(DatabaseError) as refused, work(login=Login.AUDITOR, at=AT):
            changed(statement, alias="oversight")
        assert state_of(refused.value) == DENIED


def test_the_web_login_cannot_become_anybody_else(world: World) -> None:
    for role in ("zholdama_owner", "zholdama_operator", "zholdama_auditor", "zholdama_worker"):
        with pytest.raises(DatabaseError) as refused:
            sql(f"SET ROLE {role}")
        assert state_of(refused.value) == DENIED
    with pytest.raises(DatabaseError) as refused:
        sql("SET session_replication_role = replica")
    assert state_of(refused.value) == DENIED


def test_doorkeepers_read_no_cases(world: World) -> None:
    for table in (
        "applications_application",
        "identity_person",
        "reception_ticket",
        "ledger_entry",
        "papers_paper",
    ):
        with pytest.raises(DatabaseError) as refused, doorkeeper():
            sql(f"SELECT 1 FROM {table} LIMIT 1")
        assert state_of(refused.value) == DENIED


@pytest.fixture(scope="module")
def make_centre(database: None) -> Any:
    """A function that makes one more centre nobody else has."""
    from zholdama.demonstration import centre as centres

    def make() -> Any:
        letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        value = uuid4().int
        code = "".join(letters[(value >> (8 * place)) % 36] for place in range(4))
        return centres.make(code=code, at=AT, prefix=f"{code.lower()}-{uuid4().hex[:6]}-")

    return make
