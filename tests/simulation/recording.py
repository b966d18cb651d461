"""Tickets of the past as the reception leaves them, written by the owner of the tables: days without their acts."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

from zholdama.working_time.zone import ALMATY

BEFORE = (
    dt.date(2024, 12, 23), dt.date(2024, 12, 24), dt.date(2024, 12, 25),
    dt.date(2024, 12, 26), dt.date(2024, 12, 27), dt.date(2024, 12, 30),
)  # fmt: skip
"""Ordinary working days before the tests' Monday 2025-01-06."""

Line = tuple[float, float | None, float | None]
"""Came, started, ended, in minutes since 9:00; None: not served."""


def record(centre: Any, day: dt.date, lines: Iterable[Line]) -> None:
    """The tickets of one day at this provider, numbered in the order given."""
    from zholdama.reception import models

    nine = dt.datetime.combine(day, dt.time(9), ALMATY)

    def moment(minutes: float | None) -> dt.datetime | None:
        return None if minutes is None else nine + dt.timedelta(minutes=minutes)

    models.Ticket.objects.using("owner").bulk_create(
        models.Ticket(
            id=uuid4(),
            provider_id=centre.provider_id,
            day=day,
            number=number,
            arrived_at=moment(came),
            state="left" if started is None else "served",
            started_at=moment(started),
            ended_at=moment(ended),
            idempotency_key=uuid4(),
        )
        for number, (came, started, ended) in enumerate(lines, 1)
    )


def record_days(centre: Any, days: Sequence[dt.date], *, visitors: int, service: float = 14.0) -> None:
    """The same day several times: `visitors` spread evenly over it, each served at once for `service` minutes."""
    spread = [place * 420 / visitors for place in range(visitors)]
    came = [at if at < 240 else at + 90 for at in spread]
    for day in days:
        record(centre, day, [(at, at, at + service) for at in came])
