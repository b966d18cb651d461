"""Requests to sign on the phone below the doors: who may touch them, how many documents, what is left of them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError
from tests.acting import AT, citizen, doorkeeper, sql, staff
from tests.signatures.test_phone_rules import asked

from zholdama.refusals import Refused
from zholdama.signatures import phone, phone_actions, phone_queries
from zholdama.signatures.phone import State

LIVES = timedelta(seconds=180)


def begun(*contents: bytes) -> Any:
    with doorkeeper():
        return phone_actions.ask(asked(*(contents or (b"text",))), browser="browser", lives=LIVES)


@pytest.mark.parametrize(
    "statement", ["SELECT 1 FROM {}", "UPDATE {} SET state = 'signed'", "DELETE FROM {}"]
)
def test_neither_staff_nor_citizens_touch_the_table(centre: Any, statement: str) -> None:
    begun()
    for unit in (staff(centre, "basshy"), citizen(uuid4())):
        with pytest.raises(DatabaseError) as refused, unit:
            sql(statement.format("signatures_phone_request"))
        assert getattr(refused.value.__cause__, "sqlstate", "") == "42501"


@pytest.mark.parametrize("count", [0, 41])
def test_one_to_forty_documents(database: None, count: int) -> None:
    with pytest.raises(Refused) as refused, doorkeeper():
        phone_actions.ask(asked(*[b"x"] * count), browser="browser", lives=LIVES)
    assert refused.value.code == "phone_too_many"


def test_forty_documents_come_back_byte_for_byte(database: None) -> None:
    contents = tuple(bytes([n]) * n + b"\r\n" for n in range(1, 41))
    request = begun(*contents)
    with doorkeeper():
        found = phone_queries.of_link(phone.link_token("browser", request))
    assert found is not None
    assert tuple(each.content for each in found.asked.documents) == contents
    assert [each.name.kk for each in found.asked.documents][:2] == ["құжат 0", "құжат 1"]


def test_whoever_comes_second_changes_nothing(database: None) -> None:
    request = begun()
    with doorkeeper():
        assert phone_actions.keep(request, [b"first"])
        assert not phone_actions.keep(request, [b"second"])
        assert not phone_actions.fail(request, Refused("phone_answer_foreign"))
        found = phone_queries.of_browser(request, "browser")
    assert found is not None
    assert (found.state, found.signatures) == (State.SIGNED, (b"first",))


def test_after_its_end_nothing_is_kept(database: None) -> None:
    request = begun()
    with doorkeeper(AT + LIVES):
        assert not phone_actions.keep(request, [b"late"])
        assert not phone_actions.fail(request, Refused("phone_answer_foreign"))


def test_only_the_one_who_asked_collects_and_within_the_hour(database: None) -> None:
    request = begun()
    with doorkeeper():
        assert phone_actions.collect(request, browser="browser", by=None) is None, "nothing is signed yet"
        phone_actions.keep(request, [b"cms"])
        assert phone_actions.collect(request, browser="another", by=None) is None
        assert phone_actions.collect(request, browser="browser", by=uuid4()) is None
    with doorkeeper(AT + LIVES + phone_actions.KEPT):
        assert phone_actions.collect(request, browser="browser", by=None) is None
    with doorkeeper(AT + LIVES):
        taken = phone_actions.collect(request, browser="browser", by=None)
        assert taken is not None
        assert taken.signatures == (b"cms",)
        assert phone_actions.collect(request, browser="browser", by=None) is None
