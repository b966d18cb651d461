"""The employer's page about one referral: what it is about, one button per answer, and taking an answer back."""

from typing import Any, TypeVar
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from zholdama.access.actions import record_reading
from zholdama.access.requests import Request
from zholdama.applications import queries as applications
from zholdama.employers.answer_door import by_link, is_open, keep_open, speak
from zholdama.employers.answer_forms import DigitsForm, form_of
from zholdama.identity import queries as identity
from zholdama.ledger.work import tenant
from zholdama.opportunities import queries as opportunities
from zholdama.papers.token import initials
from zholdama.passport import edition as editions
from zholdama.providers import queries as providers
from zholdama.referrals import answering, links, outcomes, wording
from zholdama.referrals.outcomes import AnswerCard, AskedCard
from zholdama.referrals.rules import KINDS, undo_until
from zholdama.ui.language import retyped, switched
from zholdama.working_time.zone import ALMATY

AnyForm = TypeVar("AnyForm", bound=forms.Form)
pages = require_http_methods(["GET", "HEAD", "POST"])


@pages
@by_link
def answer(request: Request, referral_id: UUID) -> HttpResponse:
    """What the link is about; with the digits also whom, and what can be answered. A GET changes nothing."""
    card = _asked(request, referral_id)
    if is_open(request, referral_id):
        return _choices(request, card)
    form, sent = _answered(DigitsForm, request)
    if sent:
        found = links.open_with(form.cleaned_data["digits"], referral_id=referral_id)
        if found == "open":
            response = redirect("employers:answer", secret=_secret(request))
            keep_open(response, referral_id, at=request.at)
            return response
        form.add_error("digits", _wrong(found))
    context = {"form": form, "rows": _rows(card, whole=False), "language_form": "main"}
    return _page(request, "answer", context)


def _wrong(found: str) -> str:
    if found == "wait":
        return gettext("Too many wrong tries. Try again in an hour, or call the centre.")
    if found == "closed":
        return gettext("Too many wrong tries. The link is closed; the centre will contact the organisation.")
    return gettext("These are not the last 4 digits of the organisation that offers the place.")


def _choices(request: Request, card: AskedCard) -> HttpResponse:
    """The buttons, and what was answered so far."""
    assert request.actor is not None
    screen = "employer's answer page"
    record_reading(person_id=card.person_id, by=request.actor, at=request.at, screen=screen)
    return _page(request, "answers", {"rows": _rows(card, whole=True), **_so_far(request, card)})


def _so_far(request: Request, card: AskedCard) -> dict[str, Any]:
    case = applications.application(card.application_id)
    assert case is not None
    figures = editions.load(case.edition).answers
    cards = [one for one in outcomes.answers_to(card.id) if one.undone_at is None]
    final = [one for one in cards if one.kind != "came"]
    given = [_given(one) for one in cards]
    last = next(reversed(final or cards), None)
    until = undo_until(last.given_at, figures) if last else None
    may_undo = last is not None and last.source == "link" and until is not None and request.at <= until
    open_ = card.state in answering.OPEN
    kinds = [kind for kind in KINDS if not (cards and kind in {"came", "did_not_come"})]
    return {
        "given": given,
        "undo": last if may_undo else None,
        "undo_until": until,
        "expired": card.state == "expired",
        "choices": [(kind, wording.ANSWERS[kind]) for kind in kinds] if open_ and not final else [],
    }


def _given(card: AnswerCard) -> dict[str, Any]:
    return {
        "card": card,
        "name": wording.ANSWERS[card.kind],
        "reason": wording.reason(card.kind, card.reason),
        "source": wording.SOURCES[card.source],
    }


@pages
@by_link
def say(request: Request, referral_id: UUID, kind: str) -> HttpResponse:
    """One answer: what it needs, and the button that gives it."""
    if kind not in KINDS:
        raise Http404
    card = _asked(request, referral_id)
    if not is_open(request, referral_id):
        return redirect("employers:answer", secret=_secret(request))
    form_class, arguments = form_of(kind)
    form, sent = _answered(form_class, request, **arguments)
    if sent:
        answering.answer(form.said(kind), referral_id=referral_id, key=_key(request))
        messages.success(request, gettext("Your answer is written down. Thank you."))
        return redirect("employers:answer", secret=_secret(request))
    context = {
        "form": form,
        "title": wording.ANSWERS[kind],
        "rows": _rows(card, whole=True),
        "language_form": "main",
    }
    return _page(request, "say", context)


@pages
@by_link
def undo(request: Request, referral_id: UUID) -> HttpResponse:
    """Take the answer back."""
    card = _asked(request, referral_id)
    if request.method != "POST" or not is_open(request, referral_id):
        return redirect("employers:answer", secret=_secret(request))
    if request.refusal is not None:
        return _choices(request, card)
    try:
        answer_id = UUID(request.POST.get("answer", ""))
    except ValueError as error:
        raise BadRequest("a button names its answer") from error
    if answer_id not in {one.id for one in outcomes.answers_to(referral_id)}:
        raise Http404
    answering.undo(answer_id=answer_id, key=_key(request))
    messages.success(request, gettext("The answer is taken back. You can answer anew."))
    return redirect("employers:answer", secret=_secret(request))


def _asked(request: Request, referral_id: UUID) -> AskedCard:
    card = outcomes.asked(referral_id)
    if card is None:
        raise Http404
    speak(request, card.place_id)
    return card


def _rows(card: AskedCard, *, whole: bool) -> list[dict[str, Any]]:
    """What the page shows of the referral; the name in full only to whoever has given the digits."""
    spoken = _language()
    person, place = identity.person(card.person_id), opportunities.place(tenant(), card.place_id)
    assert person is not None
    assert place is not None
    provider = providers.provider(tenant())
    rows = [
        (gettext("Person"), person.full_name if whole else initials(person.full_name)),
        (gettext("Referral to"), editions.current().measure(card.kind).name.in_language(spoken)),
        (gettext("Place"), place.title(spoken)),
        (gettext("Number"), card.number if whole else ""),
        (gettext("Organisation"), place.organisation if whole else ""),
        (gettext("Issued on"), f"{card.issued_at.astimezone(ALMATY):%d.%m.%Y}"),
        (gettext("Valid through"), f"{card.valid_until:%d.%m.%Y}"),
        (gettext("Answer by"), f"{card.answer_by:%d.%m.%Y}" if card.answer_by else ""),
        (gettext("Centre"), ", ".join(filter(None, (provider.name(spoken), provider.phone)))),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _answered(form_class: type[AnyForm], request: Request, **arguments: Any) -> tuple[AnyForm, bool]:
    """The form as this request leaves it, and whether its answers are to be acted upon."""
    if request.method != "POST":
        return form_class(**arguments), False
    if switched(request):
        return retyped(form_class, request, **arguments), False
    form = form_class(data=request.POST, **arguments)
    sent = form.is_valid()
    if request.refusal is not None:
        field = request.refusal.field if request.refusal.field in form.fields else None
        form.add_error(field, request.refusal.words(_language()))
        return form, False
    return form, sent


def _page(request: Request, name: str, context: dict[str, Any]) -> HttpResponse:
    form = context.get("form")
    bad = form is not None and form.is_bound and bool(form.errors)
    refusal = request.refusal
    errors = [{"text": refusal.words(_language())}] if refusal is not None and form is None else []
    around = {
        "key": request.POST.get("key") or uuid4(),
        "secret": _secret(request),
        "errors": errors,
        **context,
    }
    return render(request, f"employers/{name}.html", around, status=422 if bad or errors else 200)


def _secret(request: Request) -> str:
    return request.secret  # type: ignore[attr-defined]


def _key(request: Request) -> UUID:
    """The idempotency key that was rendered with the page."""
    try:
        return UUID(request.POST["key"])
    except (KeyError, ValueError) as error:
        raise BadRequest("a page sends its key along") from error


def _language() -> str:
    return (get_language() or "kk")[:2]
