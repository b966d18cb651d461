"""What every page of this door carries: where the citizen can go, and who is signed in."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from zholdama.access.requests import Request
from zholdama.actors import Actor, Role


def language() -> str:
    """kk, ru or en."""
    return (get_language() or "kk")[:2]


def is_citizen(request: Request) -> bool:
    """Whether somebody has signed in here with a certificate."""
    return request.actor is not None and request.actor.role is Role.CITIZEN


def citizen_of(request: Request) -> Actor:
    """Who is signed in here; only behind the citizens' door."""
    actor = request.actor
    assert actor is not None, "the citizens' door has let nobody in"
    return actor


def person_of(request: Request) -> UUID:
    """The person who is signed in here; only behind the citizens' door."""
    person_id = citizen_of(request).person_id
    assert person_id is not None, "the citizens' door has let somebody in without a person"
    return person_id


def page(
    request: Request, name: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """The page `templates/portal/<name>.html` with the furniture around it."""
    return render(request, f"portal/{name}.html", {**_around(request), **(context or {})}, status=status)


def _around(request: Request) -> dict[str, Any]:
    if not is_citizen(request):
        return {}
    places = (
        (reverse("portal:cabinet"), gettext("My applications")),
        (reverse("portal:apply"), gettext("Apply")),
    )
    return {
        "navigation": [
            {"href": href, "text": text, "current": request.path.startswith(href)} for href, text in places
        ],
        "account": {"name": citizen_of(request).name, "sign_out": reverse("portal:sign_out")},
    }
