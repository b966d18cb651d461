"""Notices of a person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zholdama.notifications import models


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """One notice; the words for its kind are the page's."""

    kind: str
    application_id: UUID
    at: datetime


def notices_of(person_id: UUID, *, limit: int = 20) -> tuple[NoticeCard, ...]:
    """The person's notices, the newest first."""
    rows = models.Notice.objects.filter(person_id=person_id).order_by("-at", "-sequence")
    return tuple(NoticeCard(*row) for row in rows.values_list("kind", "application_id", "at")[:limit])
