"""The specialist's decision about a case: the form it needs, and sending it to the head."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications.queries import ApplicationCard
from zholdama.desk.eligibility import panel, with_reason
from zholdama.desk.forms import GuidanceForm, PlaceForm
from zholdama.desk.pages import answered, draw, version_of
from zholdama.desk.standing import case_or_404, state_texts
from zholdama.desk.suiting import suiting
from zholdama.passport import edition as editions
from zholdama.passport.rules import result_kind
from zholdama.referrals import drafting


def decision_form(
    case: ApplicationCard, *, at: datetime, after: UUID | None = None, chosen: UUID | None = None
) -> tuple[type[forms.Form], dict[str, Any]]:
    """The form that this measure's positive decision needs, a place or the record of guidance, and its arguments.

    `after`: the place that the page before ended with; `chosen`: a place that was picked already.
    """
    if result_kind(measure=case.measure, edition=editions.load(case.edition)) == "guidance_record":
        return GuidanceForm, {"initial": {"advice": case.advice, "next_step": case.next_step}}
    return PlaceForm, {"suiting": suiting(case, at=at, after=after, chosen=chosen), "first_after": after}


@staff(Role.SPECIALIST)
def propose(request: Request, application_id: UUID) -> HttpResponse:
    """Send a positive draft to the head."""
    case = case_or_404(application_id)
    request.both_texts = lambda: state_texts(request, application_id)  # type: ignore[attr-defined]
    after = _id(request.POST.get("after") or request.GET.get("after"))
    form_class, arguments = decision_form(
        case, at=request.at, after=after, chosen=_id(request.POST.get("place"))
    )
    shown = panel(case, at=request.at)
    form, sent = answered(with_reason(form_class, request, shown["answer"]), request, **arguments)
    if sent:
        answers = form.cleaned_data
        proposal = drafting.Proposal(
            place_id=UUID(answers["place"]) if "place" in answers else None,
            advice=answers.get("advice", ""),
            next_step=answers.get("next_step", ""),
            against=answers.get("against", ""),
        )
        drafting.propose(proposal, application_id=application_id, version=version_of(request))
        return sent_to_head(request, case)
    return draw(request, "propose", {"form": form, "eligibility": shown, **about(request, case)})


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def about(request: Request, case: ApplicationCard) -> dict[str, Any]:
    """What every page of a decision shows: the case, the version it was drawn from, the measure."""
    sent = request.POST.get("version", "")
    measure = editions.load(case.edition).measure(case.measure)
    return {"case": case, "version": sent if sent.isdecimal() else case.version, "measure": measure}


def sent_to_head(request: Request, case: ApplicationCard) -> HttpResponse:
    """Back to where the case is worked on, when its draft is with the head."""
    if case.channel == "portal":  # at the counter a banner would take the focus from the next button
        messages.success(request, gettext("Sent to the head: %(number)s") % {"number": case.number})
    return back_to(case)


def back_to(case: ApplicationCard) -> HttpResponse:
    """The page from which this case is worked on: the counter while the person stands there, else the case."""
    if case.channel == "provider" and case.ticket_id is not None and case.state != "delivered":
        return redirect("desk:ticket", ticket_id=case.ticket_id)
    return redirect("desk:case", application_id=case.id)
