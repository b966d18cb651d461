"""Entering a paper that was filled in without power: its times, the person, the package, the scan."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from zholdama.acceptance import entering
from zholdama.acceptance.queries import NumberCard
from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications.packages import Package
from zholdama.applications.representing import Represented
from zholdama.desk.forms import PACKAGE
from zholdama.desk.identifying import asked, stated
from zholdama.desk.packs import number_or_404
from zholdama.desk.pages import answered, draw, key_of
from zholdama.desk.paper_forms import LateEntryForm
from zholdama.desk.scan_forms import RepresentativeForm
from zholdama.identity import actions as identity
from zholdama.identity.actions import PersonFacts
from zholdama.passport import edition as editions
from zholdama.ui.language import retyped


@staff(Role.SPECIALIST)
def enter(request: Request, number_id: UUID) -> HttpResponse:
    """Enter a used paper; both its times and the time of entry are kept."""
    card = number_or_404(number_id)
    page = _Page(request, card, LateEntryForm, "late_entry")
    if not page.sent:
        return page.drawn()
    if page.facts is None:
        return page.asking_names()
    answers = page.answers
    person_id, document_id = page.met()
    kandas = answers.get("kandas_reading")
    kandas_id = _kept(person_id, kandas) if kandas is not None else None
    package = Package(
        ticket_id=None,
        identity_document_id=document_id,
        kandas_document_id=kandas_id,
        registry=page.register.state,
        form="paper",
        incapable=page.facts.incapable,
        **{name: answers.get(name, "") for name in (*PACKAGE, "scan")},
    )
    registered = entering.enter(
        entering.PaperEntry(
            number_id=number_id,
            person_id=person_id,
            package=package,
            times=page.form.times(),
            represented=_represented(request, card, person_id),
        ),
        key=key_of(request),
    )
    request.session.pop("representative_on_paper", None)
    messages.success(request, gettext("Entered: %(number)s") % {"number": registered.number})
    return redirect("desk:case", application_id=registered.application_id)


@staff(Role.SPECIALIST)
def representative(request: Request, number_id: UUID) -> HttpResponse:
    """Who applied for the person on this paper; kept with the session until the paper itself is entered."""
    card = number_or_404(number_id)
    page = _Page(request, card, RepresentativeForm, "late_representative")
    if not page.sent:
        return page.drawn()
    if page.facts is None:
        return page.asking_names()
    representative_id, document_id = page.met()
    request.session["representative_on_paper"] = {
        "number": str(number_id),
        "representative": str(representative_id),
        "document": str(document_id),
        "ground": page.answers["ground"],
        "ground_number": page.answers["ground_number"],
        "ground_date": page.answers["ground_date"].isoformat(),
        "incapable": page.answers["incapable"],
    }
    messages.success(request, gettext("The legal representative is noted. Enter the paper now."))
    return redirect("desk:late_entry", number_id=number_id)


class _Page:
    """A form that says who somebody is, in its two rounds: what the register knows, then names from the document."""

    def __init__(self, request: Request, card: NumberCard, form_class: Any, template: str) -> None:
        self.request, self.card, self.template, self.form_class = request, card, template, form_class
        self.arguments: dict[str, Any] = {
            "at": request.at,
            "edition": editions.current(),
            "names": request.POST.get("names") == "1",
        }
        self.form, self.sent = answered(form_class, request, **self.arguments)
        self.answers: dict[str, Any] = {}
        self.facts: PersonFacts | None = None
        if self.sent:
            self.answers = {"kandas": "", **self.form.cleaned_data}
            self.register = asked(request, self.answers["iin"])
            self.facts = stated(self.register, self.answers, names=self.arguments["names"])

    def drawn(self, **more: Any) -> HttpResponse:
        context = {"number": self.card, "form": self.form, "names": self.arguments["names"], **more}
        if self.request.POST.get("key"):
            context["key"] = self.request.POST["key"]
        return draw(self.request, self.template, context)

    def asking_names(self) -> HttpResponse:
        form = retyped(self.form_class, self.request, **{**self.arguments, "names": True})
        return self.drawn(form=form, names=True)

    def met(self) -> tuple[UUID, UUID]:
        """(person, document) of whom the paper names; the paper's number is the ground, and is recorded."""
        assert self.facts is not None
        reading = self.answers["number_reading"]
        person_id = identity.meet(
            self.facts, ticket_id=None, screen="late entry", document=reading, reason=self.card.number
        )
        dates = {name: self.answers[name] for name in ("issued_on", "expires_on")}
        return person_id, _kept(person_id, reading, **dates)


def _kept(person_id: UUID, reading: Any, **dates: date | None) -> UUID:
    both = {"issued_on": None, "expires_on": None, **dates}
    return identity.keep_document(person_id=person_id, reading=reading, source="shown", **both)


def _represented(request: Request, card: NumberCard, person_id: UUID) -> Represented | None:
    kept = request.session.get("representative_on_paper") or {}
    if kept.get("number") != str(card.id):
        return None
    return Represented(
        person_id=person_id,
        representative_id=UUID(kept["representative"]),
        identity_document_id=UUID(kept["document"]),
        ground=kept["ground"],
        document_number=kept["ground_number"],
        document_date=date.fromisoformat(kept["ground_date"]),
        incapable=kept["incapable"],
    )
