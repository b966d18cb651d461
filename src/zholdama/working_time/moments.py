"""Reading a moment as people and machines spell it."""

import datetime as dt
import re

from zholdama.working_time.zone import ALMATY

_DAY_FIRST = re.compile(r"^([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(?=$|[T ])", re.IGNORECASE)
_MIDNIGHT = re.compile(r"^(.*?)[T ]?24(?::?00){0,2}(?:[.,]0+)?((?:Z|[+-][0-9:]+)?)$")
_SHAPE = re.compile(r"[0-9W-]{7,10}(?:[T ][0-9:.,]+(?:Z|[+-][0-9:.]+)?)?")
_SPACED_OFFSET = re.compile(r"\s+(?=(?:Z|[+-][0-9:]+)$)")


class UnreadableTime(ValueError):
    """The text is no date and time."""


def read_moment(text: str) -> dt.datetime:
    """An aware Asia/Almaty datetime from ISO 8601 text, or from DD.MM.YYYY HH:MM.

    Date and time may be parted by "T" or a space, seconds and their fraction (to the microsecond, the rest is
    cut off) may be missing. 24:00 is the next midnight; a date alone is its first moment. Without an offset
    it is Almaty time, the first of two equal ones; with another offset it is converted.

    Raises `UnreadableTime`.
    """
    spelled = _SPACED_OFFSET.sub("", " ".join(text.split()).upper())
    spelled = _DAY_FIRST.sub(lambda m: f"{m[3]}-{int(m[2]):02}-{int(m[1]):02}", spelled)
    try:
        found = _parsed(spelled)
    except (ValueError, OverflowError) as error:
        raise UnreadableTime(f"{text!r} is no date and time; write it as 2025-01-06T10:00") from error
    if found.tzinfo is None:
        return found.replace(tzinfo=ALMATY)
    try:
        return found.astimezone(ALMATY)
    except OverflowError:
        # The first or last hours of years 1 to 9999: readable, though not as Almaty time; kept as it came.
        return found


def _parsed(spelled: str) -> dt.datetime:
    if not _SHAPE.fullmatch(spelled):
        # fromisoformat() alone takes any sign between date and time, and "2025-01-06+05:00" for five o'clock.
        raise ValueError("no shape of ISO 8601")
    midnight = _MIDNIGHT.match(spelled)
    # "2024" alone or "20241224" end in 24 as well: only a whole date before it makes 24 an hour.
    if midnight and len(midnight[1]) >= 8 and spelled[len(midnight[1])] in "T ":
        day = dt.date.fromisoformat(midnight[1])
        return dt.datetime.fromisoformat(f"{day}T00:00{midnight[2]}") + dt.timedelta(days=1)
    return dt.datetime.fromisoformat(spelled)
