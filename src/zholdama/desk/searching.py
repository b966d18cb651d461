"""Finding a case by its number, or a person's cases by IIN for a reason that is written down."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from zholdama.acceptance import queries as acceptance
from zholdama.acceptance.queries import NumberCard
from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.applications import queries as applications
from zholdama.desk.forms import IinSearchForm, NumberForm
from zholdama.desk.home import case_rows
from zholdama.desk.pages import answered, draw
from zholdama.desk.standing import READERS
from zholdama.identity import actions as identity
from zholdama.identity import duplicates
from zholdama.ledger.work import tenant
from zholdama.ui.language import retyped


@staff(*READERS)
def search(request: Request) -> HttpResponse:
    """Two questions on one page, each with its own button; IINs never stand in an address."""
    asked = request.POST.get("by", "")
    by_number = NumberForm()
    by_iin = IinSearchForm(at=request.at)
    context: dict[str, Any] = {}
    if asked == "number":
        by_number, sent = answered(NumberForm, request)
        if sent:
            written = by_number.cleaned_data["number"].strip().upper()
            found = applications.by_number(tenant(), written)
            paper = None if found else acceptance.by_number(tenant(), written)
            case_id = found.id if found else paper.application_id if paper else None
            if case_id is not None:
                return redirect("desk:case", application_id=case_id)
            by_number.add_error("number", _nothing_issued(paper))
    elif asked == "iin":
        by_iin, sent = answered(IinSearchForm, request, at=request.at)
        if sent:
            context["rows"] = _rows(request, by_iin)
            by_iin = retyped(IinSearchForm, request, at=request.at)
    form = by_number if asked == "number" else by_iin
    return draw(request, "search", {"by_number": by_number, "by_iin": by_iin, "form": form, **context})


def _nothing_issued(paper: NumberCard | None) -> str:
    if paper is None:
        return gettext("There is no case with this number here. Compare it with the receipt.")
    if paper.state == "void":
        return gettext("This printed number is void. Nothing was issued under it.")
    return gettext("This number was printed in advance. Nothing has been issued under it.")


def _rows(request: Request, form: IinSearchForm) -> list[dict[str, Any]]:
    person_id = identity.search(iin=form.cleaned_data["iin"], reason=form.cleaned_data["reason"])
    if person_id is None:
        return []
    # Records that this provider takes for the same person are his too.
    records = (person_id, *duplicates.linked(person_id))
    found = [case for record in records for case in applications.of_person(record)]
    return case_rows(request, tenant(), tuple(found))
