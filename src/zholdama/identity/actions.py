"""Meeting a person: at the counter, at the portal's door, or in a search with a stated reason."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import connections

from zholdama.identifiers import read_iin
from zholdama.identity import models
from zholdama.identity.name_keys import folded_key, kazakh_sort_key
from zholdama.identity.registry import RegistryAnswer
from zholdama.identity.rules import DocumentReading
from zholdama.ledger.work import current, tenant
from zholdama.passport.rules import recipient_is_natural_person
from zholdama.refusals import Refused

MEET = "SELECT identity_meet({})".format(", ".join(["%s"] * 18))
ENTER = "SELECT identity_enter({})".format(", ".join(["%s"] * 12))
SEARCH = "SELECT identity_search(%s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What is known of a person and from where: `source` is register, document or certificate."""

    iin: str | None
    surname: str
    given_name: str
    patronymic: str = ""
    birth_date: date | None = None
    sex: str = ""
    is_kandas: bool = False
    source: str = "document"
    incapable: bool = False

    @classmethod
    def from_register(cls, answer: RegistryAnswer) -> "PersonFacts":
        """The register's facts; only for an answer that found somebody."""
        assert answer.person is not None
        found = answer.person
        return cls(
            iin=found.iin,
            surname=found.surname,
            given_name=found.given_name,
            patronymic=found.patronymic,
            birth_date=found.birth_date,
            sex=found.sex,
            is_kandas=found.is_kandas,
            source="register",
            incapable=found.incapable,
        )

    def arguments(self, person_id: UUID) -> list[Any]:
        """The arguments of the SQL functions, in their order; Refused for the number of an organisation (P4)."""
        if not recipient_is_natural_person(identifier=self.iin or None):
            raise Refused("recipient_is_a_person", "iin")
        birth_date, sex = self.birth_date, self.sex
        if self.iin and (birth_date is None or not sex):
            reading = read_iin(self.iin)
            birth_date, sex = birth_date or reading.birth_date, sex or reading.sex or ""
        name = f"{self.surname} {self.given_name} {self.patronymic}"
        return [
            person_id,
            self.iin or None,
            self.surname,
            self.given_name,
            self.patronymic,
            birth_date,
            sex,
            self.is_kandas,
            folded_key(name),
            kazakh_sort_key(name),
            self.source,
        ]


def meet(
    facts: PersonFacts,
    *,
    ticket_id: UUID | None,
    screen: str,
    document: DocumentReading | None = None,
    reason: str = "",
) -> UUID:
    """The person who stands at the counter with this ticket; returns the id of his one record for the country.

    Where nobody stands at a counter any more (`ticket_id` None), a `reason` is the ground, and is recorded.
    Without an IIN the same document with the same name leads to the record that an earlier visit has made.
    """
    unit = current()
    arguments: list[Any] = [tenant(), ticket_id, reason, unit.by.id, unit.by.role.value, screen, unit.at]
    person_id = uuid4()
    if facts.iin is None and document is not None:
        person_id = _met_before(facts, document) or person_id
    with connections[unit.alias].cursor() as cursor:
        cursor.execute(MEET, [*arguments, *facts.arguments(person_id)])
        return UUID(str(cursor.fetchone()[0]))


def _met_before(facts: PersonFacts, document: DocumentReading) -> UUID | None:
    unit = current()
    name = folded_key(f"{facts.surname} {facts.given_name} {facts.patronymic}")
    with connections[unit.alias].cursor() as cursor:
        cursor.execute("SELECT identity_met_before(%s, %s, %s)", [document.kind, document.number, name])
        found = cursor.fetchone()[0]
    return UUID(str(found)) if found else None


def enter(facts: PersonFacts) -> UUID:
    """The person who has come through the portal's door with a certificate; a unit of work of the doorkeeper."""
    unit = current()
    with connections[unit.alias].cursor() as cursor:
        cursor.execute(ENTER, [*facts.arguments(uuid4()), unit.at])
        return UUID(str(cursor.fetchone()[0]))


def has_a_case(person_id: UUID) -> None:
    """A person whom the unit's provider has met has a case here now, and is known for that as well."""
    unit = current()
    with connections[unit.alias].cursor() as cursor:
        cursor.execute("SELECT identity_case(%s, %s, %s)", [tenant(), person_id, unit.at])


def search(*, iin: str, reason: str) -> UUID | None:
    """The person with this IIN, found for a stated reason, which is recorded; None when there is no record."""
    if not reason.strip():
        raise Refused("search_needs_reason", "reason")
    unit = current()
    with connections[unit.alias].cursor() as cursor:
        cursor.execute(SEARCH, [tenant(), iin, reason.strip(), unit.by.id, unit.by.role.value, unit.at])
        found = cursor.fetchone()[0]
        return UUID(str(found)) if found else None


def keep_document(
    *, person_id: UUID, reading: DocumentReading, issued_on: date | None, expires_on: date | None, source: str
) -> UUID:
    """Keep a document that was shown or named by a register, once; returns its id."""
    number = reading.number
    found = models.Document.objects.filter(person_id=person_id, kind=reading.kind, number=number).first()
    if found is not None:
        return found.id
    document = models.Document.objects.create(
        id=uuid4(),
        person_id=person_id,
        kind=reading.kind,
        number=number,
        issued_on=issued_on,
        expires_on=expires_on,
        source=source,
        seen_at=current().at,
    )
    return document.id
