"""The first page of each role: what waits for this person now."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Actor, Role
from zholdama.applications import queries as applications
from zholdama.applications.queries import ApplicationCard
from zholdama.clocks import queries as clocks
from zholdama.clocks.rules import Kind
from zholdama.desk import supervising
from zholdama.desk.clock_faces import face
from zholdama.desk.pages import acting, draw, language
from zholdama.desk.words import STATES
from zholdama.identity import queries as identity
from zholdama.opportunities import queries as opportunities
from zholdama.opportunities.queries import PlaceCard
from zholdama.passport import edition as editions
from zholdama.providers import queries as providers
from zholdama.reception import queries as reception
from zholdama.signatures import queries as signatures
from zholdama.working_time.calendar import WorkingCalendar

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
    provider_id = _own(actor)
    context = {
        "waiting": _queue(request, provider_id, clocks.calendar_of(provider_id)),
        "parked": reception.missed(provider_id),
    }
    return draw(request, "reception", context)


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
            "serving": reception.at_counter(provider_id, actor.staff_id),
            "parked": reception.missed(provider_id),
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
    context = {
        "rows": rows,
        "changes": bool(providers.role_changes_waiting(provider_id)),
        "rechecks": signatures.how_many_open(),
    }
    return draw(request, "head", context)


def reason_line(case: ApplicationCard, place: PlaceCard | None) -> str:
    """Why this decision, in one line: the place, the advice, or the reason of a refusal with its fact."""
    spoken = language()
    if case.decision == "refused":
        reason = editions.load(case.edition).refusal_reason(case.refusal_reason)
        text = f"{reason.text.in_language(spoken)} {case.refusal_fact}"
    else:
        text = f"{place.title(spoken)}, {place.organisation}" if place else case.advice
    return " ".join(text.split())


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
            "label": card.label,
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
    Role.SUPERVISOR: supervising.desk_of_supervisor,
}
