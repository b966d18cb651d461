"""How a case stands now, in words: for the 409 page, beside what the second person has typed."""

import logging
from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext

from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications import queries as applications
from zholdama.applications.queries import ApplicationCard
from zholdama.desk.pages import language
from zholdama.desk.words import STATES
from zholdama.ledger.work import tenant
from zholdama.opportunities import queries as opportunities
from zholdama.passport import edition as editions
from zholdama.providers import queries as providers

READERS = (Role.SPECIALIST, Role.HEAD, Role.SUPERVISOR)
"""Who may open a case of the own provider."""

logger = logging.getLogger("zholdama.desk")
SILENT = frozenset({"csrfmiddlewaretoken", "key", "version", "with"})


def case_or_404(application_id: UUID) -> ApplicationCard:
    """A case of this provider; one that is missing and one that is somebody else's give the same answer."""
    case = applications.application(application_id)
    if case is None:
        logger.warning("a case that is not here was asked for", extra={"provider": tenant(), "act": "case"})
        raise Http404
    return case


def state_texts(request: Request, application_id: UUID) -> dict[str, str]:
    """{stored, typed, back} for the 409 page: the decision as it stands, and what this person has sent."""
    case = case_or_404(application_id)
    lines = [gettext("State: %(state)s") % {"state": STATES[case.state][0]}]
    if case.drafted_by is not None and case.decision:
        name = providers.staff_names(tenant()).get(case.drafted_by, "")
        lines.append(gettext("Drafted by: %(name)s") % {"name": name})
        lines += decision_lines(case)
    if case.remark:
        lines.append(gettext("Remark of the head: %(remark)s") % {"remark": case.remark})
    typed = [
        _typed(case, name, value) for name, value in request.POST.items() if name not in SILENT and value
    ]
    back = reverse("desk:case", args=[application_id])
    return {"stored": "\n".join(lines), "typed": "\n".join(typed), "back": back}


def decision_lines(case: ApplicationCard) -> list[str]:
    """The drafted decision in words."""
    spoken = language()
    if case.decision == "refused":
        reason = editions.load(case.edition).refusal_reason(case.refusal_reason)
        return [
            gettext("Decision: refusal"),
            gettext("Reason: %(reason)s") % {"reason": reason.text.in_language(spoken)},
            gettext("Fact: %(fact)s") % {"fact": case.refusal_fact},
        ]
    place = opportunities.place(case.provider_id, case.place_id)
    lines = [gettext("Decision: positive")]
    if place is not None:
        lines.append(gettext("Place: %(place)s") % {"place": f"{place.title(spoken)}, {place.organisation}"})
    if case.advice:
        lines.append(gettext("Advice: %(advice)s") % {"advice": case.advice})
        lines.append(gettext("Next step: %(step)s") % {"step": case.next_step})
    return lines


def _typed(case: ApplicationCard, name: str, value: Any) -> str:
    spoken, text = language(), str(value)
    if name == "place":
        try:
            place = opportunities.place(tenant(), UUID(text))
        except ValueError:
            place = None
        return f"{place.title(spoken)}, {place.organisation}" if place else text
    if name == "reason":
        reasons = {one.id: one for one in editions.load(case.edition).refusal_reasons}
        return reasons[text].text.in_language(spoken) if text in reasons else text
    return text
