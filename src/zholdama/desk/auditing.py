"""The auditor's page: counts, the heads of the chains, and how to verify them without trusting this house."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications import queries as applications
from zholdama.desk.pages import draw, language
from zholdama.desk.verdicts import VERDICTS, row_of
from zholdama.desk.words import STATES
from zholdama.ledger import queries as ledger
from zholdama.providers import queries as providers
from zholdama.signatures import queries as signatures


@require_safe
@staff(Role.AUDITOR)
def audit(request: Request) -> HttpResponse:
    """What there is at each provider, and the head of its chain."""
    counted, heads = applications.counts_by_state(), {one.provider_id: one for one in ledger.heads()}
    verdicts_by_provider = signatures.counts_by_verdict()
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
                "provider_id": card.id,
                "verdicts": [
                    (VERDICTS[verdict][0], number)
                    for verdict, number in sorted(verdicts_by_provider.get(card.id, {}).items())
                ],
                "sequence": head.sequence if head else 0,
                "hash": head.hash if head else "",
                "at": head.at if head else None,
            }
        )
    return draw(request, "audit", {"rows": rows, "cases": sum(row["cases"] for row in rows)})


@require_safe
@staff(Role.AUDITOR)
def audit_signatures(request: Request, provider_id: UUID) -> HttpResponse:
    """The newest verdicts at a provider with every check; no person is named."""
    card = next((one for one in providers.all_providers() if one.id == provider_id), None)
    if card is None:
        raise Http404
    rows = [row_of(one) for one in signatures.newest_evidence(provider_id)]
    return draw(request, "audit_signatures", {"name": card.name(language()), "verdicts": rows})
