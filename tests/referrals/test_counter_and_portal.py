"""The main job, once through each channel, on real PostgreSQL: actions, clocks, ledger, papers."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.acting import call_and_serve

from zholdama.actors import Actor, Role
from zholdama.applications import actions as applications
from zholdama.applications import drafts, submitting
from zholdama.clocks import queries as clocks
from zholdama.clocks.rules import Kind
from zholdama.demonstration import centre as centres
from zholdama.demonstration import signer
from zholdama.demonstration.residents import by_slug
from zholdama.identity import actions as identity
from zholdama.identity import queries as identity_queries
from zholdama.identity.registry import registry
from zholdama.identity.rules import read_document
from zholdama.ledger.work import Login, work
from zholdama.opportunities import queries as opportunities
from zholdama.papers import queries as papers
from zholdama.providers import queries as providers
from zholdama.reception import actions as reception
from zholdama.referrals import deciding, drafting

AT = datetime(2025, 1, 6, 5, 0, tzinfo=UTC)


def staff(centre: Any, login: str, at: datetime):
    actor = centre.actors[login]
    return work(login=Login.STAFF, by=actor, at=at, provider=centre.provider_id)


def test_counter(centre: Any) -> None:
    resident = by_slug()["aigerim"]
    with staff(centre, "qabyldau", AT):
        ticket = reception.arrive(key=uuid4())
    with staff(centre, "maman1", AT + timedelta(minutes=5)):
        ticket_id = call_and_serve(centre.counters[0][0])
    assert ticket_id == ticket.id
    with staff(centre, "maman1", AT + timedelta(minutes=6)):
        answer = registry().person(iin=resident.iin, at=AT)
        person_id = identity.meet(
            identity.PersonFacts.from_register(answer), ticket_id=ticket_id, screen="desk"
        )
        kind, number, issued, expires = resident.documents[0]
        reading = read_document(kind, number, issued_on=issued, expires_on=expires, at=AT)
        document = identity.keep_document(
            person_id=person_id, reading=reading, issued_on=issued, expires_on=expires, source="shown"
        )
        reception.identify(ticket_id=ticket_id, person_id=person_id, document_id=document)
    with staff(centre, "maman1", AT + timedelta(minutes=8)):
        registered = applications.register(
            applications.Package(
                ticket_id=ticket_id, measure="job_placement", language="kk", identity_document_id=document
            ),
            key=uuid4(),
        )
        assert registered.number.startswith(f"A{centre.code}-25-")
    with staff(centre, "maman1", AT + timedelta(minutes=12)):
        place = opportunities.open_places(centre.provider_id, measure="job_placement", on=AT.date())[0]
        drafting.propose(
            drafting.Proposal(place_id=place.id), application_id=registered.application_id, version=1
        )
    with staff(centre, "basshy", AT + timedelta(minutes=15)):
        text = deciding.text_to_sign(registered.application_id)
        provider = providers.provider(centre.provider_id)
        cms = signer.sign_as_official(
            login="basshy",
            iin=centres.official_iin("basshy"),
            name=centre.actors["basshy"].name,
            bin=provider.bin,
            organisation=provider.name_kk,
            content=text,
            at=AT,
        )
        paper = deciding.sign(application_id=registered.application_id, version=2, signature=cms, key=uuid4())
        kind, _media, pdf = papers.content(paper, case_id=registered.application_id)
        assert pdf.startswith(b"%PDF")
    with staff(centre, "maman1", AT + timedelta(minutes=18)):
        deciding.hand_over(application_id=registered.application_id, version=3)
        reception.finish_service(ticket_id=ticket_id)
    with staff(centre, "maman1", AT + timedelta(minutes=19)):
        found = clocks.clocks_of(centre.provider_id, [ticket_id, registered.application_id])
    assert {kind for _, kind in found} == {Kind.WAITING, Kind.SERVING, Kind.RESULT}
    assert all(clock.kept for clock in found.values())


def test_portal(centre: Any) -> None:
    resident = by_slug()["dinara"]
    evening = datetime(2025, 1, 6, 15, 0, tzinfo=UTC)  # Monday 20:00
    answer = registry().person(iin=resident.iin, at=evening)
    facts = identity.PersonFacts.from_register(answer)
    with work(login=Login.DOORKEEPER, at=evening):
        person_id = identity.enter(facts)
    me = Actor(role=Role.CITIZEN, id=person_id, person_id=person_id)
    with work(login=Login.CITIZEN, by=me, at=evening, person=person_id):
        drafts.save_answers(
            person_id, {"measure": "youth_practice", "phone": "+7 700 000 00 01", "provider": centre.code}
        )
        provider = providers.open_by_code(centre.code)
        drafts.show(identity_queries.person(person_id), provider=provider, language="kk")
    with work(login=Login.CITIZEN, by=me, at=evening + timedelta(minutes=2), person=person_id):
        draft = drafts.draft_of(person_id)
        cms = signer.sign_as_resident(resident, draft.document, at=evening)
        receipt = submitting.submit(signed=draft.document, signature=cms, facts=facts, registry=answer.state)
        drafts.drop(person_id)
    assert receipt.fresh
    assert receipt.accepted_at == datetime(2025, 1, 8, 4, 0, tzinfo=UTC)  # Tuesday the 7th is Christmas
    assert receipt.due_at == datetime(2025, 1, 8, 12, 30, tzinfo=UTC)
    with work(login=Login.CITIZEN, by=me, at=evening + timedelta(minutes=3), person=person_id):
        again = submitting.submit(signed=draft.document, signature=cms, facts=facts, registry=answer.state)
        assert (again.number, again.fresh) == (receipt.number, False)
