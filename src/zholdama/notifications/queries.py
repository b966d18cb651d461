"""Notices of a person; what became of the messages."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from zholdama.applications.models import Application
from zholdama.ledger.work import tenant
from zholdama.notifications import carriers, models


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """One notice; the words for its kind are the page's."""

    kind: str
    application_id: UUID
    at: datetime
    number: str
    """Of the application; empty where it is not to be seen here."""


def asks_for_email() -> bool:
    """Whether people are asked for an e-mail address: only where one is used, and in a demonstration."""
    return settings.ZHOLDAMA_DEMONSTRATION or "email" in carriers.names()


def notices_of(person_id: UUID, *, limit: int = 20) -> tuple[NoticeCard, ...]:
    """The person's notices, the newest first."""
    rows = models.Notice.objects.filter(person_id=person_id).order_by("-at", "-sequence")
    own = Application.objects.filter(id=OuterRef("application_id"), person_id=person_id)
    rows = rows.annotate(number=Coalesce(Subquery(own.values("number")[:1]), Value("")))
    columns = ("kind", "application_id", "at", "number")
    return tuple(NoticeCard(*row) for row in rows.values_list(*columns)[:limit])


@dataclass(frozen=True, slots=True)
class Deliveries:
    """How many messages of a channel to one kind of recipient stand in one state."""

    recipient: str
    channel: str
    state: str
    how_many: int


def deliveries_of(case_id: UUID) -> tuple[Deliveries, ...]:
    """The messages about one case of the unit's provider, counted."""
    rows = models.Message.objects.filter(provider_id=tenant(), case_id=case_id).order_by("recipient")
    counted = rows.values_list("recipient", "channel", "state").annotate(how_many=Count("id"))
    return tuple(Deliveries(*row) for row in counted.order_by("recipient", "channel", "state"))


def not_sent() -> dict[str, int]:
    """State -> how many messages of all providers that the unit of work may see, those sent left out."""
    rows = models.Message.objects.exclude(state="sent").order_by()
    return dict(rows.values_list("state").annotate(how_many=Count("provider_id")))
