"""What a person has typed so far. It belongs to the person, so any device goes on where the last one stopped."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from zholdama.applications import document, models
from zholdama.clocks import queries as clocks
from zholdama.clocks.rules import Kind, begin
from zholdama.identity.queries import PersonCard
from zholdama.ledger.work import current
from zholdama.passport import edition as editions
from zholdama.providers.queries import ProviderCard


@dataclass(frozen=True, slots=True)
class DraftCard:
    """A draft as a page needs it: the answers, and the document where it has been shown."""

    id: UUID
    answers: Mapping[str, str]
    document: bytes | None
    shown_at: datetime | None

    @property
    def digest(self) -> str:
        """SHA-256 of the document, hex; empty while none has been shown."""
        return hashlib.sha256(self.document).hexdigest() if self.document else ""


def draft_of(person_id: UUID) -> DraftCard | None:
    """The person's draft, None where there is none."""
    row = models.Draft.objects.filter(person_id=person_id).first()
    if row is None:
        return None
    shown = bytes(row.document) if row.document is not None else None
    return DraftCard(row.id, json.loads(row.answers), shown, row.shown_at)


def save_answers(person_id: UUID, answers: Mapping[str, str]) -> None:
    """Keep answers beside those already given; a changed answer takes the shown document back."""
    draft = draft_of(person_id)
    merged = {**(draft.answers if draft else {}), **answers}
    models.Draft.objects.update_or_create(
        person_id=person_id,
        defaults={
            "answers": json.dumps(merged, ensure_ascii=False),
            "document": None,
            "shown_at": None,
            "saved_at": current().at,
        },
        create_defaults={
            "id": uuid4(),
            "answers": json.dumps(merged, ensure_ascii=False),
            "saved_at": current().at,
        },
    )


def show(person: PersonCard, *, provider: ProviderCard, language: str) -> document.Stated:
    """Make the document that the person is about to see and sign, and keep its exact bytes with the draft.

    The times in it come from the same function that the terms monitor uses.
    """
    unit = current()
    draft = draft_of(person.id)
    assert draft is not None, "answers come before the document"
    edition = editions.current()
    at = unit.at.replace(microsecond=0)
    clock = begin(kind=Kind.PORTAL, at=at, calendar=clocks.calendar_of(provider.id), edition=edition)
    stated = document.Stated(
        id=draft.id,
        edition=edition.id,
        provider=provider.code,
        measure=draft.answers["measure"],
        iin=person.iin or "",
        language=language,
        phone=draft.answers.get("phone", ""),
        wish=draft.answers.get("wish", ""),
        prepared=at,
        accepted=clock.runs_from if clock.due_at else None,
        due=clock.due_at,
    )
    signed = document.compose(
        stated, full_name=person.full_name, provider_name=provider.names, edition=edition
    )
    models.Draft.objects.filter(person_id=person.id).update(document=signed, shown_at=at)
    return stated


def drop(person_id: UUID) -> None:
    """The draft has become an application, or the person has thrown it away."""
    models.Draft.objects.filter(person_id=person_id).delete()
