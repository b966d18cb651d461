"""Persons and their documents, as far as the open unit of work may see them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Subquery

from zholdama.identifiers import mask_iin
from zholdama.identity import models
from zholdama.identity.name_keys import folded_words
from zholdama.identity.rules import initials, masked_name


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person as a page shows him."""

    id: UUID
    iin: str | None
    surname: str
    given_name: str
    patronymic: str
    birth_date: date | None
    sex: str
    is_kandas: bool
    source: str

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)

    @property
    def initials(self) -> str:
        return initials(self.surname, self.given_name, self.patronymic)

    @property
    def masked_name(self) -> str:
        return masked_name(self.surname, self.given_name, self.patronymic)

    @property
    def masked_iin(self) -> str:
        return mask_iin(self.iin) if self.iin else ""


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A document as a page shows it."""

    id: UUID
    kind: str
    number: str
    issued_on: date | None
    expires_on: date | None
    source: str


_PERSON = ("id", "iin", "surname", "given_name", "patronymic", "birth_date", "sex", "is_kandas", "source")
_DOCUMENT = ("id", "kind", "number", "issued_on", "expires_on", "source")


def person(person_id: UUID) -> PersonCard | None:
    """The person, or None where he is not known or not visible to this unit of work (one answer for both)."""
    row = models.Person.objects.filter(id=person_id).values_list(*_PERSON).first()
    return PersonCard(*row) if row else None


def person_showing(person_id: UUID, document_id: UUID | None) -> tuple[PersonCard | None, str, str]:
    """The person with kind and number of one document of his, in one query; empty where there is none."""
    shown = models.Document.objects.filter(person_id=OuterRef("id"), id__in=[document_id])
    rows = models.Person.objects.filter(id=person_id).annotate(
        shown_kind=Subquery(shown.values("kind")), shown_number=Subquery(shown.values("number"))
    )
    row = rows.values_list(*_PERSON, "shown_kind", "shown_number").first()
    return (PersonCard(*row[:-2]), row[-2] or "", row[-1] or "") if row else (None, "", "")


def persons(person_ids: set[UUID]) -> dict[UUID, PersonCard]:
    """Those of the persons that are visible, by id, in one query."""
    rows = models.Person.objects.filter(id__in=person_ids).values_list(*_PERSON)
    return {row[0]: PersonCard(*row) for row in rows}


def documents(person_id: UUID) -> tuple[DocumentCard, ...]:
    """The person's documents, the newest first."""
    rows = models.Document.objects.filter(person_id=person_id).order_by("-seen_at", "kind")
    return tuple(DocumentCard(*row) for row in rows.values_list(*_DOCUMENT))


MOST_FOUND = 200
"""People that one search by name looks through; a name that more people bear needs another word."""
_LAST = "\U0010ffff"


def named(provider_id: UUID, name: str) -> tuple[UUID, ...]:
    """Whom the provider has met under a name: every word as written in any spelling, the last one may be cut short.

    At most `MOST_FOUND` + 1 ids in no order; nobody for fewer than two letters.
    """
    *whole, last = folded_words(name) or ("",)
    if len(last) < 2:
        return ()
    own = models.NameWord.objects.filter(provider_id=provider_id)
    found = own.filter(word__gte=last, word__lt=last + _LAST)
    for word in whole:
        found = found.filter(person_id__in=own.filter(word=word).values("person_id"))
    # Without DISTINCT the reading ends with the last row needed, however many bear the name.
    return tuple(dict.fromkeys(found.order_by().values_list("person_id", flat=True)[: MOST_FOUND + 1]))


def met_by_iin(iin: str) -> UUID | None:
    """The person with this IIN among those whom the unit of work may see."""
    found: UUID | None = models.Person.objects.filter(iin=iin).values_list("id", flat=True).first()
    return found
