"""A unit of work of one statement in one message: the same wall, one transaction, nothing left behind."""

from typing import Any

import pytest
from django.db import DatabaseError, ProgrammingError, connections
from tests.conftest import AT

from zholdama.ledger.work import Login, single, work

pytestmark = pytest.mark.usefixtures("database")


def test_runs_under_the_role_and_for_the_tenant(centre: Any) -> None:
    row = single(
        "SELECT current_user, current_setting('zholdama.provider')",
        [],
        login=Login.STAFF,
        at=AT,
        provider=centre.provider_id,
    )
    assert row == ("zholdama_staff", str(centre.provider_id))


def test_nothing_survives_the_message(centre: Any) -> None:
    single("SELECT 1", [], login=Login.STAFF, at=AT, provider=centre.provider_id)
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_user, coalesce(current_setting('zholdama.provider', true), '')")
        assert cursor.fetchone() == ("zholdama_web", "")
        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute("SELECT count(*) FROM applications_application")


def test_a_failure_rolls_all_of_it_back_and_the_connection_goes_on(centre: Any) -> None:
    number = "SELECT ledger_number_next(%s, 'A', 2025)"
    asked = {"login": Login.STAFF, "at": AT, "provider": centre.provider_id}
    (before,) = single(number, [centre.provider_id], **asked) or ("",)
    with pytest.raises(DatabaseError):
        single(f"{number}, 1 / (length(%s) - 1)", [centre.provider_id, "x"], **asked)
    (after,) = single(number, [centre.provider_id], **asked) or ("",)
    assert int(after[-6:]) == int(before[-6:]) + 1


def test_does_not_nest(centre: Any) -> None:
    with (
        work(login=Login.STAFF, at=AT, provider=centre.provider_id),
        pytest.raises(RuntimeError, match="nest"),
    ):
        single("SELECT 1", [], login=Login.STAFF, at=AT)


def test_a_time_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        single("SELECT 1", [], login=Login.STAFF, at=AT.replace(tzinfo=None))
