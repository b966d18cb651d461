"""What people of the demonstration do, one function per visit, each act in a unit of work as the doors open it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from zholdama.actors import Actor, Role
from zholdama.applications import actions as applications
from zholdama.applications import drafts, submitting
from zholdama.applications import queries as application_queries
from zholdama.demonstration import centre as centres
from zholdama.demonstration import signer
from zholdama.demonstration.centre import Centre
from zholdama.demonstration.residents import Resident
from zholdama.identity import actions as identity
from zholdama.identity import queries as people
from zholdama.identity.registry import RegistryAnswer, registry, trusted
from zholdama.identity.rules import read_document
from zholdama.ledger.work import Login, work
from zholdama.opportunities import queries as opportunities
from zholdama.passport import edition as editions
from zholdama.providers import queries as providers
from zholdama.reception import actions as reception
from zholdama.referrals import deciding, drafting, hearing

MINUTE = timedelta(minutes=1)


@contextmanager
def staff(centre: Centre, login: str, at: datetime) -> Iterator[None]:
    """A unit of work of one member of the centre's staff."""
    with work(login=Login.STAFF, by=centre.actors[login], at=at, provider=centre.provider_id):
        yield


@dataclass(frozen=True, slots=True)
class Case:
    """What a visit led to."""

    application_id: UUID
    number: str
    ticket_id: UUID | None


def ask_register(resident: Resident, at: datetime) -> RegistryAnswer | None:
    """The register's answer about a resident, None for one without an IIN."""
    return trusted(registry().person(iin=resident.iin, at=at), iin=resident.iin) if resident.iin else None


def facts_of(resident: Resident, at: datetime) -> identity.PersonFacts:
    """From the register, or from the document that was shown."""
    answer = ask_register(resident, at)
    if answer is not None and answer.state == "found":
        return identity.PersonFacts.from_register(answer)
    return identity.PersonFacts(
        iin=None,
        surname=resident.surname,
        given_name=resident.given_name,
        patronymic=resident.patronymic,
        birth_date=resident.birth_date,
        sex=resident.sex,
    )


def apply_on_portal(
    centre: Centre, resident: Resident, *, measure: str, at: datetime, wish: str = ""
) -> Case:
    """Sign in, fill in, read the exact text, sign it, send it."""
    facts = facts_of(resident, at)
    with work(login=Login.DOORKEEPER, at=at):
        person_id = identity.enter(facts)
    me = Actor(role=Role.CITIZEN, id=person_id, person_id=person_id)
    with work(login=Login.CITIZEN, by=me, at=at, person=person_id):
        answers = {"provider": centre.code, "measure": measure, "phone": "+7 700 000 00 00", "wish": wish}
        drafts.save_answers(person_id, answers)
        person = people.person(person_id)
        assert person is not None
        drafts.show(person, provider=providers.provider(centre.provider_id), language="kk")
        draft = drafts.draft_of(person_id)
        assert draft is not None
        assert draft.document is not None
    signed = draft.document
    signature = signer.sign_as_resident(resident, signed, at=at)
    judged = submitting.judge(signed=signed, signature=signature, at=at)
    with work(login=Login.CITIZEN, by=me, at=at, person=person_id):
        receipt = submitting.submit(
            signed=signed, signature=signature, facts=facts, registry="found", judged=judged
        )
        drafts.drop(person_id)
    return Case(receipt.application_id, receipt.number, None)


def arrive(centre: Centre, at: datetime) -> UUID:
    """Take a ticket at the reception."""
    with staff(centre, "qabyldau", at):
        return reception.arrive(key=uuid4()).id


def serve_next(centre: Centre, login: str, counter: int, at: datetime) -> UUID:
    """Call whoever has waited longest and begin to serve, as soon as the person stands there."""
    with staff(centre, login, at):
        called = reception.call_next(counter_id=centre.counters[counter][0], key=uuid4())
    with staff(centre, login, at):
        reception.start_service(ticket_id=called.id)
    return called.id


def register_package(
    centre: Centre,
    login: str,
    ticket_id: UUID,
    resident: Resident,
    *,
    measure: str,
    at: datetime,
    wish: str = "",
) -> Case:
    """Identify by the document, register the package."""
    with staff(centre, login, at):
        person_id = identity.meet(facts_of(resident, at), ticket_id=ticket_id, screen="demonstration")
        shown = {}
        for kind, number, issued, expires in resident.documents:
            reading = read_document(kind, number, issued_on=issued, expires_on=expires, at=at)
            shown[kind] = identity.keep_document(
                person_id=person_id, reading=reading, issued_on=issued, expires_on=expires, source="shown"
            )
        main = shown[resident.documents[0][0]]
        reception.identify(ticket_id=ticket_id, person_id=person_id, document_id=main)
    with staff(centre, login, at + MINUTE):
        package = applications.Package(
            ticket_id=ticket_id,
            measure=measure,
            language="kk",
            identity_document_id=main,
            kandas_document_id=shown.get("kandas_certificate"),
            wish=wish,
            registry="found" if resident.iin else "not_checked",
        )
        registered = applications.register(package, key=uuid4())
    return Case(registered.application_id, registered.number, ticket_id)


def take_from_portal(centre: Centre, login: str, case: Case, at: datetime) -> None:
    """Take an application from the portal to the desk."""
    with staff(centre, login, at):
        applications.register_from_portal(application_id=case.application_id, version=_version(case))


def propose(centre: Centre, login: str, case: Case, at: datetime) -> None:
    """Propose the first suitable place, or write the guidance record."""
    with staff(centre, login, at):
        application = application_queries.application(case.application_id)
        assert application is not None
        places = opportunities.open_places(centre.provider_id, measure=application.measure, on=at.date())
        proposal = drafting.Proposal(place_id=places[0].id) if places else _guidance()
        drafting.propose(proposal, application_id=application.id, version=application.version)


def _guidance() -> drafting.Proposal:
    return drafting.Proposal(
        advice="Электрик мамандығы бойынша тәжірибеңіз бар: біліктілікті растаудан бастаңыз.\n"
        "Түйіндемені enbek.kz порталында жаңартыңыз.",
        next_step="Екі аптадан кейін маманға қайта келіңіз.",
    )


def propose_refusal(centre: Centre, login: str, case: Case, at: datetime, *, fact: str) -> None:
    """Hear the person on a refusal with the first reason of the edition, and propose it."""
    reason = editions.current().usable_refusal_reasons(production=False)[0]
    with staff(centre, login, at):
        hearing.announce(
            application_id=case.application_id,
            version=_version(case),
            reason=reason.id,
            fact=fact,
            confirmed=frozenset(),
            key=uuid4(),
        )
    with staff(centre, login, at):
        hearing.answer(application_id=case.application_id, said="Құжатты кейін әкелемін.")
    with staff(centre, login, at):
        drafting.propose_refusal(
            application_id=case.application_id,
            version=_version(case),
            reason=reason.id,
            fact=fact,
            confirmed=frozenset(),
        )


def return_draft(centre: Centre, case: Case, at: datetime, *, remark: str) -> None:
    """The head gives the draft back."""
    with staff(centre, "basshy", at):
        deciding.return_draft(application_id=case.application_id, version=_version(case), remark=remark)


def sign(centre: Centre, case: Case, at: datetime) -> None:
    """The head signs with the EDS."""
    with staff(centre, "basshy", at):
        text = deciding.text_to_sign(case.application_id)
        provider = providers.provider(centre.provider_id)
    signature = signer.sign_as_official(
        login="basshy",
        iin=centres.official_iin("basshy"),
        name=centre.actors["basshy"].name,
        bin=provider.bin,
        organisation=provider.name_kk,
        content=text,
        at=at,
    )
    judged = deciding.judge(text=text, signature=signature, bin=provider.bin, at=at)
    with staff(centre, "basshy", at):
        deciding.sign(
            application_id=case.application_id,
            version=_version(case),
            signature=signature,
            key=uuid4(),
            judged=judged,
        )


def hand_over(centre: Centre, login: str, case: Case, at: datetime) -> None:
    """Hand the result over at the counter."""
    with staff(centre, login, at):
        deciding.hand_over(application_id=case.application_id, version=_version(case))


def finish(centre: Centre, login: str, ticket_id: UUID, at: datetime) -> None:
    """The person leaves the counter."""
    with staff(centre, login, at):
        reception.finish_service(ticket_id=ticket_id)


def _version(case: Case) -> int:
    application = application_queries.application(case.application_id)
    assert application is not None
    return application.version
