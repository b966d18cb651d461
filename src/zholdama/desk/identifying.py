"""Who stands at the counter: by document, register and, where the register is silent, by what the document says."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.desk.counter import own_ticket, screen
from zholdama.desk.identity_forms import IdentifyForm, in_words
from zholdama.desk.pages import answered
from zholdama.desk.words import ANSWERS
from zholdama.identity import actions as identity
from zholdama.identity import duplicates
from zholdama.identity.actions import PersonFacts
from zholdama.identity.registry import RegisteredDocument, RegistryAnswer, registry, trusted
from zholdama.identity.rules import DocumentReading, read_document
from zholdama.passport import edition as editions
from zholdama.reception import actions as reception
from zholdama.ui.language import retyped


@staff(Role.SPECIALIST)
def identify(request: Request, ticket_id: UUID) -> HttpResponse:
    """Take the document, ask the register, and write down who is served on this ticket."""
    card = own_ticket(ticket_id)
    if request.method != "POST":
        return redirect("desk:ticket", ticket_id=ticket_id)
    arguments: dict[str, Any] = {
        "at": request.at,
        "edition": editions.current(),
        "names": request.POST.get("names") == "1",
    }
    form, sent = answered(IdentifyForm, request, **arguments)
    if not sent:
        return screen(request, card, form=form, names=arguments["names"])
    answers = form.cleaned_data
    register = asked(request, answers["iin"])
    facts = stated(register, answers, names=arguments["names"])
    if facts is None:
        arguments["names"] = True
        form = retyped(IdentifyForm, request, **arguments)
        silent = ANSWERS[register.state] if answers["iin"] else ""
        return screen(request, card, form=form, names=True, silent=silent, source=register.source)
    if facts.is_kandas and not answers["kandas"].strip():
        form.add_error("kandas", _needs_certificate())
        return screen(request, card, form=form, names=arguments["names"])
    shown = _shown(form, register)
    if shown is None:
        return screen(request, card, form=form, names=arguments["names"])
    _meet(request, ticket_id, facts, answers, register, shown)
    for warning in form.warnings:
        messages.info(request, warning)
    return redirect("desk:ticket", ticket_id=ticket_id)


def asked(request: Request, iin: str) -> RegistryAnswer:
    """What the register says about this IIN; without one it is not asked."""
    if not iin:
        return RegistryAnswer(state="not_checked", person=None, source="", at=request.at)
    return trusted(registry().person(iin=iin, at=request.at), iin=iin)


def stated(answer: RegistryAnswer, answers: dict[str, Any], *, names: bool) -> PersonFacts | None:
    """The register's facts; else what was typed from the document; None where that has not been typed yet."""
    if answer.state == "found":
        return PersonFacts.from_register(answer)
    if not names:
        return None
    return PersonFacts(
        iin=answers["iin"] or None,
        surname=answers["surname"],
        given_name=answers["given_name"],
        patronymic=answers["patronymic"],
        birth_date=answers["birth_date"],
        sex=answers["sex"],
        is_kandas=bool(answers["kandas"].strip()),
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """The document that lies on the counter, as typed or as the register names it."""

    reading: DocumentReading
    issued_on: date | None
    expires_on: date | None


def _shown(form: IdentifyForm, register: RegistryAnswer) -> _Shown | None:
    """The shown document; None where it has still to be typed, or is not good: the form says why."""
    answers, named = form.cleaned_data, _named(register, form.cleaned_data["document"])
    if "number_reading" in answers:
        reading = answers["number_reading"]
        if named is not None and named.number != reading.number:
            form.warnings.append(
                gettext("The register names another number of this document. Compare it once more.")
            )
        return _Shown(reading, answers["issued_on"], answers["expires_on"])
    if named is None:
        form.add_error("number", gettext("The register names no such document. Type its number."))
        return None
    reading = read_document(
        named.kind, named.number, issued_on=named.issued_on, expires_on=named.expires_on, at=form.at
    )
    if reading.words is not None:
        form.add_error("number", in_words(reading.words))
        return None
    return _Shown(reading, named.issued_on, named.expires_on)


def _named(register: RegistryAnswer, kind: str) -> RegisteredDocument | None:
    """The newest document of this kind that the register names."""
    held = register.person.documents if register.state == "found" and register.person else ()
    found = [one for one in held if one.kind == kind]
    return max(found, key=lambda one: one.issued_on or date.min, default=None)


def _needs_certificate() -> str:
    return gettext(
        "The register says that this person is a kandas. Ask for the kandas certificate and type its number."
    )


def _meet(
    request: Request,
    ticket_id: UUID,
    facts: PersonFacts,
    answers: dict[str, Any],
    register: RegistryAnswer,
    shown: _Shown,
) -> None:
    person_id = identity.meet(facts, ticket_id=ticket_id, screen="counter", document=shown.reading)
    document_id = identity.keep_document(
        person_id=person_id,
        reading=shown.reading,
        issued_on=shown.issued_on,
        expires_on=shown.expires_on,
        source="shown",
    )
    kandas_id = ""
    if "kandas_reading" in answers:
        kandas_id = str(
            identity.keep_document(
                person_id=person_id,
                reading=answers["kandas_reading"],
                issued_on=None,
                expires_on=None,
                source="shown",
            )
        )
    duplicates.look_for(person_id)
    reception.identify(ticket_id=ticket_id, person_id=person_id, document_id=document_id)
    request.session["identified"] = {
        "ticket": str(ticket_id),
        "document": str(document_id),
        "kandas": kandas_id,
        "registry": register.state,
        "incapable": "1" if register.person and register.person.incapable else "",
    }
