"""A reasoned refusal: where the edition demands it the person is told first and heard, then it goes to the head."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications.confirming import confirmed_reasons
from zholdama.applications.queries import ApplicationCard
from zholdama.desk.deciding import about, sent_to_head
from zholdama.desk.forms import RefuseForm
from zholdama.desk.pages import answered, draw, key_of, language, version_of
from zholdama.desk.standing import case_or_404, state_texts
from zholdama.ledger.work import tenant
from zholdama.passport import edition as editions
from zholdama.referrals import drafting, hearing
from zholdama.referrals.hearing import HearingCard


class HearingForm(forms.Form):
    """What the person says to the intended refusal."""

    said = forms.CharField(
        label=_("What does the person say?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
        help_text=_("Write it in the person's own words. It is kept with the case."),
    )
    nothing = forms.BooleanField(label=_("The person has nothing to say"), required=False)


@staff(Role.SPECIALIST)
def refuse(request: Request, application_id: UUID) -> HttpResponse:
    """The next act of a refusal: tell the person, write down the answer, or send the draft to the head."""
    case = case_or_404(application_id)
    request.both_texts = lambda: state_texts(request, application_id)  # type: ignore[attr-defined]
    edition = editions.load(case.edition)
    heard = hearing.of_case(tenant(), case.id) if edition.hearing.demanded else None
    if heard is not None and not heard.is_over(at=request.at):
        return _hear(request, case, heard)
    confirmed = confirmed_reasons(case.edition)
    reasons = edition.usable_refusal_reasons(production=settings.ZHOLDAMA_PRODUCTION, confirmed_ids=confirmed)
    initial = {"reason": heard.reason, "fact": heard.fact} if heard else {}
    form, sent = answered(RefuseForm, request, reasons=reasons, confirmed=confirmed, initial=initial)
    if sent:
        return _act(request, case, form.cleaned_data, heard, confirmed)
    tells = edition.hearing.demanded and heard is None
    return draw(
        request, "refuse", {"form": form, "tells": tells, **_shown(case, heard), **about(request, case)}
    )


def _act(
    request: Request,
    case: ApplicationCard,
    answers: dict[str, Any],
    heard: HearingCard | None,
    confirmed: frozenset[str],
) -> HttpResponse:
    """To the head; but the person is heard first, on another reason anew."""
    draft = {"reason": answers["reason"], "fact": answers["fact"], "confirmed": confirmed}
    demanded = editions.load(case.edition).hearing.demanded
    if demanded and (heard is None or heard.reason != answers["reason"]):
        hearing.announce(application_id=case.id, version=version_of(request), key=key_of(request), **draft)
        return redirect("desk:refuse", application_id=case.id)
    drafting.propose_refusal(application_id=case.id, version=version_of(request), **draft)
    return sent_to_head(request, case)


def _hear(request: Request, case: ApplicationCard, heard: HearingCard) -> HttpResponse:
    """The person was told: what is said to it is written down."""
    form, sent = answered(HearingForm, request)
    if sent:
        hearing.answer(
            application_id=case.id,
            said=form.cleaned_data["said"],
            nothing_to_say=form.cleaned_data["nothing"],
        )
        return redirect("desk:refuse", application_id=case.id)
    return draw(request, "hear", {"form": form, **_shown(case, heard), **about(request, case)})


def _shown(case: ApplicationCard, heard: HearingCard | None) -> dict[str, Any]:
    if heard is None:
        return {"heard": None}
    edition, spoken = editions.load(case.edition), language()
    return {
        "heard": heard,
        "reason": edition.refusal_reason(heard.reason).text.in_language(spoken),
        "hearing_basis": edition.hearing.basis.in_language(spoken),
    }
