"""Arrivals, the slip with the number, who is called next, and what may come between call and service."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.clocks import queries as clocks
from zholdama.clocks.rules import Kind
from zholdama.desk.pages import acting, answered, draw, key_of, language, posted
from zholdama.desk.work_forms import SendBackForm
from zholdama.ledger.work import tenant
from zholdama.providers import queries as providers
from zholdama.reception import actions, outlook, queries
from zholdama.refusals import Refused

PAPERS = ("80mm", "a4")
"""What a ticket is printed on: a ticket printer's roll, or a sheet."""


@posted("desk:home")
@staff(Role.RECEPTIONIST, Role.SPECIALIST)
def arrive(request: Request) -> HttpResponse:
    """A person has come: a ticket is issued, the waiting clock starts."""
    if request.refusal is not None:
        return _home_again(request)
    issued = actions.arrive(key=key_of(request))
    return redirect("desk:slip", ticket_id=issued.id)


@require_safe
@staff(Role.RECEPTIONIST, Role.SPECIALIST)
def slip(request: Request, ticket_id: UUID) -> HttpResponse:
    """The ticket to hand out: number, time, how many wait before, how long it may take, when at the latest."""
    ticket = queries.ticket(ticket_id)
    if ticket is None:
        raise Http404
    clock = clocks.clocks_of(tenant(), [ticket_id])[ticket_id, Kind.WAITING]
    before = queries.waiting_before(tenant(), ticket) if ticket.state == "waiting" else 0
    paper = request.GET.get("paper", "")
    context = {
        "ticket": ticket,
        "before": before,
        "expected": outlook.wait_of(tenant(), before=before, at=request.at),
        "paper": paper if paper in PAPERS else PAPERS[0],
        "due": clock.due_at,
        "provider": providers.provider(tenant()).name(language()),
    }
    return draw(request, "slip", context)


@posted("desk:home")
@staff(Role.RECEPTIONIST, Role.SPECIALIST)
def leave(request: Request, ticket_id: UUID) -> HttpResponse:
    """The person has gone without being served; the record says so."""
    if request.refusal is not None:
        return _home_again(request)
    actions.leave(ticket_id=ticket_id)
    messages.success(request, gettext("Written down: the person left without being served."))
    return redirect("desk:home")


@posted("desk:home")
@staff(Role.SPECIALIST)
def choose_counter(request: Request) -> HttpResponse:
    """At which counter this specialist sits; remembered as long as the session."""
    known = {str(counter_id) for counter_id, _ in providers.counters(tenant())}
    if request.POST.get("counter") not in known:
        raise BadRequest("a counter of this provider")
    request.session["counter"] = request.POST["counter"]
    return redirect("desk:home")


GO_ON = 204
"""What a look before the act answers when nothing stands against it."""


@posted("desk:home")
def call_next(request: Request) -> HttpResponse:
    """Call whoever came first. A second press leads to the one who is called or being served."""
    look = _before_call(request)
    if look.status_code != GO_ON:
        return look
    actor = acting(request)
    assert actor.provider_id is not None
    try:
        # One message to the database: the queue's lock is held for no page's time.
        called = actions.call_at_once(
            by=actor,
            at=request.at,
            provider_id=actor.provider_id,
            counter_id=UUID(request.session["counter"]),
            key=key_of(request),
        )
    except Refused as refused:
        request.refusal = refused
        return _home_again(request)
    return redirect("desk:ticket", ticket_id=called.id)


@staff(Role.SPECIALIST)
def _before_call(request: Request) -> HttpResponse:
    actor = acting(request)
    assert actor.staff_id is not None
    present = queries.at_counter(tenant(), actor.staff_id)
    if present is not None:
        return redirect("desk:ticket", ticket_id=present.id)
    return HttpResponse(status=GO_ON) if request.session.get("counter") else _home_again(request)


@posted("desk:ticket", "ticket_id")
@staff(Role.SPECIALIST)
def start(request: Request, ticket_id: UUID) -> HttpResponse:
    """The person who was called stands at the counter: waiting ends, serving begins."""
    if request.refusal is not None:
        return _home_again(request)
    card = queries.ticket(ticket_id)
    if card is None or card.state != "serving":  # a second press finds it done
        actions.start_service(ticket_id=ticket_id)
    return redirect("desk:ticket", ticket_id=ticket_id)


@posted("desk:ticket", "ticket_id")
@staff(Role.SPECIALIST)
def recall(request: Request, ticket_id: UUID) -> HttpResponse:
    """Call the same person again."""
    if request.refusal is not None:
        return _home_again(request)
    actions.recall(ticket_id=ticket_id, key=key_of(request))
    return redirect("desk:ticket", ticket_id=ticket_id)


@posted("desk:ticket", "ticket_id")
@staff(Role.SPECIALIST)
def miss(request: Request, ticket_id: UUID) -> HttpResponse:
    """Nobody came: the ticket is put aside and keeps its place for a while."""
    if request.refusal is not None:
        return _home_again(request)
    actions.miss(ticket_id=ticket_id, key=key_of(request))
    messages.info(request, gettext("The ticket is put aside. It keeps its place for a while."))
    return redirect("desk:home")


@staff(Role.SPECIALIST)
def send_back(request: Request, ticket_id: UUID) -> HttpResponse:
    """The person waits again with the original time, for a reason that is written down."""
    card = queries.ticket(ticket_id)
    if card is None:
        raise Http404
    form, sent = answered(SendBackForm, request)
    if sent:
        actions.send_back(ticket_id=ticket_id, reason=form.cleaned_data["reason"], key=key_of(request))
        return redirect("desk:home")
    return draw(request, "send_back", {"form": form, "ticket": card})


@posted("desk:home")
@staff(Role.RECEPTIONIST, Role.SPECIALIST)
def come_back(request: Request, ticket_id: UUID) -> HttpResponse:
    """Who missed the call is here again and waits with the original time."""
    if request.refusal is not None:
        return _home_again(request)
    actions.come_back(ticket_id=ticket_id, key=key_of(request))
    messages.success(request, gettext("The person waits again, with the original time."))
    return redirect("desk:home")


def _home_again(request: Request) -> HttpResponse:
    if request.refusal is not None:
        messages.info(request, request.refusal.words(language()))
    else:
        messages.info(request, gettext("Choose your counter first."))
    return redirect("desk:home")
