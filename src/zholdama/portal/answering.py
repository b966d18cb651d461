"""Answering an intended refusal: the person writes, the provider's chain records it, nothing is decided by it."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zholdama.access.doors import citizen
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications.lifecycle import APPLICATION
from zholdama.applications.queries import ApplicationCard
from zholdama.ledger.work import Login, work
from zholdama.portal.cabinet import own
from zholdama.portal.furniture import citizen_of, is_citizen, page, person_of
from zholdama.portal.refused import words
from zholdama.referrals import hearing
from zholdama.refusals import Refused


class AnswerForm(forms.Form):
    """What the person says."""

    said = forms.CharField(
        label=_("Your answer"),
        max_length=2000,
        help_text=_("The specialist and the head read it before anything is decided."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, *, application_id: UUID) -> HttpResponse:
    """One unit of work to see whose case it is, and one of the provider's in which the step is taken."""
    form = AnswerForm(request.POST) if request.method == "POST" else AnswerForm()
    if form.is_bound and is_citizen(request) and form.is_valid():
        with work(login=Login.CITIZEN, by=citizen_of(request), at=request.at, person=person_of(request)):
            case = own(request, application_id)
        try:
            _say(request, case, form.cleaned_data["said"])
        except Refused as refused:
            request.refusal = refused
        else:
            return redirect("portal:application", application_id=case.id)
    shown: HttpResponse = _ask(request, application_id=application_id, form=form)
    return shown


def _say(request: Request, case: ApplicationCard, said: str) -> None:
    with work(login=Login.STAFF, by=citizen_of(request), at=request.at, provider=case.provider_id):
        hearing.answer(application_id=case.id, said=said)


@citizen
def _ask(request: Request, *, application_id: UUID, form: AnswerForm) -> HttpResponse:
    """The form, as long as there is something to answer."""
    case = own(request, application_id)
    back = reverse("portal:application", kwargs={"application_id": case.id})
    card = hearing.of_case(case.provider_id, case.id)
    open_ = card is not None and card.answered_at is None
    can = "answer_refusal" in APPLICATION.open_to(state=case.state, role=Role.CITIZEN)
    if request.method != "POST" and not (open_ and can):
        return redirect(back)
    refused: Refused | None = request.refusal
    context = {
        "case": case,
        "back": back,
        "form": form,
        "card": card,
        **({"errors": [{"text": words(refused)}]} if refused else {}),
    }
    return page(request, "answer", context, status=409 if refused else 422 if form.errors else 200)
