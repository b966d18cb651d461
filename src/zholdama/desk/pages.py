"""What the desk's pages share: the furniture around them, a form that was sent, hidden keys and versions."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, gettext_noop

from zholdama.access.requests import Request
from zholdama.actors import Actor, Role
from zholdama.desk.words import ROLES
from zholdama.signatures import wording
from zholdama.ui.language import retyped, switched

AnyForm = TypeVar("AnyForm", bound=forms.Form)
View = Callable[..., HttpResponse]

LANGUAGE_FORMS = {
    "search": "by-iin",
    "sign": "return",
    "office": "hours",
    "staff_member": "absence",
    "organisation": "check",
}
"""Pages with several forms: which one goes along when another language is asked for. Elsewhere it is "main"."""


def language() -> str:
    """kk, ru or en."""
    return (get_language() or "kk")[:2]


def acting(request: Request) -> Actor:
    """Who acts; behind a door for staff there is always somebody."""
    assert request.actor is not None
    return request.actor


def draw(
    request: Request, name: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """The page `templates/desk/<name>.html`; a form with errors answers 422, a refusal without a form is named."""
    around: dict[str, Any] = {**_around(request), "key": uuid4(), **(context or {})}
    form = around.get("form")
    if form is not None or name in LANGUAGE_FORMS:
        around.setdefault("language_form", LANGUAGE_FORMS.get(name, "main"))
    if form is not None and form.is_bound and form.errors:
        status = 422
    elif request.refusal is not None and "errors" not in around:
        around["errors"] = [{"text": wording.words(request.refusal, language())}]
    return render(request, f"desk/{name}.html", around, status=status)


def answered(form_class: type[AnyForm], request: Request, **arguments: Any) -> tuple[AnyForm, bool]:
    """The form as this request leaves it, and whether its answers are to be acted upon.

    Not acted upon: a page only looked at, another language asked for, an error, an act that was refused (its words
    stand at the field then).
    """
    if request.method != "POST":
        return form_class(**arguments), False
    if switched(request):
        return retyped(form_class, request, **arguments), False
    form = form_class(data=request.POST, files=request.FILES, **arguments)
    if request.refusal is None:
        return form, form.is_valid()
    form.is_valid()
    field = request.refusal.field if request.refusal.field in form.fields else None
    if request.POST.get("cms"):
        field = None  # the signing program brought the signature: the refusal is not that of a field
    form.add_error(field, wording.words(request.refusal, language()))
    return form, False


def posted(back: str, *kept: str) -> Callable[[View], View]:
    """The address takes POST alone; somebody who comes with GET (another language, a bookmark) is led to `back`.

    `kept`: the arguments of this address that the other one has too.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def door(request: Request, **arguments: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, **arguments)
            return redirect(back, **{name: arguments[name] for name in kept})

        return door

    return decorate


def key_of(request: Request) -> UUID:
    """The idempotency key that was rendered with the page."""
    try:
        return UUID(request.POST["key"])
    except (KeyError, ValueError) as error:
        raise BadRequest("a page sends its key along") from error


def version_of(request: Request) -> int:
    """The version of the case that the page was drawn from."""
    sent = request.POST.get("version", "")
    if not (sent.isascii() and sent.isdecimal() and len(sent) < 9):
        raise BadRequest("a page sends the version along")
    return int(sent)


def _around(request: Request) -> dict[str, Any]:
    actor = request.actor
    if actor is None or actor.role is Role.CITIZEN:
        return {}
    places = _PLACES.get(actor.role, ())
    return {
        "navigation": [
            {
                "href": reverse(f"desk:{name}"),
                "text": gettext(text),
                "current": request.path == reverse(f"desk:{name}"),
            }
            for name, text in places
        ],
        "account": {
            "name": actor.name,
            "role": ROLES[actor.role.value],
            "sign_out": reverse("desk:sign_out"),
        },
    }


_WORK = ("work", gettext_noop("Work list"))
_SEARCH = ("search", gettext_noop("Search"))
_PLAN = ("staffing_plan", gettext_noop("Staffing plan"))
_TASKS = ("tasks", gettext_noop("Tasks"))
_OUTCOMES = ("outcomes", gettext_noop("Outcomes"))
_PAPER = ("packs", gettext_noop("Paper"))
_EMPLOYERS = ("organisations", gettext_noop("Employers"))
_PASSWORD = ("password", gettext_noop("Password"))
_PLACES: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.RECEPTIONIST: (("home", gettext_noop("Today")), _PASSWORD),
    Role.SPECIALIST: (
        ("home", gettext_noop("Today")),
        _WORK,
        _TASKS,
        _SEARCH,
        _EMPLOYERS,
        _PAPER,
        _PASSWORD,
    ),
    Role.HEAD: (
        ("home", gettext_noop("To sign")),
        _WORK,
        _TASKS,
        ("staff", gettext_noop("Staff")),
        ("office", gettext_noop("Counters and hours")),
        _PLAN,
        _OUTCOMES,
        _SEARCH,
        _PAPER,
        _PASSWORD,
    ),
    Role.SUPERVISOR: (
        ("home", gettext_noop("Today")),
        _WORK,
        _TASKS,
        _PLAN,
        _OUTCOMES,
        _SEARCH,
        _EMPLOYERS,
        _PAPER,
        _PASSWORD,
    ),
    Role.OPERATOR: (("operator", gettext_noop("Providers")), _PASSWORD),
    Role.AUDITOR: (("audit", gettext_noop("Oversight")), _PASSWORD),
}
