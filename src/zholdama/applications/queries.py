"""Applications as the desks and the cabinet show them."""

from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from django.db.models import Case, Count, Q, When

from zholdama.applications import models
from zholdama.ledger.work import current


@dataclass(frozen=True, slots=True)
class ApplicationCard:
    """One application."""

    id: UUID
    provider_id: UUID
    number: str
    channel: str
    person_id: UUID
    ticket_id: UUID | None
    edition: str
    measure: str
    state: str
    language: str
    phone: str
    email: str
    wish: str
    identity_document_id: UUID | None
    registry_answer: str
    submitted_at: datetime
    accepted_at: datetime | None
    due_at: datetime | None
    registered_by: UUID | None
    registered_at: datetime | None
    specialist_id: UUID | None
    drafted_by: UUID | None
    decision: str
    place_id: UUID | None
    advice: str
    refusal_reason: str
    refusal_fact: str
    next_step: str
    remark: str
    drafted_at: datetime | None
    signed_by: UUID | None
    decided_at: datetime | None
    delivered_at: datetime | None
    version: int
    form: str
    representation_id: UUID | None
    paper_number: str
    entered_at: datetime | None

    @property
    def is_live(self) -> bool:
        return self.state in models.LIVE


CARD = tuple(field.name for field in fields(ApplicationCard))
"""The columns of a card, in its order."""


def application(application_id: UUID) -> ApplicationCard | None:
    """One application, None where it is not there or not to be seen here (one answer for both)."""
    unit = current()
    rows = models.Application.objects.filter(id=application_id)
    if unit.provider_id is not None:
        rows = rows.filter(provider_id=unit.provider_id)
    row = rows.values_list(*CARD).first()
    return ApplicationCard(*row) if row else None


def open_applications(
    provider_id: UUID,
    *,
    states: tuple[str, ...] = models.LIVE,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 30,
) -> tuple[ApplicationCard, ...]:
    """Open cases by due time, a page at a time by key set."""
    rows = models.Application.objects.filter(provider_id=provider_id, state__in=states)
    if after is not None:
        due_at, last = after
        # The first condition is the index's; the second alone would have it read from the beginning.
        rows = rows.filter(due_at__gte=due_at).filter(Q(due_at__gt=due_at) | Q(id__gt=last))
    page = rows.order_by("due_at", "id").values_list(*CARD)[:limit]
    return tuple(ApplicationCard(*row) for row in page)


def of_person(person_id: UUID, *, limit: int = 50) -> tuple[ApplicationCard, ...]:
    """A person's applications: those that still run first, then the newest of what is over."""
    runs = Case(When(state__in=models.LIVE, then=0), default=1)
    rows = models.Application.objects.filter(person_id=person_id).order_by(runs, "-submitted_at")
    return tuple(ApplicationCard(*row) for row in rows.values_list(*CARD)[:limit])


def live_of_person(person_id: UUID, *, provider_id: UUID, measure: str) -> ApplicationCard | None:
    """The person's application for this measure at this provider that still runs."""
    rows = models.Application.objects.filter(
        person_id=person_id, provider_id=provider_id, measure=measure, state__in=models.LIVE
    )
    row = rows.values_list(*CARD).first()
    return ApplicationCard(*row) if row else None


def of_ticket(provider_id: UUID, ticket_id: UUID) -> ApplicationCard | None:
    """The newest application made on a ticket."""
    rows = models.Application.objects.filter(provider_id=provider_id, ticket_id=ticket_id)
    row = rows.order_by("-submitted_at").values_list(*CARD).first()
    return ApplicationCard(*row) if row else None


def by_number(provider_id: UUID, number: str) -> ApplicationCard | None:
    """The application with this number at the provider."""
    rows = models.Application.objects.filter(provider_id=provider_id, number=number).values_list(*CARD)
    row = rows.first()
    return ApplicationCard(*row) if row else None


def by_key(person_id: UUID, key: UUID) -> ApplicationCard | None:
    """The person's application that was made with this key (the id of the document he signed)."""
    row = (
        models.Application.objects.filter(person_id=person_id, idempotency_key=key).values_list(*CARD).first()
    )
    return ApplicationCard(*row) if row else None


def applications(provider_id: UUID, application_ids: set[UUID]) -> dict[UUID, ApplicationCard]:
    """Some applications of the provider by id, in one query."""
    rows = models.Application.objects.filter(provider_id=provider_id, id__in=application_ids)
    return {row[0]: ApplicationCard(*row) for row in rows.values_list(*CARD)}


def counts_by_state() -> dict[UUID, dict[str, int]]:
    """How many applications stand in which state, by provider, as far as the open unit of work may see."""
    rows = (
        models.Application.objects.order_by()
        .values_list("provider_id", "state")
        .annotate(how_many=Count("id"))
    )
    counted: dict[UUID, dict[str, int]] = {}
    for provider_id, state, how_many in rows:
        counted.setdefault(provider_id, {})[state] = how_many
    return counted
