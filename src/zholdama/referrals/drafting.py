"""The specialist's part: propose a referral, a guidance record or a refusal; send it to the head; withdraw."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from zholdama.actors import Role
from zholdama.applications.actions import change, locked, note_same_surname, refuse_own_case
from zholdama.applications.lifecycle import APPLICATION
from zholdama.applications.models import Application
from zholdama.clocks.actions import take_step
from zholdama.eligibility import actions as eligibility
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.opportunities import actions as places
from zholdama.opportunities import queries as opportunities
from zholdama.passport import edition as editions
from zholdama.passport.rules import result_kind
from zholdama.referrals import hearing, models
from zholdama.refusals import Refused
from zholdama.signatures import actions as signatures
from zholdama.working_time.zone import ALMATY


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A positive draft: a place for a referral, or advice and next step for a guidance record."""

    place_id: UUID | None = None
    advice: str = ""
    next_step: str = ""
    against: str = ""  # why, where the rules say that the measure is not for the person


def propose(proposal: Proposal, *, application_id: UUID, version: int) -> None:
    """Draft the positive decision and send it to the head; a place is reserved until he signs or the draft is changed."""
    unit = current()
    row = locked(application_id, version=version)
    state = APPLICATION.take("propose", state=row.state, role=unit.by.role)
    refuse_own_case(row.person_id)
    give_back(row)
    kind = result_kind(measure=row.measure, edition=editions.load(row.edition))
    if kind == "referral":
        if proposal.place_id is None:
            raise Refused("choose_a_place", "place")
        places.reserve(proposal.place_id, measure=row.measure, on=unit.at.astimezone(ALMATY).date())
        models.Referral.objects.create(
            id=uuid4(),
            provider_id=tenant(),
            application_id=row.id,
            person_id=row.person_id,
            kind=row.measure,
            place_id=proposal.place_id,
            state="prepared",
        )
    elif not proposal.advice.strip() or not proposal.next_step.strip():
        raise Refused("guidance_needs_advice", "advice")
    place = opportunities.place(tenant(), proposal.place_id) if kind == "referral" else None
    basis = eligibility.keep_basis(row, act="propose", place=place, against=proposal.against)
    change(
        row,
        state=state,
        decision="positive",
        place_id=proposal.place_id if kind == "referral" else None,
        advice=proposal.advice.strip(),
        next_step=proposal.next_step.strip(),
        refusal_reason="",
        refusal_fact="",
        drafted_by=unit.by.staff_id,
        drafted_at=unit.at,
        specialist_id=unit.by.staff_id,
    )
    note_same_surname(case=row.id, person_id=row.person_id)
    chain.append(
        "propose",
        case=row.id,
        facts={"place": proposal.place_id, "advice": proposal.advice, "against": proposal.against.strip()},
        public={"basis": basis},
    )


def propose_refusal(
    *, application_id: UUID, version: int, reason: str, fact: str, confirmed: frozenset[str]
) -> None:
    """Draft a reasoned refusal with a reason of the edition; without a lawful basis there is no refusal.

    `confirmed`: the ids of reasons that an operator has confirmed; production uses no others. Where the edition demands a
    hearing, the person was heard on that reason first.
    """
    unit = current()
    row = locked(application_id, version=version)
    state = APPLICATION.take("propose_refusal", state=row.state, role=unit.by.role)
    refuse_own_case(row.person_id)
    hearing.refuse_groundless(editions.load(row.edition), reason=reason, fact=fact, confirmed=confirmed)
    hearing.refuse_unheard(row, reason=reason)
    basis = eligibility.keep_basis(row, act="propose_refusal")
    give_back(row)
    change(
        row,
        state=state,
        decision="refused",
        place_id=None,
        advice="",
        refusal_reason=reason,
        refusal_fact=fact.strip(),
        drafted_by=unit.by.staff_id,
        drafted_at=unit.at,
        specialist_id=unit.by.staff_id,
    )
    note_same_surname(case=row.id, person_id=row.person_id)
    facts = {"reason": reason, "fact": fact.strip()}
    chain.append("propose_refusal", case=row.id, facts=facts, public={"basis": basis})


def withdraw(*, application_id: UUID, version: int | None = None) -> None:
    """The person takes the application back; its clock stops, a reserved place is free again."""
    unit = current()
    if unit.provider_id is None:
        raise Refused("not_found")
    row = locked(application_id, version=version)
    if unit.by.role is Role.CITIZEN and row.person_id != unit.by.person_id:
        raise Refused("not_found")
    state = APPLICATION.take("withdraw", state=row.state, role=unit.by.role)
    give_back(row)
    change(row, state=state)
    signatures.supersede(case_id=row.id, purpose=signatures.DECISION)
    take_step("withdraw", case=row.id, channel=row.channel, edition_id=row.edition, facts={"by": unit.by.id})


def give_back(row: Application) -> None:
    """An earlier draft's referral ends and its place is free again."""
    prepared = models.Referral.objects.filter(
        provider_id=tenant(), application_id=row.id, state="prepared"
    ).first()
    if prepared is not None:
        if prepared.place_id is not None:
            places.release(prepared.place_id)
        models.Referral.objects.filter(provider_id=tenant(), id=prepared.id).update(
            state="withdrawn", ended_at=current().at
        )
