"""Keeping evidence, and the queue of signatures that are asked about again."""

from uuid import UUID, uuid4

from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.papers import actions as papers
from zholdama.refusals import Refused
from zholdama.signatures import lists, models, rows
from zholdama.signatures.judgement import Judgement

APPLICATION, DECISION, CORRECTION = "application", "decision", "correction"
"""What a signature was put under."""
CMS = "application/cms"
KINDS = {
    "ocsp": ("ocsp_answer", "application/ocsp-response"),
    "timestamp": ("timestamp_token", CMS),
    "answer": ("verifier_answer", "application/json"),
}
"""Part of what a verdict rests on -> kind and media type of the paper that keeps its bytes."""


def keep(judged: Judgement, *, case_id: UUID, purpose: str, paper_id: UUID, content_paper_id: UUID) -> UUID:
    """A row of evidence and the papers with its bytes, in the transaction of the act; returns the row's id.

    `paper_id` is the signature's paper, `content_paper_id` that of the signed text.
    """
    made = {}
    for part, (kind, media_type) in KINDS.items():
        content = getattr(judged.held, part)
        if content is not None:
            made[f"{part}_paper_id"] = papers.keep(
                case_id=case_id, person_id=None, kind=kind, media_type=media_type, content=content
            )
    lists.keep(judged.held.lists)
    evidence_id = uuid4()
    models.Evidence.objects.create(
        id=evidence_id,
        provider_id=tenant(),
        case_id=case_id,
        purpose=purpose,
        paper_id=paper_id,
        content_paper_id=content_paper_id,
        **made,
        **rows.columns(judged),
    )
    return evidence_id


def ask_again(
    judged: Judgement,
    *,
    case_id: UUID,
    purpose: str,
    evidence: UUID,
    signer_id: UUID | None = None,
    act_key: UUID | None = None,
    act_version: int | None = None,
) -> None:
    """Put an undetermined signature into the queue; the rest names the act that waits for it."""
    at = current().at
    models.Recheck.objects.create(
        id=uuid4(),
        provider_id=tenant(),
        case_id=case_id,
        purpose=purpose,
        evidence=evidence,
        since=at,
        next_at=rows.next_attempt(attempts=0, at=at),
        reasons=" ".join(judged.reasons),
        silent=" ".join(judged.silent),
        silent_since=at if judged.silent else None,
        signer_id=signer_id,
        act_key=act_key,
        act_version=act_version,
    )


def locked(recheck_id: UUID) -> models.Recheck:
    """The row of the queue, locked; raises Refused when it is not here or not open any more."""
    row = models.Recheck.objects.select_for_update().filter(provider_id=tenant(), id=recheck_id).first()
    if row is None:
        raise Refused("not_found")
    if row.state != "open":
        raise Refused("recheck_ended", conflict=True)
    return row


def still_silent(row: models.Recheck, judged: Judgement) -> None:
    """Count the attempt and ask later; `row` is locked."""
    at = current().at
    since = row.silent_since or at if judged.silent else None
    attempts = row.attempts + 1
    _change(
        row,
        attempts=attempts,
        next_at=rows.next_attempt(attempts=attempts, at=at),
        reasons=" ".join(judged.reasons),
        silent=" ".join(judged.silent),
        silent_since=since,
    )


def leave_to_a_person(row: models.Recheck, judged: Judgement) -> None:
    """The signature has not held, but the case has gone on: the head decides, nothing is asked any more."""
    _change(row, attempts=row.attempts + 1, next_at=None, finding="invalid", reasons=" ".join(judged.reasons))


def settle(row: models.Recheck, finding: str, judged: Judgement) -> None:
    """The queue is done with it: the signature is valid, invalid, or the act it was put under has gone (superseded)."""
    reasons = " ".join(judged.reasons)
    _change(row, state="settled", finding=finding, next_at=None, ended_at=current().at, reasons=reasons)


def decide(row: models.Recheck, *, accepted: bool, reason: str) -> None:
    """A person has decided, with a reason; `row` is locked."""
    unit = current()
    assert unit.by.staff_id is not None, "a member of staff decides"
    _change(
        row,
        state="decided",
        finding="accepted" if accepted else "rejected",
        next_at=None,
        ended_at=unit.at,
        decided_by=unit.by.staff_id,
        reason=reason,
    )


def supersede(*, case_id: UUID, purpose: str) -> None:
    """The act that waited for a signature has gone another way."""
    open_rows = models.Recheck.objects.filter(
        provider_id=tenant(), case_id=case_id, purpose=purpose, state="open"
    )
    open_rows.update(state="settled", finding="superseded", next_at=None, ended_at=current().at)


def record(act: str, row: models.Recheck, *, evidence: UUID, verdict: str) -> None:
    """The later verdict as a step of the case."""
    facts = {"evidence": evidence, "of": row.evidence, "received_at": row.since}
    chain.append(act, case=row.case_id, facts=facts, public={"purpose": row.purpose, "verdict": verdict})


def _change(row: models.Recheck, **values: object) -> None:
    models.Recheck.objects.filter(provider_id=tenant(), id=row.id).update(**values)
