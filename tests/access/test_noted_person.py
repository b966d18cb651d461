"""Who a head is, noted after he was set up: once, and by the operator alone."""

from typing import Any
from uuid import UUID

import pytest
from tests.acting import AT, sql, staff

from zholdama.access.staffing import note_person
from zholdama.actors import Actor, Role
from zholdama.ledger.work import Login, work
from zholdama.refusals import Refused

OPERATOR = Actor(role=Role.OPERATOR, id=UUID(int=0), name="command line")


def login_of(centre: Any, name: str) -> str:
    return str(
        sql("SELECT login FROM access_account WHERE id = %s", [centre.actors[name].id], alias="owner")[0][0]
    )


def note(centre: Any, login: str, mark: str = "m1") -> None:
    with work(login=Login.OPERATOR, by=OPERATOR, at=AT, provider=centre.provider_id):
        note_person(login=login, mark=mark)


def mark_of(centre: Any, name: str) -> str:
    rows = sql(
        "SELECT person_iin_hash FROM providers_staff WHERE id = %s",
        [centre.actors[name].staff_id],
        alias="owner",
    )
    return str(rows[0][0])


def test_a_head_without_a_person_gets_one_once(centre: Any) -> None:
    sql(
        "UPDATE providers_staff SET person_iin_hash = '' WHERE id = %s",
        [centre.actors["basshy"].staff_id],
        alias="owner",
    )
    login = login_of(centre, "basshy")
    note(centre, login)
    assert mark_of(centre, "basshy") == "m1"
    with pytest.raises(Refused, match="person_noted"):
        note(centre, login, "m2")
    assert mark_of(centre, "basshy") == "m1"


def test_nobody_else_and_no_one_elses(centre: Any) -> None:
    with pytest.raises(Refused, match="not_found"):
        note(centre, "nobody-of-this-name")
    with pytest.raises(Refused, match="not_found"):
        note(centre, login_of(centre, "maman1"))  # a specialist's own case is kept from him when he is added
    with staff(centre, "basshy"), pytest.raises(Refused, match="step_not_for_role"):
        note_person(login=login_of(centre, "basshy"), mark="m3")
