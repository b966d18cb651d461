"""Local time of Kazakhstan: moments as whole microseconds since 1970 UTC, and back as Asia/Almaty."""

import datetime as dt
from zoneinfo import ZoneInfo

ALMATY = ZoneInfo("Asia/Almaty")
"""UTC+6 until 2024-02-29 24:00, which became 23:00; UTC+5 since then. Never written down as a fixed offset.
"""

MICROSECOND = dt.timedelta(microseconds=1)
MINUTE = 60_000_000
DAY = 86_400_000_000

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_KNOWN_OFFSETS = (
    ("2015-01-01T00:00", 6),
    ("2023-07-01T00:00", 6),
    ("2024-02-29T17:59:59", 6),
    ("2024-02-29T18:00", 5),
    ("2025-07-01T00:00", 5),
    ("2027-12-31T00:00", 5),
)


def instant(at: dt.datetime) -> int:
    """The moment as microseconds since 1970-01-01 UTC, exactly. Raises `ValueError` for a naive time."""
    try:
        since = at - _EPOCH
    except TypeError as error:
        raise ValueError(f"{at!r} has no zone; time comes in aware") from error
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def local(moment: int) -> dt.datetime:
    """The moment (microseconds since 1970 UTC) as an aware datetime of Asia/Almaty."""
    return (_EPOCH + dt.timedelta(microseconds=moment)).astimezone(ALMATY)


def offset_of(wall: dt.datetime) -> int:
    """How many microseconds Almaty was ahead of UTC at this naive local time; of two equal ones the first."""
    ahead = ALMATY.utcoffset(wall)
    assert ahead is not None
    return (ahead.days * 86_400 + ahead.seconds) * 1_000_000 + ahead.microseconds


def check_zone_data() -> list[str]:
    """What is wrong with this machine's time zone data, in words to act on; empty when all is well.

    Data older than February 2024 still says UTC+6 and would put every deadline an hour off.
    """
    problems = []
    for utc, hours in _KNOWN_OFFSETS:
        at = dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)
        found = at.astimezone(ALMATY).utcoffset()
        if found != dt.timedelta(hours=hours):
            problems.append(
                f"Time zone data: Asia/Almaty is UTC+{hours} at {utc} UTC, but this machine says {found}. "
                "Update the system package tzdata (2024a or newer) and start again."
            )
    return problems
