"""The unit of work and what it appends: all or nothing, in order, as exact text, by whoever is named."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError
from tests.acting import AT, crowd, sql, staff

from zholdama.actors import SYSTEM, Actor, Role
from zholdama.ledger import chain
from zholdama.ledger.work import Login, broken_constraint, current, is_open, tenant, work
from zholdama.refusals import Refused


def entries(centre: Any) -> list[tuple[int, str, bytes]]:
    """(sequence, entry, hash) of the centre's chain, read as the owner."""
    found = sql(
        "SELECT sequence, entry, hash FROM ledger_entry WHERE provider_id = %s ORDER BY sequence",
        [centre.provider_id],
        alias="owner",
    )
    return [(sequence, entry, bytes(digest)) for sequence, entry, digest in found]


def test_a_unit_says_who_acts_where_and_when(centre: Any) -> None:
    with staff(centre, "maman1") as actor:
        unit = current()
        assert (unit.by, unit.at, unit.provider_id, unit.person_id) == (actor, AT, centre.provider_id, None)
        assert tenant() == centre.provider_id
        assert is_open()
    assert not is_open()
    for outside in (current, tenant):
        with pytest.raises(RuntimeError):
            outside()


def test_a_unit_without_a_provider_has_no_tenant(database: None) -> None:
    with work(login=Login.DOORKEEPER, at=AT), pytest.raises(RuntimeError, match="no provider"):
        tenant()


@pytest.mark.parametrize("error", [Refused("nobody_waits"), ZeroDivisionError(), KeyboardInterrupt()])
def test_whatever_ends_a_unit_early_undoes_all_of_it(centre: Any, error: BaseException) -> None:
    before = entries(centre)
    with pytest.raises(type(error)), staff(centre):
        _append_and_raise(error)
    assert entries(centre) == before


def _append_and_raise(error: BaseException) -> None:
    chain.append("undone", case=None, facts={"a": 1})
    chain.next_number(series="U", year=2025)
    raise error


def test_a_step_is_the_exact_text_that_was_hashed(centre: Any) -> None:
    case = uuid4()
    with staff(centre, "maman1", AT + timedelta(microseconds=7)) as actor:
        sequence = chain.append("noted", case=case, facts={"ә": "Іңкәр"}, public={"calendar": "x"})
    before, (number, entry, digest) = entries(centre)[-2:]
    assert number == sequence == before[0] + 1
    assert hashlib.sha256(before[2] + entry.encode()).digest() == digest
    read = json.loads(entry)
    assert read["sequence"] == sequence
    assert read["at"] == "2025-01-06T05:00:00.000007Z"
    assert read["actor"] == f"specialist:{actor.id}"
    assert (read["case"], read["calendar"], read["provider"]) == (str(case), "x", str(centre.provider_id))
    assert "Іңкәр" not in entry


def test_the_hash_of_the_facts_is_salted_and_the_salt_lies_with_the_facts(centre: Any) -> None:
    with staff(centre):
        first = chain.append("noted", case=None, facts={"same": "facts"})
        second = chain.append("noted", case=None, facts={"same": "facts"})
    held = {sequence: json.loads(entry)["facts"] for sequence, entry, _ in entries(centre)}
    assert held[first] != held[second]
    rows = sql(
        "SELECT sequence, salt, facts FROM ledger_facts WHERE provider_id = %s AND sequence >= %s",
        [centre.provider_id, first],
        alias="owner",
    )
    assert len(rows) == 2
    for sequence, salt, facts in rows:
        assert hashlib.sha256(bytes(salt) + facts.encode()).hexdigest() == held[sequence]


def test_a_step_with_a_number_carries_it(centre: Any) -> None:
    with staff(centre):
        number = chain.next_number(series="Z", year=2025)
        chain.append("numbered", case=None, number=number)
    assert json.loads(entries(centre)[-1][1])["number"] == f"Z{centre.code}-25-000001"


def test_a_crowd_appends_one_unbroken_chain(centre: Any) -> None:
    start = len(entries(centre))

    def append(number: int) -> int:
        with staff(centre):
            sequence = chain.append("crowd", case=None, facts={"number": number})
            if number % 5 == 0:
                raise ZeroDivisionError
            return sequence

    done = [one for one in crowd(60, append, threads=15) if isinstance(one, int)]
    assert sorted(done) == list(range(start + 1, start + 49))
    head = bytes(32)
    for place, (sequence, entry, digest) in enumerate(entries(centre), start=1):
        head = hashlib.sha256(head + entry.encode()).digest()
        assert (sequence, digest) == (place, head)
    stored = sql(
        "SELECT sequence, hash FROM ledger_chain WHERE provider_id = %s", [centre.provider_id], alias="owner"
    )
    assert (stored[0][0], bytes(stored[0][1])) == (start + 48, head)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": "ә"}, '{"a":"ә","b":1}'),
        (
            {"at": datetime(2025, 1, 6, 10, tzinfo=timezone(timedelta(hours=5)))},
            '{"at":"2025-01-06T05:00:00.000000Z"}',
        ),
        ({"id": UUID(int=5)}, '{"id":"00000000-0000-0000-0000-000000000005"}'),
        ({"none": None, "yes": True}, '{"none":null,"yes":true}'),
    ],
)
def test_facts_have_one_spelling(value: dict[str, Any], written: str) -> None:
    assert chain.as_text(value) == written


@pytest.mark.parametrize("value", [0.1, float("nan"), [1.5], {"deep": {"deeper": 2.0}}])
def test_no_float_enters_the_ledger(value: Any) -> None:
    with pytest.raises(TypeError, match="float"):
        chain.as_text({"value": value})


def test_a_moment_is_told_in_utc_to_the_microsecond() -> None:
    assert chain.timestamp(datetime(2025, 1, 6, 5, 0, 0, 1, tzinfo=UTC)) == "2025-01-06T05:00:00.000001Z"


def test_an_actor_is_named_by_role_and_id_never_by_name() -> None:
    actor = Actor(role=Role.HEAD, id=UUID(int=9), name="Тұрсынбекова")
    assert actor.label == f"head:{UUID(int=9)}"
    assert SYSTEM.label == f"system:{UUID(int=0)}"


def test_a_broken_constraint_is_named(centre: Any) -> None:
    with pytest.raises(IntegrityError) as refused, staff(centre, "basshy"):
        sql("UPDATE opportunities_place SET taken = total + 1 WHERE provider_id = %s", [centre.provider_id])
    assert broken_constraint(refused.value) == "no_more_referrals_than_places"
    assert broken_constraint(IntegrityError("from nowhere")) == ""
