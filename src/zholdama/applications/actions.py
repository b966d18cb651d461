"""Registering and preparing an application. Deciding it lives in `referrals`, the highest room it touches."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction

from zholdama.applications import models
from zholdama.applications.lifecycle import APPLICATION
from zholdama.applications.rules import nobody_handles_his_own_case
from zholdama.clocks.actions import take_step
from zholdama.identity import actions as people
from zholdama.identity import queries as identity
from zholdama.ledger import chain
from zholdama.ledger.work import broken_constraint, current, tenant
from zholdama.passport import edition as editions
from zholdama.passport.rules import admitted_channel, documents_complete
from zholdama.providers import actions as providers
from zholdama.providers import queries as staff
from zholdama.providers.models import Staff
from zholdama.reception import actions as reception
from zholdama.reception import queries as queue
from zholdama.reception.models import Ticket
from zholdama.refusals import Refused
from zholdama.working_time.zone import ALMATY

SPECIALIST_AWAY = "the specialist is away"
"""Why a ticket goes back into the queue: a word for the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What is handed in at the counter."""

    ticket_id: UUID
    measure: str
    language: str
    identity_document_id: UUID
    kandas_document_id: UUID | None = None
    phone: str = ""
    wish: str = ""
    registry: str = "not_checked"


@dataclass(frozen=True, slots=True)
class Registered:
    """A registered application: its number and when the result is due."""

    application_id: UUID
    number: str
    due_at: object
    fresh: bool


def own_case_mark(iin: str | None) -> str:
    """A keyed hash that tells whether two people are one without keeping the number."""
    if not iin:
        return ""
    return hmac.new(settings.SECRET_KEY.encode(), f"own-case:{iin}".encode(), hashlib.sha256).hexdigest()


def refuse_own_case(person_id: UUID) -> None:
    """Raises Refused when the actor of the unit is the person himself."""
    staff_id = current().by.staff_id
    if staff_id is None:
        return
    staff = Staff.objects.filter(provider_id=tenant(), id=staff_id).first()
    person = identity.person(person_id)
    if staff is not None and person is not None:
        nobody_handles_his_own_case(actor_mark=staff.person_iin_hash, person_mark=own_case_mark(person.iin))


def refuse_key_of_another(*, maker_id: UUID | None, signer_iin: str) -> None:
    """Raises Refused unless the actor himself has signed, with a key of his own; two accounts are not two people."""
    own, mark = _mark_of(current().by.staff_id), own_case_mark(signer_iin)
    if mark and mark == _mark_of(maker_id):
        raise Refused("maker_is_not_signer")
    if not own:
        raise Refused("official_iin_unknown", "signature")
    if mark != own:
        raise Refused("key_of_another_official", "signature")


def _mark_of(staff_id: UUID | None) -> str:
    staff = Staff.objects.filter(provider_id=tenant(), id=staff_id).first() if staff_id else None
    return staff.person_iin_hash if staff is not None else ""


def register(package: Package, *, key: UUID) -> Registered:
    """Register the package of documents at the counter: number and receipt, the result clock starts (P6.1a, P9.1).

    Idempotent by `key`. Raises Refused: no person identified, documents incomplete, own case, a live application.
    """
    unit = current()
    ticket = Ticket.objects.select_for_update().filter(provider_id=tenant(), id=package.ticket_id).first()
    # Asked behind the ticket's lock: of two calls with one key the second finds what the first has made.
    done = models.Application.objects.filter(provider_id=tenant(), idempotency_key=key).first()
    if done is not None:
        return Registered(done.id, done.number, done.due_at, False)
    if ticket is None or ticket.state != "serving" or ticket.specialist_id != unit.by.staff_id:
        raise Refused("nobody_at_the_counter", conflict=True)
    if ticket.person_id is None:
        raise Refused("identify_first")
    APPLICATION.take("register", state="draft", role=unit.by.role)
    refuse_own_case(ticket.person_id)
    _refuse_incomplete(ticket.person_id, package)
    edition = editions.current()
    if package.measure not in {measure.id for measure in edition.measures}:
        raise Refused("measure_unknown", "measure")
    application_id = uuid4()
    number = chain.next_number(series="A", year=unit.at.astimezone(ALMATY).year)
    _insert(application_id, number, ticket.person_id, edition.id, package, key)
    clock = take_step(
        "register",
        case=application_id,
        channel="provider",
        edition_id=edition.id,
        number=number,
        facts={"person": ticket.person_id, "ticket": ticket.id, "document": package.identity_document_id},
        public={"ticket": str(ticket.id)},
    )
    assert clock is not None
    models.Application.objects.filter(provider_id=tenant(), id=application_id).update(due_at=clock.due_at)
    return Registered(application_id, number, clock.due_at, True)


def _refuse_incomplete(person_id: UUID, package: Package) -> None:
    shown = {document.id: document for document in identity.documents(person_id)}
    person = identity.person(person_id)
    document = shown.get(package.identity_document_id)
    answer = documents_complete(
        identity_kind=document.kind if document else None,
        is_kandas=bool(person and person.is_kandas),
        has_kandas_certificate=package.kandas_document_id in shown,
        repatriation_status=False,
        edition=editions.current(),
    )
    if not answer.complete:
        raise Refused("documents_incomplete", "documents", missing=", ".join(answer.missing))


def _insert(
    application_id: UUID, number: str, person_id: UUID, edition_id: str, package: Package, key: UUID
) -> None:
    unit = current()
    try:
        with transaction.atomic(using=unit.alias):
            models.Application.objects.create(
                id=application_id,
                provider_id=tenant(),
                number=number,
                channel=admitted_channel(channel="provider", edition=editions.load(edition_id)).id,
                person_id=person_id,
                ticket_id=package.ticket_id,
                edition=edition_id,
                measure=package.measure,
                state="registered",
                language=package.language,
                phone=package.phone,
                wish=package.wish,
                identity_document_id=package.identity_document_id,
                kandas_document_id=package.kandas_document_id,
                registry_answer=package.registry,
                submitted_at=unit.at,
                accepted_at=unit.at,
                registered_by=unit.by.staff_id,
                registered_at=unit.at,
                specialist_id=unit.by.staff_id,
                idempotency_key=key,
            )
    except IntegrityError as error:
        if broken_constraint(error) == "one_live_application_of_a_kind":
            raise Refused("live_application_exists", conflict=True) from error
        raise
    people.has_a_case(person_id)


def locked(application_id: UUID, *, version: int | None = None) -> models.Application:
    """The application's row, locked; raises Refused when it is not here or somebody has changed it meanwhile."""
    row = (
        models.Application.objects.select_for_update().filter(provider_id=tenant(), id=application_id).first()
    )
    if row is None:
        raise Refused("not_found")
    if version is not None and row.version != version:
        raise Refused("changed_meanwhile", conflict=True)
    return row


def change(row: models.Application, **values: object) -> None:
    """Write `values` to a locked row and count its version up."""
    models.Application.objects.filter(provider_id=tenant(), id=row.id).update(
        version=row.version + 1, **values
    )


def register_from_portal(*, application_id: UUID, version: int) -> None:
    """A specialist takes an application from the portal to his desk; its clock has been running since acceptance."""
    unit = current()
    row = locked(application_id, version=version)
    state = APPLICATION.take("register", state=row.state, role=unit.by.role)
    refuse_own_case(row.person_id)
    change(
        row,
        state=state,
        registered_by=unit.by.staff_id,
        registered_at=unit.at,
        specialist_id=unit.by.staff_id,
    )
    take_step("register", case=row.id, channel="portal", edition_id=row.edition, facts={"by": unit.by.id})


def take(*, application_id: UUID, version: int) -> None:
    """The specialist begins the review, or goes on with what the head has returned."""
    unit = current()
    row = locked(application_id, version=version)
    state = APPLICATION.take("take", state=row.state, role=unit.by.role)
    refuse_own_case(row.person_id)
    change(row, state=state, specialist_id=unit.by.staff_id)
    chain.append("take", case=row.id, facts={"by": unit.by.id})


def ask(*, application_id: UUID, version: int, question: str) -> None:
    """A question to the applicant; the clock runs on (R11)."""
    unit = current()
    if not question.strip():
        raise Refused("question_empty", "question")
    row = locked(application_id, version=version)
    APPLICATION.take("ask", state=row.state, role=unit.by.role)
    change(row)
    chain.append("ask", case=row.id, facts={"question": question.strip()})


def assign(*, application_id: UUID, version: int, staff_id: UUID) -> None:
    """The head gives a case to a specialist; its due time stays. Raises Refused: nobody who serves here today."""
    unit = current()
    row = locked(application_id, version=version)
    APPLICATION.take("assign", state=row.state, role=unit.by.role)
    today = unit.at.astimezone(ALMATY).date()
    if staff_id not in {one.id for one in staff.specialists(tenant(), on=today)}:
        raise Refused("no_specialist_of_today", "staff")
    change(row, specialist_id=staff_id)
    chain.append("assign", case=row.id, facts={"from": row.specialist_id, "to": staff_id, "by": unit.by.id})


def mark_absent(*, staff_id: UUID, absent_from: date, absent_until: date | None) -> int:
    """A member of staff is away: all his open work is everybody's in one act, and no due time moves.

    Whoever stands called or half served at his counter waits again with the original time. Returns how many cases
    went back. The head's act, one step for the absence and one for each ticket and case.
    """
    unit = current()
    # Tickets before applications: the order of locks of the whole house.
    present = queue.at_counter(tenant(), staff_id)
    if present is not None:
        reception.send_back(ticket_id=present.id, reason=SPECIALIST_AWAY)
    providers.set_absence(staff_id=staff_id, absent_from=absent_from, absent_until=absent_until)
    open_cases = models.Application.objects.select_for_update().filter(
        provider_id=tenant(), specialist_id=staff_id, state__in=models.LIVE
    )
    cases = list(open_cases.order_by("id").values_list("id", flat=True))
    models.Application.objects.filter(provider_id=tenant(), id__in=cases).update(specialist_id=None)
    facts = {"staff": staff_id, "from": absent_from, "until": absent_until, "by": unit.by.id}
    for case in cases:
        chain.append("to_everybody", case=case, facts={"staff": staff_id})
    chain.append("staff_absent", case=None, facts=facts, public={"cases": len(cases)})
    return len(cases)


def mark_back(*, staff_id: UUID) -> None:
    """The member of staff is back."""
    providers.set_absence(staff_id=staff_id, absent_from=None, absent_until=None)
    chain.append("staff_back", case=None, facts={"staff": staff_id})
