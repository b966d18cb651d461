"""The work list: the provider's open cases by due time, filtered, searched, a page at a time.

What is asked for goes by POST, since names and IINs stand in no address; filters stay with the session, so that
every act leads back to the list as it was left.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect

from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.applications import queries as applications
from zholdama.applications import worklist
from zholdama.applications.queries import ApplicationCard
from zholdama.applications.worklist import After, Filters
from zholdama.desk.home import case_rows
from zholdama.desk.pages import acting, answered, draw, posted
from zholdama.desk.standing import READERS
from zholdama.desk.work_forms import FiltersForm, LookForm, case_number, iin
from zholdama.identity import queries as identity
from zholdama.ledger.work import tenant
from zholdama.ui.language import retyped

KEPT = "work-filters"
"""Where a session keeps its filters."""


@staff(*READERS)
def work_list(request: Request) -> HttpResponse:
    """The list under the kept filters; a POST looks for a number, an IIN or a name."""
    form, sent = answered(LookForm, request)
    context: dict[str, Any] = {"filters": FiltersForm(initial=request.session.get(KEPT, {}))}
    if sent:
        found = _found(form.cleaned_data["wanted"])
        if found.case is not None:
            return redirect("desk:case", application_id=found.case)
        context |= {"rows": case_rows(request, tenant(), found.cases), "many": found.many, "looked": True}
        return draw(request, "work", {**context, "form": retyped(LookForm, request)})
    page = worklist.page(
        tenant(), _filters(request), staff_id=acting(request).staff_id, after=_after(request.GET)
    )
    rows = case_rows(request, tenant(), page.cases)
    begun = "at" in request.GET or "after" in request.GET
    return draw(
        request, "work", {**context, "form": form, "rows": rows, "next": _address(page.next), "begun": begun}
    )


@posted("desk:work")
@staff(*READERS)
def filters(request: Request) -> HttpResponse:
    """Keep what this person wants to see; an unknown word changes nothing."""
    form = FiltersForm(data=request.POST)
    if form.is_valid():
        request.session[KEPT] = form.cleaned_data
    return redirect("desk:work")


def _filters(request: Request) -> Filters:
    return Filters(**request.session.get(KEPT, {}))


@dataclass(frozen=True, slots=True)
class _Found:
    """The case with the number asked for, or open cases of the people found; `many` when there were too many."""

    case: UUID | None = None
    cases: tuple[ApplicationCard, ...] = ()
    many: bool = False


def _found(wanted: str) -> _Found:
    if number := case_number(wanted):
        card = applications.by_number(tenant(), number)
        return _Found(case=card.id if card else None)
    if digits := iin(wanted):
        person_id = identity.met_by_iin(digits)
        return _Found(cases=worklist.of_people(tenant(), [person_id] if person_id else []))
    people = identity.named(tenant(), wanted)
    return _Found(
        cases=worklist.of_people(tenant(), people[: identity.MOST_FOUND]),
        many=len(people) > identity.MOST_FOUND,
    )


def _after(asked: Any) -> After | None:
    """Where the page before ended; an address that was typed wrong begins at the beginning."""
    try:
        case = UUID(asked["after"])
        moment = datetime.fromisoformat(asked["at"]) if asked.get("at") else None
    except (KeyError, ValueError):
        return None
    return None if moment is not None and moment.tzinfo is None else (moment, case)


def _address(after: After | None) -> str:
    if after is None:
        return ""
    due_at, case = after
    moment = due_at.isoformat().replace("+00:00", "Z") if due_at else ""
    return f"?at={moment}&after={case}"
