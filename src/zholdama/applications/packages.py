"""A package of documents becomes a registered case: the same way at the counter, from paper, and in a later entry."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from zholdama.applications import models, representing
from zholdama.applications.lifecycle import APPLICATION
from zholdama.applications.own_cases import note_same_surname, refuse_own_case
from zholdama.clocks.actions import take_step
from zholdama.clocks.rules import OnPaper
from zholdama.identity import actions as people
from zholdama.identity import queries as identity
from zholdama.ledger import chain
from zholdama.ledger.work import broken_constraint, current, tenant
from zholdama.papers import actions as papers
from zholdama.papers.intake import Scan
from zholdama.passport import edition as editions
from zholdama.passport.rules import admitted_channel, admitted_forms, documents_complete
from zholdama.refusals import Refused
from zholdama.working_time.zone import ALMATY


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What is handed in at the counter. `form` (P7): electronic, or paper, which comes with its scan.

    `ticket_id` is None in a later entry from paper; `incapable` is what the register said.
    """

    ticket_id: UUID | None
    measure: str
    language: str
    identity_document_id: UUID
    kandas_document_id: UUID | None = None
    phone: str = ""
    email: str = ""
    wish: str = ""
    registry: str = "not_checked"
    form: str = "electronic"
    scan: Scan | None = None
    incapable: bool = False
    representation_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """A registered application: its number and when the result is due."""

    application_id: UUID
    number: str
    due_at: object
    fresh: bool


def registered_with(key: UUID) -> Registered | None:
    """What this key has registered already."""
    done = models.Application.objects.filter(provider_id=tenant(), idempotency_key=key).first()
    return Registered(done.id, done.number, done.due_at, False) if done is not None else None


def enter(package: Package, *, person_id: UUID, key: UUID, on_paper: OnPaper | None = None) -> Registered:
    """Number, row, scan, step and clock of a package of this person; `on_paper` says since when it counts.

    The caller holds the lock of the ticket or paper number. Raises Refused as `actions.register` does.
    """
    unit = current()
    APPLICATION.take("register", state="draft", role=unit.by.role)
    refuse_own_case(person_id)
    _refuse_incomplete(person_id, package)
    representation_id = representing.needed(
        person_id,
        ticket_id=package.ticket_id,
        representation_id=package.representation_id,
        incapable=package.incapable,
        at=on_paper.at if on_paper else unit.at,
    )
    edition = editions.current()
    if package.measure not in {measure.id for measure in edition.measures}:
        raise Refused("measure_unknown", "measure")
    admitted_forms(asked=(package.form,), edition=edition)  # P7
    if package.form == "paper" and package.scan is None:
        raise Refused("scan_missing", "scan")
    application_id = uuid4()
    since = on_paper.at if on_paper else unit.at
    number = chain.next_number(series="A", year=since.astimezone(ALMATY).year)
    row = _row(application_id, number, person_id, package, key=key, on_paper=on_paper)
    row.representation_id = representation_id
    _insert(row)
    if package.scan is not None:
        papers.keep_scan(package.scan, case_id=application_id, person_id=person_id, kind="scan")
    note_same_surname(case=application_id, person_id=person_id)
    clock = take_step(
        "register",
        case=application_id,
        channel="provider",
        edition_id=edition.id,
        number=number,
        facts={
            "person": person_id,
            "ticket": package.ticket_id,
            "document": package.identity_document_id,
            "form": package.form,
            "representation": representation_id,
        },
        public={"ticket": str(package.ticket_id)} if package.ticket_id else {},
        on_paper=on_paper,
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


def _row(
    application_id: UUID,
    number: str,
    person_id: UUID,
    package: Package,
    *,
    key: UUID,
    on_paper: OnPaper | None,
) -> models.Application:
    unit, edition = current(), editions.current()
    since = on_paper.at if on_paper else unit.at
    return models.Application(
        id=application_id,
        provider_id=tenant(),
        number=number,
        channel=admitted_channel(channel="provider", edition=edition).id,
        person_id=person_id,
        ticket_id=package.ticket_id,
        edition=edition.id,
        measure=package.measure,
        state="registered",
        language=package.language,
        phone=package.phone,
        email=package.email,
        wish=package.wish,
        identity_document_id=package.identity_document_id,
        kandas_document_id=package.kandas_document_id,
        registry_answer=package.registry,
        submitted_at=since,
        accepted_at=since,
        registered_by=unit.by.staff_id,
        registered_at=since,
        specialist_id=unit.by.staff_id,
        idempotency_key=key,
        form=package.form,
        entered_at=unit.at if on_paper else None,
        paper_number=on_paper.number if on_paper else "",
    )


def _insert(row: models.Application) -> None:
    try:
        with transaction.atomic(using=current().alias):
            row.save(force_insert=True, using=current().alias)
    except IntegrityError as error:
        if broken_constraint(error) == "one_live_application_of_a_kind":
            raise Refused("live_application_exists", conflict=True) from error
        raise
    people.has_a_case(row.person_id)
