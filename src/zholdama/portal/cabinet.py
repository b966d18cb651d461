"""The cabinet: a person's applications, and each one with its receipt, steps, due time and documents."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zholdama.access.doors import citizen
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications import contact, drafts
from zholdama.applications import queries as applications
from zholdama.applications.confirming import confirmed_basis
from zholdama.applications.lifecycle import APPLICATION
from zholdama.applications.queries import ApplicationCard
from zholdama.clocks import queries as clocks
from zholdama.clocks.rules import Clock, Kind
from zholdama.ledger import queries as ledger
from zholdama.notifications import queries as notifications
from zholdama.papers import queries as papers
from zholdama.passport import edition as editions
from zholdama.portal import words
from zholdama.portal.explanation import Explanation, explain
from zholdama.portal.furniture import language, page, person_of
from zholdama.portal.schedule_rows import rows
from zholdama.providers import queries as providers
from zholdama.referrals import hearing, outcomes, wording
from zholdama.referrals import queries as referrals
from zholdama.referrals.outcomes import AnswerCard
from zholdama.signatures import queries as signatures
from zholdama.signatures import words as verdict_words

DECIDED = ("decided_positively", "refused")


@never_cache
@require_safe
@citizen
def cabinet(request: Request) -> HttpResponse:
    """All applications of the person, the newest first, and what there is to know."""
    person_id: UUID = person_of(request)
    mine = applications.of_person(person_id)
    notices = [
        (words.NOTICES.get(one.kind, words.OTHER_NOTICE), one.at, one.application_id, one.number)
        for one in notifications.notices_of(person_id, limit=10)
        if one.number
    ]
    context = {
        "cases": [_line(one) for one in mine],
        "notices": notices,
        "draft": drafts.draft_of(person_id) is not None,
    }
    return page(request, "cabinet", context)


def _line(one: ApplicationCard) -> dict[str, object]:
    state, colour = words.STATES[one.state]
    return {
        "number": one.number,
        "href": reverse("portal:application", kwargs={"application_id": one.id}),
        "measure": editions.load(one.edition).measure(one.measure).name.in_language(language()),
        "state": state,
        "colour": colour,
        "due": one.due_at,
        "next": words.NEXT[one.state],
    }


def own(request: Request, application_id: UUID) -> ApplicationCard:
    """The person's own application; a foreign one and one that never was are the same 404."""
    found = applications.application(application_id)
    if found is None or found.person_id != person_of(request):
        raise Http404
    return found


@never_cache
@require_safe
@citizen
def application(request: Request, *, application_id: UUID) -> HttpResponse:
    """One application: number, state, due time, who acts next, every step, every document."""
    case = own(request, application_id)
    edition = editions.load(case.edition)
    state, colour = words.STATES[case.state]
    kind = Kind.PORTAL if case.channel == "portal" else Kind.RESULT
    clock = clocks.clocks_of(case.provider_id, [case.id]).get((case.id, kind))
    found = _explained(clock)
    shown = papers.papers_of(case.id)
    results = [one for one in shown if one.kind in words.RESULTS]
    context = {
        "case": case,
        "centre": providers.provider(case.provider_id).name(language()),
        "measure": edition.measure(case.measure).name.in_language(language()),
        "channel": words.CHANNELS[case.channel],
        "state": state,
        "colour": colour,
        "next": words.NEXT[case.state],
        "clock": clock,
        "clock_state": _shape(clock, at=request.at),
        "found": found,
        "days": rows(found.days) if found else [],
        "steps": [
            (words.ACTS.get(one.act, words.OTHER_ACT), one.at)
            for one in ledger.steps_of(case.provider_id, [case.id])
        ],
        "results": [(words.PAPERS[one.kind], one.id) for one in results],
        "documents": [
            (words.PAPERS[one.kind], one.id)
            for one in shown
            if one.kind in words.PAPERS and one not in results
        ],
        "referrals": referrals.referrals_of(case.id),
        "answers": _answers(case) if any(one.kind == "referral" for one in results) else [],
        "refusal": _refusal(case),
        "hearing": _hearing(case, at=request.at),
        "signature": _signature(case),
        "may_withdraw": "withdraw" in APPLICATION.open_to(state=case.state, role=Role.CITIZEN),
        "back": reverse("portal:cabinet"),
    }
    return page(request, "application", context)


@require_POST
@citizen
def no_email(request: Request, *, application_id: UUID) -> HttpResponse:
    """The person takes his e-mail address back: nothing more is sent about this application."""
    contact.take_back_email(application_id=own(request, application_id).id)
    return redirect("portal:application", application_id=application_id)


def given(card: AnswerCard) -> dict[str, object]:
    """An answer as the person's page shows it."""
    return {
        "card": card,
        "name": wording.ANSWERS[card.kind],
        "reason": wording.reason(card.kind, card.reason),
    }


def _answers(case: ApplicationCard) -> list[dict[str, object]]:
    """What the employer has answered and what the person says to it; an answer taken back is not shown."""
    return [given(one) for one in outcomes.answers_of(case.id) if one.undone_at is None]


def _explained(clock: Clock | None) -> Explanation | None:
    if clock is None:
        return None
    return explain(clock, calendar=clocks.calendar_by_hash(clock.calendar_hash))


def _shape(clock: Clock | None, *, at: datetime) -> str:
    if clock is None or clock.due_at is None:
        return "pending"
    if clock.stopped_at is not None:
        return "kept" if clock.kept else "missed"
    return "late" if at > clock.due_at else "calm"


def _signature(case: ApplicationCard) -> dict[str, object] | None:
    """The newest verdict on the person's own signature, in words; None for a package at the counter."""
    found = [one for one in signatures.verdicts_of(case.provider_id, case.id) if one.purpose == "application"]
    if not found:
        return None
    last = found[-1]
    ending, reason = ("", "") if last.verdict == "valid" else signatures.ending_of(case.id, "application")
    name, colour = words.SIGNATURES[last.verdict]
    return {
        "name": name,
        "colour": colour,
        "open": last.verdict == "undetermined" and not ending,
        "accepted": ending == "accepted",
        "reason": reason,
        "ended": case.state == "not_signed",
        "why": [verdict_words.text(code, language()) for code in last.reasons.split()],
    }


def _hearing(case: ApplicationCard, *, at: datetime) -> dict[str, object] | None:
    """The intended refusal that the person was told of, as long as nothing is decided."""
    if "answer_refusal" not in APPLICATION.open_to(state=case.state, role=Role.CITIZEN):
        return None
    card = hearing.of_case(case.provider_id, case.id)
    if card is None:
        return None
    reason = editions.load(case.edition).refusal_reason(card.reason)
    return {
        "reason": reason.text.in_language(language()),
        "basis": reason.basis.in_language(language()),
        "remedy": reason.remedy.in_language(language()),
        "card": card,
        "open": card.answered_at is None,
        "late": at >= card.due_at,
    }


def _refusal(case: ApplicationCard) -> dict[str, object] | None:
    if case.decision != "refused" or case.delivered_at is None:
        return None
    edition = editions.load(case.edition)
    reason = edition.refusal_reason(case.refusal_reason)
    basis = confirmed_basis(edition.id, reason.id)
    return {
        "reason": reason.text.in_language(language()),
        "basis": basis or reason.basis.in_language(language()),
        "confirmed": bool(basis),
        "fact": case.refusal_fact,
        "remedy": reason.remedy.in_language(language()),
        "days": edition.terms.complaint_working_days,
    }
