"""What becomes of a signature that was asked about again, or that a head decides about."""

from uuid import UUID

from zholdama.actors import Role
from zholdama.applications.actions import change, locked, refuse_own_case
from zholdama.applications.lifecycle import APPLICATION, OPEN
from zholdama.applications.models import Application
from zholdama.clocks.actions import take_step
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.referrals import deciding, drafting
from zholdama.refusals import Refused
from zholdama.signatures import actions as queue
from zholdama.signatures import models as rows
from zholdama.signatures import queries as signatures
from zholdama.signatures.judgement import Judgement

SETTLED = "signature_settled"


def settle(recheck_id: UUID, judged: Judgement, *, attempts: int) -> str:
    """Act on a later verdict; returns what became of it: again, valid, invalid, superseded, gone or a_person.

    `attempts` is the count that the verdict was asked under: an attempt that somebody else has counted meanwhile is
    not counted twice, so that the job may run twice or die between asking and acting.
    """
    row = rows.Recheck.objects.filter(provider_id=tenant(), id=recheck_id).first()
    if row is None:
        return "gone"
    # The case first, then the queue: the order in which every act takes them.
    case = locked(row.case_id)
    try:
        row = queue.locked(recheck_id)
    except Refused:
        return "gone"
    if row.attempts != attempts or row.next_at is None:
        return "gone"
    if judged.verdict == "undetermined":
        queue.still_silent(row, judged)
        return "again"
    evidence = _keep(row, judged)
    if row.purpose == queue.DECISION:
        return _decision(row, case, judged, evidence)
    return _application(row, case, judged, evidence)


def _keep(row: rows.Recheck, judged: Judgement) -> UUID:
    first = rows.Evidence.objects.get(provider_id=tenant(), case_id=row.case_id, id=row.evidence)
    return queue.keep(
        judged,
        case_id=row.case_id,
        purpose=row.purpose,
        paper_id=first.paper_id,
        content_paper_id=first.content_paper_id,
    )


def _application(row: rows.Recheck, case: Application, judged: Judgement, evidence: UUID) -> str:
    if not judged.valid and case.state not in OPEN and case.state != "withdrawn":
        queue.leave_to_a_person(row, judged)
        queue.record(SETTLED, row, evidence=evidence, verdict=judged.verdict)
        return "a_person"
    queue.settle(row, judged.verdict, judged)
    queue.record(SETTLED, row, evidence=evidence, verdict=judged.verdict)
    if not judged.valid and case.state in OPEN:
        _end(case, facts={"reasons": list(judged.reasons), "evidence": evidence})
    return judged.verdict


def _end(case: Application, *, facts: dict[str, object]) -> None:
    """The application ends as not signed: the place is free, the clock stops, the person is told."""
    unit = current()
    state = APPLICATION.take("reject_signature", state=case.state, role=unit.by.role)
    drafting.give_back(case)
    queue.supersede(case_id=case.id, purpose=queue.DECISION)
    change(case, state=state)
    take_step(
        "reject_signature",
        case=case.id,
        channel=case.channel,
        edition_id=case.edition,
        facts={"by": unit.by.id, **facts},
    )


def _decision(row: rows.Recheck, case: Application, judged: Judgement, evidence: UUID) -> str:
    """The head's signature: the decision is made now, or the signature dropped and the head told on his page."""
    unchanged = (
        case.state == "awaiting_signature"
        and case.version == row.act_version
        and deciding.text_to_sign(case.id) == judged.question.content
    )
    finding = judged.verdict if unchanged else "superseded"
    queue.settle(row, finding, judged)
    queue.record(SETTLED, row, evidence=evidence, verdict=judged.verdict)
    if finding == "valid":
        assert row.act_key is not None, "a waiting signature names its act"
        deciding.complete(case, signer_id=row.signer_id, key=row.act_key, received_at=row.since)
    return finding


def decide(recheck_id: UUID, *, accepted: bool, reason: str) -> None:
    """The head decides about an applicant's signature that nobody could check: by other means, with a reason.

    Raises Refused: no reason, a head's own signature, the drafter of the case, an own case, ended meanwhile.
    """
    unit = current()
    if unit.by.role is not Role.HEAD:
        raise Refused("step_not_for_role")
    if not reason.strip():
        raise Refused("recheck_needs_reason", "reason")
    found = signatures.recheck(recheck_id)
    if found is None:
        raise Refused("not_found")
    case = locked(found.case_id)
    row = queue.locked(recheck_id)
    if row.purpose != queue.APPLICATION:
        raise Refused("own_signature_not_decided")
    refuse_own_case(case.person_id)
    if case.drafted_by is not None and case.drafted_by == unit.by.staff_id:
        raise Refused("maker_is_not_signer")
    queue.decide(row, accepted=accepted, reason=reason.strip())
    facts = {"by": unit.by.id, "reason": reason.strip(), "evidence": row.evidence}
    if not accepted and case.state in OPEN:
        _end(case, facts=facts)
        return
    act = "accept_signature" if accepted else "reject_signature_late"
    chain.append(act, case=case.id, facts=facts)
