"""A legal representative applies for somebody under 16 or incapable: who, for whom, on which ground."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from zholdama.applications import models
from zholdama.applications.own_cases import refuse_own_case
from zholdama.applications.rules import Ground, legal_representative, represented_because
from zholdama.identity import queries as identity
from zholdama.identity.queries import PersonCard
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.refusals import Refused

NEEDED = {"under_16": "representative_needed_under_16", "incapable": "representative_needed_incapable"}
"""Why somebody is represented -> the refusal where nobody does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Represented:
    """What is shown for a representation: the two people, the ground with its paper, the representative's document.

    `incapable`: the register or a court's decision says that the person is.
    """

    person_id: UUID
    representative_id: UUID
    identity_document_id: UUID
    ground: str
    document_number: str
    document_date: date
    incapable: bool = False


@dataclass(frozen=True, slots=True)
class RepresentationCard:
    """A representation as a page and a paper show it."""

    id: UUID
    representative: PersonCard | None
    because: str
    ground: str
    document_number: str
    document_date: date


def represent(stated: Represented, *, ticket_id: UUID, key: UUID) -> UUID:
    """Write down who applies for whom at the counter, as a step of the visit; returns its id. Idempotent by `key`."""
    representation_id, fresh = write_down(stated, ticket_id=ticket_id, key=key)
    if fresh:
        chain.append("represent", case=ticket_id, facts=facts_of(stated))
    return representation_id


def facts_of(stated: Represented) -> dict[str, object]:
    """What the step says."""
    return {
        "person": stated.person_id,
        "representative": stated.representative_id,
        "ground": stated.ground,
        "document": stated.document_number.strip(),
        "by": current().by.id,
    }


def write_down(
    stated: Represented, *, ticket_id: UUID | None, key: UUID, at: datetime | None = None
) -> tuple[UUID, bool]:
    """(id, whether it is new) of the representation; the caller appends the step, last.

    Raises Refused: not needed, no such ground, a paper without number or of the future, a representative who is the
    person himself or a minor. `at`: since when it counts, where it was on paper.
    """
    unit = current()
    done = models.Representation.objects.filter(provider_id=tenant(), idempotency_key=key).first()
    if done is not None:
        return done.id, False
    person, representative = identity.person(stated.person_id), identity.person(stated.representative_id)
    if person is None or representative is None:
        raise Refused("identify_first")
    refuse_own_case(stated.representative_id)
    since = at or unit.at
    because = legal_representative(
        because=represented_because(born=person.birth_date, incapable=stated.incapable, at=since),
        ground=Ground(stated.ground, stated.document_number, stated.document_date),
        born=representative.birth_date,
        same_person=person.id == representative.id,
        at=since,
    )
    row = models.Representation.objects.create(
        id=uuid4(),
        provider_id=tenant(),
        ticket_id=ticket_id,
        person_id=stated.person_id,
        representative_id=stated.representative_id,
        identity_document_id=stated.identity_document_id,
        because=because,
        ground=stated.ground,
        document_number=stated.document_number.strip(),
        document_date=stated.document_date,
        recorded_by=unit.by.id,
        recorded_at=unit.at,
        idempotency_key=key,
    )
    return row.id, True


def needed(
    person_id: UUID, *, ticket_id: UUID | None, representation_id: UUID | None, incapable: bool, at: datetime
) -> UUID | None:
    """The representation this person's application rests on, None for somebody who applies himself.

    Raises Refused where one is needed and none was recorded for this visit.
    """
    rows = models.Representation.objects.filter(provider_id=tenant(), person_id=person_id)
    rows = rows.filter(ticket_id=ticket_id) if ticket_id else rows.filter(id=representation_id or UUID(int=0))
    found = rows.order_by("-recorded_at").first()
    person = identity.person(person_id)
    said_incapable = incapable or (found is not None and found.because == "incapable")
    because = represented_because(born=person.birth_date if person else None, incapable=said_incapable, at=at)
    if because is None:
        return None
    if found is None:
        raise Refused(NEEDED[because])
    return found.id


def representation(representation_id: UUID | None) -> RepresentationCard | None:
    """The representation of a case, None for a case without one."""
    if representation_id is None:
        return None
    row = models.Representation.objects.filter(id=representation_id).first()
    if row is None:
        return None
    return RepresentationCard(
        id=row.id,
        representative=identity.person(row.representative_id),
        because=row.because,
        ground=row.ground,
        document_number=row.document_number,
        document_date=row.document_date,
    )
