"""What became of a case's referrals: the page of it, the paper coupon, the person's word, the end of participation."""

from typing import Any
from uuid import UUID, uuid4

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
from zholdama.desk.grounds import reason_of
from zholdama.desk.outcome_forms import CouponForm, EndForm, PersonsWordForm
from zholdama.desk.pages import acting, answered, draw, key_of, language, posted
from zholdama.desk.standing import READERS, case_or_404, state_texts
from zholdama.desk.words import REFERRALS
from zholdama.identity import queries as identity
from zholdama.ledger.work import tenant
from zholdama.opportunities import queries as opportunities
from zholdama.opportunities.queries import PlaceCard
from zholdama.passport import edition as editions
from zholdama.referrals import answering, following, outcomes, participating, queries, stating, tasks, wording
from zholdama.referrals.outcomes import AnswerCard
from zholdama.referrals.queries import ReferralCard


def opened(
    request: Request, application_id: UUID, screen: str
) -> tuple[ApplicationCard, HttpResponse | None]:
    """The case, and where to state a reason first; a task that waits on it is reason enough. The look is recorded."""
    case = case_or_404(application_id)
    request.both_texts = lambda: state_texts(request, application_id)  # type: ignore[attr-defined]
    reason = reason_of(request, case)
    if reason is None:
        waiting = [one for one in tasks.tasks_of(case.id) if one.done_at is None]
        if not waiting:
            return case, redirect("desk:case_reason", application_id=case.id)
        reason = f"task: {waiting[0].kind}"
    record_reading(person_id=case.person_id, by=acting(request), at=request.at, screen=screen, reason=reason)
    return case, None


@require_safe
@staff(*READERS)
def outcome(request: Request, application_id: UUID) -> HttpResponse:
    """Each referral with its answers, what the person says to them, participation and tasks."""
    case, first = opened(request, application_id, "outcome")
    if first is not None:
        return first
    referrals = queries.referrals_of(case.id)
    places = opportunities.places(tenant(), {one.place_id for one in referrals if one.place_id})
    answers = outcomes.answers_of(case.id)
    parts = {one.referral_id: one for one in participating.participations_of(case.id)}
    is_specialist = acting(request).role is Role.SPECIALIST
    figures = editions.load(case.edition).answers
    rows = [
        {
            "card": one,
            "state": REFERRALS[one.state],
            "place": _place(places.get(one.place_id) if one.place_id else None),
            "answers": [
                {
                    **given(card),
                    "may_undo": is_specialist
                    and card.source == "paper"
                    and card.may_be_undone(at=request.at, answers=figures),
                    "may_state": is_specialist and card.undone_at is None and card.statement is None,
                }
                for card in answers
                if card.referral_id == one.id
            ],
            "participation": parts.get(one.id),
            "ended": wording.ENDS.get(parts[one.id].end_reason, "") if one.id in parts else "",
            "may_answer": is_specialist and one.state in answering.OPEN,
        }
        for one in referrals
    ]
    context = {
        "case": case,
        "person": identity.person(case.person_id),
        "rows": rows,
        "tasks": [
            (wording.TASKS[one.kind], one, wording.VERDICTS.get(one.verdict, ""))
            for one in tasks.tasks_of(case.id)
        ],
        "may_end": acting(request).role in {Role.SPECIALIST, Role.HEAD},
        "may_follow": acting(request).role in {Role.SPECIALIST, Role.HEAD} and following.may_follow(case.id),
        "key": uuid4(),
    }
    return draw(request, "outcome", context)


def _place(card: PlaceCard | None) -> str:
    return f"{card.title(language())}, {card.organisation}" if card else ""


def given(card: AnswerCard) -> dict[str, Any]:
    """An answer in words."""
    return {
        "card": card,
        "name": wording.ANSWERS[card.kind],
        "reason": wording.reason(card.kind, card.reason),
        "source": wording.SOURCES[card.source],
        "said_where": wording.SOURCES[card.statement.source] if card.statement else "",
    }


@staff(Role.SPECIALIST)
def coupon(request: Request, application_id: UUID, referral_id: UUID) -> HttpResponse:
    """Key in the answer of a paper coupon."""
    case, first = opened(request, application_id, "coupon")
    if first is not None:
        return first
    card = _referral(case, referral_id)
    form, sent = answered(CouponForm, request)
    if sent:
        answering.answer(form.said(), referral_id=card.id, key=key_of(request))
        messages.success(request, gettext("The answer is written down."))
        return redirect("desk:outcome", application_id=case.id)
    return draw(request, "coupon", {"case": case, "form": form, "card": card, **_kept(request)})


@posted("desk:outcome", "application_id")
@staff(Role.SPECIALIST)
def answer_undo(request: Request, application_id: UUID, answer_id: UUID) -> HttpResponse:
    """Take a coupon's answer back that was keyed in wrongly."""
    case = case_or_404(application_id)
    request.both_texts = lambda: state_texts(request, application_id)  # type: ignore[attr-defined]
    if request.refusal is not None:
        messages.info(request, request.refusal.words(language()))
        return redirect("desk:outcome", application_id=case.id)
    _answer(case, answer_id)
    answering.undo(answer_id=answer_id, key=key_of(request))
    messages.success(request, gettext("The answer is taken back."))
    return redirect("desk:outcome", application_id=case.id)


@staff(Role.SPECIALIST)
def statement(request: Request, application_id: UUID, answer_id: UUID) -> HttpResponse:
    """Write down what the person says to an answer, at the counter."""
    case, first = opened(request, application_id, "person's word")
    if first is not None:
        return first
    card = _answer(case, answer_id)
    form, sent = answered(PersonsWordForm, request)
    if sent:
        agrees, words = form.cleaned_data["agrees"] == "yes", form.cleaned_data["words"]
        stating.state(answer_id=answer_id, agrees=agrees, words=words, key=key_of(request))
        messages.success(request, gettext("The person's word is written down."))
        return redirect("desk:outcome", application_id=case.id)
    return draw(request, "persons_word", {"case": case, "form": form, "one": given(card), **_kept(request)})


@staff(Role.SPECIALIST, Role.HEAD)
def participation(request: Request, application_id: UUID, participation_id: UUID) -> HttpResponse:
    """Write down the end of a participation."""
    case, first = opened(request, application_id, "participation")
    if first is not None:
        return first
    card = participating.participation(participation_id)
    if card is None or card.application_id != case.id:
        raise Http404
    form, sent = answered(EndForm, request)
    if sent:
        participating.end(participation_id=card.id, **form.cleaned_data)
        messages.success(request, gettext("The end of participation is written down."))
        return redirect("desk:outcome", application_id=case.id)
    return draw(request, "participation", {"case": case, "form": form, "card": card})


def _referral(case: ApplicationCard, referral_id: UUID) -> ReferralCard:
    for one in queries.referrals_of(case.id):
        if one.id == referral_id:
            return one
    raise Http404


def _answer(case: ApplicationCard, answer_id: UUID) -> AnswerCard:
    for one in outcomes.answers_of(case.id):
        if one.id == answer_id:
            return one
    raise Http404


def _kept(request: Request) -> dict[str, Any]:
    """The key of the page that was sent, so that sending it again after an error is still once."""
    return {"key": request.POST["key"]} if request.POST.get("key") else {}
