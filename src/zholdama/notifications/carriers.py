"""The port to what carries messages out of the house: e-mail and SMS.

A carrier takes one letter at a time. Right before the act after which nobody can say any more whether the other side
has taken it, it asks `commit`: the house writes down that this point is reached. Before it a crash or a broken line
is tried again without harm; after it only the other side's answer counts, and without one nothing is repeated.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib import import_module
from typing import Protocol

CHANNELS = ("email", "sms")


@dataclass(frozen=True, slots=True)
class Letter:
    """One message ready to go. `message_id` is the same at every attempt; `answer_page`: where to end such letters."""

    message_id: str
    to: str
    subject: str
    text: str
    language: str
    made_at: datetime
    answer_page: str = ""


class NotTaken(Exception):
    """The other side has certainly not taken the letter; tried again later. `code`: a word or number, no names.

    `everybody`: the trouble is not this letter's (no line, no sign-in), so nobody else's would go now either.
    """

    def __init__(self, code: str, *, everybody: bool = False) -> None:
        super().__init__(code)
        self.code, self.everybody = code, everybody


class NeverTaken(Exception):
    """The other side has refused this letter for good."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unsure(Exception):
    """The point was passed and no answer came: taken or not, nobody here can say."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Overtaken(Exception):
    """`commit` said no: somebody else has this letter now."""


class Carrier(Protocol):
    """Who carries the letters of one channel."""

    is_stand_in: bool

    def send(self, letter: Letter, *, commit: Callable[[], bool]) -> str:
        """Under which id the other side has taken it, empty where it names none.

        Raises NotTaken, NeverTaken, Unsure, Overtaken.
        """
        ...

    def knows(self, message_id: str) -> bool | None:
        """Whether the other side has taken this letter; None where it cannot be asked."""
        ...

    def close(self) -> None:
        """Let go of the line."""
        ...


class NoCarrier(RuntimeError):
    """The settings name a carrier that may not be used here."""


def names() -> dict[str, str]:
    """Channel -> dotted name of its carrier, for the channels that are on."""
    from django.conf import settings

    on = {"email": settings.ZHOLDAMA_SMTP["host"] and settings.ZHOLDAMA_MAIL, "sms": settings.ZHOLDAMA_SMS}
    return {channel: name for channel, name in on.items() if name}


@lru_cache(maxsize=8)
def _class(name: str) -> Callable[[], Carrier]:
    module, _, found = name.rpartition(".")
    made: Callable[[], Carrier] = getattr(import_module(module), found)
    return made


def carrier(channel: str) -> Carrier:
    """A new carrier of a channel that is on; NoCarrier for a stand-in in production."""
    from django.conf import settings

    made = _class(names()[channel])()
    if made.is_stand_in and settings.ZHOLDAMA_PRODUCTION:
        raise NoCarrier(f"{channel}: a stand-in carries nothing in production")
    return made
