"""How many statements a page takes: at most 15, the same however many rows it shows."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.portal.visiting import MORNING, answer_all, case_of, decided, send, signature_over_shown

from zholdama.actors import system_of
from zholdama.ledger.work import Login, work
from zholdama.notifications import actions as notifications

MOST = 15
FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
COUNTS = {
    "/": 6,
    "/providers/": 6,
    "/providers/<code>/": 7,
    "/verify/": 3,
    "/verify/ asked": 4,
    "/sign-in/": 4,
    "/applications/": 6,
    "/applications/<id>/": 12,
    "/applications/<id>/receipt/": 7,
    "/applications/<id>/withdraw/": 4,
    "/apply/centre/": 5,
    "/apply/measure/": 6,
    "/apply/contact/": 10,
    "/apply/check/": 11,
    "/apply/send/": 13,
}
"""Statements per page, setting the unit of work included, beginning and ending it not."""


def counted(act: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return sum(not one["sql"].upper().startswith(FRAME) for one in captured.captured_queries)


def count_all(client: Client, centre: Any, case: UUID) -> dict[str, int]:
    """Every page once; the calendar is in the process's memory, as it is after the first request."""
    page = answer_all(client, centre.code, "guidance")
    paths = {name: name.replace("<code>", centre.code).replace("<id>", str(case)) for name in COUNTS}
    found = {}
    for name, path in paths.items():
        if " " in name or name == "/apply/send/":
            continue
        client.get(path)
        found[name] = counted(lambda path=path: client.get(path))
    found["/verify/ asked"] = counted(lambda: client.post("/verify/", {"code": "AAAAA-AAAAA"}))
    signed = signature_over_shown(client)
    found["/apply/send/"] = counted(lambda: send(client, page, cms=signed))
    return found


@pytest.fixture
def case(citizen: Client, centre: Any) -> UUID:
    """A decided application."""
    made = case_of(send(citizen, answer_all(citizen, centre.code)))
    decided(centre, made)
    return made


def test_few_and_never_more(citizen: Client, centre: Any, case: UUID) -> None:
    first = count_all(citizen, centre, case)
    assert first == COUNTS
    assert max(first.values()) <= MOST
    for measure in ("job_placement", "public_works", "social_workplace", "youth_practice"):
        send(citizen, answer_all(citizen, centre.code, measure))
    with work(login=Login.STAFF, by=system_of(centre.provider_id), at=MORNING, provider=centre.provider_id):
        notifications.follow()
    _withdraw_live(citizen, centre, "guidance")  # that of the first round makes way for the second
    assert count_all(citizen, centre, case) == first


def _withdraw_live(client: Client, centre: Any, measure: str) -> None:
    from zholdama.applications.models import LIVE, Application

    person_id = UUID(client.session["citizen"]["person"])
    with work(login=Login.CITIZEN, at=MORNING, person=person_id):
        # Not by the cabinet's list: it ends at fifty, and other tests apply in this person's name too.
        live = Application.objects.get(
            provider_id=centre.provider_id, person_id=person_id, measure=measure, state__in=LIVE
        )
    client.post(f"/applications/{live.id}/withdraw/")
