"""What every page of this door carries: where the citizen can go, and who is signed in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from zholdama.actors import Role


def language() -> str:
    """kk, ru or en."""
    return (get_language() or "kk")[:2]


def is_citizen(request: HttpRequest) -> bool:
    """Whether somebody has signed in here with a certificate."""
    return request.actor is not None and request.actor.role is Role.CITIZEN


def page(
    request: HttpRequest, name: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """The page `templates/portal/<name>.html` with the furniture around it."""
    return render(request, f"portal/{name}.html", {**_around(request), **(context or {})}, status=status)


def _around(request: HttpRequest) -> dict[str, Any]:
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
        "account": {"name": request.actor.name, "sign_out": reverse("portal:sign_out")},
    }
