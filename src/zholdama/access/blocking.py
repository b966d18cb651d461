"""An act that a rule has blocked leaves a trace: the act itself was rolled back, so the step is taken afterwards."""

import logging
from typing import Any

from zholdama.ledger import chain
from zholdama.ledger.work import Login, current
from zholdama.refusals import Refused

logger = logging.getLogger("zholdama.access")
BLOCKING = frozenset(
    {
        "own_case",
        "relatives_case",
        "maker_is_not_signer",
        "second_person_decides",
        "own_role",
        "second_person",
    }
)
"""Refusals that say who may not act at all, as against how."""


def record(refused: Refused, arguments: dict[str, Any]) -> None:
    """Write down that the acting member of staff was kept from an act, in the second unit of work of a page."""
    unit = current()
    if refused.code not in BLOCKING or unit.login is not Login.STAFF:
        return
    case = arguments.get("application_id") or arguments.get("ticket_id")
    logger.warning("an act was blocked", extra={"provider": unit.provider_id, "act": refused.code})
    chain.append("blocked", case=case, facts={"rule": refused.code, "by": unit.by.id})
