"""Taking an application back: the person decides, the provider's chain records it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zholdama.access.doors import citizen
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications.lifecycle import APPLICATION
from zholdama.applications.queries import ApplicationCard
from zholdama.ledger.work import Login, work
from zholdama.portal.cabinet import own
from zholdama.portal.furniture import citizen_of, is_citizen, page, person_of
from zholdama.portal.refused import words
from zholdama.referrals import drafting
from zholdama.refusals import Refused


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Request, *, application_id: UUID) -> HttpResponse:
    """Ask first; then one unit of work to see whose it is, and one of the provider's in which the step is taken.

    The provider's rows (a reserved place, the clock) change with it, and a citizen's own unit may not touch those.
    """
    if request.method == "POST" and is_citizen(request):
        with work(login=Login.CITIZEN, by=citizen_of(request), at=request.at, person=person_of(request)):
            case = own(request, application_id)
        try:
            _take_back(request, case)
        except Refused as refused:
            request.refusal = refused
        else:
            return redirect("portal:application", application_id=case.id)
    answer: HttpResponse = confirm(request, application_id=application_id)
    return answer


def _take_back(request: Request, case: ApplicationCard) -> None:
    if case.state == "withdrawn":
        return  # sent twice: what was asked for is done
    with work(login=Login.STAFF, by=citizen_of(request), at=request.at, provider=case.provider_id):
        drafting.withdraw(application_id=case.id)


@citizen
def confirm(request: Request, *, application_id: UUID) -> HttpResponse:
    """What is about to happen, and the button."""
    case = own(request, application_id)
    back = reverse("portal:application", kwargs={"application_id": case.id})
    if request.method != "POST" and "withdraw" not in APPLICATION.open_to(
        state=case.state, role=Role.CITIZEN
    ):
        return redirect(back)
    refused: Refused | None = request.refusal
    context = {"case": case, "back": back, "errors": [{"text": words(refused)}] if refused else []}
    return page(request, "withdraw", context, status=409 if refused else 200)
