"""Refusing to accept documents at the counter: the person gets a numbered paper, and the visit ends."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zholdama.acceptance import queries
from zholdama.acceptance.refusing import refuse_to_accept
from zholdama.acceptance.wording import REASONS
from zholdama.access.actions import record_reading
from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.desk.case_papers import file_answer
from zholdama.desk.counter import own_ticket
from zholdama.desk.pages import acting, answered, draw, language
from zholdama.desk.paper_forms import NotAcceptForm
from zholdama.ledger.work import tenant
from zholdama.papers import queries as papers
from zholdama.providers import queries as providers

READERS = (Role.SPECIALIST, Role.HEAD, Role.SUPERVISOR)


@staff(Role.SPECIALIST)
def not_accept(request: Request, ticket_id: UUID) -> HttpResponse:
    """Why nothing is registered; the paper is made and the visit ends in one act."""
    card = own_ticket(ticket_id)
    form, sent = answered(NotAcceptForm, request)
    if sent:
        refuse_to_accept(ticket_id=ticket_id, **form.cleaned_data)
        messages.success(request, gettext("The visit is over. Print the paper and hand it out."))
        return redirect("desk:not_accepted")
    return draw(request, "not_accept", {"form": form, "ticket": card})


@require_safe
@staff(*READERS)
def not_accepted(request: Request) -> HttpResponse:
    """What was not accepted, the newest first."""
    names = {one.account_id: one.name for one in providers.staff(tenant())}
    rows = [
        {
            "card": one,
            "reason": REASONS[one.reason].in_language(language()),
            "by": names.get(one.refused_by, ""),
        }
        for one in queries.not_accepted(tenant())
    ]
    return draw(request, "not_accepted", {"rows": rows})


@require_safe
@staff(*READERS)
def paper(request: Request, ticket_id: UUID) -> HttpResponse:
    """The paper of one refusal to accept, as it was made."""
    card, ticket = queries.refusal_of(tenant(), ticket_id), own_ticket(ticket_id)
    found = papers.content(card.paper_id, case_id=ticket_id) if card else None
    if card is None or found is None:
        raise Http404
    if ticket.person_id is not None:
        record_reading(
            person_id=ticket.person_id, by=acting(request), at=request.at, screen="paper not_accepted"
        )
    return file_answer(found[2], media_type=found[1], name=f"{card.number}.pdf")
