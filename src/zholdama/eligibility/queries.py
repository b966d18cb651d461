"""The facts of a case: those that the record gives by itself, and those that were written down."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from zholdama.applications.representing import representation
from zholdama.eligibility import models
from zholdama.eligibility.facts import Fact, Source, by_name, surely
from zholdama.identity import queries as identity
from zholdama.identity.queries import DocumentCard, PersonCard
from zholdama.opportunities.queries import PlaceCard
from zholdama.working_time.zone import ALMATY

CITIZENSHIP = {
    "id_card": "citizen",
    "passport": "citizen",
    "residence_permit": "foreigner_residing",
    "stateless_certificate": "stateless_residing",
}
"""Identity document (P9.1a) -> whose it is."""


class CaseLike(Protocol):
    """What of an application the facts are made from; its row and its card both are."""

    @property
    def provider_id(self) -> UUID: ...
    @property
    def person_id(self) -> UUID: ...
    @property
    def identity_document_id(self) -> UUID | None: ...
    @property
    def registry_answer(self) -> str: ...
    @property
    def representation_id(self) -> UUID | None: ...
    @property
    def submitted_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class NotedCard:
    """A fact that was written down, as a page shows it."""

    name: str
    value: str
    source: str
    shown: str
    as_of: date
    sure: str
    noted_by: UUID
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class BasisCard:
    """What a decision rested on at one act."""

    act: str
    sha256: str
    answer: str
    against: str
    made_at: datetime


_NOTED = tuple(field.name for field in fields(NotedCard))
_BASIS = tuple(field.name for field in fields(BasisCard))


def noted(provider_id: UUID, person_id: UUID) -> tuple[NotedCard, ...]:
    """The newest fact of each name that the provider has written down about a person."""
    rows = models.NotedFact.objects.filter(provider_id=provider_id, person_id=person_id)
    newest = rows.order_by("name", "-noted_at", "-turn", "-id").distinct("name")
    return tuple(NotedCard(*row) for row in newest.values_list(*_NOTED))


def facts_of(
    case: CaseLike,
    *,
    person: PersonCard | None = None,
    documents: Iterable[DocumentCard] | None = None,
    place: PlaceCard | None = None,
) -> dict[str, Fact]:
    """Everything that is known for a decision about this case, by name.

    `person` and `documents`: what the caller has read already. `place`: the one that was chosen.
    """
    person = person or identity.person(case.person_id)
    shown = identity.documents(case.person_id) if documents is None else documents
    document = next((one for one in shown if one.id == case.identity_document_id), None)
    given = [*_of_the_person(case, person, document), *_of_the_visit(case), *_of_the_place(case, place)]
    return by_name([*given, *(as_fact(card) for card in noted(case.provider_id, case.person_id))])


def as_fact(card: NotedCard) -> Fact:
    """The fact that was written down."""
    source: Source = "document" if card.source == "document" else "word"
    return Fact(name=card.name, value=card.value, source=source, as_of=card.as_of, sure=surely(source))


def bases_of(provider_id: UUID, application_id: UUID) -> tuple[BasisCard, ...]:
    """What the acts of a case rested on, the oldest first."""
    rows = models.Basis.objects.filter(provider_id=provider_id, application_id=application_id)
    return tuple(BasisCard(*row) for row in rows.order_by("made_at").values_list(*_BASIS))


def _of_the_person(
    case: CaseLike, person: PersonCard | None, document: DocumentCard | None
) -> Iterable[Fact]:
    """What the register's answer or the document says. Where the register was silent, it has said no "no" either."""
    if person is None:
        return
    asked = case.registry_answer == "found"
    source: Source = "register" if asked or person.source == "register" else "document"
    if person.birth_date is not None:
        yield _fact(case, "birth_date", person.birth_date.isoformat(), source)
    if person.sex in ("male", "female"):
        yield _fact(case, "sex", person.sex, source)
    if person.is_kandas or source == "register":
        yield _fact(case, "kandas", _yes_or_no(person.is_kandas), source)
    if document is not None and document.kind in CITIZENSHIP:
        yield _fact(case, "citizenship", CITIZENSHIP[document.kind], "document")


def _of_the_visit(case: CaseLike) -> Iterable[Fact]:
    card = representation(case.representation_id)
    yield _fact(case, "represented", _yes_or_no(case.representation_id is not None), "record")
    # The register's word on it lets nobody apply without a guardian, so a case without one says what it said.
    if case.registry_answer == "found" or card is not None:
        yield _fact(
            case, "incapable", _yes_or_no(card is not None and card.because == "incapable"), "register"
        )


def _of_the_place(case: CaseLike, place: PlaceCard | None) -> Iterable[Fact]:
    if place is not None and place.starts_on is not None and place.ends_on is not None:
        yield _fact(
            case, "place_period", f"{place.starts_on.isoformat()}/{place.ends_on.isoformat()}", "record"
        )


def _fact(case: CaseLike, name: str, value: str, source: Source) -> Fact:
    as_of = case.submitted_at.astimezone(ALMATY).date()
    return Fact(name=name, value=value, source=source, as_of=as_of, sure=surely(source))


def _yes_or_no(truth: bool) -> str:
    return "yes" if truth else "no"
