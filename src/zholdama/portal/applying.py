"""The application step by step: one question group a page, kept with the person after each."""

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zholdama.access.doors import citizen
from zholdama.access.requests import Request
from zholdama.applications import drafts
from zholdama.opportunities import matching, wishing
from zholdama.opportunities.fit_words import line_words
from zholdama.passport import edition as editions
from zholdama.portal import preparing
from zholdama.portal.forms import CentreForm, ContactForm, MeasureForm
from zholdama.portal.furniture import language, page, person_of
from zholdama.providers import queries as providers
from zholdama.ui.language import retyped, switched
from zholdama.working_time.zone import ALMATY

STEPS = ("centre", "measure", "contact", "check")
PLACES_SHOWN = 5


@require_safe
@citizen
def apply(request: Request) -> HttpResponse:
    """Go on where one stopped, on whatever device that was."""
    return redirect(f"portal:{preparing.next_step(person_of(request))}")


@require_POST
@citizen
def drop(request: Request) -> HttpResponse:
    """Throw the draft away and begin anew."""
    drafts.drop(person_of(request))
    return redirect("portal:centre")


@require_http_methods(["GET", "HEAD", "POST"])
@citizen
def centre(request: Request) -> HttpResponse:
    """Step 1: which centre."""
    arguments: dict[str, object] = {"providers": providers.open_providers(), "language": language()}
    return _step(request, "centre", CentreForm, arguments, back=reverse("portal:cabinet"))


@require_http_methods(["GET", "HEAD", "POST"])
@citizen
def measure(request: Request) -> HttpResponse:
    """Step 2: which of the six results."""
    if preparing.next_step(person_of(request)) == "centre":
        return redirect("portal:centre")
    arguments: dict[str, object] = {"edition": editions.current(), "language": language()}
    return _step(request, "measure", MeasureForm, arguments, back=reverse("portal:centre"))


@require_http_methods(["GET", "HEAD", "POST"])
@citizen
def contact(request: Request) -> HttpResponse:
    """Step 3: how to reach the person, what he wishes; places on offer now are shown beside."""
    step = preparing.next_step(person_of(request))
    if step in ("centre", "measure"):
        return redirect(f"portal:{step}")
    return _step(request, "contact", ContactForm, {}, back=reverse("portal:measure"))


def _step(
    request: Request, name: str, form_class: type[Form], arguments: dict[str, object], *, back: str
) -> HttpResponse:
    person_id = person_of(request)
    draft = drafts.draft_of(person_id)
    answers = dict(draft.answers) if draft else {}
    if request.method != "POST":
        form = form_class(initial=answers, **arguments)  # type: ignore[arg-type]
    elif switched(request):
        if "language" in arguments:
            arguments = {**arguments, "language": language()}
        form = retyped(form_class, request, **arguments)
    else:
        form = form_class(data=request.POST, **arguments)  # type: ignore[arg-type]
        if form.is_valid():
            drafts.save_answers(person_id, form.cleaned_data)
            return redirect(f"portal:{preparing.after_answer(person_id)}")
    context = {
        "form": form,
        "back": back,
        "step": STEPS.index(name) + 1,
        "steps": len(STEPS),
        "kept": bool(answers) and name == "centre",
        "places": _places(answers, request) if name == "contact" else (),
        "language_form": "form",
    }
    return page(request, name, context, status=422 if form.errors else 200)


def _places(answers: dict[str, str], request: Request) -> list[tuple[str, str, int, list[str]]]:
    """(title, organisation, free places, what speaks for and against it) of the most suitable open places."""
    provider = providers.open_by_code(answers["provider"])
    assert provider is not None, "the step before has asked for an open centre"
    found = matching.suitable_places(
        provider.id,
        measure=answers["measure"],
        wishes=wishing.newest(provider.id, person_of(request)).wishes,
        on=request.at.astimezone(ALMATY).date(),
        limit=PLACES_SHOWN,
    )
    return [
        (one.card.title(language()), one.card.organisation, one.card.free, _reasons(one))
        for one in found.places
    ]


def _reasons(place: matching.SuitablePlace) -> list[str]:
    """The lines that say something of what the person has stated; the rest is not known and says nothing here."""
    spoken = language()
    marks = {"good": "+", "against": "−"}
    return [
        f"{marks[line.side]} {line_words(line, spoken)}" for line in place.fit.lines if line.side in marks
    ]
