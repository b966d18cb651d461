"""The serving screen: one page that always offers the next act of the visit, with the three clocks above it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications import actions as applying
from zholdama.applications import queries as applications
from zholdama.applications.queries import ApplicationCard
from zholdama.clocks import queries as clocks
from zholdama.desk.clock_faces import faces, visit_faces
from zholdama.desk.deciding import decision_form
from zholdama.desk.eligibility import panel, with_reason
from zholdama.desk.forms import PACKAGE, RegisterForm
from zholdama.desk.identity_forms import IdentifyForm
from zholdama.desk.pages import acting, answered, draw, key_of, language, posted
from zholdama.desk.words import ANSWERS, PAPERS, RESULTS, STATES, TICKETS
from zholdama.identity import queries as identity
from zholdama.identity.queries import DocumentCard
from zholdama.ledger.work import tenant
from zholdama.papers import queries as papers
from zholdama.passport import edition as editions
from zholdama.reception import actions as reception
from zholdama.reception import queries as tickets
from zholdama.reception.queries import TicketCard
from zholdama.reception.rules import RECALLS

Context = dict[str, Any]


def own_ticket(ticket_id: UUID) -> TicketCard:
    """A ticket of this provider; anything else is not there."""
    ticket = tickets.ticket(ticket_id)
    if ticket is None:
        raise Http404
    return ticket


def screen(request: Request, ticket: TicketCard, **more: Any) -> HttpResponse:
    """The serving screen at the step where the visit stands; `more` may bring the form of a step along."""
    case = applications.of_ticket(tenant(), ticket.id) if ticket.person_id else None
    context: Context = {
        "ticket": ticket,
        "ticket_state": TICKETS[ticket.state],
        "mine": ticket.specialist_id == acting(request).staff_id,
        "case": case,
        "clocks": _clocks(request, ticket, case),
        "recalls": RECALLS,
        **_person(request, ticket),
    }
    context["step"] = _step(ticket, case)
    if case is not None:
        context.update(_case(case))
    if "form" not in more and context["mine"]:
        context.update(_form(request, context, ticket, case))
    context.update(more)
    return draw(request, "ticket", context)


def _step(ticket: TicketCard, case: ApplicationCard | None) -> str:
    if ticket.state != "serving":
        over = ticket.state in {"served", "left", "no_show"}
        return "over" if over else "called" if ticket.state == "called" else "waiting"
    if ticket.person_id is None:
        return "identify"
    if case is None:
        return "register"
    return {"awaiting_signature": "wait", "decided_positively": "hand_over", "refused": "hand_over"}.get(
        case.state, "propose" if case.is_live else "finish"
    )


def _form(request: Request, shown: Context, ticket: TicketCard, case: ApplicationCard | None) -> Context:
    step = shown["step"]
    if step == "identify":
        return {"form": IdentifyForm(at=request.at, edition=editions.current(), names=False)}
    if step == "register":
        return {"form": RegisterForm(edition=editions.current())}
    if step == "propose" and case is not None:
        form_class, arguments = decision_form(case, at=request.at)
        found = panel(case, at=request.at, person=shown["person"], documents=shown["identity_documents"])
        form_class = with_reason(form_class, request, found["answer"])
        return {"form": form_class(**arguments), "eligibility": found}
    return {}


def _clocks(request: Request, ticket: TicketCard, case: ApplicationCard | None) -> list[Context]:
    cases = [ticket.id, case.id] if case else [ticket.id]
    found = clocks.clocks_of(tenant(), cases)
    shown = faces(found, cases, at=request.at, calendar=clocks.calendar_of(tenant()))
    return visit_faces(shown)


def _person(request: Request, ticket: TicketCard) -> Context:
    if ticket.person_id is None:
        return {}
    edition, spoken = editions.current(), language()
    documents = identity.documents(ticket.person_id)
    shown = [f"{edition.document(one.kind).name.in_language(spoken)} {one.number}" for one in documents]
    answer = shown_at_visit(request, ticket, documents)["registry"]
    return {
        "person": identity.person(ticket.person_id),
        "documents": shown,
        "identity_documents": documents,
        "answer": ANSWERS[answer],
    }


def _case(case: ApplicationCard) -> Context:
    name, colour = STATES[case.state]
    measure = editions.load(case.edition).measure(case.measure)
    kept = papers.papers_of(case.id) if case.decided_at else ()
    results = [one for one in kept if one.kind in RESULTS]
    return {
        "state_name": name,
        "state_colour": colour,
        "measure": measure.name.in_language(language()),
        "results": [{"id": one.id, "name": PAPERS[one.kind]} for one in results],
    }


def shown_at_visit(
    request: Request, ticket: TicketCard, documents: tuple[DocumentCard, ...]
) -> dict[str, str]:
    """What was shown at this visit: from the session, else the newest documents the person has."""
    kept = request.session.get("identified") or {}
    if kept.get("ticket") == str(ticket.id):
        return dict(kept)
    newest = {one.kind: str(one.id) for one in reversed(documents)}
    kandas = newest.pop("kandas_certificate", "")
    document = next((str(one.id) for one in documents if one.kind != "kandas_certificate"), "")
    return {"document": document, "kandas": kandas, "registry": "not_checked", "incapable": ""}


def package_of(ticket: TicketCard, shown: dict[str, str], **answers: Any) -> applying.Package:
    """The package from what was shown at this visit and what the form asked."""
    return applying.Package(
        ticket_id=ticket.id,
        identity_document_id=UUID(shown["document"]),
        kandas_document_id=UUID(shown["kandas"]) if shown["kandas"] else None,
        registry=shown["registry"],
        incapable=shown.get("incapable") == "1",
        **answers,
    )


@require_safe
@staff(Role.SPECIALIST)
def ticket(request: Request, ticket_id: UUID) -> HttpResponse:
    """The serving screen."""
    return screen(request, own_ticket(ticket_id))


@require_safe
@staff(Role.SPECIALIST)
def ticket_clocks(request: Request, ticket_id: UUID) -> HttpResponse:
    """The clocks alone: the screen asks for them again from time to time."""
    card = own_ticket(ticket_id)
    case = applications.of_ticket(tenant(), ticket_id) if card.person_id else None
    return render(request, "desk/clocks.html", {"clocks": _clocks(request, card, case)})


@require_safe
@staff(Role.SPECIALIST)
def ticket_result(request: Request, ticket_id: UUID) -> HttpResponse:
    """The part that waits for the head: still waiting, or the button to hand over, which takes the focus."""
    card = own_ticket(ticket_id)
    case = applications.of_ticket(tenant(), ticket_id) if card.person_id else None
    if case is None:
        raise Http404
    context = {"ticket": card, "case": case, "step": _step(card, case), **_case(case)}
    return render(request, "desk/result.html", context)


@staff(Role.SPECIALIST)
def register(request: Request, ticket_id: UUID) -> HttpResponse:
    """Register the package: a number, a receipt, and the result clock starts."""
    card = own_ticket(ticket_id)
    form, sent = answered(RegisterForm, request, edition=editions.current())
    if sent and card.person_id is not None:
        shown = shown_at_visit(request, card, identity.documents(card.person_id))
        answers = {name: form.cleaned_data.get(name, "") for name in PACKAGE}
        applying.register(
            package_of(card, shown, **answers),
            key=key_of(request),
        )
        return redirect("desk:ticket", ticket_id=ticket_id)
    if request.method != "POST":
        return redirect("desk:ticket", ticket_id=ticket_id)
    return screen(request, card, form=form, key=request.POST.get("key", ""))


@posted("desk:ticket", "ticket_id")
@staff(Role.SPECIALIST)
def finish(request: Request, ticket_id: UUID) -> HttpResponse:
    """The person leaves the counter: the serving clock stops."""
    card = own_ticket(ticket_id)
    if request.refusal is not None:
        return screen(request, card)
    if card.state != "served":  # a second press finds it done
        reception.finish_service(ticket_id=ticket_id)
    return redirect("desk:home")
