"""A verdict given again from what was kept with it, however many years later."""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from zholdama.eds.demands import Role
from zholdama.papers import queries as papers
from zholdama.signatures import agreeing, lists, native, ncanode, queries, rows, trust
from zholdama.signatures.judgement import RULES, Held, Judgement, Question
from zholdama.signatures.queries import EvidenceCard
from zholdama.signatures.trust import Lost


@dataclass(frozen=True, slots=True)
class Difference:
    """A verdict that comes out otherwise than it was stored; both as text."""

    evidence: UUID
    case_id: UUID
    stored: str
    recomputed: str


def recompute(card: EvidenceCard) -> Judgement:
    """The judgement from stored bytes alone, as of the time it was given; raises Lost where something is missing."""
    if card.rules != RULES:
        raise Lost(f"the rules of version {card.rules}")
    told = queries.held(card)
    references = rows.list_references(told)
    held = Held(
        revocation=told["revocation"],  # type: ignore[arg-type]
        trust=tuple(cast(list[str], told["trust"])),
        ocsp=_optional(card, card.ocsp_paper_id),
        nonce=bytes.fromhex(str(told["nonce"])) or None,
        lists=references,
        timestamp=_optional(card, card.timestamp_paper_id),
        answer=_optional(card, card.answer_paper_id),
        answered=bool(told["answered"]),
    )
    question = Question(
        signature=_paper(card, card.paper_id),
        content=_paper(card, card.content_paper_id),
        at=card.received_at,
        role=cast(Role, card.role),
        bin=card.bin or None,
        asked_at=card.asked_at,
    )
    if card.verifier == ncanode.NAME:
        return ncanode.given(question, held)
    store, crls = trust.store_of(held.trust), lists.by_digest(one.sha256 for one in references)
    give = agreeing.given if card.verifier == agreeing.NAME else native.given
    return give(question, held, store, crls)


def difference(card: EvidenceCard) -> Difference | None:
    """What comes out otherwise, verdict, reasons or a single check; None when nothing does; raises Lost."""
    again = recompute(card)
    stored = [card.verdict, card.reasons, *(one[:2] + one[3:] for one in card.each_check)]
    fresh = [again.verdict, " ".join(again.reasons), *(one[:2] + one[3:] for one in again.checks)]
    if stored == fresh:
        return None
    first = next((pair for pair in zip(stored, fresh, strict=False) if pair[0] != pair[1]), ("", ""))
    return Difference(card.id, card.case_id, str(first[0]), str(first[1]))


def _paper(card: EvidenceCard, paper_id: UUID) -> bytes:
    found = papers.content(paper_id, case_id=card.case_id)
    if found is None:
        raise Lost(f"the paper {paper_id}")
    return found[2]


def _optional(card: EvidenceCard, paper_id: UUID | None) -> bytes | None:
    return _paper(card, paper_id) if paper_id is not None else None
