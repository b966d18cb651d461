"""Finding a case by its number, or a person's cases by IIN for a reason that is written down."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.applications import queries as applications
from zholdama.desk.forms import IinSearchForm, NumberForm
from zholdama.desk.home import case_rows
from zholdama.desk.pages import answered, draw
from zholdama.desk.standing import READERS
from zholdama.identity import actions as identity
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
            found = applications.by_number(tenant(), by_number.cleaned_data["number"].strip().upper())
            if found is not None:
                return redirect("desk:case", application_id=found.id)
            by_number.add_error(
                "number", gettext("There is no case with this number here. Compare it with the receipt.")
            )
    elif asked == "iin":
        by_iin, sent = answered(IinSearchForm, request, at=request.at)
        if sent:
            context["rows"] = _rows(request, by_iin)
            by_iin = retyped(IinSearchForm, request, at=request.at)
    form = by_number if asked == "number" else by_iin
    return draw(request, "search", {"by_number": by_number, "by_iin": by_iin, "form": form, **context})


def _rows(request: Request, form: IinSearchForm) -> list[dict[str, Any]]:
    person_id = identity.search(iin=form.cleaned_data["iin"], reason=form.cleaned_data["reason"])
    if person_id is None:
        return []
    return case_rows(request, tenant(), applications.of_person(person_id))
