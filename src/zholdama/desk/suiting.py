"""Suitable places on the desk: the ranked list with its reasons, and the person's wishes behind it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext

from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications.queries import ApplicationCard
from zholdama.desk.pages import answered, draw, key_of, language, version_of
from zholdama.desk.standing import case_or_404
from zholdama.desk.wish_forms import WishForm, typed
from zholdama.ledger.work import tenant
from zholdama.opportunities import matching, wishing
from zholdama.opportunities.fit_words import SIDES, line_words
from zholdama.opportunities.matching import SuitablePlace
from zholdama.opportunities.suitability import Wishes
from zholdama.opportunities.vocabulary import DEMANDS, EDUCATIONS, WORK_MODES
from zholdama.working_time.zone import ALMATY

MARKS = {"good": "+", "neutral": "·", "against": "−", "unknown": "?"}
"""A sign for each side, beside the word that a screen reader says."""


SAID_ONCE = frozenset({"profession_not_stated", "residence_not_stated", "mode_not_stated", "wage_not_stated"})
"""What is not known of the person is the same under every place: it is said once, above the list."""


@dataclass(frozen=True, slots=True)
class Suiting:
    """What the step of choosing a place shows: the list, where it goes on, what it leaves out, and the wishes."""

    places: tuple[SuitablePlace, ...]
    after: UUID | None
    left_out: tuple[tuple[str, int], ...]
    wishes: Wishes
    stated: bool


def suiting(
    case: ApplicationCard, *, at: datetime, after: UUID | None = None, chosen: UUID | None = None
) -> Suiting:
    """A page of places for this case; a `chosen` one stands on it even if the order has changed meanwhile."""
    card = wishing.newest(case.provider_id, case.person_id)
    on = at.astimezone(ALMATY).date()
    asked: dict[str, Any] = {"measure": case.measure, "wishes": card.wishes, "on": on}
    found = matching.suitable_places(tenant(), after=after, **asked)
    places = found.places
    if chosen is not None and chosen not in {one.card.id for one in places}:
        place = matching.one_place(tenant(), chosen, **asked)
        places = (*places, place) if place else places
    left_out = tuple(
        (DEMANDS[code].in_language(language()), number) for code, number in found.left_out.items()
    )
    return Suiting(places, found.after, left_out, card.wishes, card.version > 0)


def reasons(place: SuitablePlace) -> list[dict[str, str]]:
    """The lines of a place in words, each with its side; without those that are said once for all."""
    spoken = language()
    lines = [line for line in place.fit.lines if line.code not in SAID_ONCE]
    return [
        {
            "side": line.side,
            "mark": MARKS[line.side],
            "said": SIDES[line.side].in_language(spoken),
            "text": line_words(line, spoken),
        }
        for line in lines
    ]


def unknown(places: tuple[SuitablePlace, ...]) -> list[str]:
    """What is not known of the person, once for the whole list."""
    found = [line for one in places[:1] for line in one.fit.lines if line.code in SAID_ONCE]
    return [line_words(line, language()) for line in found]


def hint(place: SuitablePlace, about: str) -> str:
    """What stands under a place that can be chosen: the place itself, then the reasons."""
    return render_to_string("desk/place_reasons.html", {"about": about, "reasons": reasons(place)})


def said(wishes: Wishes) -> list[str]:
    """The wishes in short, for the head of the list: only what is known."""
    spoken = language()
    parts = [
        (gettext("wants"), ", ".join(wishes.wanted or ())),
        (gettext("trained"), ", ".join(wishes.trained or ())),
        (gettext("education"), EDUCATIONS[wishes.education].in_language(spoken) if wishes.education else ""),
        (gettext("lives in"), wishes.kato or ""),
        (gettext("mode"), ", ".join(WORK_MODES[one].in_language(spoken) for one in wishes.modes or ())),
        (
            gettext("wage from"),
            "" if wishes.least_wage is None else f"{wishes.least_wage:,}".replace(",", " "),
        ),
        (gettext("limits of health"), _limits(wishes, spoken)),
    ]
    return [f"{name}: {value}" for name, value in parts if value]


def _limits(wishes: Wishes, spoken: str) -> str:
    if wishes.limits is None:
        return ""
    return ", ".join(DEMANDS[one].in_language(spoken) for one in wishes.limits) or gettext("none of these")


@staff(Role.SPECIALIST)
def wishes(request: Request, application_id: UUID) -> HttpResponse:
    """Write down what the person wants and can; the list of places is ranked by it from then on."""
    from zholdama.desk.deciding import back_to

    case = case_or_404(application_id)
    card = wishing.newest(case.provider_id, case.person_id)

    def both_texts() -> dict[str, str]:
        now = said(wishing.newest(case.provider_id, case.person_id).wishes)
        back = reverse("desk:wishes", args=[application_id])
        return {"stored": "\n".join(now), "typed": "\n".join(_typed(request)), "back": back}

    request.both_texts = both_texts  # type: ignore[attr-defined]
    form, sent = answered(WishForm, request, initial=typed(card.wishes))
    if sent:
        wishing.state_wishes(
            form.wishes(),
            provider_id=case.provider_id,
            person_id=case.person_id,
            key=key_of(request),
            version=version_of(request),
            source=form.cleaned_data["source"],
            case=case.id,
        )
        if case.channel == "portal":  # at the counter a banner would take the focus from the places
            messages.success(
                request, gettext("The wishes are written down. The places stand in their order.")
            )
        return back_to(case)
    version = request.POST.get("version", "")
    context = {"form": form, "case": case, "version": version if version.isdecimal() else card.version}
    return draw(
        request, "wishes", {**context, **({"key": request.POST["key"]} if "key" in request.POST else {})}
    )


def _typed(request: Request) -> list[str]:
    return [
        ", ".join(request.POST.getlist(name))
        for name in WishForm.base_fields
        if any(request.POST.getlist(name))
    ]
