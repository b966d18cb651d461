"""One round of the watchers over every open provider."""

from zholdama import clock
from zholdama.actors import system_of
from zholdama.ledger.work import Login, work
from zholdama.notifications import actions as notifications
from zholdama.providers import queries as providers


def follow_all() -> int:
    """Let each provider's watcher read on; returns how many steps were read."""
    with work(login=Login.DOORKEEPER, at=clock.now(), alias="worker"):
        open_now = providers.open_providers()
    steps = 0
    for provider in open_now:
        with work(
            login=Login.STAFF, by=system_of(provider.id), at=clock.now(), provider=provider.id, alias="worker"
        ):
            steps += notifications.follow().steps
    return steps
