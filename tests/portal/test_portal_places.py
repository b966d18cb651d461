"""Beside the wish stand the most suitable open places, with what speaks for and against them (J4)."""

from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from tests.portal.visiting import MORNING, answer_all, body, case_of, send

from zholdama.ledger.work import Login, work
from zholdama.opportunities import wishing
from zholdama.opportunities.suitability import Wishes


def test_places_say_what_speaks_for_them_once_something_is_stated(citizen: Client, centre: Any) -> None:
    case = case_of(send(citizen, answer_all(citizen, centre.code)))
    person_id = UUID(citizen.session["citizen"]["person"])

    def beside_the_wish() -> str:
        citizen.post("/apply/centre/", {"provider": centre.code})
        citizen.post("/apply/measure/", {"measure": "job_placement"})
        return body(citizen.get("/apply/contact/"))

    before = beside_the_wish()
    assert "Дәнекерлеуші" in before
    assert "жалақы" not in before, "what is not known says nothing here"
    with work(login=Login.CITIZEN, at=MORNING, person=person_id):
        wishing.state_wishes(
            Wishes(least_wage=300_000),
            provider_id=centre.provider_id, person_id=person_id, key=uuid4(), version=0, case=case,
        )  # fmt: skip
    after = beside_the_wish()
    assert after.index("Дәнекерлеуші") < after.index("Есепші"), "350 000 tenge first, then 280 000"
    assert "+ жалақы қалағаннан кем емес (300 000 теңге)" in after
    assert "− жалақы қалағаннан кем (300 000 теңге)" in after
