"""What the furniture of every page needs to know."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


def furniture(request: HttpRequest) -> dict[str, Any]:
    """Template context: `languages` ({code, name, current}), `here` (its address), `demonstration`."""
    now = get_language()
    return {
        "languages": [
            {"code": code, "name": name, "current": code == now} for code, name in settings.LANGUAGES
        ],
        "here": here(request),
        "demonstration": getattr(settings, "ZHOLDAMA_DEMONSTRATION", False),
    }


def here(request: HttpRequest) -> str:
    """The page's own address without `lang`, which would override a language chosen afterwards."""
    query = [(key, value) for key, values in request.GET.lists() if key != "lang" for value in values]
    return f"{request.path}?{urlencode(query)}" if query else request.path
