"""What the employer says of a referral, and what follows: the place stays taken or is free, once; taken back for a day."""

from datetime import date
from uuid import UUID, uuid4

from zholdama.actors import Role
from zholdama.applications.actions import locked, refuse_own_case
from zholdama.applications.models import Application
from zholdama.clocks import queries as clocks
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.opportunities import actions as places
from zholdama.passport import edition as editions
from zholdama.passport.edition import Answers
from zholdama.referrals import links, models, participating, tasks
from zholdama.referrals.lifecycle import REFERRAL
from zholdama.referrals.outcome_models import FREEING, Answer, Statement
from zholdama.referrals.rules import (
    LONGEST,
    Said,
    check_answer,
    local_day,
    reminders_due,
    undo_until,
    working_days_after,
)
from zholdama.refusals import Refused

OPEN = ("issued", "delivered")
GIVES = (Role.EMPLOYER, Role.SPECIALIST)


def answer_by(last_day: date, answers: Answers) -> date:
    """Through which day an answer is waited for, of a referral that is valid through `last_day`."""
    return working_days_after(last_day, answers.answer_working_days, calendar=clocks.calendar_of(tenant()))


def await_answer(referral_id: UUID, *, place_id: UUID, last_day: date, answers: Answers) -> None:
    """A referral is issued: by when its answer is waited for, and the employer's link. In the transaction that issues it."""
    rows = models.Referral.objects.filter(provider_id=tenant(), id=referral_id)
    rows.update(answer_by=answer_by(last_day, answers))
    links.make(referral_id=referral_id, place_id=place_id, last_day=last_day, answers=answers)


def answer(said: Said, *, referral_id: UUID, key: UUID) -> UUID:
    """Take down what the employer says; the employer himself by the link, or a specialist from the paper coupon.

    Idempotent by `key`; returns the answer's id. Raises Refused: not his to say, own case, said already, a referral
    that was withdrawn, replaced or has expired, dates that cannot be, something lacking.
    """
    unit = current()
    row, referral = _locked(referral_id)
    done = Answer.objects.filter(provider_id=tenant(), key=key, referral_id=referral_id).first()
    if done is not None:
        return done.id
    _may_say(row)
    _refuse_ended(referral)
    assert referral.issued_at is not None
    edition = editions.load(row.edition)
    check_answer(
        said, issued_on=local_day(referral.issued_at), today=local_day(unit.at), answers=edition.answers
    )
    _refuse_contradiction(said, referral_id)
    step = "came" if said.kind == "came" else "answer"
    state = REFERRAL.take(step, state=referral.state, role=unit.by.role)
    taken = _keep(said, referral, key=key)
    task = None
    if said.kind in FREEING:
        assert referral.place_id is not None
        places.free(referral.place_id)
        task = tasks.make("place_free", referral=referral, cause_id=taken.id, edition=edition)
    models.Referral.objects.filter(provider_id=tenant(), id=referral.id).update(
        state=state, ended_at=None if said.kind == "came" else unit.at
    )
    if said.kind == "hired":
        participating.begin(taken, referral)
    facts = {
        "answer": taken.id,
        "referral": referral.id,
        "reason": taken.reason,
        "note": taken.note,
        "hired_from": taken.hired_from,
        "task": task,
        "by": unit.by.id,
    }
    public = {"outcome": said.kind, "source": taken.source}
    chain.append("answer", case=row.id, facts=facts, public=public)
    return taken.id


def undo(*, answer_id: UUID, key: UUID) -> UUID:
    """Take an answer back within the edition's hours; the place is taken again. Idempotent by `key`.

    What the person has said to it stays; tasks that it made are nobody's any more. Raises Refused: not his to say, taken
    back already, too late, the place is gone, another referral was issued meanwhile.
    """
    unit = current()
    taken = Answer.objects.filter(provider_id=tenant(), id=answer_id).exclude(kind="undo").first()
    if taken is None:
        raise Refused("not_found")
    row, referral = _locked(taken.referral_id)
    done = Answer.objects.filter(provider_id=tenant(), key=key, undoes_id=answer_id).first()
    if done is not None:
        return done.id
    _may_say(row)
    if standing(taken.referral_id) != taken:
        raise Refused("answer_undone_already", conflict=True)
    if unit.at > undo_until(taken.given_at, editions.load(row.edition).answers):
        raise Refused("answer_undo_too_late")
    if unit.by.role is Role.EMPLOYER and taken.source != "link":
        raise Refused("answer_is_of_the_coupon")
    _reopen(row, referral, taken)
    back = _undo_row(taken, key=key)
    if taken.kind == "hired":
        participating.void(taken.id)
    said = Statement.objects.filter(provider_id=tenant(), answer_id=taken.id).values_list("id", flat=True)
    tasks.drop([taken.id, *said])
    facts = {"answer": taken.id, "referral": referral.id, "by": unit.by.id}
    chain.append("answer_undone", case=row.id, facts=facts, public={"outcome": taken.kind})
    return back


def _reopen(row: Application, referral: models.Referral, taken: Answer) -> None:
    """The referral stands as before the answer; a place that was free is taken again, or Refused says that it is gone."""
    if taken.kind == "came":
        _refuse_ended(referral)
        return
    state = REFERRAL.take("undo_answer", state=referral.state, role=current().by.role)
    if taken.kind in FREEING:
        newer = models.Referral.objects.filter(
            provider_id=tenant(), application_id=row.id, issued_at__gt=referral.issued_at
        )
        if newer.exists():
            raise Refused("answer_followed_by_another", conflict=True)
        assert referral.place_id is not None
        places.take_again(referral.place_id)
    models.Referral.objects.filter(provider_id=tenant(), id=referral.id).update(state=state, ended_at=None)


def remind(referral_id: UUID) -> bool:
    """Time's act: one reminder more, where one is due; the ledger's row is what the message follows."""
    unit = current()
    row, referral = _locked(referral_id)
    if referral.state not in OPEN or referral.valid_until is None or links.address(referral_id) is None:
        return False
    due = reminders_due(
        last_day=referral.valid_until,
        today=local_day(unit.at),
        answers=editions.load(row.edition).answers,
        calendar=clocks.calendar_of(tenant()),
    )
    if referral.reminders >= due or local_day(unit.at) > (referral.answer_by or referral.valid_until):
        return False
    # A worker that was away sends one message and not two at once.
    models.Referral.objects.filter(provider_id=tenant(), id=referral.id).update(reminders=due)
    facts = {"referral": referral.id}
    chain.append("answer_reminder", case=row.id, facts=facts, public={"reminder": due})
    return True


def expire(referral_id: UUID) -> bool:
    """Time's act: nobody has answered through the last day; the place is free and a specialist has a task."""
    unit = current()
    row, referral = _locked(referral_id)
    if referral.state not in OPEN or referral.answer_by is None or local_day(unit.at) <= referral.answer_by:
        return False
    state = REFERRAL.take("expire", state=referral.state, role=unit.by.role)
    if referral.place_id is not None:
        places.free(referral.place_id)
    models.Referral.objects.filter(provider_id=tenant(), id=referral.id).update(state=state, ended_at=unit.at)
    edition = editions.load(row.edition)
    task = tasks.make("expired", referral=referral, cause_id=referral.id, edition=edition)
    facts = {"referral": referral.id, "task": task}
    chain.append("referral_expired", case=row.id, facts=facts, public={"result": referral.number})
    return True


def waiting(*, on: date, limit: int = 500) -> tuple[UUID, ...]:
    """Referrals of the unit's provider past their last valid day that nobody has answered, the oldest first."""
    rows = models.Referral.objects.filter(provider_id=tenant(), state__in=OPEN, valid_until__lt=on)
    return tuple(rows.order_by("valid_until", "id").values_list("id", flat=True)[:limit])


def standing(referral_id: UUID) -> Answer | None:
    """The answer that holds now: of those not taken back the one that ended it, else "came"."""
    rows = list(Answer.objects.filter(provider_id=tenant(), referral_id=referral_id))
    undone = {row.undoes_id for row in rows}
    left = [row for row in rows if row.kind != "undo" and row.id not in undone]
    # At most two are left, "came" and what came of it; both may bear one moment.
    return max(left, key=lambda one: (one.kind != "came", one.given_at), default=None)


def _locked(referral_id: UUID) -> tuple[Application, models.Referral]:
    """The case, locked first, then its referral: the order in which every act takes them."""
    rows = models.Referral.objects.filter(provider_id=tenant(), id=referral_id)
    found = rows.first()
    if found is None:
        raise Refused("not_found")
    row = locked(found.application_id)
    return row, rows.select_for_update().get()


def _may_say(row: Application) -> None:
    if current().by.role not in GIVES:
        raise Refused("step_not_for_role")
    if current().by.role is Role.SPECIALIST:
        refuse_own_case(row.person_id)


def _refuse_ended(referral: models.Referral) -> None:
    """In words, where the referral ended in another way than by an answer."""
    codes = {
        "withdrawn": "referral_withdrawn",
        "replaced": "referral_replaced",
        "expired": "referral_expired",
    }
    if referral.state in codes:
        raise Refused(codes[referral.state])
    if referral.state not in (*OPEN, "answered"):
        raise Refused("referral_not_issued")


def _refuse_contradiction(said: Said, referral_id: UUID) -> None:
    before = standing(referral_id)
    if before is None:
        return
    if before.kind != "came":
        raise Refused("answer_given")
    if said.kind == "came":
        raise Refused("came_said_already")
    if said.kind == "did_not_come":
        raise Refused("came_was_said", "kind")


def _keep(said: Said, referral: models.Referral, *, key: UUID) -> Answer:
    unit = current()
    hired = said.kind == "hired"
    return Answer.objects.create(
        id=uuid4(),
        provider_id=tenant(),
        application_id=referral.application_id,
        referral_id=referral.id,
        person_id=referral.person_id,
        kind=said.kind,
        source="link" if unit.by.role is Role.EMPLOYER else "paper",
        reason=said.reason if said.kind.startswith("refused") else "",
        note=said.note.strip()[:LONGEST],
        hired_from=said.hired_from if hired else None,
        contract_number=said.contract_number.strip()[:60] if hired else "",
        contract_date=said.contract_date if hired else None,
        given_on=said.given_on or local_day(unit.at),
        given_at=unit.at,
        staff_id=unit.by.staff_id,
        key=key,
    )


def _undo_row(taken: Answer, *, key: UUID) -> UUID:
    unit = current()
    row = Answer.objects.create(
        id=uuid4(),
        provider_id=tenant(),
        application_id=taken.application_id,
        referral_id=taken.referral_id,
        person_id=taken.person_id,
        kind="undo",
        source="link" if unit.by.role is Role.EMPLOYER else "paper",
        given_on=local_day(unit.at),
        given_at=unit.at,
        staff_id=unit.by.staff_id,
        key=key,
        undoes_id=taken.id,
    )
    return row.id
