"""Packs, their numbers, what was entered later, what waits for a second person, what was not accepted."""

from collections import Counter
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from uuid import UUID

from zholdama.acceptance import models
from zholdama.applications import queries as applications
from zholdama.clocks import queries as clocks
from zholdama.clocks.rules import Clock, Kind


@dataclass(frozen=True, slots=True)
class PackCard:
    """A pack with how many of its numbers stand in which state."""

    id: UUID
    paper_id: UUID
    valid_from: date
    valid_until: date
    reserved_at: datetime
    reserved: int
    entered: int
    void: int


@dataclass(frozen=True, slots=True)
class NumberCard:
    """One numbered form as a page shows it."""

    id: UUID
    pack_id: UUID
    number: str
    state: str
    application_id: UUID | None
    arrived_at: datetime | None
    started_at: datetime | None
    registered_at: datetime | None
    delivered_at: datetime | None
    left_at: datetime | None
    remarks: str
    entered_by: UUID | None
    entered_at: datetime | None
    void_reason: str
    voided_at: datetime | None

    @property
    def delay(self) -> timedelta | None:
        """From the end of the visit on paper to its entry."""
        return self.entered_at - self.left_at if self.entered_at and self.left_at else None


@dataclass(frozen=True, slots=True)
class LateEntry:
    """A paper entered later, with its case's number and its clocks by kind."""

    paper: NumberCard
    case_number: str
    clocks: dict[Kind, Clock]


@dataclass(frozen=True, slots=True)
class VoidCard:
    """A request to void the rest of a pack."""

    id: UUID
    pack_id: UUID
    reason: str
    asked_by: UUID
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class NotAcceptedCard:
    """A refusal to accept."""

    ticket_id: UUID
    number: str
    reason: str
    detail: str
    said_name: str
    paper_id: UUID
    refused_by: UUID
    refused_at: datetime


_NUMBER = tuple(field.name for field in fields(NumberCard))
_VOID = tuple(field.name for field in fields(VoidCard))
_NOT_ACCEPTED = tuple(field.name for field in fields(NotAcceptedCard))


def packs(provider_id: UUID, *, limit: int = 50) -> tuple[PackCard, ...]:
    """The provider's packs, the newest first."""
    rows = list(models.Pack.objects.filter(provider_id=provider_id).order_by("-reserved_at")[:limit])
    states = models.PaperNumber.objects.filter(provider_id=provider_id, pack_id__in=[row.id for row in rows])
    counted = Counter(states.values_list("pack_id", "state"))
    return tuple(
        PackCard(
            row.id,
            row.paper_id,
            row.valid_from,
            row.valid_until,
            row.reserved_at,
            *(counted[row.id, state] for state in ("reserved", "entered", "void")),
        )
        for row in rows
    )


def numbers_of(provider_id: UUID, pack_id: UUID) -> tuple[NumberCard, ...]:
    """The numbers of a pack in their order."""
    rows = models.PaperNumber.objects.filter(provider_id=provider_id, pack_id=pack_id).order_by("number")
    return tuple(NumberCard(*row) for row in rows.values_list(*_NUMBER))


def number(provider_id: UUID, number_id: UUID) -> NumberCard | None:
    """One number, None where it is not this provider's."""
    row = (
        models.PaperNumber.objects.filter(provider_id=provider_id, id=number_id).values_list(*_NUMBER).first()
    )
    return NumberCard(*row) if row else None


def by_number(provider_id: UUID, written: str) -> NumberCard | None:
    """The numbered form with this number at the provider."""
    rows = models.PaperNumber.objects.filter(provider_id=provider_id, number=written)
    row = rows.values_list(*_NUMBER).first()
    return NumberCard(*row) if row else None


def late_entries(provider_id: UUID, *, limit: int = 200) -> tuple[LateEntry, ...]:
    """What was entered later, the newest entry first, with the clocks that the papers' times make."""
    rows = models.PaperNumber.objects.filter(provider_id=provider_id, state="entered").order_by("-entered_at")
    papers = [NumberCard(*row) for row in rows.values_list(*_NUMBER)[:limit]]
    cases = {paper.application_id for paper in papers if paper.application_id}
    found = clocks.clocks_of(provider_id, [*cases, *(paper.id for paper in papers)])
    numbers = applications.applications(provider_id, cases)

    def of(paper: NumberCard) -> dict[Kind, Clock]:
        mine = (paper.id, paper.application_id)
        return {kind: clock for (case, kind), clock in found.items() if case in mine}

    return tuple(
        LateEntry(
            paper, numbers[paper.application_id].number if paper.application_id in numbers else "", of(paper)
        )
        for paper in papers
    )


def void_requests(provider_id: UUID) -> tuple[VoidCard, ...]:
    """The requests that wait for a second person, the oldest first."""
    rows = models.VoidRequest.objects.filter(provider_id=provider_id, decided_at__isnull=True)
    return tuple(VoidCard(*row) for row in rows.order_by("asked_at").values_list(*_VOID))


def not_accepted(provider_id: UUID, *, limit: int = 200) -> tuple[NotAcceptedCard, ...]:
    """The refusals to accept, the newest first."""
    rows = models.NotAccepted.objects.filter(provider_id=provider_id).order_by("-refused_at")
    return tuple(NotAcceptedCard(*row) for row in rows.values_list(*_NOT_ACCEPTED)[:limit])


def refusal_of(provider_id: UUID, ticket_id: UUID) -> NotAcceptedCard | None:
    """The refusal to accept that ended this visit, None where there is none."""
    rows = models.NotAccepted.objects.filter(provider_id=provider_id, ticket_id=ticket_id)
    row = rows.values_list(*_NOT_ACCEPTED).first()
    return NotAcceptedCard(*row) if row else None
