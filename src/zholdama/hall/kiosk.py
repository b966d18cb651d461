"""The ticket machine: what waits for the person is said first, one press issues the ticket."""

from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from zholdama.access import devices
from zholdama.access.doors import device
from zholdama.access.requests import Request
from zholdama.clocks import queries as clocks
from zholdama.clocks.rules import Kind
from zholdama.hall.pairing import keep
from zholdama.ledger.work import tenant
from zholdama.providers import queries as providers
from zholdama.reception import actions, outlook, queries

LANGUAGES = ("kk", "ru", "en")


@require_safe
@device("kiosk")
def start(request: Request) -> HttpResponse:
    """All three languages at once: how many wait, how long it may take, one button each."""
    response = render(request, "hall/kiosk.html", _start(request))
    keep(response, request.COOKIES[devices.COOKIE])
    return response


def _start(request: Request) -> dict[str, Any]:
    return {
        "spoken": LANGUAGES,
        "provider": providers.provider(tenant()),
        "outlook": outlook.outlook(tenant(), at=request.at),
        "at": request.at,
        "key": uuid4(),
    }


@require_POST
@device("kiosk")
def take(request: Request) -> HttpResponse:
    """A ticket for whoever has pressed; the same press sent twice gives the same ticket."""
    if request.refusal is not None:  # closed meanwhile: the page says until when
        return render(request, "hall/kiosk.html", _start(request), status=422)
    spoken = request.POST.get("language", "")
    if spoken not in LANGUAGES:
        raise BadRequest("a button names its language")
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError as error:
        raise BadRequest("a page sends its key along") from error
    issued = actions.arrive(key=key, series=request.device.series)
    return redirect(f"{reverse('hall:ticket', args=[issued.id])}?lang={spoken}")


@require_safe
@device("kiosk")
def ticket(request: Request, ticket_id: UUID) -> HttpResponse:
    """The ticket on the screen and on paper; the page goes back to the start by itself."""
    card = queries.ticket(ticket_id)
    if card is None:
        raise Http404
    clock = clocks.clocks_of(tenant(), [ticket_id])[ticket_id, Kind.WAITING]
    before = queries.waiting_before(tenant(), card) if card.state == "waiting" else 0
    context = {
        "ticket": card,
        "before": before,
        "expected": outlook.wait_of(tenant(), before=before, at=request.at),
        "due": clock.due_at,
        "provider": providers.provider(tenant()),
    }
    return render(request, "hall/ticket.html", context)
