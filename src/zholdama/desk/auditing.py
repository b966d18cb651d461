"""The auditor's page: counts, the heads of the chains, and how to verify them without trusting this house."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications import queries as applications
from zholdama.desk.pages import draw, language
from zholdama.desk.words import STATES
from zholdama.ledger import queries as ledger
from zholdama.providers import queries as providers


@require_safe
@staff(Role.AUDITOR)
def audit(request: Request) -> HttpResponse:
    """What there is at each provider, and the head of its chain."""
    counted, heads = applications.counts_by_state(), {one.provider_id: one for one in ledger.heads()}
    spoken = language()
    rows = []
    for card in providers.all_providers():
        states, head = counted.get(card.id, {}), heads.get(card.id)
        if not states and head is None:
            continue
        rows.append(
            {
                "code": card.code,
                "name": card.name(spoken),
                "cases": sum(states.values()),
                "states": [(STATES[state][0], number) for state, number in sorted(states.items())],
                "sequence": head.sequence if head else 0,
                "hash": head.hash if head else "",
                "at": head.at if head else None,
            }
        )
    return draw(request, "audit", {"rows": rows, "cases": sum(row["cases"] for row in rows)})
