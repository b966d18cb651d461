"""The whole product with a few probing pages more, for the real web server: `granian tests.house.probe_site:application`.

Every answer says in the header `X-Standing` what the thread's pooled connection stands at once the page is done.
"""

import os
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zholdama.config.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connections, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

STANDING = (
    "SELECT current_setting('role'), coalesce(nullif(current_setting('zholdama.provider', true), ''), '-'), "
    "coalesce(nullif(current_setting('zholdama.person', true), ''), '-'), pg_backend_pid()"
)
SEEN = {
    "wishes": "SELECT DISTINCT wish FROM applications_application",
    "providers": "SELECT DISTINCT provider_id FROM applications_application",
    "cases": "SELECT DISTINCT number FROM applications_application",
}


def rows(statement: str) -> list[tuple[Any, ...]]:
    with connections["default"].cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


class Standing:
    """The outermost middleware: asks the connection after everything else is done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["X-Standing"] = "|".join(map(str, rows(STANDING)[0]))
        return response


def seen() -> dict[str, list[str]]:
    """Whatever this unit of work can reach, without any filter."""
    return {name: sorted(str(row[0]) for row in rows(statement)) for name, statement in SEEN.items()}


def denied() -> bool:
    """Whether cases cannot be read at all."""
    try:
        with transaction.atomic():
            rows("SELECT 1 FROM applications_application LIMIT 1")
    except DatabaseError as error:
        return "permission denied" in str(error)
    return False


def _pages() -> list[Any]:
    from zholdama.access import doors
    from zholdama.refusals import Refused

    def look(request: HttpRequest) -> HttpResponse:
        return JsonResponse(seen())

    def leak(request: HttpRequest) -> HttpResponse:
        rows("SELECT set_config('zholdama.left', 'behind', true)")
        raise ZeroDivisionError

    def refuse(request: Any) -> HttpResponse:
        if request.refusal is None:
            raise Refused("nobody_waits")
        return JsonResponse(seen())

    def nobody(request: HttpRequest) -> HttpResponse:
        return JsonResponse({"denied": denied()})

    return [
        path("probe/staff/", doors.staff()(look)),
        path("probe/person/", doors.citizen(look)),
        path("probe/refused/", doors.staff()(refuse)),
        path("probe/broken/", doors.staff()(leak)),
        path("probe/public/", doors.public(nobody)),
        path("probe/outside/", nobody),
        path("", include("zholdama.config.urls")),
    ]


def _application() -> Any:
    settings.MIDDLEWARE = ["tests.house.probe_site.Standing", *settings.MIDDLEWARE]
    settings.ROOT_URLCONF = "tests.house.probe_site"
    served = get_wsgi_application()
    urlpatterns.extend(_pages())
    return served


urlpatterns: list[Any] = []
if os.environ.get("ZHOLDAMA_PROBE") == "1":
    application = _application()
