"""The head gives an open case to a specialist who serves today."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications import actions
from zholdama.desk.pages import answered, draw, version_of
from zholdama.desk.standing import case_or_404, state_texts
from zholdama.desk.work_forms import AssignForm
from zholdama.ledger.work import tenant
from zholdama.providers import queries as providers
from zholdama.working_time.zone import ALMATY


@staff(Role.HEAD)
def assign(request: Request, application_id: UUID) -> HttpResponse:
    """To whom the case goes; its due time stays."""
    case = case_or_404(application_id)
    request.both_texts = lambda: state_texts(request, application_id)  # type: ignore[attr-defined]
    people = providers.specialists(tenant(), on=request.at.astimezone(ALMATY).date())
    others = [(str(one.id), one.name) for one in people if one.id != case.specialist_id]
    form, sent = answered(AssignForm, request, people=others)
    if sent:
        to = UUID(form.cleaned_data["staff"])
        actions.assign(application_id=application_id, version=version_of(request), staff_id=to)
        messages.success(request, gettext("Given to a specialist: %(number)s") % {"number": case.number})
        return redirect("desk:work")
    return draw(request, "assign", {"form": form, "case": case, "nobody": not others})
