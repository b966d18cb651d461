"""The supervisor's page: today's queue and clocks, alive."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Actor, Role
from zholdama.applications import queries as applications
from zholdama.applications.queries import ApplicationCard
from zholdama.clocks import queries as clocks
from zholdama.clocks.rules import Clock
from zholdama.desk.clock_faces import face
from zholdama.desk.pages import draw
from zholdama.desk.words import CLOCKS, TICKETS
from zholdama.ledger.work import tenant
from zholdama.providers import queries as providers
from zholdama.reception import outlook
from zholdama.reception import queries as reception
from zholdama.reception.queries import TicketCard
from zholdama.working_time.zone import ALMATY


def desk_of_supervisor(request: Request, actor: Actor) -> HttpResponse:
    """The queue and the clocks of today: running, about to be late, kept, missed."""
    return draw(request, "supervisor", _today(request))


@require_safe
@staff(Role.SUPERVISOR)
def today(request: Request) -> HttpResponse:
    """The living part of the page alone; it asks for itself again every few seconds."""
    return render(request, "desk/today.html", _today(request))


def _today(request: Request) -> dict[str, Any]:
    provider_id = tenant()
    calendar = clocks.calendar_of(provider_id)
    running = clocks.running(provider_id)
    midnight = datetime.combine(request.at.astimezone(ALMATY).date(), time(), ALMATY)
    stopped = clocks.stopped_between(provider_id, start=midnight, end=midnight + timedelta(days=1))
    ids = {card.case_id for card in (*running, *stopped)}
    cases, tickets = applications.applications(provider_id, ids), reception.tickets(provider_id, ids)

    def row(case_id: UUID, clock: Clock) -> dict[str, Any]:
        about = _about(case_id, cases.get(case_id), tickets.get(case_id))
        return {**face(clock, at=request.at, calendar=calendar), **about, "stopped": clock.stopped_at}

    rows = [row(card.case_id, card.clock) for card in running]
    ended = [row(card.case_id, card.clock) for card in stopped]
    return {
        "at": request.at,
        "hall": outlook.board(provider_id, at=request.at, calls=0, calendar=calendar),
        "counters": _counters(provider_id),
        "running": rows,
        "soon": [one for one in rows if one["state"] in {"amber", "red", "late"}],
        "missed": [one for one in ended if one["state"] == "missed"],
        "kinds": _by_kind(rows, ended),
    }


def _counters(provider_id: UUID) -> list[dict[str, Any]]:
    """Who is called or served where: ticket, counter, state. No person is named."""
    labels = dict(providers.counters(provider_id))
    return [
        {
            "ticket": card.label,
            "counter": labels.get(card.counter_id, "") if card.counter_id else "",
            "state": TICKETS[card.state],
            "since": card.started_at or card.called_at,
        }
        for card in reception.at_counters(provider_id)
    ]


def _by_kind(running: list[dict[str, Any]], ended: list[dict[str, Any]]) -> list[dict[str, Any]]:
    def count(rows: list[dict[str, Any]], kind: str, *states: str) -> int:
        return sum(1 for row in rows if row["kind"] == kind and (not states or row["state"] in states))

    return [
        {
            "label": label,
            "running": count(running, kind),
            "late": count(running, kind, "late"),
            "kept": count(ended, kind, "kept"),
            "missed": count(ended, kind, "missed"),
        }
        for kind, label in CLOCKS.items()
    ]


def _about(case_id: UUID, case: ApplicationCard | None, ticket: TicketCard | None) -> dict[str, Any]:
    if case is not None:
        name = (
            gettext("%(number)s, entered later from paper") % {"number": case.number}
            if case.entered_at
            else case.number
        )
        return {"name": name, "href": reverse("desk:case", args=[case_id])}
    if ticket is None:
        return {"name": gettext("Visit entered later from paper"), "href": reverse("desk:late_entries")}
    return {"name": gettext("Ticket %(number)s") % {"number": ticket.label}, "href": ""}
