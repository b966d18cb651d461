"""Signatures that could not be judged, asked about again: services are asked between two units of work, never inside."""

import logging
from contextlib import AbstractContextManager
from uuid import UUID

from zholdama import clock
from zholdama.actors import system_of
from zholdama.ledger.work import Login, Work, work
from zholdama.providers import queries as providers
from zholdama.referrals import settling
from zholdama.signatures import port, queries
from zholdama.signatures.queries import Due

log = logging.getLogger("zholdama.worker")


def recheck_all() -> int:
    """One round over every open provider; returns how many signatures were asked about.

    A failure with one signature does not keep the others waiting.
    """
    with work(login=Login.DOORKEEPER, at=clock.now(), alias="worker"):
        open_now = providers.open_providers()
    return sum(recheck_provider(provider.id) for provider in open_now)


def recheck_provider(provider_id: UUID) -> int:
    """Ask about what is due at one provider."""
    with _unit(provider_id):
        due = queries.due()
    for one in due:
        try:
            _ask(provider_id, one)
        except Exception:
            log.exception("a signature could not be asked about again", extra={"provider": provider_id})
    return len(due)


def _ask(provider_id: UUID, due: Due) -> None:
    judged = port.verify(
        due.signature,
        content=due.content,
        at=due.received_at,
        role=due.role,  # type: ignore[arg-type]
        bin=due.bin or None,
        asked_at=clock.now(),
    )
    with _unit(provider_id):
        settling.settle(due.recheck_id, judged, attempts=due.attempts)


def _unit(provider_id: UUID) -> AbstractContextManager[Work]:
    return work(
        login=Login.STAFF, by=system_of(provider_id), at=clock.now(), provider=provider_id, alias="worker"
    )
