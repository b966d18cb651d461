"""The start page: what the service is, for whom, how long it takes, and what happens if one applies now."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zholdama.access.doors import public
from zholdama.access.requests import Request
from zholdama.clocks import queries as clocks
from zholdama.clocks.rules import Kind, begin
from zholdama.passport import edition as editions
from zholdama.portal.furniture import language, page
from zholdama.portal.schedules import Office, offices

SHOWN = 5
"""Centres on the start page; the rest are a link away."""


@require_safe
@public
def start(request: Request) -> HttpResponse:
    """Everything one needs to know before starting; the times come from the function that sets the real ones."""
    edition = editions.current()
    calendar = clocks.calendar_in_force()
    now = begin(kind=Kind.PORTAL, at=request.at, calendar=calendar, edition=edition)
    centres: tuple[Office, ...] = offices(request.at, calendar=calendar, language=language())
    return page(
        request,
        "start",
        {
            "name": edition.name.in_language(language()),
            "terms": edition.terms,
            "hours": edition.hours,
            "now": now,
            "at_once": now.runs_from == now.started_at,
            "measures": [
                (one.name.in_language(language()), one.summary.in_language(language()))
                for one in edition.measures
            ],
            "documents": [
                (one.name.in_language(language()), one.proves == "status") for one in edition.documents
            ],
            "centres": centres[:SHOWN],
            "more": len(centres) > SHOWN,
        },
    )
