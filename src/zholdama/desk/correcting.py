"""Corrections of a signed referral: asked for at the case, signed or refused by a head who is somebody else."""

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
from zholdama.applications import queries as applications
from zholdama.applications.lifecycle import APPLICATION
from zholdama.applications.queries import ApplicationCard
from zholdama.desk import judging
from zholdama.desk.case_papers import file_answer
from zholdama.desk.correction_forms import CORRECTIONS, CorrectionForm, CorrectionSignatureForm
from zholdama.desk.grounds import reason_of
from zholdama.desk.pages import acting, answered, draw, key_of, language, posted, version_of
from zholdama.desk.standing import case_or_404, state_texts
from zholdama.desk.words import REFERRALS
from zholdama.identity import queries as identity
from zholdama.ledger.work import tenant
from zholdama.opportunities import queries as opportunities
from zholdama.providers import queries as providers
from zholdama.referrals import correcting, queries
from zholdama.referrals.queries import CorrectionCard
from zholdama.ui.signing import may_sign, to_sign
from zholdama.working_time.zone import ALMATY

READERS = (Role.SPECIALIST, Role.HEAD)


@staff(*READERS)
def correct(request: Request, application_id: UUID) -> HttpResponse:
    """The versions of the case's referral, and asking for a correction."""
    case = case_or_404(application_id)
    reason = reason_of(request, case)
    if reason is None:
        return redirect("desk:case_reason", application_id=case.id)
    request.both_texts = lambda: state_texts(request, application_id)  # type: ignore[attr-defined]
    versions = queries.referrals_of(application_id)
    stands = [one for one in versions if one.state in correcting.STANDING]
    on = request.at.astimezone(ALMATY).date()
    places = opportunities.open_places(tenant(), measure=case.measure, on=on)
    others = tuple(one for one in places if not stands or one.id != stands[0].place_id)
    form, sent = answered(CorrectionForm, request, places=others)
    if sent:
        answers = form.cleaned_data
        asked = correcting.Asked(
            kind=answers["kind"],
            reason=answers["reason"],
            place_id=form.place_id(),
            bearer_name=answers["bearer_name"],
        )
        correcting.ask(asked, application_id=application_id, version=version_of(request))
        messages.success(request, gettext("Asked for. A head who is somebody else signs it."))
        return redirect("desk:correct", application_id=application_id)
    record_reading(
        person_id=case.person_id, by=acting(request), at=request.at, screen="corrections", reason=reason
    )
    names = providers.staff_names(tenant())
    history = queries.corrections_of(application_id)
    waits = any(one.decided_at is None for one in history)
    context = {
        "case": case,
        "version": request.POST.get("version") or case.version,
        "versions": [{"card": one, "state": REFERRALS[one.state]} for one in versions],
        "history": [_row(one, names) for one in history],
        "hand_over": case.state == "delivered"
        and acting(request).role is Role.SPECIALIST
        and any(one.state == "issued" for one in stands),
    }
    return draw(request, "correct", {**context, **({"form": form} if stands and not waits else {})})


def _row(card: CorrectionCard, names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "card": card,
        "kind": CORRECTIONS[card.kind],
        "asked_by": names.get(card.asked_by, ""),
        "decided_by": names.get(card.decided_by, "") if card.decided_by else "",
    }


@posted("desk:correct", "application_id")
@staff(Role.SPECIALIST)
def hand_over(request: Request, application_id: UUID) -> HttpResponse:
    """The person has the new version."""
    case_or_404(application_id)
    request.both_texts = lambda: state_texts(request, application_id)  # type: ignore[attr-defined]
    if request.refusal is None:
        correcting.hand_over_version(application_id=application_id, version=version_of(request))
    return redirect("desk:correct", application_id=application_id)


@require_safe
@staff(*READERS)
def corrections(request: Request) -> HttpResponse:
    """Corrections that wait for the second person."""
    found = queries.corrections_waiting(tenant())
    cases = applications.applications(tenant(), {one.application_id for one in found})
    names = providers.staff_names(tenant())
    rows = [{**_row(one, names), "number": cases[one.application_id].number} for one in found]
    return draw(request, "corrections", {"rows": rows, "may": acting(request).role is Role.HEAD})


def _card(correction_id: UUID) -> CorrectionCard:
    card = queries.correction(correction_id)
    if card is None:
        raise Http404
    return card


def correction(request: Request, correction_id: UUID) -> HttpResponse:
    """One correction: its text, letter for letter, and the signature that makes it true."""
    request.judged = judging.before_the_correction(request, correction_id)  # type: ignore[attr-defined]
    return _correction(request, correction_id=correction_id)


@staff(Role.HEAD)
def _correction(request: Request, correction_id: UUID) -> HttpResponse:
    card = _card(correction_id)
    request.both_texts = lambda: state_texts(request, card.application_id)  # type: ignore[attr-defined]
    form, sent = answered(CorrectionSignatureForm, request)
    if sent:
        correcting.sign(
            correction_id=correction_id,
            signature=form.made(),
            key=key_of(request),
            judged=request.judged,  # type: ignore[attr-defined]
        )
        messages.success(request, gettext("The correction is signed."))
        return redirect("desk:correct", application_id=card.application_id)
    if card.decided_at is not None:
        return redirect("desk:correct", application_id=card.application_id)
    case, content = case_or_404(card.application_id), correcting.text_to_sign(correction_id)
    _read(request, case, card)
    context = {
        **_row(card, providers.staff_names(tenant())),
        "case": case,
        "person": identity.person(case.person_id),
        "text": content.decode(),
        "signing": to_sign("official", content),
        "form": form,
        "language_form": "",
    }
    return may_sign(draw(request, "correction", context))


def _read(request: Request, case: ApplicationCard, card: CorrectionCard) -> None:
    """A correction that waits is why its second person opens the case, also one that is over."""
    record_reading(
        person_id=case.person_id,
        by=acting(request),
        at=request.at,
        screen="correction",
        reason=card.reason if case.state in APPLICATION.final else "",
    )


@require_safe
@staff(Role.HEAD)
def text(request: Request, correction_id: UUID) -> HttpResponse:
    """The exact bytes to be signed by any tool."""
    card = _card(correction_id)
    if card.decided_at is not None:
        raise Http404
    case = case_or_404(card.application_id)
    _read(request, case, card)
    content = correcting.text_to_sign(correction_id)
    return file_answer(content, media_type="text/plain", name=f"{case.number}-correction.txt")


@posted("desk:corrections")
@staff(Role.HEAD)
def refuse(request: Request, correction_id: UUID) -> HttpResponse:
    """The second person does not grant the correction."""
    card = _card(correction_id)
    request.both_texts = lambda: state_texts(request, card.application_id)  # type: ignore[attr-defined]
    if request.refusal is not None:
        messages.info(request, request.refusal.words(language()))
        return redirect("desk:corrections")
    correcting.refuse(correction_id=correction_id)
    messages.success(request, gettext("Not granted. The referral stands as it is."))
    return redirect("desk:corrections")
