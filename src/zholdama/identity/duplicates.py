"""Records that may be one person: found by equal keys, decided by people, undone when it was wrong.

Persons are one record for the country; what a provider decides about two of them is its own and stays within it. Both
records stay as they are, and no case moves: the pair only says which record counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import Q

from zholdama.actors import Role
from zholdama.identity import models
from zholdama.identity.rules import alike_names, transposed_iins
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.refusals import Refused


@dataclass(frozen=True, slots=True)
class PairCard:
    """Two records beside each other, and what was decided."""

    id: UUID
    first: UUID
    second: UUID
    found_by: str
    found_at: datetime
    state: str
    reason: str
    canonical: UUID | None
    asked_by: UUID | None
    asked_at: datetime | None
    decided_by: UUID | None
    decided_at: datetime | None


_PAIR = tuple(field.name for field in fields(PairCard))


def candidates(person_id: UUID) -> dict[UUID, str]:
    """Other records, among those the provider may see, that may be this person: {id: document, iin or name}."""
    person = models.Person.objects.filter(id=person_id).first()
    if person is None:
        return {}
    found: dict[UUID, str] = {}
    if person.birth_date is not None:
        rows = models.Person.objects.filter(birth_date=person.birth_date).exclude(id=person_id)
        for other, key in rows.values_list("id", "folded_key")[:200]:
            if alike_names(person.folded_key, key):
                found[other] = "name"
    if person.iin:
        rows = models.Person.objects.filter(iin__in=transposed_iins(person.iin))
        found |= dict.fromkeys(rows.values_list("id", flat=True), "iin")
    return found | dict.fromkeys(_with_a_document_of(person_id), "document")


def _with_a_document_of(person_id: UUID) -> set[UUID]:
    mine = models.Document.objects.filter(person_id=person_id).values_list("kind", "number")
    same = Q()
    for kind, number in mine:
        same |= Q(kind=kind, number=number)
    if not same:
        return set()
    rows = models.Document.objects.filter(same).exclude(person_id=person_id)
    return set(rows.values_list("person_id", flat=True))


def look_for(person_id: UUID) -> int:
    """Put the candidates down as open pairs, those that are pairs already left alone; how many there are."""
    found = candidates(person_id)
    rows = []
    for other, found_by in found.items():
        first, second = sorted((person_id, other))
        rows.append(
            models.Duplicate(
                id=uuid4(),
                provider_id=tenant(),
                first=first,
                second=second,
                found_by=found_by,
                found_at=current().at,
            )
        )
    models.Duplicate.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def pairs(provider_id: UUID, *, states: Iterable[str], limit: int = 100) -> tuple[PairCard, ...]:
    """The provider's pairs in some states, the newest first."""
    rows = models.Duplicate.objects.filter(provider_id=provider_id, state__in=list(states))
    return tuple(PairCard(*row) for row in rows.order_by("-found_at").values_list(*_PAIR)[:limit])


def pair(pair_id: UUID) -> PairCard | None:
    """One pair, None where it is not this provider's."""
    row = models.Duplicate.objects.filter(provider_id=tenant(), id=pair_id).values_list(*_PAIR).first()
    return PairCard(*row) if row else None


def linked(person_id: UUID) -> tuple[UUID, ...]:
    """The records that this provider takes for the same person, without the one asked about."""
    rows = models.Duplicate.objects.filter(provider_id=tenant(), state="same")
    pairs_of = rows.filter(Q(first=person_id) | Q(second=person_id)).values_list("first", "second")
    return tuple({one for both in pairs_of for one in both} - {person_id})


def say_different(*, pair_id: UUID, reason: str) -> None:
    """Two records are two people; the pair is not offered again."""
    row = _locked(pair_id, reason, "open", "same_asked")
    _write(row, "different", reason, decided_by=current().by.id, decided_at=current().at)


def ask_same(*, pair_id: UUID, canonical: UUID, reason: str) -> None:
    """Two records are one person, and `canonical` is the one that counts; a second person, a head, has to say so too."""
    row = _locked(pair_id, reason, "open")
    if canonical not in {row.first, row.second}:
        raise Refused("duplicate_which", "canonical")
    _write(row, "same_asked", reason, canonical=canonical, asked_by=current().by.id, asked_at=current().at)


def decide_same(*, pair_id: UUID, granted: bool) -> None:
    """The second person agrees that two records are one person, or leaves the pair open."""
    unit, row = current(), _locked(pair_id, "-", "same_asked")
    if unit.by.role is not Role.HEAD:
        raise Refused("step_not_for_role")
    if row.asked_by == unit.by.id:
        raise Refused("second_person")
    if granted:
        _write(row, "same", row.reason, decided_by=unit.by.id, decided_at=unit.at)
    else:
        _write(row, "open", row.reason, canonical=None, asked_by=None, asked_at=None, act="same_refused")


def undo(*, pair_id: UUID, reason: str) -> None:
    """What was decided about a pair was wrong: it is open again, and the record says who undid it and why."""
    if current().by.role is not Role.HEAD:
        raise Refused("step_not_for_role")
    row = _locked(pair_id, reason, "same", "different")
    cleared = dict.fromkeys(("canonical", "asked_by", "asked_at", "decided_by", "decided_at"))
    _write(row, "open", reason, act="undone", **cleared)


def _locked(pair_id: UUID, reason: str, *states: str) -> models.Duplicate:
    if current().by.role not in {Role.SPECIALIST, Role.HEAD}:
        raise Refused("step_not_for_role")
    if not reason.strip():
        raise Refused("duplicate_needs_reason", "reason")
    row = models.Duplicate.objects.select_for_update().filter(provider_id=tenant(), id=pair_id).first()
    if row is None:
        raise Refused("not_found")
    if row.state not in states:
        raise Refused("duplicate_decided", conflict=True)
    return row


def _write(row: models.Duplicate, state: str, reason: str, *, act: str = "", **values: object) -> None:
    models.Duplicate.objects.filter(provider_id=tenant(), id=row.id).update(
        state=state, reason=reason.strip(), **values
    )
    facts = {
        "pair": row.id,
        "first": row.first,
        "second": row.second,
        "canonical": values.get("canonical", row.canonical),
        "reason": reason.strip(),
        "by": current().by.id,
    }
    chain.append(f"duplicate_{act or state}", case=None, facts=facts)
