"""Verdicts of a case in the order they came, and the signatures that are still open."""

import json
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from zholdama.eds.verdict import Check
from zholdama.ledger.work import current
from zholdama.papers import queries as papers
from zholdama.signatures import models, rows


@dataclass(frozen=True, slots=True)
class VerdictCard:
    """A verdict as everybody concerned may see it. `reasons` are codes, parted by spaces."""

    id: UUID
    purpose: str
    received_at: datetime
    asked_at: datetime | None
    verdict: str
    reasons: str


@dataclass(frozen=True, slots=True)
class EvidenceCard:
    """A verdict with what it rests on, for staff and auditors."""

    id: UUID
    provider_id: UUID
    case_id: UUID
    purpose: str
    paper_id: UUID
    content_paper_id: UUID
    ocsp_paper_id: UUID | None
    timestamp_paper_id: UUID | None
    answer_paper_id: UUID | None
    role: str
    bin: str
    received_at: datetime
    asked_at: datetime | None
    judged_at: datetime | None
    stamped_at: datetime | None
    verdict: str
    reasons: str
    checks: str
    signer_sha256: str
    held: str
    verifier: str
    rules: str

    @property
    def each_check(self) -> tuple[Check, ...]:
        """The checks as they were made."""
        return rows.checks(self.checks)


@dataclass(frozen=True, slots=True)
class RecheckCard:
    """A signature in the queue."""

    id: UUID
    provider_id: UUID
    case_id: UUID
    purpose: str
    evidence: UUID
    state: str
    finding: str
    since: datetime
    next_at: datetime | None
    attempts: int
    reasons: str
    silent: str
    silent_since: datetime | None
    signer_id: UUID | None
    act_key: UUID | None
    act_version: int | None
    ended_at: datetime | None
    decided_by: UUID | None
    reason: str


@dataclass(frozen=True, slots=True)
class Due:
    """A signature to be asked about again: its bytes and what was demanded of it."""

    recheck_id: UUID
    attempts: int
    signature: bytes
    content: bytes
    received_at: datetime
    role: str
    bin: str


_VERDICT = tuple(field.name for field in fields(VerdictCard))
_EVIDENCE = tuple(field.name for field in fields(EvidenceCard))
_RECHECK = tuple(field.name for field in fields(RecheckCard))


def verdicts_of(provider_id: UUID, case_id: UUID) -> tuple[VerdictCard, ...]:
    """The verdicts on a case's signatures, oldest first, as far as the open unit may see them."""
    found = models.Evidence.objects.filter(provider_id=provider_id, case_id=case_id)
    cards = [VerdictCard(*row) for row in found.values_list(*_VERDICT)]
    return tuple(sorted(cards, key=lambda card: (card.received_at, card.asked_at or card.received_at)))


def evidence_of(provider_id: UUID, case_id: UUID) -> tuple[EvidenceCard, ...]:
    """The evidence of a case, oldest first."""
    found = models.Evidence.objects.filter(provider_id=provider_id, case_id=case_id)
    cards = [EvidenceCard(*row) for row in found.values_list(*_EVIDENCE)]
    return tuple(sorted(cards, key=lambda card: (card.received_at, card.asked_at or card.received_at)))


def newest_evidence(provider_id: UUID, *, limit: int = 50) -> tuple[EvidenceCard, ...]:
    """The newest verdicts at one provider, for an auditor."""
    found = models.Evidence.objects.filter(provider_id=provider_id).order_by("-received_at", "-asked_at")
    return tuple(EvidenceCard(*row) for row in found.values_list(*_EVIDENCE)[:limit])


def counts_by_verdict() -> dict[UUID, dict[str, int]]:
    """How many verdicts of each kind, by provider, as far as the open unit may see."""
    rows_ = models.Evidence.objects.order_by().values_list("provider_id", "verdict").annotate(n=Count("id"))
    counted: dict[UUID, dict[str, int]] = {}
    for provider_id, verdict, number in rows_:
        counted.setdefault(provider_id, {})[verdict] = number
    return counted


def every_evidence(
    *, after: tuple[UUID, UUID, UUID] | None = None, limit: int = 500
) -> tuple[EvidenceCard, ...]:
    """All evidence that the open unit may see, a page at a time by its key."""
    found = models.Evidence.objects.order_by("provider_id", "case_id", "id")
    if after is not None:
        found = found.filter(pk__gt=after)
    return tuple(EvidenceCard(*row) for row in found.values_list(*_EVIDENCE)[:limit])


def recheck(recheck_id: UUID) -> RecheckCard | None:
    """One row of the queue."""
    row = _rechecks().filter(id=recheck_id).values_list(*_RECHECK).first()
    return RecheckCard(*row) if row else None


def recheck_of(case_id: UUID, purpose: str) -> RecheckCard | None:
    """The newest row of the queue about this signature of a case, open or not."""
    found = _rechecks().filter(case_id=case_id, purpose=purpose).order_by("-since", "-id")
    row = found.values_list(*_RECHECK).first()
    return RecheckCard(*row) if row else None


def rechecks_of(case_id: UUID) -> tuple[RecheckCard, ...]:
    """Everything of the queue about a case, the newest first."""
    found = _rechecks().filter(case_id=case_id).order_by("-since", "-id").values_list(*_RECHECK)
    return tuple(RecheckCard(*row) for row in found)


def ending_of(case_id: UUID, purpose: str) -> tuple[str, str]:
    """How the newest question about this signature ended, and the reason of the person who has decided.

    Both empty while it is open or where there is none.
    """
    found = _rechecks().filter(case_id=case_id, purpose=purpose).order_by("-since", "-id")
    row = found.values_list("state", "finding", "reason").first()
    return (row[1], row[2]) if row is not None and row[0] != "open" else ("", "")


def is_open(case_id: UUID, purpose: str) -> bool:
    """Whether a signature of the case is still asked about, or waits for a person."""
    return _rechecks().filter(case_id=case_id, purpose=purpose, state="open").exists()


def open_rechecks(*, limit: int = 200) -> tuple[RecheckCard, ...]:
    """What is open, the oldest first, as far as the open unit may see."""
    found = _rechecks().filter(state="open").order_by("since", "id").values_list(*_RECHECK)[:limit]
    return tuple(RecheckCard(*row) for row in found)


def how_many_open() -> int:
    """How many signatures are open."""
    return _rechecks().filter(state="open").count()


def due(*, limit: int = 50) -> tuple[Due, ...]:
    """What is to be asked again by now, with its bytes."""
    found = _rechecks().filter(state="open", next_at__lte=current().at).order_by("next_at")
    return tuple(filter(None, (_due(one) for one in found[:limit])))


def _due(row: models.Recheck) -> Due | None:
    values = ("paper_id", "content_paper_id", "received_at", "role", "bin")
    first = (
        models.Evidence.objects.filter(provider_id=row.provider_id, case_id=row.case_id, id=row.evidence)
        .values_list(*values)
        .first()
    )
    if first is None:
        return None
    signature, content = (papers.content(paper, case_id=row.case_id) for paper in first[:2])
    if signature is None or content is None:
        return None
    return Due(row.id, row.attempts, signature[2], content[2], *first[2:])


def _rechecks() -> QuerySet[models.Recheck]:
    unit, found = current(), models.Recheck.objects.all()
    return found if unit.provider_id is None else found.filter(provider_id=unit.provider_id)


def held(card: EvidenceCard) -> dict[str, object]:
    """What a verdict rests on, but for the bytes: trust, lists, nonce."""
    found: dict[str, object] = json.loads(card.held)
    return found
