"""Participation: begun by the answer "hired", ended with a date and a reason by a specialist."""

from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID, uuid4

from zholdama.actors import Role
from zholdama.applications.actions import locked, refuse_own_case
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.opportunities import queries as opportunities
from zholdama.referrals import models
from zholdama.referrals.outcome_models import Answer, Participation
from zholdama.referrals.rules import LONGEST, check_end, local_day
from zholdama.refusals import Refused


@dataclass(frozen=True, slots=True)
class ParticipationCard:
    """A participation as a page shows it; `ended_on` None: it goes on, or has not begun yet."""

    id: UUID
    application_id: UUID
    referral_id: UUID
    place_id: UUID
    started_on: date
    ended_on: date | None
    end_reason: str
    end_note: str


_CARD = tuple(field.name for field in fields(ParticipationCard))


def begin(answer: Answer, referral: models.Referral) -> None:
    """The person was hired: takes part from the first day on. Part of the answer's own step."""
    assert answer.hired_from is not None
    assert referral.place_id is not None
    Participation.objects.create(
        id=uuid4(),
        provider_id=tenant(),
        application_id=referral.application_id,
        referral_id=referral.id,
        person_id=referral.person_id,
        place_id=referral.place_id,
        measure=referral.kind,
        answer_id=answer.id,
        started_on=answer.hired_from,
    )


def void(answer_id: UUID) -> None:
    """The answer that began it was taken back; one that has ended already stands, and Refused says so."""
    rows = Participation.objects.filter(provider_id=tenant(), answer_id=answer_id, voided_at__isnull=True)
    if rows.filter(ended_on__isnull=False).exists():
        raise Refused("participation_has_ended")
    rows.update(voided_at=current().at)


def end(*, participation_id: UUID, ended_on: date, reason: str, note: str = "") -> None:
    """Write down the last day and why. The place stays counted: whether it is offered again the employer says.

    Said again with the same day and reason nothing changes. Raises Refused: not here, own case, ended already
    otherwise, before the first day, in the future, no reason, "finished" before the place's own end.
    """
    unit = current()
    if unit.by.role not in {Role.SPECIALIST, Role.HEAD} or unit.by.staff_id is None:
        raise Refused("step_not_for_role")
    rows = Participation.objects.filter(provider_id=tenant(), id=participation_id, voided_at__isnull=True)
    found = rows.first()
    if found is None:
        raise Refused("not_found")
    refuse_own_case(locked(found.application_id).person_id)
    card = rows.select_for_update().get()
    if card.ended_on is not None:
        if (card.ended_on, card.end_reason) == (ended_on, reason):
            return
        raise Refused("participation_has_ended", conflict=True)
    place = opportunities.place(tenant(), card.place_id)
    check_end(
        started_on=card.started_on,
        ended_on=ended_on,
        reason=reason,
        note=note,
        today=local_day(unit.at),
        planned=place.ends_on if place else None,
    )
    rows.update(
        ended_on=ended_on,
        end_reason=reason,
        end_note=note.strip()[:LONGEST],
        ended_by=unit.by.staff_id,
        end_recorded_at=unit.at,
    )
    facts = {"participation": card.id, "ended_on": ended_on, "note": note.strip(), "by": unit.by.id}
    chain.append("participation_ended", case=card.application_id, facts=facts, public={"end": reason})


def participation(participation_id: UUID) -> ParticipationCard | None:
    """One participation, None where it is not this provider's or was taken back."""
    rows = Participation.objects.filter(provider_id=tenant(), id=participation_id, voided_at__isnull=True)
    row = rows.values_list(*_CARD).first()
    return ParticipationCard(*row) if row else None


def participations_of(application_id: UUID) -> tuple[ParticipationCard, ...]:
    """The participations of a case that stand, the oldest first."""
    rows = Participation.objects.filter(application_id=application_id, voided_at__isnull=True)
    return tuple(ParticipationCard(*row) for row in rows.order_by("started_on", "id").values_list(*_CARD))
