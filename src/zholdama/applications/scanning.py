"""Scans that come to a case after it was registered."""

from uuid import UUID

from zholdama.applications.actions import locked
from zholdama.applications.models import DECIDED, LIVE
from zholdama.applications.own_cases import refuse_own_case
from zholdama.ledger import chain
from zholdama.ledger.work import current
from zholdama.papers import actions as papers
from zholdama.papers.intake import Scan
from zholdama.refusals import Refused


def add_scan(*, application_id: UUID, scan: Scan) -> UUID:
    """Keep one more scan with an open case; a step of the case. Returns the paper's id."""
    row = locked(application_id)
    refuse_own_case(row.person_id)
    if row.state not in (*LIVE, *DECIDED):
        raise Refused("step_not_from_state", conflict=True)
    paper_id = papers.keep_scan(scan, case_id=row.id, person_id=row.person_id, kind="scan")
    chain.append("scan", case=row.id, facts={"paper": paper_id, "pages": scan.pages, "by": current().by.id})
    return paper_id
