"""Which step of the ledger is told to whom, over which channels: the one list of messages.

A new message is a line here, words in `texts.toml`, and, where it carries a link of its own, a dotted name in the
setting ZHOLDAMA_MESSAGE_LINKS.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Literal, Protocol
from uuid import UUID

from zholdama.notifications import recipients
from zholdama.notifications.recipients import Found, Step

Link = Literal["none", "may", "must"]


@dataclass(frozen=True, slots=True)
class Telling:
    """A kind of message: the acts that make it, who gets it, how; whether it carries a link of its own.

    `link` "must": without the setting that names the link, nobody is written to.
    """

    kind: str
    acts: tuple[str, ...]
    find: Callable[[Sequence[Step]], Iterable[Found]]
    channels: tuple[str, ...] = ("email",)
    link: Link = "none"


def _person(kind: str, act: str) -> Telling:
    return Telling(kind, (act,), recipients.applicants, ("email", "sms"))


TELLINGS = (
    _person("submitted", "submit"),
    _person("registered", "register"),
    _person("question", "ask"),
    _person("refusal_intended", "announce_refusal"),
    _person("delivered", "hand_over"),
    _person("withdrawn", "withdraw"),
    _person("not_signed", "reject_signature"),
    _person("due_changed", "recalculate"),
    _person("employer_answered", "answer"),
    _person("next_referral", "referral_next"),
    _person("referral_expired", "referral_expired"),
    Telling(
        "referral_issued",
        ("hand_over", "referral_next", "referral_replaced"),
        recipients.employers,
        link="must",
    ),
    Telling("answer_reminder", ("answer_reminder",), recipients.employers, link="must"),
    Telling("place_reminder", ("place_reminder",), recipients.offerers, link="may"),
    Telling("place_expired", ("place_expired",), recipients.offerers, link="may"),
)
TO_PERSONS = {one.acts[0]: one.kind for one in TELLINGS if one.find is recipients.applicants}
"""Act -> the kind of notice it makes in the cabinet; the words of a kind there are the portal's."""


class MakesLink(Protocol):
    """What ZHOLDAMA_MESSAGE_LINKS names: the same link, or one as good, however often it is asked for.

    Called within a unit of work of the provider's system, at the moment of sending; a message that is tried again
    asks again. It has no side that a second call would do twice.
    """

    def __call__(self, about: UUID, /, *, at: datetime) -> str: ...


def link_of(kind: str) -> MakesLink | None:
    """What makes the links of this kind, None where the settings name nothing."""
    from django.conf import settings

    name = settings.ZHOLDAMA_MESSAGE_LINKS.get(kind, "")
    if not name:
        return None
    module, _, function = name.rpartition(".")
    found: MakesLink = getattr(import_module(module), function)
    return found


def told() -> tuple[Telling, ...]:
    """The kinds that are told in this installation."""
    return tuple(one for one in TELLINGS if one.link != "must" or link_of(one.kind) is not None)
