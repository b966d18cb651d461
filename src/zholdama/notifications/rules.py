"""When a message is tried again, and when it is given up. Pure."""

from datetime import datetime, timedelta

FIRST, LONGEST = timedelta(seconds=30), timedelta(hours=4)
LEAST = timedelta(seconds=1)
TRIED_FOR = timedelta(days=3)
"""How long a message is tried: news of a case that is older than this is in the cabinet, and old."""


def next_attempt(*, attempts: int, since: datetime, at: datetime, chance: float) -> datetime | None:
    """When to try again after `attempts` attempts, None when it is given up.

    Full jitter: anywhere between now and a bound that doubles, so that what failed together does not come back
    together. `chance` lies in [0, 1); `since` is when the message was made.
    """
    if at - since >= TRIED_FOR:
        return None
    bound = min(LONGEST, FIRST * 2 ** min(max(attempts - 1, 0), 20))
    return at + max(LEAST, bound * chance)
