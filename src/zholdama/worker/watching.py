"""One round of the watchers over every open provider."""

from zholdama import clock
from zholdama.actors import system_of
from zholdama.ledger.work import Login, work
from zholdama.notifications import actions as notifications
from zholdama.providers import queries as providers
from zholdama.reception import actions as reception


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


def end_graces() -> int:
    """End the missed calls of every open provider whose grace is over (R6); returns how many there were."""
    with work(login=Login.DOORKEEPER, at=clock.now(), alias="worker"):
        open_now = providers.open_providers()
    ended = 0
    for provider in open_now:
        with work(
            login=Login.STAFF, by=system_of(provider.id), at=clock.now(), provider=provider.id, alias="worker"
        ):
            ended += reception.end_graces()
    return ended
