"""Writing a fact down, and keeping what a decision rests on."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from zholdama.applications.actions import locked, refuse_own_case
from zholdama.applications.lifecycle import APPLICATION
from zholdama.applications.models import Application
from zholdama.eligibility import facts, models, queries, replaying, rules
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.opportunities.queries import PlaceCard
from zholdama.passport import edition as editions
from zholdama.refusals import Refused
from zholdama.working_time.zone import ALMATY


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A fact as a specialist writes it down. `source`: document or word; `shown` says which document."""

    name: str
    value: str
    source: str
    as_of: date
    shown: str = ""


def note_fact(stated: Noted, *, application_id: UUID, key: UUID) -> UUID:
    """Write a fact about the person of a case down; an older one of that name stays and counts no more.

    Idempotent by `key`. The ledger has the name of the fact; its value only where it is not sensitive. Raises Refused:
    not a fact that is written by hand, no such value, a document that is not named, an own case, a case that is over.
    """
    unit = current()
    row = locked(application_id)
    done = models.NotedFact.objects.filter(provider_id=tenant(), idempotency_key=key).first()
    if done is not None:
        return done.id
    APPLICATION.take("note_fact", state=row.state, role=unit.by.role)
    refuse_own_case(row.person_id)
    fact = facts.noted(
        name=stated.name, value=stated.value, source=stated.source, as_of=stated.as_of, at=unit.at
    )
    if fact.source == "document" and not stated.shown.strip():
        raise Refused("fact_document_unnamed", "shown")
    before = models.NotedFact.objects.filter(provider_id=tenant(), person_id=row.person_id, name=fact.name)
    noted = models.NotedFact.objects.create(
        id=uuid4(),
        provider_id=tenant(),
        person_id=row.person_id,
        application_id=row.id,
        name=fact.name,
        value=fact.value,
        source=fact.source,
        shown=stated.shown.strip(),
        as_of=fact.as_of,
        sure=fact.sure,
        noted_by=unit.by.id,
        noted_at=unit.at,
        turn=before.count() + 1,
        idempotency_key=key,
    )
    value = {} if facts.kinds()[fact.name].sensitive else {"value": fact.value}
    chain.append(
        "note_fact", case=row.id, facts={"name": fact.name, "source": fact.source, "by": unit.by.id, **value}
    )
    return noted.id


def keep_basis(row: Application, *, act: str, place: PlaceCard | None = None, against: str = "") -> str:
    """Keep what the act `act` of a case rests on; returns the SHA-256 that the act's step names.

    An answer "no" refuses nothing by itself, but a positive draft against it states a reason: else Refused.
    """
    unit = current()
    known = queries.facts_of(row, place=place)
    found = rules.outcome(
        measure=row.measure,
        facts=known,
        edition=editions.load(row.edition),
        on=unit.at.astimezone(ALMATY).date(),
        about=rules.PERSON_AND_PLACE if place else rules.PERSON,
    )
    if act == "propose" and found.answer == "no" and not against.strip():
        raise Refused("reason_against_needed", "against")
    content = replaying.compose(found, known.values())
    sha256 = replaying.digest(content)
    models.Basis.objects.create(
        id=uuid4(),
        provider_id=tenant(),
        application_id=row.id,
        act=act,
        content=content,
        sha256=sha256,
        answer=found.answer,
        against=against.strip(),
        made_by=unit.by.id,
        made_at=unit.at,
    )
    return sha256
