"""Tasks of the provider's specialists, the next place, and the count of what became of referrals."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications import queries as applications
from zholdama.desk.outcome_forms import NextPlaceForm, PeriodForm, TaskForm
from zholdama.desk.outcomes import given, opened
from zholdama.desk.pages import acting, answered, draw, language, version_of
from zholdama.desk.standing import READERS
from zholdama.ledger.work import tenant
from zholdama.passport import edition as editions
from zholdama.providers import queries as providers
from zholdama.referrals import correcting, following, outcomes, queries, tasks, wording
from zholdama.referrals.outcomes import BESIDE, ENDINGS
from zholdama.referrals.queries import ReferralCard
from zholdama.referrals.rules import local_day
from zholdama.referrals.tasks import TaskCard
from zholdama.working_time.zone import ALMATY

DOERS = (Role.SPECIALIST, Role.HEAD)


@require_safe
@staff(*READERS)
def tasks_page(request: Request) -> HttpResponse:
    """What is to be done, the earliest due first; the own cases are marked."""
    found = tasks.open_tasks(tenant())
    cases = applications.applications(tenant(), {one.application_id for one in found})
    me, names = acting(request).staff_id, providers.staff_names(tenant())
    rows = []
    for one in found:
        owner = cases[one.application_id].specialist_id
        rows.append(
            {
                "card": one,
                "name": wording.TASKS[one.kind],
                "number": cases[one.application_id].number,
                "late": one.due_at is not None and request.at > one.due_at,
                "specialist": names.get(owner, "") if owner else "",
                "own": owner is not None and owner == me,
            }
        )
    return draw(request, "tasks", {"rows": rows, "may": acting(request).role in DOERS})


@staff(*DOERS)
def task(request: Request, task_id: UUID) -> HttpResponse:
    """One task with what it is about: both versions of a dispute; and what was done."""
    card = tasks.task(task_id)
    if card is None:
        raise Http404
    case, first = opened(request, card.application_id, "task")
    if first is not None:
        return first
    form, sent = answered(TaskForm, request, dispute=card.kind == "disputed")
    if sent:
        tasks.finish(task_id=card.id, **form.cleaned_data)
        messages.success(request, gettext("The task is done."))
        return redirect("desk:tasks")
    about = [one for one in outcomes.answers_of(case.id) if one.referral_id == card.referral_id]
    return draw(
        request,
        "task",
        {**_about(card), "case": case, "form": form, "answers": [given(one) for one in about]},
    )


def _about(card: TaskCard) -> dict[str, Any]:
    next_place = card.kind != "disputed" and following.may_follow(card.application_id)
    return {"card": card, "name": wording.TASKS[card.kind], "may_follow": next_place}


@staff(*DOERS)
def next_place(request: Request, application_id: UUID) -> HttpResponse:
    """The next suitable places, one press each; the head signs the new referral."""
    case, first = opened(request, application_id, "next place")
    if first is not None:
        return first
    old = queries.referrals_of(case.id)[-1:]
    besides = old[0].place_id if old and old[0].state != "expired" else None
    places = following.next_places(case, on=local_day(request.at), besides=besides)
    why = _why(case.id, old[0]) if old else ""
    form, sent = answered(NextPlaceForm, request, places=places, initial={"reason": why})
    if sent:
        asked = correcting.Asked(kind="next", reason=form.cleaned_data["reason"], place_id=form.place_id())
        correcting.ask(asked, application_id=case.id, version=version_of(request))
        messages.success(request, gettext("Asked for. A head who is somebody else signs it."))
        return redirect("desk:correct", application_id=case.id)
    context = {
        "case": case,
        "form": form,
        "places": places,
        "version": request.POST.get("version") or case.version,
        "may": following.may_follow(case.id),
    }
    return draw(request, "next_place", context)


def _why(application_id: UUID, old: ReferralCard) -> str:
    """Why the last referral came to nothing, as the record has it, to begin with."""
    if old.state == "withdrawn":
        asked = [one for one in queries.corrections_of(application_id) if one.referral_id == old.id]
        return asked[-1].reason if asked else ""
    about = [one for one in outcomes.answers_of(application_id) if one.referral_id == old.id]
    left = [one for one in about if one.undone_at is None]
    if not left:
        return gettext("The employer has not answered") if old.state == "expired" else ""
    last = left[-1]
    parts = (str(wording.ANSWERS[last.kind]), str(wording.reason(last.kind, last.reason)), last.note)
    return ": ".join(part for part in parts if part)


@require_safe
@staff(Role.SUPERVISOR, Role.HEAD)
def outcome_counts(request: Request) -> HttpResponse:
    """What became of the provider's referrals, per measure and organisation."""
    return _counts(request, tenant())


@require_safe
@staff(Role.AUDITOR)
def audit_outcomes(request: Request, provider_id: UUID) -> HttpResponse:
    """The same for the auditor, at any provider."""
    card = next((one for one in providers.all_providers() if one.id == provider_id), None)
    if card is None:
        raise Http404
    return _counts(request, provider_id, name=card.name(language()))


def _counts(request: Request, provider_id: UUID, *, name: str = "") -> HttpResponse:
    today = local_day(request.at)
    first, last = today.replace(day=1), today
    form = PeriodForm(initial={"since": first, "until": last})
    if "since-day" in request.GET:
        form = PeriodForm(data=request.GET)
        if form.is_valid():
            first, last = form.period()
    rows = outcomes.outcomes(
        since=_midnight(first), until=_midnight(last + timedelta(days=1)), provider_id=provider_id
    )
    spoken, measures = language(), sorted({row.measure for row in rows})
    names = {one.id: one.name.in_language(spoken) for one in editions.current().measures}
    columns = ("issued", *ENDINGS, *BESIDE)

    def line(title: str, counts: dict[str, int]) -> dict[str, Any]:
        return {"title": title, "counts": [counts[column] for column in columns]}

    context = {
        "form": form,
        "name": name,
        "columns": [wording.OUTCOMES[column] for column in columns],
        "whole": line(gettext("All measures"), outcomes.totals(rows)),
        "measures": [
            line(names.get(one, one), outcomes.totals(row for row in rows if row.measure == one))
            for one in measures
        ],
        "organisations": [
            line(
                f"{row.organisation}, {names.get(row.measure, row.measure)}",
                {"issued": row.issued, **row.counts},
            )
            for row in rows
        ],
        "first": first,
        "last": last,
    }
    return draw(request, "outcome_counts", context)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ALMATY)
