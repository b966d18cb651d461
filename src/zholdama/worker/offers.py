"""Offers that nobody has confirmed for long, at every open provider: each in a unit of work of its own."""

import logging
from contextlib import AbstractContextManager
from uuid import UUID

from zholdama import clock
from zholdama.actors import system_of
from zholdama.ledger.work import Login, Work, work
from zholdama.opportunities import staleness
from zholdama.providers import queries as providers

log = logging.getLogger("zholdama.worker")


def settle_all() -> int:
    """One round; returns how many offers were reminded of or ended. A failure with one does not stop the others."""
    with work(login=Login.DOORKEEPER, at=clock.now(), alias="worker"):
        open_now = providers.open_providers()
    return sum(settle_provider(provider.id) for provider in open_now)


def settle_provider(provider_id: UUID) -> int:
    """What silence has brought the offers of one provider to."""
    with _unit(provider_id):
        places = staleness.silent()
    settled = 0
    for place_id in places:
        try:
            with _unit(provider_id):
                settled += staleness.settle(place_id) is not None
        except Exception:
            log.exception("an offer could not be settled", extra={"provider": provider_id})
    return settled


def _unit(provider_id: UUID) -> AbstractContextManager[Work]:
    return work(
        login=Login.STAFF, by=system_of(provider_id), at=clock.now(), provider=provider_id, alias="worker"
    )
