"""What the database's owner does behind the wall is found: by recomputing, or by what was published before."""

import hashlib
import io
import json
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, connections, transaction
from tests.ledger import day

from zholdama.ledger import chain, export, exported, verification
from zholdama.ledger.verification import ChainReport, Published
from zholdama.ledger.work import Login, work

COUNT = 300 if os.environ.get("ZHOLDAMA_PROVE") else 45
TABLES = ("ledger_entry", "ledger_facts", "ledger_chain")


@contextmanager
def owner_behind_the_wall() -> Iterator[Any]:
    """A cursor of the tables' owner with the triggers off, on again afterwards, all in one transaction."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        yield cursor
        for when in ("row", "all"):
            cursor.execute(f"ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_entry_append_only_{when}")


def verified(centre: Any, published: dict[UUID, Published] | None = None) -> ChainReport:
    with work(login=Login.AUDITOR, at=day.LATER):
        return verification.verify(provider=centre.provider_id, published=published)


def kept(centre: Any) -> dict[str, list[Any]]:
    """Every row of the centre's chain."""
    with connections["owner"].cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table} WHERE provider_id = %s", [centre.provider_id])
            found[table] = cursor.fetchall()
        return found


def put_back(centre: Any, rows: dict[str, list[Any]]) -> None:
    with owner_behind_the_wall() as cursor:
        for table, values in rows.items():
            cursor.execute(f"DELETE FROM {table} WHERE provider_id = %s", [centre.provider_id])
            for row in values:
                cursor.execute(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(row))})", list(row))


@pytest.fixture
def morning(centre: Any) -> Any:
    """A centre with a chain of some forty steps."""
    end = day.visits(centre, 8)
    day.case_at_the_counter(centre, end)
    day.from_the_portal(centre, end + 20 * day.MINUTE)
    return centre


def test_a_chain_as_the_acts_made_it_is_good(morning: Any) -> None:
    report = verified(morning)
    assert (report.verdict, report.breaks, report.broken_at) == ("good", (), None)
    assert report.chains == 1
    assert report.entries == len(kept(morning)["ledger_entry"]) > 30


def test_an_auditor_sees_every_chain_and_a_stranger_none(morning: Any, database: None) -> None:
    own = verified(morning).entries
    with work(login=Login.AUDITOR, at=day.LATER):
        assert verification.verify().entries >= own > 0
    with work(login=Login.STAFF, by=morning.actors["basshy"], at=day.LATER, provider=uuid4()):
        assert verification.verify(provider=morning.provider_id).entries == 0


def test_appending_goes_on_while_the_chain_is_verified(centre: Any) -> None:
    from tests.acting import crowd

    def act(place: int) -> Any:
        if place:
            return [verified(centre).verdict for _ in range(15)]
        return day.visits(centre, 10)

    _, *verdicts = crowd(2, act)
    assert verdicts == [["good"] * 15]


# What the owner of the tables may do --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tampering:
    """What was done, and the latest step at which it may be noticed."""

    what: str
    sequence: int


def _set(column: str, value: Any) -> Callable[[Any, UUID, int, random.Random], Tampering]:
    def tamper(cursor: Any, provider: UUID, last: int, rng: random.Random) -> Tampering:
        at = rng.randint(1, last)
        statement = f"UPDATE ledger_entry SET {column} = {value} WHERE provider_id = %s AND sequence = %s"
        cursor.execute(statement, [provider, at])
        assert cursor.rowcount == 1
        return Tampering(f"{column} of {at}", at)

    return tamper


def _letter(cursor: Any, provider: UUID, last: int, rng: random.Random) -> Tampering:
    at = rng.randint(1, last)
    where = "WHERE provider_id = %s AND sequence = %s"
    cursor.execute(f"SELECT entry FROM ledger_entry {where}", [provider, at])
    (entry,) = cursor.fetchone()
    place = rng.randrange(len(entry))
    changed = entry[:place] + ("y" if entry[place] == "x" else "x") + entry[place + 1 :]
    cursor.execute(f"UPDATE ledger_entry SET entry = %s {where}", [changed, provider, at])
    return Tampering(f"letter {place} of {at}", at)


def _remove(cursor: Any, provider: UUID, last: int, rng: random.Random) -> Tampering:
    at = rng.randint(1, last)
    cursor.execute("DELETE FROM ledger_entry WHERE provider_id = %s AND sequence = %s", [provider, at])
    return Tampering(f"{at} removed", at)


def _tail(cursor: Any, provider: UUID, last: int, rng: random.Random) -> Tampering:
    at = rng.randint(1, last)
    cursor.execute("DELETE FROM ledger_entry WHERE provider_id = %s AND sequence >= %s", [provider, at])
    return Tampering(f"from {at} on removed", at)


def _put_in(cursor: Any, provider: UUID, last: int, rng: random.Random) -> Tampering:
    at = rng.choice([0, -5, last + 1, last + 7])
    cursor.execute(
        "INSERT INTO ledger_entry SELECT provider_id, %s, at, act, case_id, entry, hash FROM ledger_entry "
        "WHERE provider_id = %s AND sequence = %s",
        [at, provider, rng.randint(1, last)],
    )
    return Tampering(f"{at} put in", at)


def _swap(columns: str) -> Callable[[Any, UUID, int, random.Random], Tampering]:
    def tamper(cursor: Any, provider: UUID, last: int, rng: random.Random) -> Tampering:
        one, two = sorted(rng.sample(range(1, last + 1), 2))
        read = f"SELECT {columns} FROM ledger_entry WHERE provider_id = %s AND sequence = %s"
        rows = []
        for at in (one, two):
            cursor.execute(read, [provider, at])
            rows.append(cursor.fetchone())
        names = columns.split(", ")
        setting = ", ".join(f"{name} = %s" for name in names)
        for at, row in ((one, rows[1]), (two, rows[0])):
            cursor.execute(
                f"UPDATE ledger_entry SET {setting} WHERE provider_id = %s AND sequence = %s",
                [*row, provider, at],
            )
        return Tampering(f"{columns} of {one} and {two} swapped", one)

    return tamper


def _facts(column: str, value: str) -> Callable[[Any, UUID, int, random.Random], Tampering]:
    def tamper(cursor: Any, provider: UUID, last: int, rng: random.Random) -> Tampering:
        at = rng.randint(1, last)
        cursor.execute(
            f"UPDATE ledger_facts SET {column} = {value} WHERE provider_id = %s AND sequence = %s",
            [provider, at],
        )
        assert cursor.rowcount == 1
        return Tampering(f"{column} of the facts of {at}", at)

    return tamper


def _head(setting: str) -> Callable[[Any, UUID, int, random.Random], Tampering]:
    def tamper(cursor: Any, provider: UUID, last: int, rng: random.Random) -> Tampering:
        cursor.execute(f"UPDATE ledger_chain SET {setting} WHERE provider_id = %s", [provider])
        return Tampering(f"head: {setting}", last + 1)

    return tamper


def _headless(cursor: Any, provider: UUID, last: int, rng: random.Random) -> Tampering:
    cursor.execute("DELETE FROM ledger_chain WHERE provider_id = %s", [provider])
    return Tampering("the head removed", last)


TAMPERINGS = (
    _letter,
    _set("entry", 'replace(entry, \'"act":"\', \'"act":"x\')'),
    _set("hash", "sha256(hash)"),
    _set("at", "at - interval '1 microsecond'"),
    _set("act", "act || ' '"),
    _set("case_id", "gen_random_uuid()"),
    _set("provider_id", "gen_random_uuid()"),
    _remove,
    _tail,
    _put_in,
    _swap("entry"),
    _swap("entry, hash"),
    _swap("at, act, case_id, entry, hash"),
    _facts("facts", "facts || ' '"),
    _facts("salt", "sha256(salt)"),
    _head("sequence = sequence - 1"),
    _head("sequence = sequence + 1"),
    _head("hash = sha256(hash)"),
    _head("at = at + interval '1 second'"),
    _headless,
)


def test_whatever_the_owner_changes_in_the_rows_is_found(morning: Any) -> None:
    rows = kept(morning)
    last = len(rows["ledger_entry"])
    rng = random.Random(2015)
    for number in range(COUNT):
        with owner_behind_the_wall() as cursor:
            done = TAMPERINGS[number % len(TAMPERINGS)](cursor, morning.provider_id, last, rng)
        report = verified(morning)
        put_back(morning, rows)
        if number % len(TAMPERINGS) == 6:  # a step moved to a provider that has no chain
            with owner_behind_the_wall() as cursor:
                cursor.execute("DELETE FROM ledger_entry e WHERE NOT EXISTS "
                               "(SELECT 1 FROM ledger_chain c WHERE c.provider_id = e.provider_id)")  # fmt: skip
        assert report.verdict == "broken", f"not found: {done.what}"
        at = report.broken_at
        assert at is not None
        assert at.provider == str(morning.provider_id)
        assert at.sequence is None or at.sequence <= max(done.sequence, 1), f"{done.what} was located at {at}"
    assert verified(morning).verdict == "good", "everything was put back"
    print(f"{COUNT} changes behind the wall in a chain of {last}, all found")


def test_a_step_of_a_provider_without_a_chain_is_found(morning: Any) -> None:
    nobody = uuid4()
    with owner_behind_the_wall() as cursor:
        cursor.execute(
            "INSERT INTO ledger_entry SELECT %s, sequence, at, act, case_id, entry, hash FROM ledger_entry "
            "WHERE provider_id = %s AND sequence = 1",
            [nobody, morning.provider_id],
        )
    with work(login=Login.AUDITOR, at=day.LATER):
        report = verification.verify(provider=nobody)
        everything = verification.verify()
    with owner_behind_the_wall() as cursor:
        cursor.execute("DELETE FROM ledger_entry WHERE provider_id = %s", [nobody])
    assert report.verdict == "broken"
    assert str(nobody) in {each.provider for each in everything.breaks}


def test_erased_facts_leave_a_good_chain(morning: Any) -> None:
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT ledger_erase_facts(%s, 3)", [morning.provider_id])
        cursor.execute("SELECT count(*) FROM ledger_facts WHERE provider_id = %s", [morning.provider_id])
        (left,) = cursor.fetchone()
    assert left == len(kept(morning)["ledger_entry"]) - 1
    assert verified(morning).verdict == "good"
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM ledger_facts WHERE provider_id = %s", [morning.provider_id])
    assert verified(morning).verdict == "good"


# A chain rewritten as a whole --------------------------------------------------------------------------------------


def published(content: bytes) -> dict[UUID, Published]:
    file = io.BytesIO(content)
    return exported.published(file, exported.read(file, key=day.public_key()))


def rewrite(centre: Any, first: int, *, keep: int | None = None) -> None:
    """What an owner with patience does: change one step, recompute every hash and the head after it.

    `keep`: instead drop every step after this one.
    """
    with owner_behind_the_wall() as cursor:
        if keep is not None:
            for table in ("ledger_entry", "ledger_facts"):
                cursor.execute(f"DELETE FROM {table} WHERE provider_id = %s AND sequence > %s",
                               [centre.provider_id, keep])  # fmt: skip
        cursor.execute(
            "SELECT sequence, entry, at FROM ledger_entry WHERE provider_id = %s ORDER BY sequence",
            [centre.provider_id],
        )
        previous, latest, sequence = bytes(32), None, 0
        for sequence, entry, at in cursor.fetchall():
            if sequence == first and keep is None:
                entry = entry.replace('"actor":"', '"actor":"x', 1)
            previous = hashlib.sha256(previous + entry.encode()).digest()
            latest = at if latest is None else max(latest, at)
            cursor.execute(
                "UPDATE ledger_entry SET entry = %s, hash = %s WHERE provider_id = %s AND sequence = %s",
                [entry, previous, centre.provider_id, sequence],
            )
        cursor.execute(
            "UPDATE ledger_chain SET sequence = %s, hash = %s, at = %s WHERE provider_id = %s",
            [sequence, previous, latest, centre.provider_id],
        )


def test_a_rewritten_chain_no_longer_matches_what_was_exported_before(morning: Any) -> None:
    before = published(day.exported(morning.provider_id))
    assert verified(morning, before).verdict == "good"
    day.visits(morning, 2)
    assert verified(morning, before).verdict == "good", "the chain has grown, the published head lies in it"
    rewrite(morning, 17)
    assert verified(morning).verdict == "good", "no chain can show that it was rewritten as a whole"
    report = verified(morning, before)
    assert report.verdict == "broken"
    assert report.broken_at is not None
    assert report.broken_at.sequence == 17


def test_the_head_alone_is_enough_to_notice(morning: Any) -> None:
    """Who kept only the signed head, not the file, learns that the chain was rewritten, though not where."""
    before = published(day.exported(morning.provider_id))
    heads = {owner: Published(kept.sequence, kept.hash, {}) for owner, kept in before.items()}
    rewrite(morning, 5)
    report = verified(morning, heads)
    assert report.broken_at is not None
    assert report.broken_at.sequence == heads[morning.provider_id].sequence


def test_a_chain_cut_short_with_its_head_no_longer_matches(morning: Any) -> None:
    before = published(day.exported(morning.provider_id))
    rewrite(morning, 0, keep=20)
    assert verified(morning).verdict == "good", "a shorter chain is a chain"
    report = verified(morning, before)
    assert report.broken_at is not None
    assert report.broken_at.sequence == 21


def test_a_chain_that_is_gone_altogether_no_longer_matches(morning: Any) -> None:
    before = published(day.exported(morning.provider_id))
    with owner_behind_the_wall() as cursor:
        for table in TABLES:
            cursor.execute(f"DELETE FROM {table} WHERE provider_id = %s", [morning.provider_id])
    assert verified(morning).verdict == "good", "nothing is left to be wrong"
    assert verified(morning, before).verdict == "broken"


def test_a_broken_chain_is_not_signed(morning: Any) -> None:
    with owner_behind_the_wall() as cursor:
        cursor.execute(
            "UPDATE ledger_entry SET act = 'x' WHERE provider_id = %s AND sequence = 4", [morning.provider_id]
        )
    with pytest.raises(verification.ChainBroken) as broken:
        day.exported(morning.provider_id)
    assert broken.value.at.sequence == 4


# The wall -----------------------------------------------------------------------------------------------------------

CHANGES = (
    "UPDATE ledger_entry SET act = act WHERE provider_id = '{0}' AND sequence = 1",
    "DELETE FROM ledger_entry WHERE provider_id = '{0}' AND sequence = 1",
    "TRUNCATE ledger_entry",
)


def code_of(error: DatabaseError) -> str:
    return str(getattr(error.__cause__, "sqlstate", ""))


@pytest.mark.parametrize("statement", CHANGES)
@pytest.mark.parametrize("login", list(Login))
def test_no_role_changes_a_step(morning_steps: Any, login: Login, statement: str) -> None:
    centre = morning_steps
    with (
        pytest.raises(DatabaseError) as refused,
        work(login=login, at=day.LATER, provider=centre.provider_id, person=uuid4()) as unit,
        connections[unit.alias].cursor() as cursor,
    ):
        cursor.execute(statement.format(centre.provider_id))
    assert code_of(refused.value) == "42501"


@pytest.mark.parametrize("login", list(Login))
def test_no_role_inserts_a_step_past_the_function(morning_steps: Any, login: Login) -> None:
    centre = morning_steps
    with (
        pytest.raises(DatabaseError) as refused,
        work(login=login, at=day.LATER, provider=centre.provider_id, person=uuid4()) as unit,
        connections[unit.alias].cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO ledger_entry (provider_id, sequence, at, act, entry, hash) "
            "VALUES (%s, 9999, %s, 'x', '{}', '')",
            [centre.provider_id, day.LATER],
        )
    assert code_of(refused.value) == "42501"


@pytest.mark.parametrize("statement", CHANGES)
def test_the_owner_is_refused_by_the_triggers(morning_steps: Any, statement: str) -> None:
    with (
        pytest.raises(DatabaseError) as refused,
        transaction.atomic(using="owner"),
        connections["owner"].cursor() as cursor,
    ):
        cursor.execute(statement.format(morning_steps.provider_id))
    assert code_of(refused.value) == "ZH001"


@pytest.mark.parametrize("statement", CHANGES)
@pytest.mark.parametrize("role", ["origin", "replica"])
def test_a_superuser_is_refused_too_even_as_a_replica(morning_steps: Any, statement: str, role: str) -> None:
    from zholdama.config import database

    name = str(connections["owner"].settings_dict["NAME"])
    with database.administrator(name) as connection:
        connection.execute(f"SET session_replication_role = {role}")
        with pytest.raises(psycopg.Error) as refused:
            connection.execute(statement.format(morning_steps.provider_id))
    assert refused.value.sqlstate == "ZH001"


@pytest.fixture(scope="module")
def morning_steps(database: None) -> Any:
    """One centre with a few steps, for tests that change nothing."""
    from tests.conftest import fresh_centre

    from zholdama.demonstration import centre as centres

    centre = fresh_centre(centres)
    day.visits(centre, 1)
    return centre


def test_a_step_for_a_foreign_provider_is_refused(centre: Any, morning_steps: Any) -> None:
    before = verified(morning_steps).entries
    with (
        pytest.raises(DatabaseError) as refused,
        work(login=Login.STAFF, by=centre.actors["maman1"], at=day.LATER, provider=centre.provider_id),
    ):
        chain.append("x", case=None, provider=morning_steps.provider_id)
    assert code_of(refused.value) == "42501"
    assert verified(morning_steps).entries == before


def test_a_citizen_takes_no_step_in_a_strangers_case(centre: Any) -> None:
    from zholdama.actors import Actor, Role
    from zholdama.applications import queries

    case = day.from_the_portal(centre, day.AT)
    with work(login=Login.AUDITOR, at=day.LATER):
        application = queries.application(case.application_id)
    assert application is not None

    def reply(person: UUID) -> None:
        by = Actor(role=Role.CITIZEN, id=person, person_id=person)
        with work(login=Login.CITIZEN, by=by, at=day.LATER, person=person):
            chain.append("reply", case=case.application_id, provider=centre.provider_id)

    with pytest.raises(DatabaseError) as refused:
        reply(uuid4())
    assert code_of(refused.value) == "42501"
    before = verified(centre).entries
    reply(application.person_id)
    assert verified(centre).entries == before + 1


def test_the_text_in_the_chain_is_what_the_export_carries(morning: Any) -> None:
    lines = [json.loads(line) for line in day.exported(morning.provider_id).splitlines()[1:-1]]
    rows = sorted(kept(morning)["ledger_entry"], key=lambda row: row[1])
    assert [line["entry"] for line in lines] == [row[5] for row in rows]
    assert export.FORMAT == "zholdama-ledger-1"
