"""The person answers an intended refusal in the cabinet, before anything is decided."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from tests.portal.visiting import answer_all, body, case_of, send, staff

from zholdama.applications import actions as applications
from zholdama.applications import queries
from zholdama.referrals import drafting, hearing

TOLD = {"reason": "requirements_not_met", "fact": "Диплом көрсетілмеген.", "confirmed": frozenset()}


@pytest.fixture
def case(citizen: Client, centre: Any) -> UUID:
    """An application that a specialist has taken and intends to refuse."""
    sent = case_of(send(citizen, answer_all(citizen, centre.code)))
    with staff(centre, "maman1", 1):
        applications.register_from_portal(application_id=sent, version=1)
    return sent


def announce(centre: Any, case: UUID) -> None:
    with staff(centre, "maman1", 1):
        hearing.announce(application_id=case, version=2, key=uuid4(), **TOLD)


def test_nothing_is_to_be_answered_before_a_refusal_is_intended(citizen: Client, case: UUID) -> None:
    assert citizen.get(f"/applications/{case}/answer/").status_code == 302
    assert "/answer/" not in body(citizen.get(f"/applications/{case}/"))


def test_the_answer_is_kept_and_the_refusal_may_go_on(citizen: Client, centre: Any, case: UUID) -> None:
    announce(centre, case)
    page = body(citizen.get(f"/applications/{case}/?lang=en"))
    for words in (
        "The centre intends to refuse",
        "Law on public services No. 88-V, article 19-1 (2)",
        "Answer by",
    ):
        assert words in page
    assert citizen.post(f"/applications/{case}/answer/", {"said": " "}).status_code == 422
    sent = citizen.post(f"/applications/{case}/answer/", {"said": "Дипломды ертең әкелемін."})
    assert sent.headers["Location"] == f"/applications/{case}/"
    page = body(citizen.get(f"/applications/{case}/?lang=en"))
    assert "Дипломды ертең әкелемін." in page
    assert citizen.get(f"/applications/{case}/answer/").status_code == 302
    again = citizen.post(f"/applications/{case}/answer/", {"said": "Тағы бір сөз."})
    assert again.status_code == 409
    with staff(centre, "maman1", 2):
        card = queries.application(case)
        drafting.propose_refusal(application_id=case, version=card.version, **TOLD)


def test_somebody_else_finds_nothing(centre: Any, case: UUID) -> None:
    announce(centre, case)
    assert Client().get(f"/applications/{case}/answer/").status_code in {302, 404}
    assert Client().post(f"/applications/{case}/answer/", {"said": "Мен емес."}).status_code in {
        302,
        403,
        404,
    }
    with staff(centre, "maman1", 2):
        card = hearing.of_case(centre.provider_id, case)
    assert card.answered_at is None
