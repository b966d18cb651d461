"""Following the ledger: each step that concerns a person is told him exactly once, whatever happens in between."""

from typing import Any
from uuid import UUID

import pytest
from tests.acting import AT, citizen, crowd, enter, newcomer, send, signed_application, sql, staff

from zholdama.actors import system_of
from zholdama.ledger.work import Login, work
from zholdama.notifications import actions as notifications
from zholdama.notifications import queries as notices


def follow(centre: Any, **how: Any) -> notifications.Followed:
    with work(
        login=Login.STAFF,
        by=system_of(centre.provider_id),
        at=AT,
        provider=centre.provider_id,
        alias="worker",
    ):
        return notifications.follow(**how)


def told(centre: Any) -> list[tuple[str, UUID, int]]:
    return sql(
        "SELECT kind, person_id, sequence FROM notifications_notice WHERE provider_id = %s ORDER BY sequence",
        [centre.provider_id],
        alias="owner",
    )  # type: ignore[return-value]


def read_up_to(centre: Any) -> int:
    rows = sql(
        "SELECT coalesce(max(sequence), 0) FROM notifications_cursor WHERE provider_id = %s",
        [centre.provider_id],
        alias="owner",
    )
    return int(rows[0][0])


def head(centre: Any) -> int:
    return int(
        sql("SELECT sequence FROM ledger_chain WHERE provider_id = %s", [centre.provider_id], alias="owner")[
            0
        ][0]
    )


@pytest.fixture
def case(centre: Any) -> UUID:
    """An application that was sent; the id of its person."""
    resident = newcomer()
    send(signed_application(centre, resident))
    return enter(resident)


def test_a_step_is_told_once(centre: Any, case: UUID) -> None:
    first = follow(centre)
    assert first.notices == 1
    assert first.steps == head(centre) == read_up_to(centre)
    assert follow(centre) == notifications.Followed(0, 0)
    assert [(kind, person) for kind, person, _ in told(centre)] == [("submitted", case)]
    with citizen(case):
        mine = [notice for notice in notices.notices_of(case) if notice.kind == "submitted"]
    assert mine


def test_a_crash_before_the_end_loses_nothing_and_repeats_nothing(centre: Any, case: UUID) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        work(
            login=Login.STAFF,
            by=system_of(centre.provider_id),
            at=AT,
            provider=centre.provider_id,
            alias="worker",
        ),
    ):
        _follow_and_crash()
    assert (told(centre), read_up_to(centre)) == ([], 0)
    follow(centre)
    assert len(told(centre)) == 1


def _follow_and_crash() -> None:
    assert notifications.follow().notices == 1
    raise ZeroDivisionError


def test_notices_that_were_written_without_the_cursor_are_not_written_twice(centre: Any, case: UUID) -> None:
    follow(centre)
    before = told(centre)
    sql(
        "UPDATE notifications_cursor SET sequence = 0 WHERE provider_id = %s",
        [centre.provider_id],
        alias="owner",
    )
    follow(centre)
    assert told(centre) == before


def test_a_few_at_a_time_is_as_much_as_all_at_once(centre: Any, case: UUID) -> None:
    read = []
    while (followed := follow(centre, most=2)).steps:
        read.append(followed.steps)
    assert sum(read) == head(centre)
    assert max(read) == 2
    assert len(told(centre)) == 1


def test_watchers_at_once_tell_once(centre: Any, case: UUID) -> None:
    follow(centre)  # the cursor is there
    for _ in range(3):
        with staff(centre):
            from zholdama.ledger import chain

            chain.append("ask", case=_application(centre), facts={"question": "?"})
    outcomes = crowd(6, lambda _: follow(centre))
    assert not [one for one in outcomes if isinstance(one, BaseException)]
    assert sum(one.notices for one in outcomes) == 3  # type: ignore[union-attr]
    assert [kind for kind, _, _ in told(centre)] == ["submitted", "question", "question", "question"]


def _application(centre: Any) -> UUID:
    rows = sql(
        "SELECT id FROM applications_application WHERE provider_id = %s", [centre.provider_id], alias="owner"
    )
    return UUID(str(rows[0][0]))


def test_steps_without_a_case_are_passed_over(centre: Any) -> None:
    assert follow(centre).notices == 0
    assert read_up_to(centre) == head(centre) > 0
    assert told(centre) == []


def test_one_round_follows_every_open_provider(centre: Any, case: UUID) -> None:
    from zholdama.worker import watching

    assert watching.follow_all() >= head(centre)
    assert read_up_to(centre) == head(centre)
    assert len(told(centre)) == 1
