"""The person confirms or disputes what the employer has answered; both versions stay (J7 of the journeys)."""

from uuid import UUID, uuid4

from zholdama.actors import Role
from zholdama.applications.actions import locked, refuse_own_case
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.passport import edition as editions
from zholdama.referrals import models, tasks
from zholdama.referrals.answering import standing
from zholdama.referrals.outcome_models import Answer, Statement
from zholdama.referrals.rules import LONGEST
from zholdama.refusals import Refused


def state(*, answer_id: UUID, agrees: bool, words: str, key: UUID) -> UUID:
    """What the person says to an answer that stands: in the cabinet himself, at the counter through a specialist.

    A dispute makes a task, due within the edition's working days. Idempotent by `key`; returns the statement's id.
    Raises Refused: another's answer, one that was taken back, said already, a dispute without words, own case.
    """
    unit = current()
    rows = Answer.objects.filter(provider_id=tenant(), id=answer_id).exclude(kind="undo")
    taken = rows.first() if unit.provider_id else None
    if taken is None:
        raise Refused("not_found")
    row = locked(taken.application_id)
    _may_say(row.person_id)
    done = Statement.objects.filter(provider_id=tenant(), key=key, answer_id=answer_id).first()
    if done is not None:
        return done.id
    if standing(taken.referral_id) != taken:
        raise Refused("answer_undone_already")
    if Statement.objects.filter(provider_id=tenant(), answer_id=answer_id).exists():
        raise Refused("statement_given")
    if not agrees and not words.strip():
        raise Refused("dispute_needs_words", "words")
    made = Statement.objects.create(
        id=uuid4(),
        provider_id=tenant(),
        application_id=row.id,
        referral_id=taken.referral_id,
        answer_id=taken.id,
        person_id=row.person_id,
        agrees=agrees,
        words=words.strip()[:LONGEST],
        source="cabinet" if unit.by.role is Role.CITIZEN else "counter",
        staff_id=unit.by.staff_id,
        given_at=unit.at,
        key=key,
    )
    task = None
    if not agrees:
        referral = models.Referral.objects.get(provider_id=tenant(), id=taken.referral_id)
        task = tasks.make("disputed", referral=referral, cause_id=made.id, edition=editions.load(row.edition))
    facts = {"statement": made.id, "answer": taken.id, "words": made.words, "task": task, "by": unit.by.id}
    public = {"agrees": agrees, "source": made.source}
    chain.append("statement", case=row.id, facts=facts, public=public)
    return made.id


def _may_say(person_id: UUID) -> None:
    by = current().by
    if by.role is Role.CITIZEN:
        if by.person_id != person_id:
            raise Refused("not_found")
    elif by.role is Role.SPECIALIST:
        refuse_own_case(person_id)
    else:
        raise Refused("step_not_for_role")
