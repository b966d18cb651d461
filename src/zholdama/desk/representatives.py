"""The legal representative at the counter: identified like anybody else, with the ground shown."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications import representing
from zholdama.desk.counter import own_ticket, shown_at_visit
from zholdama.desk.identifying import asked, stated
from zholdama.desk.pages import answered, draw, key_of
from zholdama.desk.scan_forms import RepresentativeForm
from zholdama.desk.words import ANSWERS
from zholdama.identity import actions as identity
from zholdama.identity import queries as people
from zholdama.passport import edition as editions
from zholdama.ui.language import retyped


@staff(Role.SPECIALIST)
def representative(request: Request, ticket_id: UUID) -> HttpResponse:
    """Who applies for the person at the counter, and on which ground."""
    card = own_ticket(ticket_id)
    if card.person_id is None or card.state != "serving":
        return redirect("desk:ticket", ticket_id=ticket_id)
    arguments: dict[str, Any] = {
        "at": request.at,
        "edition": editions.current(),
        "names": request.POST.get("names") == "1",
    }
    form, sent = answered(RepresentativeForm, request, **arguments)
    about: dict[str, Any] = {"ticket": card, "person": people.person(card.person_id)}
    if request.POST.get("key"):
        about["key"] = request.POST["key"]
    if not sent:
        return draw(request, "representative", {**about, "form": form, "names": arguments["names"]})
    answers = {"kandas": "", **form.cleaned_data}
    register = asked(request, answers["iin"])
    facts = stated(register, answers, names=arguments["names"])
    if facts is None:
        form = retyped(RepresentativeForm, request, **{**arguments, "names": True})
        silent = ANSWERS[register.state] if answers["iin"] else ""
        return draw(request, "representative", {**about, "form": form, "names": True, "silent": silent})
    reading = answers["number_reading"]
    representative_id = identity.meet(facts, ticket_id=ticket_id, screen="representative", document=reading)
    document_id = identity.keep_document(
        person_id=representative_id,
        reading=reading,
        issued_on=answers["issued_on"],
        expires_on=answers["expires_on"],
        source="shown",
    )
    shown = shown_at_visit(request, card, people.documents(card.person_id))
    representing.represent(
        representing.Represented(
            person_id=card.person_id,
            representative_id=representative_id,
            identity_document_id=document_id,
            ground=answers["ground"],
            document_number=answers["ground_number"],
            document_date=answers["ground_date"],
            incapable=answers["incapable"] or shown.get("incapable") == "1",
        ),
        ticket_id=ticket_id,
        key=key_of(request),
    )
    messages.success(request, gettext("The legal representative is written down. Go on with the package."))
    return redirect("desk:ticket", ticket_id=ticket_id)
