"""The head's page: the text exactly as it is signed, the signature, or the draft given back with a remark."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zholdama.access.actions import record_reading
from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications.queries import ApplicationCard
from zholdama.clocks import queries as clocks
from zholdama.desk import judging, verdicts
from zholdama.desk.case_papers import file_answer
from zholdama.desk.clock_faces import faces
from zholdama.desk.eligibility import by_the_rules
from zholdama.desk.forms import ReturnForm, SignatureForm
from zholdama.desk.kinship import namesakes
from zholdama.desk.pages import acting, answered, draw, key_of, version_of
from zholdama.desk.standing import case_or_404, decision_lines, state_texts
from zholdama.desk.words import STATES
from zholdama.identity import queries as identity
from zholdama.identity.queries import PersonCard
from zholdama.ledger.work import tenant
from zholdama.passport import edition as editions
from zholdama.providers import queries as providers
from zholdama.referrals import deciding
from zholdama.ui.signing import may_sign, to_sign


def sign(request: Request, application_id: UUID) -> HttpResponse:
    """Sign with the signing program of this computer, or with the file of an own tool."""
    request.judged = judging.before_the_work(request, application_id)  # type: ignore[attr-defined]
    return _sign(request, application_id=application_id)


@staff(Role.HEAD)
def _sign(request: Request, application_id: UUID) -> HttpResponse:
    case = case_or_404(application_id)
    request.both_texts = lambda: state_texts(request, application_id)  # type: ignore[attr-defined]
    form, sent = answered(SignatureForm, request)
    if sent:
        paper = deciding.sign(
            application_id=application_id,
            version=version_of(request),
            signature=form.made(),
            key=key_of(request),
            judged=request.judged,  # type: ignore[attr-defined]
        )
        told = (
            gettext("Signed: %(number)s")
            if paper
            else gettext("Signature received, it is being checked: %(number)s")
        )
        messages.success(request, told % {"number": case.number})
        return redirect("desk:home")
    return _page(request, case, form=form, signature_form=form, return_form=ReturnForm())


@staff(Role.HEAD)
def return_draft(request: Request, application_id: UUID) -> HttpResponse:
    """Give the draft back to the specialist; the clock runs on (R11)."""
    case = case_or_404(application_id)
    request.both_texts = lambda: state_texts(request, application_id)  # type: ignore[attr-defined]
    form, sent = answered(ReturnForm, request)
    if sent:
        deciding.return_draft(
            application_id=application_id, version=version_of(request), remark=form.cleaned_data["remark"]
        )
        messages.success(request, gettext("Returned to the specialist: %(number)s") % {"number": case.number})
        return redirect("desk:home")
    return _page(request, case, form=form, signature_form=SignatureForm(), return_form=form)


@require_safe
@staff(Role.HEAD)
def text(request: Request, application_id: UUID) -> HttpResponse:
    """The exact bytes to be signed by any tool."""
    case = case_or_404(application_id)
    record_reading(person_id=case.person_id, by=acting(request), at=request.at, screen="text to sign")
    return file_answer(_text(case), media_type="text/plain", name=f"{case.number}-decision.txt")


def _text(case: ApplicationCard, person: PersonCard | None = None) -> bytes:
    if case.state != "awaiting_signature":
        raise Http404
    return deciding.text_of(case, person=person)


def _page(request: Request, case: ApplicationCard, **forms: Any) -> HttpResponse:
    if case.state != "awaiting_signature":
        return redirect("desk:case", application_id=case.id)
    person = identity.person(case.person_id)
    text = _text(case, person)
    record_reading(person_id=case.person_id, by=acting(request), at=request.at, screen="sign")
    name, colour = STATES[case.state]
    names = providers.staff_names(tenant())
    context = {
        "case": case,
        "person": person,
        "state_name": name,
        "state_colour": colour,
        "text": text.decode(),
        "decision": decision_lines(case),
        "by_the_rules": by_the_rules(case),
        "measure": editions.load(case.edition).measure(case.measure),
        "drafted_by": names.get(case.drafted_by, "") if case.drafted_by else "",
        "clocks": faces(
            clocks.clocks_of(tenant(), [case.id]),
            [case.id],
            at=request.at,
            calendar=clocks.calendar_of(tenant()),
        ),
        "standing": verdicts.before_signing(case.id),
        "signing": to_sign("official", text),
        "namesakes": namesakes(
            person, [acting(request).name, names.get(case.drafted_by, "") if case.drafted_by else ""]
        ),
    }
    return may_sign(draw(request, "sign", {**context, **forms}))
