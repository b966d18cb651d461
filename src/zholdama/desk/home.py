"""The first page of each role: what waits for this person now."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Actor, Role
from zholdama.applications import queries as applications
from zholdama.applications.queries import ApplicationCard
from zholdama.clocks import queries as clocks
from zholdama.clocks.rules import Clock, Kind
from zholdama.desk.clock_faces import face
from zholdama.desk.pages import acting, draw, language
from zholdama.desk.words import CLOCKS, STATES
from zholdama.identity import queries as identity
from zholdama.opportunities import queries as opportunities
from zholdama.opportunities.queries import PlaceCard
from zholdama.passport import edition as editions
from zholdama.providers import queries as providers
from zholdama.reception import queries as reception
from zholdama.reception.queries import TicketCard
from zholdama.working_time.calendar import WorkingCalendar
from zholdama.working_time.zone import ALMATY

DECIDED = ("decided_positively", "refused")
MINE = ("registered", "in_review", "returned")


@require_safe
@staff()
def home(request: Request) -> HttpResponse:
    """Where each role begins."""
    actor = acting(request)
    if actor.role is Role.OPERATOR:
        return redirect("desk:operator")
    if actor.role is Role.AUDITOR:
        return redirect("desk:audit")
    return PAGES[actor.role](request, actor)


def desk_of_reception(request: Request, actor: Actor) -> HttpResponse:
    """The button that registers an arrival, and who waits."""
    return draw(
        request, "reception", {"waiting": _queue(request, _own(actor), clocks.calendar_of(_own(actor)))}
    )


def desk_of_specialist(request: Request, actor: Actor) -> HttpResponse:
    """Who is served now, who waits, what is open, what comes from the portal."""
    provider_id = _own(actor)
    open_cases = applications.open_applications(
        provider_id, states=("submitted", *MINE, "awaiting_signature")
    )
    decided = applications.open_applications(provider_id, states=DECIDED)
    calendar = clocks.calendar_of(provider_id)
    rows = case_rows(request, provider_id, (*open_cases, *decided), calendar=calendar)
    counter = request.session.get("counter")
    assert actor.staff_id is not None
    return draw(
        request,
        "specialist",
        {
            "serving": reception.served_by(provider_id, actor.staff_id),
            "waiting": _queue(request, provider_id, calendar),
            "counters": providers.counters(provider_id),
            "counter": UUID(counter) if counter else None,
            "from_portal": [row for row in rows if row["state"] == "submitted"],
            "open": [row for row in rows if row["state"] not in {"submitted", *DECIDED}],
            "decided": [row for row in rows if row["state"] in DECIDED],
        },
    )


def desk_of_head(request: Request, actor: Actor) -> HttpResponse:
    """Drafts that await the signature, each with the line that says why."""
    provider_id = _own(actor)
    cases = applications.open_applications(provider_id, states=("awaiting_signature",), limit=50)
    places = opportunities.places(provider_id, {case.place_id for case in cases if case.place_id})
    names = providers.staff_names(provider_id)
    rows = case_rows(request, provider_id, cases)
    for row, case in zip(rows, cases, strict=True):
        row["reason"] = reason_line(case, places.get(case.place_id) if case.place_id else None)
        row["drafted_by"] = names.get(case.drafted_by, "") if case.drafted_by else ""
        row["refusal"] = case.decision == "refused"
    return draw(request, "head", {"rows": rows, "changes": bool(providers.role_changes_waiting(provider_id))})


def desk_of_supervisor(request: Request, actor: Actor) -> HttpResponse:
    """The clocks of today: running, about to be late, kept, missed."""
    provider_id = _own(actor)
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
    context = {
        "running": rows,
        "soon": [one for one in rows if one["state"] in {"amber", "red", "late"}],
        "missed": [one for one in ended if one["state"] == "missed"],
        "kinds": _by_kind(rows, ended),
    }
    return draw(request, "supervisor", context)


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
    return {"name": gettext("Ticket %(number)s") % {"number": ticket.number}, "href": ""}


def reason_line(case: ApplicationCard, place: PlaceCard | None) -> str:
    """Why this decision, in one line: the place, the advice, or the reason of a refusal with its fact."""
    spoken = language()
    if case.decision == "refused":
        reason = editions.load(case.edition).refusal_reason(case.refusal_reason)
        return f"{reason.text.in_language(spoken)} {case.refusal_fact}"
    return f"{place.title(spoken)}, {place.organisation}" if place else case.advice


def case_rows(
    request: Request,
    provider_id: UUID,
    cases: tuple[ApplicationCard, ...],
    *,
    calendar: WorkingCalendar | None = None,
) -> list[dict[str, Any]]:
    """Cases for a list: number, masked name, what is asked for, state, the clock of the result."""
    calendar = calendar or clocks.calendar_of(provider_id)
    people = identity.persons({case.person_id for case in cases})
    found = clocks.clocks_of(provider_id, [case.id for case in cases])
    spoken = language()
    rows = []
    for case in cases:
        clock = found.get((case.id, Kind.RESULT)) or found.get((case.id, Kind.PORTAL))
        person = people.get(case.person_id)
        name, colour = STATES[case.state]
        rows.append(
            {
                "id": case.id,
                "number": case.number,
                "version": case.version,
                "person": person.masked_name if person else "",
                "measure": editions.load(case.edition).measure(case.measure).name.in_language(spoken),
                "state": case.state,
                "state_name": name,
                "state_colour": colour,
                "due": case.due_at,
                "clock": face(clock, at=request.at, calendar=calendar) if clock else None,
            }
        )
    return rows


def _queue(request: Request, provider_id: UUID, calendar: WorkingCalendar) -> list[dict[str, Any]]:
    """Who waits, in the order of service, with the waiting clock; no personal data."""
    cards = reception.waiting(provider_id, limit=60)
    found = clocks.clocks_of(provider_id, [card.id for card in cards])
    return [
        {
            "id": card.id,
            "number": card.number,
            "since": card.arrived_at,
            "clock": face(found[card.id, Kind.WAITING], at=request.at, calendar=calendar),
        }
        for card in cards
    ]


def _own(actor: Actor) -> UUID:
    assert actor.provider_id is not None, "staff serve at a provider"
    return actor.provider_id


PAGES = {
    Role.RECEPTIONIST: desk_of_reception,
    Role.SPECIALIST: desk_of_specialist,
    Role.HEAD: desk_of_head,
    Role.SUPERVISOR: desk_of_supervisor,
}
