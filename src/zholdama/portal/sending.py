"""Sending the signed application. However often the same form arrives, one case and one receipt come of it."""

import logging
from contextlib import AbstractContextManager
from uuid import UUID

from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from zholdama.access.middleware import CITIZEN_KEY
from zholdama.access.requests import Request
from zholdama.applications import drafts, submitting
from zholdama.applications import queries as applications
from zholdama.applications.drafts import DraftCard
from zholdama.applications.queries import ApplicationCard
from zholdama.identity import queries as identity
from zholdama.identity.actions import PersonFacts
from zholdama.ledger.work import Login, Work, is_deadlock, work
from zholdama.portal import checking, limits, preparing
from zholdama.portal.forms import SignatureForm
from zholdama.portal.furniture import citizen_of, is_citizen, person_of
from zholdama.portal.refused import words
from zholdama.refusals import Refused
from zholdama.signatures.judgement import Judgement

log = logging.getLogger("zholdama.portal")
MOVED = frozenset({"acceptance_moved", "document_too_old", "document_changed"})
"""Refusals after which the text is made anew, with the times of now."""


@require_POST
def send(request: Request) -> HttpResponse:
    """A door of its own: a refusal rolls the case back and shows the page again; a repetition finds the receipt."""
    if not is_citizen(request):
        return redirect("/sign-in/?next=/apply/")
    if limits.too_many(request, "send"):
        return limits.wait(request)
    form = SignatureForm(data=request.POST, files=request.FILES)
    try:
        application_id = _sent(request, form)
    except Refused as refused:
        return _again(request, form, refused)
    if application_id is None:
        with _work(request):
            return checking.drawn(request, form, status=422)
    return redirect("portal:application", application_id=application_id)


def _work(request: Request) -> AbstractContextManager[Work]:
    return work(login=Login.CITIZEN, by=citizen_of(request), at=request.at, person=person_of(request))


def _sent(request: Request, form: SignatureForm) -> UUID | None:
    """The id of the case, made now or before; None where the form is not filled."""
    for attempt in (1, 2):
        try:
            with _work(request):
                if (before := _before(request)) is not None:
                    return before.id
                if not form.is_valid():
                    return None
                signed, signature, facts = _signed(request, form)
            # Between two units: the services that judge a signature may be slow, and hold no transaction open.
            judged = submitting.judge(signed=signed, signature=signature, at=request.at)
            with _work(request):
                return _once(request, judged, facts)
        except OperationalError as error:
            if attempt == 2 or not is_deadlock(error):
                raise
    return None


def _signed(request: Request, form: SignatureForm) -> tuple[bytes, bytes, PersonFacts]:
    """The text that the person's page has shown, the signature that he brings, and who he is."""
    draft, person = _draft(request), identity.person(person_of(request))
    if person is None:
        raise Refused("document_changed", conflict=True)
    facts = PersonFacts(
        iin=person.iin,
        surname=person.surname,
        given_name=person.given_name,
        patronymic=person.patronymic,
        birth_date=person.birth_date,
        sex=person.sex,
        is_kandas=person.is_kandas,
        source=person.source,
    )
    return draft.document or b"", form.made(), facts


def _draft(request: Request) -> DraftCard:
    """Another window may have changed the text meanwhile: only what this page showed is signed and sent."""
    draft = drafts.draft_of(person_of(request))
    if draft is None or draft.document is None or draft.digest != request.POST.get("shown"):
        raise Refused("document_changed", conflict=True)
    return draft


def _once(request: Request, judged: Judgement, facts: PersonFacts) -> UUID:
    """The case of a text that still stands; whoever was faster has taken the draft away, and has the receipt."""
    draft = _draft(request)
    receipt = submitting.submit(
        signed=draft.document or b"",
        signature=judged.question.signature,
        facts=facts,
        registry=request.session[CITIZEN_KEY].get("registry", "not_checked"),
        judged=judged,
        email=draft.answers.get("email", ""),
    )
    drafts.drop(person_of(request))
    return receipt.application_id


def _before(request: Request) -> ApplicationCard | None:
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        return None
    return applications.by_key(person_of(request), key)


def _again(request: Request, form: SignatureForm, refused: Refused) -> HttpResponse:
    """The page once more: with the reason, new times where they have moved, or the receipt of whoever was faster."""
    if refused.code == "signature_of_another":
        log.warning("an application was signed with another person's certificate", extra={"act": "submit"})
    with _work(request):
        if (before := _before(request)) is not None:
            return redirect("portal:application", application_id=before.id)
        step = preparing.next_step(person_of(request))
        if step != "check":
            return redirect(f"portal:{step}")
        if refused.code in MOVED:
            preparing.show(person_of(request))
        field = None if form.from_browser or refused.code in MOVED else refused.field
        form.full_clean()
        form.add_error(field if field in form.fields else None, words(refused))
        return checking.drawn(request, form, status=409 if refused.conflict else 422)
