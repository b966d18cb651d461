"""Tasks of a provider's specialists about what became of a referral: made once per cause, due in working time."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID, uuid4

from zholdama.actors import Role
from zholdama.applications.actions import refuse_own_case
from zholdama.clocks import queries as clocks
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.passport.edition import Edition
from zholdama.referrals import models
from zholdama.referrals.outcome_models import Task
from zholdama.referrals.rules import LONGEST, task_due
from zholdama.refusals import Refused

VERDICTS = ("answer_stands", "person_is_right")
"""What a specialist finds about an answer that the person disputes."""


@dataclass(frozen=True, slots=True)
class TaskCard:
    """A task as a page shows it. `due_at` None: beyond the calendar."""

    id: UUID
    kind: str
    application_id: UUID
    referral_id: UUID
    made_at: datetime
    due_at: datetime | None
    done_at: datetime | None
    done_by: UUID | None
    verdict: str
    words: str


_CARD = tuple(field.name for field in fields(TaskCard))


def make(kind: str, *, referral: models.Referral, cause_id: UUID, edition: Edition) -> UUID:
    """A task of this kind, one per cause; the step that makes it stands in the ledger. Returns its id."""
    unit = current()
    due = task_due(at=unit.at, edition=edition, calendar=clocks.calendar_of(tenant()))
    task, _ = Task.objects.get_or_create(
        provider_id=tenant(),
        kind=kind,
        cause=cause_id,
        defaults={
            "id": uuid4(),
            "application_id": referral.application_id,
            "referral_id": referral.id,
            "made_at": unit.at,
            "due_at": due,
        },
    )
    return task.id


def finish(*, task_id: UUID, words: str, verdict: str = "") -> None:
    """The specialist has done it and says what came of it; of a dispute also who is right. Both versions stay.

    Raises Refused: not here, done already, no words, a dispute without a finding, own case.
    """
    unit = current()
    if unit.by.role not in {Role.SPECIALIST, Role.HEAD} or unit.by.staff_id is None:
        raise Refused("step_not_for_role")
    rows = Task.objects.filter(provider_id=tenant(), id=task_id)
    task = rows.select_for_update().first()
    if task is None:
        raise Refused("not_found")
    referral = models.Referral.objects.get(provider_id=tenant(), id=task.referral_id)
    refuse_own_case(referral.person_id)
    if task.done_at is not None:
        raise Refused("task_done_already", conflict=True)
    if not words.strip():
        raise Refused("task_needs_words", "words")
    if task.kind == "disputed" and verdict not in VERDICTS:
        raise Refused("dispute_needs_finding", "verdict")
    found = verdict if task.kind == "disputed" else ""
    said = words.strip()[:LONGEST]
    rows.update(done_at=unit.at, done_by=unit.by.staff_id, words=said, verdict=found)
    facts = {"task": task.id, "referral": referral.id, "words": said, "by": unit.by.id}
    chain.append(
        "task_done", case=task.application_id, facts=facts, public={"task": task.kind, "verdict": found}
    )


def drop(cause_ids: Sequence[UUID]) -> None:
    """What made these tasks was taken back: nobody has to do them any more."""
    rows = Task.objects.filter(provider_id=tenant(), cause__in=cause_ids, done_at__isnull=True)
    rows.update(done_at=current().at, verdict="dropped")


def followed(referral_id: UUID, *, by: UUID) -> None:
    """The person was referred to a next place: what was to be done about the old referral is done by who asked for it."""
    kinds = ("place_free", "expired", "link_closed")
    rows = Task.objects.filter(
        provider_id=tenant(), referral_id=referral_id, kind__in=kinds, done_at__isnull=True
    )
    rows.update(done_at=current().at, done_by=by)


def open_tasks(provider_id: UUID, *, limit: int = 100) -> tuple[TaskCard, ...]:
    """What is to be done, the earliest due first; without a due time last."""
    rows = Task.objects.filter(provider_id=provider_id, done_at__isnull=True).order_by("due_at", "id")
    return tuple(TaskCard(*row) for row in rows.values_list(*_CARD)[:limit])


def task(task_id: UUID) -> TaskCard | None:
    """One task, None where it is not this provider's."""
    row = Task.objects.filter(provider_id=tenant(), id=task_id).values_list(*_CARD).first()
    return TaskCard(*row) if row else None


def tasks_of(application_id: UUID) -> tuple[TaskCard, ...]:
    """The tasks of a case, the oldest first."""
    rows = Task.objects.filter(provider_id=tenant(), application_id=application_id).order_by("made_at", "id")
    return tuple(TaskCard(*row) for row in rows.values_list(*_CARD))
