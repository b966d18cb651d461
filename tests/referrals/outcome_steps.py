"""How the tests of answers act: a referral that was issued, what its employer says, what the counters show."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.acting import AT, newcomer, sql, staff

from zholdama.actors import SYSTEM, Actor, Role, system_of
from zholdama.demonstration import acts
from zholdama.ledger.work import Login, work
from zholdama.referrals import answering, queries
from zholdama.referrals.rules import Said

LATER = AT + timedelta(hours=1)
TODAY = date(2025, 1, 6)
HIRED = Said(kind="hired", hired_from=date(2025, 1, 8), contract_number="12-к", contract_date=TODAY)
REFUSED = Said(kind="refused_by_employer", reason="qualification")
ABSENT = Said(kind="did_not_come")
CAME = Said(kind="came")
PERSON = Said(kind="refused_by_person", reason="wage")


@dataclass(frozen=True)
class Issued:
    """A referral in the person's hands."""

    centre: Any
    case: UUID
    referral: UUID
    place: UUID
    person: UUID
    number: str


def issued(centre: Any, *, at: datetime = AT, resident: Any = None, measure: str = "job_placement") -> Issued:
    """A referral of a fresh person to the first open place, handed over at the counter."""
    ticket = acts.arrive(centre, at)
    acts.serve_next(centre, "maman1", 0, at + timedelta(minutes=1))
    case = acts.register_package(centre, "maman1", ticket, resident or newcomer(), measure=measure, at=at)
    acts.propose(centre, "maman1", case, at + timedelta(minutes=3))
    acts.sign(centre, case, at + timedelta(minutes=5))
    acts.hand_over(centre, "maman1", case, at + timedelta(minutes=6))
    acts.finish(centre, "maman1", ticket, at + timedelta(minutes=7))
    return of_case(centre, case.application_id)


def of_case(centre: Any, case: UUID) -> Issued:
    """The newest referral of a case."""
    found = sql(
        "SELECT id, place_id, person_id, number FROM referrals_referral WHERE application_id = %s AND number <> '' "
        "ORDER BY issued_at DESC, version DESC LIMIT 1",
        [case],
        alias="owner",
    )
    referral, place, person, number = found[0]
    return Issued(centre, case, referral, place, person, number)


def employer(one: Issued, at: datetime = LATER) -> Any:
    """A unit of work of whoever holds the link."""
    actor = Actor(role=Role.EMPLOYER, id=one.referral, provider_id=one.centre.provider_id)
    return work(login=Login.STAFF, by=actor, at=at, provider=one.centre.provider_id)


def system(one: Any, at: datetime = LATER) -> Any:
    """A unit of work of time itself."""
    assert SYSTEM
    provider = one.centre.provider_id if isinstance(one, Issued) else one.provider_id
    return work(login=Login.STAFF, by=system_of(provider), at=at, provider=provider)


def say(one: Issued, said: Said, *, at: datetime = LATER, key: UUID | None = None) -> UUID:
    """The employer answers by the link."""
    with employer(one, at):
        return answering.answer(said, referral_id=one.referral, key=key or uuid4())


def take_back(one: Issued, answer_id: UUID, *, at: datetime = LATER, key: UUID | None = None) -> UUID:
    """The employer takes the answer back."""
    with employer(one, at):
        return answering.undo(answer_id=answer_id, key=key or uuid4())


def state_of(one: Issued) -> str:
    """The state of the referral."""
    with staff(one.centre, "maman1", LATER):
        (card,) = [card for card in queries.referrals_of(one.case) if card.id == one.referral]
    return card.state


def counted(place: UUID) -> tuple[int, int, int]:
    """(total, reserved, taken) of a place, as the database counts."""
    row = sql("SELECT total, reserved, taken FROM opportunities_place WHERE id = %s", [place], alias="owner")
    return row[0]  # type: ignore[return-value]


def acts_of(case: UUID) -> list[str]:
    """The steps of a case in the ledger."""
    rows = sql("SELECT act FROM ledger_entry WHERE case_id = %s ORDER BY sequence", [case], alias="owner")
    return [act for (act,) in rows]
