"""A head's signature that could not be checked when it came: kept, and the decision made when it proves valid."""

from uuid import UUID

from zholdama.applications.models import Application
from zholdama.ledger import chain
from zholdama.ledger.work import current
from zholdama.papers import actions as papers
from zholdama.signatures import actions as evidence
from zholdama.signatures import queries as signatures
from zholdama.signatures.judgement import Judgement
from zholdama.signatures.queries import RecheckCard

TEXT = "text/plain"


def of(application_id: UUID) -> RecheckCard | None:
    """The signature that waits on this case, None where none does."""
    found = signatures.recheck_of(application_id, evidence.DECISION)
    return found if found is not None and found.state == "open" else None


def keep_signature(judged: Judgement, *, case_id: UUID, purpose: str = evidence.DECISION) -> UUID:
    """Keep text, signature and verdict with the case; returns the id of the evidence."""
    question = judged.question

    def paper(kind: str, media_type: str, content: bytes) -> UUID:
        return papers.keep(case_id=case_id, person_id=None, kind=kind, media_type=media_type, content=content)

    text = paper(purpose, TEXT, question.content)
    signature = paper(f"{purpose}_signature", evidence.CMS, question.signature)
    return evidence.keep(judged, case_id=case_id, purpose=purpose, paper_id=signature, content_paper_id=text)


def wait(row: Application, judged: Judgement, *, evidence_id: UUID, key: UUID) -> None:
    """The signature is in the queue; the case stays where it is, and its clock runs (R11)."""
    unit = current()
    evidence.ask_again(
        judged,
        case_id=row.id,
        purpose=evidence.DECISION,
        evidence=evidence_id,
        signer_id=unit.by.staff_id,
        act_key=key,
        act_version=row.version,
    )
    chain.append(
        "signature_received",
        case=row.id,
        facts={"by": unit.by.id, "evidence": evidence_id},
        public={"purpose": evidence.DECISION, "verdict": judged.verdict},
    )
