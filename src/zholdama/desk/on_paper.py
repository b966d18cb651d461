"""What a person brings on paper: an application keyed in with its scan, and further scans of a case."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications import actions as applying
from zholdama.applications import scanning
from zholdama.desk.counter import own_ticket, package_of, shown_at_visit
from zholdama.desk.forms import PACKAGE
from zholdama.desk.pages import answered, draw, key_of
from zholdama.desk.scan_forms import PaperRegisterForm, ScanForm
from zholdama.desk.standing import case_or_404
from zholdama.identity import queries as identity
from zholdama.passport import edition as editions


@staff(Role.SPECIALIST)
def register(request: Request, ticket_id: UUID) -> HttpResponse:
    """Key in an application that was brought on paper; its scan lies with the case (P7)."""
    card = own_ticket(ticket_id)
    if card.person_id is None or card.state != "serving":
        return redirect("desk:ticket", ticket_id=ticket_id)
    form, sent = answered(PaperRegisterForm, request, edition=editions.current())
    if sent:
        shown = shown_at_visit(request, card, identity.documents(card.person_id))
        answers = {name: form.cleaned_data.get(name, "") for name in (*PACKAGE, "scan")}
        applying.register(package_of(card, shown, form="paper", **answers), key=key_of(request))
        return redirect("desk:ticket", ticket_id=ticket_id)
    kept = {"key": request.POST["key"]} if request.POST.get("key") else {}
    return draw(request, "register_paper", {"form": form, "ticket": card, **kept})


@staff(Role.SPECIALIST)
def scan(request: Request, application_id: UUID) -> HttpResponse:
    """One more scan for a case."""
    case = case_or_404(application_id)
    form, sent = answered(ScanForm, request)
    if sent:
        scanning.add_scan(application_id=application_id, scan=form.cleaned_data["scan"])
        messages.success(request, gettext("The scan is with the case: %(number)s") % {"number": case.number})
        return redirect("desk:case", application_id=application_id)
    return draw(request, "scan", {"form": form, "case": case})
