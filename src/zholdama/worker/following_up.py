"""Referrals that nobody has answered: reminders, then the end; each referral in a unit of work of its own."""

import logging
from contextlib import AbstractContextManager
from uuid import UUID

from zholdama import clock
from zholdama.actors import system_of
from zholdama.ledger.work import Login, Work, work
from zholdama.providers import queries as providers
from zholdama.referrals import answering
from zholdama.referrals.rules import local_day

log = logging.getLogger("zholdama.worker")


def follow_up_all() -> int:
    """One round over every open provider; returns how many referrals were reminded of or expired.

    A failure with one referral does not keep the others waiting, and a round cut short is gone on with by the next.
    """
    with work(login=Login.DOORKEEPER, at=clock.now(), alias="worker"):
        open_now = providers.open_providers()
    return sum(follow_up(provider.id) for provider in open_now)


def follow_up(provider_id: UUID) -> int:
    """The referrals of one provider that are past their last valid day."""
    with _unit(provider_id):
        waiting = answering.waiting(on=local_day(clock.now()))
    return sum(_one(provider_id, referral_id) for referral_id in waiting)


def _one(provider_id: UUID, referral_id: UUID) -> bool:
    try:
        with _unit(provider_id):
            return answering.expire(referral_id) or answering.remind(referral_id)
    except Exception:
        log.exception("a referral could not be followed up", extra={"provider": provider_id})
        return False


def _unit(provider_id: UUID) -> AbstractContextManager[Work]:
    return work(
        login=Login.STAFF, by=system_of(provider_id), at=clock.now(), provider=provider_id, alias="worker"
    )
