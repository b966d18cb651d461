"""The one clock. Doors read it and hand the moment on as `at=`; nothing behind a door does."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

STARTS_AT = "ZHOLDAMA_CLOCK_STARTS_AT"
"""Environment: the moment at which this process's clock starts and goes on from; for tests and demonstrations only."""


def _shift() -> timedelta:
    start = os.environ.get(STARTS_AT)
    if not start or os.environ.get("ZHOLDAMA_MODE") == "production":
        return timedelta()
    return _in_utc(datetime.fromisoformat(start)) - datetime.now(UTC)  # noqa: TID251 - this is the one clock


_set_to: ContextVar[datetime | None] = ContextVar("zholdama_clock", default=None)


def now() -> datetime:
    """The moment, aware, in UTC; the set one while the clock is set in this context."""
    return _set_to.get() or datetime.now(UTC) + _SHIFT  # noqa: TID251 - this is the one clock


def set_clock(at: datetime | None) -> None:
    """Stop the clock of this context (thread or task) at `at`; None lets it run again.

    Raises ValueError for a time without an offset.
    """
    _set_to.set(None if at is None else _in_utc(at))


@contextmanager
def clock_at(at: datetime) -> Iterator[None]:
    """Stop the clock at `at` inside the block. Raises ValueError for a time without an offset."""
    before = _set_to.set(_in_utc(at))
    try:
        yield
    finally:
        _set_to.reset(before)


def _in_utc(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError("a clock is set to a time with an offset")
    return at.astimezone(UTC)


_SHIFT = _shift()
