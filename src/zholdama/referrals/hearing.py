"""The hearing before a refusal: the person is told what is intended, and what the person says is kept."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from zholdama.actors import Role
from zholdama.applications.actions import change, locked, refuse_own_case
from zholdama.applications.lifecycle import APPLICATION
from zholdama.applications.models import Application
from zholdama.clocks import queries as clocks
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.passport import edition as editions
from zholdama.referrals import models
from zholdama.refusals import Refused
from zholdama.working_time import terms
from zholdama.working_time.calendar import BeyondCalendar


@dataclass(frozen=True, slots=True)
class HearingCard:
    """A hearing as a page shows it. `answered_at` with an empty `answer`: the person had nothing to say."""

    id: UUID
    application_id: UUID
    reason: str
    fact: str
    told_at: datetime
    due_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None

    def is_over(self, *, at: datetime) -> bool:
        """Whether the refusal may go to the head: the person has answered, or the time for it is over."""
        return self.answered_at is not None or at >= self.due_at


_CARD = tuple(field.name for field in fields(HearingCard))


def of_case(provider_id: UUID, application_id: UUID) -> HearingCard | None:
    """The newest hearing of a case, None where there was none."""
    rows = models.Hearing.objects.filter(provider_id=provider_id, application_id=application_id)
    row = rows.order_by("-told_at", "-id").values_list(*_CARD).first()
    return HearingCard(*row) if row else None


def announce(
    *, application_id: UUID, version: int, reason: str, fact: str, confirmed: frozenset[str], key: UUID
) -> UUID:
    """Tell the person that a refusal with this reason and fact is intended. Idempotent by `key`; the clock runs on (R11).

    Raises Refused: no reason of the edition, no fact, an own case, an edition that demands no hearing.
    """
    unit = current()
    row = locked(application_id)
    done = models.Hearing.objects.filter(provider_id=tenant(), idempotency_key=key).first()
    if done is not None:
        return done.id
    if row.version != version:
        raise Refused("changed_meanwhile", conflict=True)
    APPLICATION.take("announce_refusal", state=row.state, role=unit.by.role)
    refuse_own_case(row.person_id)
    edition = editions.load(row.edition)
    if not edition.hearing.demanded:
        raise Refused("hearing_not_demanded")
    refuse_groundless(edition, reason=reason, fact=fact, confirmed=confirmed)
    hearing = models.Hearing.objects.create(
        id=uuid4(),
        provider_id=tenant(),
        application_id=row.id,
        person_id=row.person_id,
        reason=reason,
        fact=fact.strip(),
        told_by=unit.by.id,
        told_at=unit.at,
        due_at=_due(row, minutes=edition.hearing.minutes),
        idempotency_key=key,
    )
    change(row)
    chain.append(
        "announce_refusal", case=row.id, facts={"reason": reason, "fact": fact.strip(), "by": unit.by.id}
    )
    return hearing.id


def answer(*, application_id: UUID, said: str, nothing_to_say: bool = False) -> None:
    """What the person says to the intended refusal: himself in the cabinet, or as the specialist writes it down.

    Raises Refused: no hearing that is open, nothing said, the own case of the specialist, somebody else's case.
    """
    unit = current()
    row = locked(application_id)
    if unit.by.role is Role.CITIZEN and row.person_id != unit.by.person_id:
        raise Refused("not_found")
    APPLICATION.take("answer_refusal", state=row.state, role=unit.by.role)
    if unit.by.role is not Role.CITIZEN:
        refuse_own_case(row.person_id)
    card = of_case(tenant(), row.id)
    if card is None or card.answered_at is not None:
        raise Refused("hearing_over", conflict=True)
    if not said.strip() and not nothing_to_say:
        raise Refused("hearing_needs_answer", "said")
    words = said.strip()
    models.Hearing.objects.filter(provider_id=tenant(), id=card.id).update(
        answer=words,
        answered_by="citizen" if unit.by.role is Role.CITIZEN else "specialist",
        answered_at=unit.at,
    )
    change(row)
    chain.append("answer_refusal", case=row.id, facts={"said": words, "nothing": not words, "by": unit.by.id})


def refuse_unheard(row: Application, *, reason: str) -> None:
    """A refusal with this reason may go to the head: where the edition demands it, the person was heard on that reason."""
    if not editions.load(row.edition).hearing.demanded:
        return
    card = of_case(tenant(), row.id)
    if card is None or card.reason != reason:
        raise Refused("hearing_first", "reason")
    if not card.is_over(at=current().at):
        raise Refused("hearing_runs", "reason")


def refuse_groundless(
    edition: editions.Edition, *, reason: str, fact: str, confirmed: frozenset[str]
) -> None:
    """The reason is one of the edition that may be used here, and a fact stands behind it; else Refused."""
    from django.conf import settings

    usable = edition.usable_refusal_reasons(production=settings.ZHOLDAMA_PRODUCTION, confirmed_ids=confirmed)
    if reason not in {known.id for known in usable}:
        raise Refused("refusal_reason_unknown", "reason")
    if not fact.strip():
        raise Refused("refusal_needs_fact", "fact")


def _due(row: Application, *, minutes: int) -> datetime:
    """Until when the person may answer: never so long that waiting for it would itself break the term of the result."""
    at = current().at
    try:
        due = terms.counter_due(started_at=at, minutes=minutes, calendar=clocks.calendar_of(tenant()))
    except BeyondCalendar:
        due = at + timedelta(minutes=minutes)
    return min(due, row.due_at) if row.due_at is not None and row.due_at > at else due
