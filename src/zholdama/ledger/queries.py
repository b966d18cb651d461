"""Steps of a case, as far as the open unit of work may see them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zholdama.ledger import models
from zholdama.ledger.work import current


@dataclass(frozen=True, slots=True)
class StepCard:
    """One step taken: its place in the provider's chain, the moment, and the act."""

    sequence: int
    at: datetime
    act: str


def steps_of(case_id: UUID, *, provider_id: UUID) -> tuple[StepCard, ...]:
    """The steps of a case in the order of the chain."""
    rows = models.Entry.objects.using(current().alias).filter(provider_id=provider_id, case_id=case_id)
    return tuple(StepCard(*row) for row in rows.order_by("sequence").values_list("sequence", "at", "act"))
