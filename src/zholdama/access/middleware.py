"""Who is acting in this request, and what a person reads when an action said no."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from zholdama import clock
from zholdama.access import actions
from zholdama.access.requests import Request
from zholdama.actors import Actor, Role
from zholdama.ledger.work import Login, work
from zholdama.refusals import Refused

STAFF_KEY, CITIZEN_KEY = "staff", "citizen"


class ActorMiddleware:
    """Sets `request.actor` (an Actor or None) and `request.at`, the one moment of this request."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.at = clock.now()
        request.actor = None
        request.refusal = None
        if request.COOKIES.get(_cookie_name()):
            request.actor = self._actor(request)
        return self.get_response(request)

    def _actor(self, request: Request) -> Actor | None:
        session = request.session
        if (citizen := session.get(CITIZEN_KEY)) is not None:
            person_id = UUID(citizen["person"])
            return Actor(role=Role.CITIZEN, id=person_id, person_id=person_id, name=citizen["name"])
        if (staff := session.get(STAFF_KEY)) is not None:
            with work(login=Login.DOORKEEPER, at=request.at):
                actor = actions.actor_of(account_id=UUID(staff["account"]), generation=staff["generation"])
            if actor is None:
                session.flush()
            return actor
        return None


def _cookie_name() -> str:
    from django.conf import settings

    return str(settings.SESSION_COOKIE_NAME)


class RefusalMiddleware:
    """A refusal that no page has caught still reads as a reason in the person's language, never as a fault."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: Request, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        words = exception.words(get_language() or "kk")
        status = 409 if exception.conflict else 400
        return render(request, f"{status}.html", {"reason": words}, status=status)
