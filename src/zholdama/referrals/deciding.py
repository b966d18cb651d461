"""The head's part and the hand-over: sign or return, number and seal the result, deliver it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from zholdama.actors import Role
from zholdama.applications import queries as applications
from zholdama.applications.actions import (
    change,
    locked,
    note_same_surname,
    refuse_key_of_another,
    refuse_own_case,
)
from zholdama.applications.lifecycle import APPLICATION
from zholdama.applications.models import Application
from zholdama.applications.own_cases import refuse_same_person
from zholdama.applications.queries import ApplicationCard
from zholdama.applications.rules import forms_of_result
from zholdama.clocks.actions import take_step
from zholdama.eligibility import actions as eligibility
from zholdama.identity import queries as identity
from zholdama.identity.queries import PersonCard
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.opportunities import queries as opportunities
from zholdama.opportunities.queries import PlaceCard
from zholdama.passport import edition as editions
from zholdama.passport.rules import admitted_forms
from zholdama.providers import queries as providers
from zholdama.providers.queries import ProviderCard
from zholdama.referrals import decision, models, pending, results
from zholdama.referrals.lifecycle import REFERRAL
from zholdama.refusals import Refused
from zholdama.signatures import actions as evidence
from zholdama.signatures import port as signatures
from zholdama.signatures import queries as recheck
from zholdama.signatures.judgement import Judgement


def text_to_sign(application_id: UUID) -> bytes:
    """The decision's exact text, made from the draft as it stands; the same bytes until somebody changes the draft."""
    application = applications.application(application_id)
    if application is None:
        raise Refused("step_not_from_state", conflict=True)
    return text_of(application)


def text_of(application: ApplicationCard) -> bytes:
    """The same for a case at hand."""
    if application.state != "awaiting_signature":
        raise Refused("step_not_from_state", conflict=True)
    return texts_of([application])[application.id]


def texts_of(cases: Sequence[ApplicationCard]) -> dict[UUID, bytes]:
    """The exact texts of several decisions of the provider, in as many queries as for one."""
    people = identity.persons({case.person_id for case in cases})
    places = opportunities.places(tenant(), {case.place_id for case in cases if case.place_id})
    provider = providers.provider(tenant())
    return {
        case.id: _compose(
            case, people[case.person_id], places.get(case.place_id) if case.place_id else None, provider
        )
        for case in cases
    }


def _compose(
    application: ApplicationCard, person: PersonCard, place: PlaceCard | None, provider: ProviderCard
) -> bytes:
    edition = editions.load(application.edition)
    reason = edition.refusal_reason(application.refusal_reason).text.kk if application.refusal_reason else ""
    return decision.compose(
        decision.Decision(
            application_id=application.id,
            version=application.version,
            application_number=application.number,
            provider_code=provider.code,
            person_name=person.full_name,
            person_iin=person.iin or "",
            measure=application.measure,
            measure_name=edition.measure(application.measure).name.kk,
            decision=application.decision,
            place_id=application.place_id,
            place=f"{place.organisation}: {place.title_kk}" if place else "",
            advice=application.advice,
            next_step=application.next_step,
            refusal_reason=application.refusal_reason,
            refusal_words=reason,
            refusal_fact=application.refusal_fact,
            valid_until=None,
        )
    )


def return_draft(*, application_id: UUID, version: int, remark: str) -> None:
    """The head gives the draft back with a remark; the clock runs on (R11)."""
    unit = current()
    if not remark.strip():
        raise Refused("return_needs_remark", "remark")
    row = locked(application_id, version=version)
    state = APPLICATION.take("return", state=row.state, role=unit.by.role)
    evidence.supersede(case_id=row.id, purpose=evidence.DECISION)
    change(row, state=state, remark=remark.strip())
    chain.append("return", case=row.id, facts={"remark": remark.strip()})


def judge(*, text: bytes, signature: bytes, bin: str, at: datetime) -> Judgement:
    """What the port says of an official's signature for the provider with this BIN; before the unit of work."""
    return signatures.verify(signature, content=text, at=at, role="official", bin=bin or None)


def sign(
    *, application_id: UUID, version: int, signature: bytes, key: UUID, judged: Judgement | None = None
) -> UUID | None:
    """The head signs: the result gets its number, its paper and its seal; returns the paper's id.

    None: the signature could not be checked now; it is kept, the decision is made when it proves valid. `judged`: what
    `judge` said before the unit was opened; without it the port is asked here, which fails where it has a service to
    ask. Idempotent by `key`. On the portal the result is delivered to the cabinet in the same act (P3.2).
    Raises Refused: maker and signer one person, own case, another's key, bad signature, changed meanwhile, or the
    application's own signature still unchecked.
    """
    unit = current()
    row = locked(application_id)
    if row.decision_key == key:
        return _paper_of(row)
    waiting = pending.of(row.id)
    if waiting is not None and waiting.act_key == key:
        return None
    if row.version != version:
        raise Refused("changed_meanwhile", conflict=True)
    act = act_of(row)
    APPLICATION.take(act, state=row.state, role=unit.by.role)
    if row.drafted_by == unit.by.staff_id:
        raise Refused("maker_is_not_signer")
    refuse_own_case(row.person_id)
    refuse_same_person(row.drafted_by)
    if waiting is not None:
        raise Refused("signature_being_checked", conflict=True)
    judged = own_signature(judged, text=text_to_sign(row.id), signature=signature, maker_id=row.drafted_by)
    if recheck.is_open(row.id, evidence.APPLICATION):
        raise Refused("signature_of_application_unchecked")
    evidence_id = pending.keep_signature(judged, case_id=row.id)
    if not judged.valid:
        note_same_surname(case=row.id, person_id=row.person_id)
        pending.wait(row, judged, evidence_id=evidence_id, key=key)
        return None
    return complete(row, signer_id=unit.by.staff_id, key=key)


def own_signature(
    judged: Judgement | None, *, text: bytes, signature: bytes, maker_id: UUID | None
) -> Judgement:
    """The judgement about the head's own signature under exactly this text; nothing about it is bad, else Refused.

    `judged`: what was said before the unit was opened, None to ask the port here. It may still be undetermined.
    """
    provider = providers.provider(tenant())
    judged = judged or judge(text=text, signature=signature, bin=provider.bin, at=current().at)
    if judged.question.content != text or judged.question.signature != signature:
        raise Refused("changed_meanwhile", conflict=True)
    if not provider.bin or judged.question.bin != provider.bin:
        raise Refused("provider_bin_unknown", "signature")
    _accept(judged, maker_id=maker_id)
    return judged


def _accept(judged: Judgement, *, maker_id: UUID | None) -> None:
    """The head's own signature, and nothing about it is bad; else Refused."""
    if judged.verdict == "invalid":
        raise Refused("signature_invalid", reasons=", ".join(judged.reasons) or "signature")
    if not judged.signers:
        raise Refused("signature_not_checked")
    refuse_key_of_another(maker_id=maker_id, signer_iin=judged.signers[0].iin)


def act_of(row: Application) -> str:
    """The step that a signature under this decision takes."""
    return "sign" if row.decision == "positive" else "sign_refusal"


def complete(
    row: Application, *, signer_id: UUID | None, key: UUID, received_at: datetime | None = None
) -> UUID:
    """The step itself, when the signature is known to be valid; `row` is locked. Returns the result's paper.

    `received_at`: when the head has signed, where the step comes later because the signature had to be asked about.
    """
    unit = current()
    state = APPLICATION.take(act_of(row), state=row.state, role=Role.HEAD)
    case = results.case_of(row, signer_id)
    basis = eligibility.keep_basis(row, act=act_of(row), place=case.place)
    number, paper_id = results.make(row, case)
    change(row, state=state, signed_by=signer_id, decided_at=unit.at, decision_key=key)
    facts = {
        "by": unit.by.id,
        "head": signer_id,
        "paper": paper_id,
        "signature_received": received_at or unit.at,
    }
    note_same_surname(case=row.id, person_id=row.person_id)
    chain.append(act_of(row), case=row.id, facts=facts, public={"result": number, "basis": basis})
    if row.channel == "portal":
        _deliver(row.id, role=Role.SYSTEM)
    return paper_id


def _paper_of(row: Application) -> UUID:
    from zholdama.papers.queries import newest

    kinds = {"refused": "refusal"}
    kind = kinds.get(row.decision) or ("referral" if row.place_id else "guidance")
    found = newest(row.id, kind)
    if found is None:
        raise Refused("not_found")
    return found[0]


def hand_over(*, application_id: UUID, version: int) -> None:
    """The specialist hands the result over, printed or electronically: the result clock stops (P6.1a)."""
    locked(application_id, version=version)
    _deliver(application_id, role=current().by.role)


def _deliver(application_id: UUID, *, role: Role) -> None:
    unit = current()
    row = locked(application_id)
    state = APPLICATION.take("hand_over", state=row.state, role=role)
    change(row, state=state, delivered_at=unit.at)
    models.Referral.objects.filter(provider_id=tenant(), application_id=row.id, state="issued").update(
        state=REFERRAL.take("hand_over", state="issued", role=role)
    )
    # P7: the forms that the channel gives, as far as the case's edition has them.
    forms = admitted_forms(asked=forms_of_result(channel=row.channel), edition=editions.load(row.edition))
    take_step(
        "hand_over",
        case=row.id,
        channel=row.channel,
        edition_id=row.edition,
        facts={"by": unit.by.id, "in_cabinet": role is Role.SYSTEM, "forms": [form.id for form in forms]},
    )
