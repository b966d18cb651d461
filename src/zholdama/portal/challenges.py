"""The short text that a person signs to come in: it serves once, for ten minutes, for the browser that asked.

The text names this house and the moment, and its first line is no application's: a signature over it can be used for
nothing else.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

from zholdama.working_time.zone import ALMATY

FIRST_LINE = "zholdama-sign-in/1"
LIVES = timedelta(minutes=10)
KEPT = 3
"""Texts that one browser may have open at a time: somebody may ask in two windows."""
_WHERE = "challenges"
_WORDS = (
    "Осы мәтінге қол қойып, мен «Жолдама» порталына кіремін.",
    "Подписывая этот текст, я вхожу на портал «Жолдама».",
    "By signing this text I sign in to the Zholdama portal.",
)


@dataclass(frozen=True, slots=True)
class Challenge:
    """One text; `key` names it in the form, `content` is what must be signed, byte for byte."""

    key: str
    content: bytes


def new(session: SessionBase, *, origin: str, at: datetime) -> Challenge:
    """A fresh text, kept in the session; the oldest of more than three is forgotten."""
    key = secrets.token_urlsafe(12).replace("_", "-").strip("-")
    moment = at.astimezone(ALMATY).isoformat(timespec="seconds")
    lines = (
        FIRST_LINE,
        f"origin: {origin}",
        f"time: {moment}",
        f"nonce: {secrets.token_urlsafe(32)}",
        "",
        *_WORDS,
    )
    text = "\n".join(lines) + "\n"
    kept = dict(list(session.get(_WHERE, {}).items())[1 - KEPT :])
    session[_WHERE] = {**kept, key: {"text": text, "at": at.isoformat()}}
    return Challenge(key, text.encode())


def peek(session: SessionBase, key: str, *, at: datetime) -> bytes | None:
    """The text's bytes while it lives; None for an unknown, used or old one."""
    kept = session.get(_WHERE, {}).get(key)
    if kept is None or not timedelta(0) <= at - datetime.fromisoformat(kept["at"]) < LIVES:
        return None
    return str(kept["text"]).encode()


def use(session: SessionBase, key: str, *, at: datetime) -> bytes | None:
    """The same as `peek`, and the text is dead from here on, whatever comes of it."""
    content = peek(session, key, at=at)
    kept = dict(session.get(_WHERE, {}))
    if kept.pop(key, None) is not None:
        session[_WHERE] = kept
    return content
