"""Signatures that could not be checked: what is asked again, since when, which source is silent; the head's decision."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zholdama.access.actions import record_reading
from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications import queries as applications
from zholdama.desk.forms import RecheckForm
from zholdama.desk.pages import acting, answered, draw, language
from zholdama.desk.verdicts import PURPOSES, sentences, source_names
from zholdama.providers import queries as providers
from zholdama.referrals import settling
from zholdama.signatures import queries as signatures
from zholdama.signatures.queries import RecheckCard


@require_safe
@staff(Role.HEAD, Role.OPERATOR)
def rechecks(request: Request) -> HttpResponse:
    """Everything that is open: at the head's own provider, for an operator at all of them without their cases."""
    cards = signatures.open_rechecks()
    is_head = acting(request).role is Role.HEAD
    names = {one.id: one.name(language()) for one in providers.all_providers()} if not is_head else {}
    found: dict[UUID, applications.ApplicationCard] = {}
    if is_head and cards:
        found = applications.applications(cards[0].provider_id, {one.case_id for one in cards})
    rows = [_row(one, found.get(one.case_id), names) for one in cards]
    return draw(request, "rechecks", {"rows": rows, "is_head": is_head})


def _row(
    card: RecheckCard, case: applications.ApplicationCard | None, names: dict[UUID, str]
) -> dict[str, Any]:
    return {
        "id": card.id,
        "case": case,
        "provider": names.get(card.provider_id, ""),
        "purpose": PURPOSES[card.purpose],
        "since": card.since,
        "attempts": card.attempts,
        "next": card.next_at,
        "invalid": card.finding == "invalid",
        "silent": source_names(card.silent),
        "silent_since": card.silent_since,
        "why": sentences(card.reasons),
        "may_decide": case is not None and card.purpose == "application",
    }


@staff(Role.HEAD)
def decide(request: Request, recheck_id: UUID) -> HttpResponse:
    """The head accepts the signature as checked by other means, or rejects it; both with a reason."""
    card = signatures.recheck(recheck_id)
    case = applications.application(card.case_id) if card is not None else None
    if card is None or case is None or card.purpose != "application":
        raise Http404
    form, sent = answered(RecheckForm, request)
    if sent:
        accepted = form.cleaned_data["decision"] == "accept"
        settling.decide(recheck_id, accepted=accepted, reason=form.cleaned_data["reason"])
        messages.success(request, gettext("Decided: %(number)s") % {"number": case.number})
        return redirect("desk:rechecks")
    record_reading(person_id=case.person_id, by=acting(request), at=request.at, screen="signature unchecked")
    return draw(request, "recheck", {"form": form, "case": case, "row": _row(card, case, {})})
