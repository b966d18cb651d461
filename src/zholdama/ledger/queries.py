"""The steps of a case, read from the chain, and the chains' heads."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zholdama.ledger import models
from zholdama.ledger.work import current


@dataclass(frozen=True, slots=True)
class StepCard:
    """One step as a page shows it. `actor_role` and `actor_id` are the two halves of the entry's actor.

    `effective`: the time a paper bears, where the step was entered later; None for a step taken at once.
    """

    sequence: int
    at: datetime
    act: str
    case_id: UUID | None
    actor_role: str
    actor_id: UUID
    effective: datetime | None = None


@dataclass(frozen=True, slots=True)
class HeadCard:
    """The head of one provider's chain: its last sequence, its hash in hex, and when it was appended."""

    provider_id: UUID
    sequence: int
    hash: str
    at: datetime | None


def steps_of(provider_id: UUID, cases: Iterable[UUID], *, limit: int = 200) -> tuple[StepCard, ...]:
    """The steps of some cases in the chain's order, the newest `limit` of them."""
    rows = (
        models.Entry.objects.using(current().alias)
        .filter(provider_id=provider_id, case_id__in=list(cases))
        .order_by("-sequence")
        .values_list("sequence", "at", "act", "case_id", "entry")[:limit]
    )
    return tuple(reversed([_card(*row) for row in rows]))


def _card(sequence: int, at: datetime, act: str, case_id: UUID | None, entry: str) -> StepCard:
    said = json.loads(entry)
    role, _, actor_id = said["actor"].partition(":")
    on_paper = datetime.fromisoformat(said["effective"]) if said.get("paper") else None
    return StepCard(sequence, at, act, case_id, role, UUID(actor_id), on_paper)


def heads(*, limit: int = 1000) -> tuple[HeadCard, ...]:
    """The heads of the chains that the open unit of work may see."""
    rows = models.Chain.objects.using(current().alias).order_by("provider_id")[:limit]
    return tuple(HeadCard(row.provider_id, row.sequence, bytes(row.hash).hex(), row.at) for row in rows)
