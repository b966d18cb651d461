"""Periodic jobs: idempotent, each in a unit of work per provider."""

from datetime import timedelta

from django.db import connections
from procrastinate.contrib.django import app

from zholdama import clock
from zholdama.access.sessions import SessionStore
from zholdama.ledger.work import Login, work
from zholdama.signatures import lists, phone_actions, sources
from zholdama.worker import following_up, offers, rechecking, watching

STALLED_AFTER = timedelta(minutes=10)


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="forget_sessions", pass_context=False)
def forget_sessions(timestamp: int) -> None:
    """Remove sessions that have expired."""
    SessionStore.clear_expired()


@app.periodic(cron="27 * * * *")
@app.task(queueing_lock="forget_phone_requests", pass_context=False)
def forget_phone_requests(timestamp: int) -> None:
    """Remove requests to sign on the phone that are over; a text to sign holds personal data."""
    with work(login=Login.DOORKEEPER, at=clock.now()):
        phone_actions.forget()


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: object, timestamp: int) -> None:
    """A worker that was killed leaves its job "doing": give such jobs back."""
    manager = context.app.job_manager  # type: ignore[attr-defined]
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=int(STALLED_AFTER.total_seconds())):
        await manager.retry_job(job, retry_at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="recheck_signatures", pass_context=False)
def recheck_signatures(timestamp: int) -> None:
    """Ask again about signatures that could not be judged."""
    try:
        rechecking.recheck_all()
    finally:
        connections["worker"].close()


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="fetch_revocation_lists", pass_context=False)
def fetch_revocation_lists(timestamp: int) -> None:
    """Fetch the revocation lists that the settings name; without any there is nothing to do."""
    if addresses := sources.list_addresses():
        lists.fetch(addresses, at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="end_graces", pass_context=False)
def end_graces(timestamp: int) -> None:
    """Missed calls whose grace is over end as no-show; written down as of the moment the grace ended."""
    watching.end_graces()


@app.periodic(cron="37 * * * *")
@app.task(queueing_lock="settle_silent_offers", pass_context=False)
def settle_silent_offers(timestamp: int) -> None:
    """Remind of offers that nobody has confirmed for long, and end them after 90 days."""
    try:
        offers.settle_all()
    finally:
        connections["worker"].close()


@app.periodic(cron="7,37 * * * *")
@app.task(queueing_lock="follow_up_referrals", pass_context=False)
def follow_up_referrals(timestamp: int) -> None:
    """Remind employers who have not answered; after the last day the referral expires and its place is free."""
    try:
        following_up.follow_up_all()
    finally:
        connections["worker"].close()
