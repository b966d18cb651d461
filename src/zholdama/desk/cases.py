"""A case: its facts, state, clocks, steps and documents, and the acts that its state opens to this role."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from zholdama.access.actions import record_reading
from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications import actions
from zholdama.applications.lifecycle import APPLICATION
from zholdama.applications.queries import ApplicationCard
from zholdama.applications.representing import representation
from zholdama.clocks import queries as clocks
from zholdama.desk import deliveries, verdicts
from zholdama.desk.clock_faces import faces
from zholdama.desk.deciding import back_to
from zholdama.desk.forms import AskForm
from zholdama.desk.grounds import reason_of
from zholdama.desk.kinship import namesakes
from zholdama.desk.pages import acting, answered, draw, language, posted, version_of
from zholdama.desk.scan_forms import GROUND_CHOICES
from zholdama.desk.standing import READERS, case_or_404, decision_lines, state_texts
from zholdama.desk.words import ACTS, ANSWERS, CHANNELS, FORMS, NEXT, PAPERS, ROLES, STATES
from zholdama.identity import queries as identity
from zholdama.ledger import queries as ledger
from zholdama.ledger.queries import StepCard
from zholdama.ledger.work import tenant
from zholdama.papers import queries as papers
from zholdama.passport import edition as editions
from zholdama.providers import queries as providers
from zholdama.referrals import deciding, drafting


@staff(*READERS)
def case(request: Request, application_id: UUID) -> HttpResponse:
    """The case; opening it is recorded. A POST shows the whole IIN, which is recorded by itself."""
    return case_page(request, case_or_404(application_id), whole_iin=request.method == "POST")


def case_page(request: Request, case: ApplicationCard, *, whole_iin: bool = False) -> HttpResponse:
    """The page of a case, with the reading it makes."""
    actor = acting(request)
    reason = reason_of(request, case)
    if reason is None:
        return redirect("desk:case_reason", application_id=case.id)
    screen = "case, whole IIN" if whole_iin else "case"
    record_reading(person_id=case.person_id, by=actor, at=request.at, screen=screen, reason=reason)
    steps = APPLICATION.open_to(state=case.state, role=actor.role)
    name, colour = STATES[case.state]
    both = [one for one in (case.ticket_id, case.id) if one is not None]
    staff_cards = providers.staff(tenant())
    by_account = {one.account_id: one.name for one in staff_cards}
    by_staff = {one.id: one.name for one in staff_cards}
    person, *document = identity.person_showing(case.person_id, case.identity_document_id)
    context = {
        "case": case,
        "state_name": name,
        "state_colour": colour,
        "next": NEXT.get(case.state, ""),
        "steps": [_step_row(one, by_account) for one in ledger.steps_of(tenant(), both)],
        "clocks": faces(
            clocks.clocks_of(tenant(), both), both, at=request.at, calendar=clocks.calendar_of(tenant())
        ),
        "person": person,
        "iin": (person.iin if whole_iin else person.masked_iin) if person else "",
        "whole_iin": whole_iin,
        "facts": _facts(case, by_staff, document),
        "decision": decision_lines(case) if case.decision else [],
        "verdicts": verdicts.of_case(case.id),
        "papers": [_paper_row(one) for one in papers.papers_of(case.id)],
        "namesakes": namesakes(
            person, [actor.name, by_staff.get(case.drafted_by, "")] if case.drafted_by else [actor.name]
        ),
        "role_corrects": actor.role in {Role.SPECIALIST, Role.HEAD},
        "may": dict.fromkeys(steps, True),
        "may_take": "take" in steps or ("register" in steps and case.state == "submitted"),
        "may_decide": "propose" in steps,
    }
    return draw(request, "case", context)


def _facts(case: ApplicationCard, names: dict[UUID, str], document: list[str]) -> list[dict[str, Any]]:
    spoken, (document_kind, document_number) = language(), document
    edition = editions.load(case.edition)
    rows: list[tuple[str, Any]] = [
        (gettext("Asked for"), edition.measure(case.measure).name.in_language(spoken)),
        (gettext("Channel"), CHANNELS[case.channel]),
        (gettext("Form"), FORMS[case.form]),
        (gettext("Legal representative"), _representative(case)),
        (gettext("Identity"), ANSWERS[case.registry_answer]),
        (gettext("Phone"), case.phone),
        (gettext("E-mail address"), case.email),
        (gettext("Wish of the person"), case.wish),
        (gettext("Specialist"), names.get(case.specialist_id, "") if case.specialist_id else ""),
        (gettext("Remark of the head"), case.remark),
        (gettext("Messages"), deliveries.of_case(case.id)),
    ]
    if document_kind:
        kind = edition.document(document_kind).name.in_language(spoken)
        rows.insert(4, (gettext("Document"), f"{kind} {document_number}"))
    return [{"key": key, "value": value} for key, value in rows if value]


def _representative(case: ApplicationCard) -> str:
    card = representation(case.representation_id)
    if card is None or card.representative is None:
        return ""
    ground = dict(GROUND_CHOICES)[card.ground]
    return (
        f"{card.representative.full_name}; {ground}, № {card.document_number}, {card.document_date:%d.%m.%Y}"
    )


def _step_row(step: StepCard, names: dict[UUID, str]) -> dict[str, Any]:
    role = ROLES.get(step.actor_role, step.actor_role)
    return {
        "at": step.at,
        "effective": step.effective,
        "act": ACTS.get(step.act, step.act),
        "role": role,
        "name": names.get(step.actor_id, ""),
    }


def _paper_row(paper: papers.PaperCard) -> dict[str, Any]:
    name = PAPERS.get(paper.kind, paper.kind)
    return {
        "id": paper.id,
        "name": name,
        "at": paper.created_at,
        "file": paper.name,
        "pdf": paper.media_type == "application/pdf",
    }


@posted("desk:case", "application_id")
@staff(Role.SPECIALIST)
def take(request: Request, application_id: UUID) -> HttpResponse:
    """Take an application from the portal, or begin the review, or go on with a returned draft."""
    card = case_or_404(application_id)
    request.both_texts = lambda: state_texts(request, application_id)  # type: ignore[attr-defined]
    if request.refusal is not None:
        return case_page(request, card)
    act = actions.register_from_portal if card.state == "submitted" else actions.take
    act(application_id=application_id, version=version_of(request))
    return redirect("desk:case", application_id=application_id)


@staff(Role.SPECIALIST)
def ask(request: Request, application_id: UUID) -> HttpResponse:
    """A question to the applicant; the clock runs on (R11)."""
    card = case_or_404(application_id)
    request.both_texts = lambda: state_texts(request, application_id)  # type: ignore[attr-defined]
    form, sent = answered(AskForm, request)
    if sent:
        actions.ask(
            application_id=application_id, version=version_of(request), question=form.cleaned_data["question"]
        )
        messages.success(request, gettext("The question is recorded. The clock runs on."))
        return redirect("desk:case", application_id=application_id)
    return draw(
        request, "ask", {"form": form, "case": card, "version": request.POST.get("version", card.version)}
    )


@posted("desk:case", "application_id")
@staff(Role.SPECIALIST)
def hand_over(request: Request, application_id: UUID) -> HttpResponse:
    """The result is in the person's hands, printed or electronic: the result clock stops."""
    card = case_or_404(application_id)
    request.both_texts = lambda: state_texts(request, application_id)  # type: ignore[attr-defined]
    if request.refusal is not None:
        return case_page(request, card)
    deciding.hand_over(application_id=application_id, version=version_of(request))
    return back_to(card)


@staff(Role.SPECIALIST)
def withdraw(request: Request, application_id: UUID) -> HttpResponse:
    """The person takes the application back at the counter: asked once more, then done."""
    card = case_or_404(application_id)
    request.both_texts = lambda: state_texts(request, application_id)  # type: ignore[attr-defined]
    if request.method == "POST" and request.refusal is None:
        drafting.withdraw(application_id=application_id, version=version_of(request))
        return redirect("desk:case", application_id=application_id)
    return draw(request, "withdraw", {"case": card})
