"""Which language a page speaks: Kazakh when nobody asked, else what the person chose.

The browser's `Accept-Language` is not followed: the state language comes first, and a person who wants
another one finds it in the header in its own name. `?lang=` chooses for one view and stores nothing, so a GET
changes no state.
"""

from typing import TypeVar

from django.conf import settings
from django.forms import BaseForm, FileField
from django.http import HttpRequest
from django.utils import translation

FIELD = "_language"
"""Name of the submit buttons that ask for another language and keep what was typed."""

AnyForm = TypeVar("AnyForm", bound=BaseForm)


def known(code: str | None) -> str | None:
    """Return `code` when it is one of the house's languages, else None."""
    return code if code in dict(settings.LANGUAGES) else None


def asked(request: HttpRequest) -> str:
    """Return the language of this view: the address's `lang`, the stored choice, or Kazakh.

    A form sent from an address with `lang` is answered in it, unless the person has stored a choice since.
    """
    by_address = known(request.GET.get("lang"))
    stored = known(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME))
    if request.method not in {"GET", "HEAD"}:
        return stored or by_address or settings.LANGUAGE_CODE
    return by_address or stored or settings.LANGUAGE_CODE


def switched(request: HttpRequest) -> bool:
    """Whether this POST only asks for another language; if so, speak it from here on and store the choice.

    A page with typed data shows its form again through `retyped` and does nothing else.
    """
    code = known(request.POST.get(FIELD)) if request.method == "POST" else None
    if code is None:
        return False
    translation.activate(code)
    request.LANGUAGE_CODE = code
    request.language_to_keep = code  # type: ignore[attr-defined]
    return True


def retyped(form_class: type[AnyForm], request: HttpRequest, **arguments: object) -> AnyForm:
    """Return a form that holds what was typed and complains about nothing; chosen files cannot be kept."""
    sent = form_class(data=request.POST, **arguments)  # type: ignore[arg-type]
    typed = {name: sent[name].data for name, field in sent.fields.items() if not isinstance(field, FileField)}
    arguments["initial"] = {**(sent.initial or {}), **typed}
    return form_class(**arguments)  # type: ignore[arg-type]
