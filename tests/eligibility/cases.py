"""A registered case at the counter of a fresh centre, for the tests of this room."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tests.acting import AT, newcomer

LATER = AT + timedelta(minutes=5)
"""When a registered case is worked on: the chain's time never goes back."""


@dataclass(frozen=True)
class Registered:
    centre: Any
    login: str
    case: Any
    id: UUID
    person_id: UUID
    birth_date: date


def registered(
    centre: Any, *, measure: str = "job_placement", login: str = "maman1", **changes: Any
) -> Registered:
    """A person of this test's own stands at the first counter with a registered package."""
    from zholdama.applications import queries
    from zholdama.demonstration import acts
    from zholdama.ledger.work import Login, work

    resident = newcomer(**changes)
    acts.arrive(centre, AT)
    counter = 0
    ticket = acts.serve_next(centre, login, counter, AT)
    case = acts.register_package(centre, login, ticket, resident, measure=measure, at=AT)
    with work(login=Login.STAFF, by=centre.actors[login], at=AT, provider=centre.provider_id):
        card = queries.application(case.application_id)
    assert card is not None
    return Registered(centre, login, case, case.application_id, card.person_id, resident.birth_date)
