"""The head's part and the hand-over: sign or return, number and seal the result, deliver it."""

from datetime import date, timedelta
from itertools import count, islice
from uuid import UUID, uuid4

from django.conf import settings

from zholdama.actors import Role
from zholdama.applications import queries as applications
from zholdama.applications.actions import change, locked, note_same_surname, refuse_key_of, refuse_own_case
from zholdama.applications.lifecycle import APPLICATION
from zholdama.applications.models import Application
from zholdama.applications.own_cases import refuse_same_person
from zholdama.applications.representing import representation
from zholdama.applications.rules import forms_of_result
from zholdama.clocks import queries as clocks
from zholdama.clocks.actions import take_step
from zholdama.identity import queries as identity
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.opportunities import actions as places
from zholdama.opportunities import queries as opportunities
from zholdama.papers import actions as papers
from zholdama.papers import token
from zholdama.passport import edition as editions
from zholdama.passport.rules import admitted_forms, result_kind
from zholdama.providers import queries as providers
from zholdama.referrals import decision, issuing, keys, models
from zholdama.referrals.lifecycle import REFERRAL
from zholdama.refusals import Refused
from zholdama.signatures import port as signatures
from zholdama.working_time.calendar import BeyondCalendar
from zholdama.working_time.zone import ALMATY

PDF, CMS, TEXT = "application/pdf", "application/cms", "text/plain"


def text_to_sign(application_id: UUID) -> bytes:
    """The decision's exact text, made from the draft as it stands; the same bytes until somebody changes the draft."""
    application = applications.application(application_id)
    if application is None or application.state != "awaiting_signature":
        raise Refused("step_not_from_state", conflict=True)
    person = identity.person(application.person_id)
    place = opportunities.place(application.provider_id, application.place_id)
    provider = providers.provider(application.provider_id)
    edition = editions.load(application.edition)
    assert person is not None
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
    change(row, state=state, remark=remark.strip())
    chain.append("return", case=row.id, facts={"remark": remark.strip()})


def sign(*, application_id: UUID, version: int, signature: bytes, key: UUID) -> UUID:
    """The head signs: the result gets its number, its paper and its seal; returns the paper's id.

    Idempotent by `key`. On the portal the result is delivered to the cabinet in the same act (P3.2).
    Raises Refused: maker and signer one person, own case, bad signature, changed meanwhile.
    """
    unit = current()
    row = locked(application_id)
    if row.decision_key == key:
        return _paper_of(row)
    if row.version != version:
        raise Refused("changed_meanwhile", conflict=True)
    act = "sign" if row.decision == "positive" else "sign_refusal"
    state = APPLICATION.take(act, state=row.state, role=unit.by.role)
    if row.drafted_by == unit.by.staff_id:
        raise Refused("maker_is_not_signer")
    refuse_own_case(row.person_id)
    refuse_same_person(row.drafted_by)
    text = text_to_sign(row.id)
    refuse_key_of(row.drafted_by, signer_iin=official_signer(signature, text))
    case = case_of(row)
    number, paper_id = _result(row, case)
    papers.keep(case_id=row.id, person_id=None, kind="decision", media_type=TEXT, content=text)
    papers.keep(case_id=row.id, person_id=None, kind="decision_signature", media_type=CMS, content=signature)
    change(row, state=state, signed_by=unit.by.staff_id, decided_at=unit.at, decision_key=key)
    note_same_surname(case=row.id, person_id=row.person_id)
    chain.append(act, case=row.id, facts={"by": unit.by.id, "paper": paper_id}, public={"result": number})
    if row.channel == "portal":
        _deliver(row.id, role=Role.SYSTEM)
    return paper_id


def official_signer(signature: bytes, text: bytes) -> str:
    """The IIN of whoever has signed, in the provider's name and validly; else Refused."""
    provider = providers.provider(tenant())
    verdict = signatures.verify(
        signature, content=text, at=current().at, role="official", bin=provider.bin or None
    )
    if verdict.verdict == "undetermined":
        raise Refused("signature_not_checked")
    if verdict.verdict != "valid":
        raise Refused("signature_invalid", reasons=", ".join(verdict.reasons) or "signature")
    return verdict.signers[0].iin


def case_of(row: Application) -> issuing.Case:
    """Everything that a paper about this application is made from."""
    application = applications.application(row.id)
    person = identity.person(row.person_id)
    assert application is not None
    assert person is not None
    names = providers.staff_names(tenant())
    provider = providers.provider(tenant())
    shown = {document.id: document for document in identity.documents(person.id)}
    document = shown.get(row.identity_document_id) if row.identity_document_id else None
    return issuing.Case(
        application=application,
        person=person,
        provider=provider,
        place=opportunities.place(tenant(), row.place_id),
        specialist=names.get(row.drafted_by, "") if row.drafted_by else "",
        head=current().by.name,
        document=document.number if document else "",
        keys=keys.keys_of(provider),
        address=f"{settings.ZHOLDAMA_PUBLIC_ADDRESS}/verify/",
        representation=representation(row.representation_id),
    )


def _result(row: Application, case: issuing.Case) -> tuple[str, UUID]:
    """Number, paper and row of the result: a referral, a guidance record or a refusal."""
    unit = current()
    year = unit.at.astimezone(ALMATY).year
    code = token.new_code()
    if row.decision == "refused":
        number = chain.next_number(series="D", year=year)
        return number, _keep(row, "refusal", issuing.refusal(case, number=number, code=code))
    if result_kind(measure=row.measure, edition=editions.load(row.edition)) == "guidance_record":
        number = chain.next_number(series="G", year=year)
        paper_id = _keep(row, "guidance", issuing.guidance(case, number=number, code=code))
        models.Guidance.objects.create(
            id=uuid4(),
            provider_id=tenant(),
            application_id=row.id,
            person_id=row.person_id,
            number=number,
            advice=row.advice,
            next_step=row.next_step,
            held_at=row.drafted_at or unit.at,
            paper_id=paper_id,
        )
        return number, paper_id
    return _referral(row, case, code=code, year=year)


def _referral(row: Application, case: issuing.Case, *, code: bytes, year: int) -> tuple[str, UUID]:
    unit = current()
    prepared = models.Referral.objects.select_for_update().get(
        provider_id=tenant(), application_id=row.id, state="prepared"
    )
    state = REFERRAL.take(
        "issue", state=REFERRAL.take("sign", state="prepared", role=Role.HEAD), role=Role.HEAD
    )
    assert prepared.place_id is not None
    places.take(prepared.place_id)
    number = chain.next_number(series="R", year=year)
    days = editions.load(row.edition).referral_valid_working_days
    last_day = last_day_of(unit.at.astimezone(ALMATY).date(), days)
    paper_id = _keep(row, "referral", issuing.referral(case, number=number, code=code, last_day=last_day))
    models.Referral.objects.filter(provider_id=tenant(), id=prepared.id).update(
        state=state,
        number=number,
        code=token.code_text(code),
        key_id=case.keys.public.key_id,
        issued_at=unit.at,
        valid_until=last_day,
        paper_id=paper_id,
    )
    return number, paper_id


def last_day_of(today: date, days: int) -> date:
    """The last day of validity; beyond the calendar ordinary weekdays count, so that nobody waits for a calendar."""
    try:
        return clocks.calendar_of(tenant()).working_day_after(today, days)
    except BeyondCalendar:
        weekdays = (day for ahead in count(1) if (day := today + timedelta(days=ahead)).weekday() < 5)
        return next(islice(weekdays, days - 1, None))


def _keep(row: Application, kind: str, content: bytes) -> UUID:
    return papers.keep(case_id=row.id, person_id=row.person_id, kind=kind, media_type=PDF, content=content)


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
