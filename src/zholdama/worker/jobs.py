"""Periodic jobs: idempotent, each in a unit of work per provider."""

from datetime import timedelta

from procrastinate.contrib.django import app

from zholdama import clock
from zholdama.access.sessions import SessionStore
from zholdama.worker import watching

STALLED_AFTER = timedelta(minutes=10)


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="forget_sessions", pass_context=False)
def forget_sessions(timestamp: int) -> None:
    """Remove sessions that have expired."""
    SessionStore.clear_expired()


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: object, timestamp: int) -> None:
    """A worker that was killed leaves its job "doing": give such jobs back."""
    manager = context.app.job_manager  # type: ignore[attr-defined]
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=int(STALLED_AFTER.total_seconds())):
        await manager.retry_job(job, retry_at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="end_graces", pass_context=False)
def end_graces(timestamp: int) -> None:
    """Missed calls whose grace is over end as no-show; written down as of the moment the grace ended."""
    watching.end_graces()
