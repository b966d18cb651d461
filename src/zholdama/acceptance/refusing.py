"""Refusing to accept: without what P9.1 asks for nothing is registered, and the person gets a paper that says so."""

from uuid import UUID, uuid4

from zholdama.acceptance import models, wording
from zholdama.acceptance.rules import reason_not_to_accept
from zholdama.applications.models import Application
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.papers import actions as papers
from zholdama.papers import rendering
from zholdama.reception import actions as reception
from zholdama.reception.models import Ticket
from zholdama.refusals import Refused
from zholdama.working_time.zone import ALMATY


def refuse_to_accept(*, ticket_id: UUID, reason: str, detail: str = "", said_name: str = "") -> UUID:
    """A numbered paper with the reason, a step, and the end of the visit; returns the paper's id.

    Idempotent by the ticket. Raises Refused: nobody at this counter, a case on this ticket already, no such reason.
    """
    unit = current()
    ticket = Ticket.objects.select_for_update().filter(provider_id=tenant(), id=ticket_id).first()
    done = models.NotAccepted.objects.filter(provider_id=tenant(), ticket_id=ticket_id).first()
    if done is not None:
        return done.paper_id
    if ticket is None or ticket.state != "serving" or ticket.specialist_id != unit.by.staff_id:
        raise Refused("nobody_at_the_counter", conflict=True)
    if Application.objects.filter(provider_id=tenant(), ticket_id=ticket_id).exists():
        raise Refused("package_registered", conflict=True)
    clause = reason_not_to_accept(reason=reason, identified=ticket.person_id is not None)
    number = chain.next_number(series="N", year=unit.at.astimezone(ALMATY).year)
    said = {"number": number, "reason": reason, "detail": detail.strip(), "said_name": said_name.strip()}
    content = rendering.render(wording.not_accepted(clause=clause, ticket=ticket.number, **said))
    paper_id = papers.keep(
        case_id=ticket_id,
        person_id=ticket.person_id,
        kind="not_accepted",
        media_type="application/pdf",
        content=content,
    )
    models.NotAccepted.objects.create(
        id=uuid4(),
        provider_id=tenant(),
        ticket_id=ticket_id,
        paper_id=paper_id,
        refused_by=unit.by.id,
        refused_at=unit.at,
        **said,
    )
    facts = {"reason": reason, "detail": detail.strip(), "paper": paper_id, "by": unit.by.id}
    chain.append(
        "refuse_to_accept", case=ticket_id, facts=facts, public={"clause": clause.value}, number=number
    )
    reception.finish_service(ticket_id=ticket_id)
    return paper_id
