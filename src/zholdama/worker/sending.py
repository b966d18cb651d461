"""One round of sending over every open provider: taken up, handed over and ended in units of their own.

No transaction is open while somebody else is talked to.
"""

import logging
import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

from zholdama import clock
from zholdama.actors import system_of
from zholdama.ledger.work import Login, Work, work
from zholdama.notifications import carriers, outbox
from zholdama.notifications.carriers import Carrier, NeverTaken, NotTaken, Overtaken, Unsure
from zholdama.notifications.outbox import Parcel
from zholdama.providers import queries as providers

log = logging.getLogger("zholdama.worker")
MOST = 50
"""Messages of one provider in a round, so that none keeps the others waiting."""

chance: Callable[[], float] = random.SystemRandom().random


def send_all(*, stopping: Callable[[], bool] = lambda: False) -> int:
    """One round over every open provider; returns how many messages were taken up."""
    if not carriers.names():
        return 0
    with work(login=Login.DOORKEEPER, at=clock.now(), alias="worker"):
        open_now = providers.open_providers()
    with Round(stopping) as round:
        return sum(round.of_provider(provider.id) for provider in open_now)


class Round:
    """The lines that are open during a round, and the channels that are down."""

    def __init__(self, stopping: Callable[[], bool]) -> None:
        self._stopping = stopping
        self._lines: dict[str, Carrier] = {}
        self._up = tuple(carriers.names())

    def __enter__(self) -> "Round":
        return self

    def __exit__(self, *_: object) -> None:
        for line in self._lines.values():
            line.close()

    def of_provider(self, provider_id: UUID) -> int:
        """Settle what was left behind, then send what is due."""
        self._settle(provider_id)
        done = 0
        while done < MOST and self._up and not self._stopping():
            with _unit(provider_id):
                parcel = outbox.take(self._up)
            if parcel is None:
                break
            self._send(provider_id, parcel)
            done += 1
        return done

    def _settle(self, provider_id: UUID) -> None:
        with _unit(provider_id):
            found = outbox.stranded()
        for one in found:
            taken = self._line(one.channel).knows(one.message_id) if one.channel in self._up else None
            with _unit(provider_id):
                outbox.settle(one, taken=taken)

    def _send(self, provider_id: UUID, parcel: Parcel) -> None:
        committed = False

        def commit() -> bool:
            nonlocal committed
            with _unit(provider_id):
                committed = outbox.commit(parcel)
            return committed

        try:
            taken_as = self._line(parcel.channel).send(parcel.letter, commit=commit)
        except Overtaken:
            return
        except Exception as error:
            self._ended(provider_id, parcel, error, committed=committed)
        else:
            with _unit(provider_id):
                outbox.sent(parcel, taken_as)

    def _ended(self, provider_id: UUID, parcel: Parcel, error: Exception, *, committed: bool) -> None:
        if isinstance(error, NotTaken) and error.everybody:
            self._up = tuple(one for one in self._up if one != parcel.channel)
        # Neither the letter nor the other side's words: both may name somebody.
        code = getattr(error, "code", "") or f"error_{type(error).__name__}"
        log.warning("a message did not go: %s", code, extra={"provider": provider_id, "act": "send"})
        with _unit(provider_id):
            if isinstance(error, NeverTaken):
                outbox.failed(parcel, code)
            elif isinstance(error, Unsure) or (committed and not isinstance(error, NotTaken)):
                outbox.unsure(parcel, code)
            else:
                outbox.postponed(parcel, code, chance=chance())

    def _line(self, channel: str) -> Carrier:
        if channel not in self._lines:
            self._lines[channel] = carriers.carrier(channel)
        return self._lines[channel]


def _unit(provider_id: UUID) -> AbstractContextManager[Work]:
    return work(
        login=Login.STAFF, by=system_of(provider_id), at=clock.now(), provider=provider_id, alias="worker"
    )
