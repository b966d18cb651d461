"""Why a member of staff may open a case: it is open, or a reason was stated, which the record keeps.

A stated reason holds for half an hour, for one case and for the session in which it was stated.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect

from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.applications.lifecycle import APPLICATION
from zholdama.applications.queries import ApplicationCard
from zholdama.desk.pages import answered, draw
from zholdama.desk.standing import READERS, case_or_404
from zholdama.desk.work_forms import ReasonForm

HOLDS = timedelta(minutes=30)
KEPT = "reasons"
"""Where a session keeps stated reasons: case -> [reason, until]."""
_MOST = 20


def reason_of(request: Request, case: ApplicationCard) -> str | None:
    """The reason to write down: empty for an open case, None where one has to be stated first."""
    if case.state not in APPLICATION.final:
        return ""
    reason, until = request.session.get(KEPT, {}).get(str(case.id), ("", ""))
    return reason if until and request.at < datetime.fromisoformat(until) else None


@staff(*READERS)
def state_reason(request: Request, application_id: UUID) -> HttpResponse:
    """Ask why a case that is over is opened; the answer leads to it."""
    case = case_or_404(application_id)
    form, sent = answered(ReasonForm, request)
    if not sent:
        return draw(request, "reason", {"form": form, "case": case})
    kept = dict(list(request.session.get(KEPT, {}).items())[1 - _MOST :])
    kept[str(case.id)] = [form.cleaned_data["reason"], (request.at + HOLDS).isoformat()]
    request.session[KEPT] = kept
    return redirect("desk:case", application_id=application_id)
