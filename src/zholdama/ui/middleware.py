"""What every answer carries: its language, and headers that Django and django-csp do not set."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from zholdama.ui.language import asked
from zholdama.ui.policy import HEADERS

Answer = Callable[[HttpRequest], HttpResponse]
YEAR = 365 * 24 * 3600


class LanguageMiddleware:
    """Speaks the language of `language.asked`, and stores one that a page switched to."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = asked(request)
        translation.activate(code)
        request.LANGUAGE_CODE = code
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", getattr(request, "LANGUAGE_CODE", code))
        patch_vary_headers(response, ["Cookie"])
        if kept := getattr(request, "language_to_keep", None):
            keep_language(response, kept)
        return response


class PolicyHeadersMiddleware:
    """Adds `policy.HEADERS` to every answer that does not set them itself."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def keep_language(response: HttpResponse, code: str) -> None:
    """Store the choice for a year in a cookie that only this house reads."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE or YEAR,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
