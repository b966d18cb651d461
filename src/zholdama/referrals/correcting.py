"""A referral that was signed is never overwritten: it is withdrawn, or a new version takes its place, by two people."""

import unicodedata
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID, uuid4

from zholdama.actors import Role
from zholdama.applications.actions import change, locked, note_same_surname, refuse_own_case
from zholdama.applications.models import Application
from zholdama.applications.own_cases import refuse_same_person
from zholdama.identity.queries import PersonCard
from zholdama.identity.rules import read_name
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.opportunities import actions as places
from zholdama.opportunities import queries as opportunities
from zholdama.papers import token
from zholdama.referrals import deciding, issuing, models, pending, results
from zholdama.referrals.lifecycle import REFERRAL
from zholdama.refusals import Refused
from zholdama.signatures import actions as evidence
from zholdama.signatures.judgement import Judgement
from zholdama.working_time.zone import ALMATY

FIRST_LINE = "zholdama-correction/1"
KINDS = ("withdraw", "replace")
STANDING = ("issued", "delivered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be done with a referral: `kind` withdraw or replace; of a replacement, what stands differently."""

    kind: str
    reason: str
    place_id: UUID | None = None
    bearer_name: str = ""


def ask(asked: Asked, *, application_id: UUID, version: int) -> UUID:
    """Ask that the case's referral be withdrawn or replaced; a head who is somebody else decides.

    Raises Refused: own case, nothing that stands, no reason, a replacement that changes nothing, one that waits.
    """
    unit = current()
    row = locked(application_id, version=version)
    refuse_own_case(row.person_id)
    if unit.by.role not in {Role.SPECIALIST, Role.HEAD} or unit.by.staff_id is None:
        raise Refused("step_not_for_role")
    referral = _standing(row)
    REFERRAL.take(asked.kind if asked.kind in KINDS else "withdraw", state=referral.state, role=Role.HEAD)
    if asked.kind not in KINDS or not asked.reason.strip():
        raise Refused("correction_needs_reason", "reason")
    name = _name(asked.bearer_name)
    place_id = asked.place_id if asked.place_id != referral.place_id else None
    if asked.kind == "replace" and not name and place_id is None:
        raise Refused("correction_changes_nothing", "kind")
    if models.Correction.objects.filter(
        provider_id=tenant(), referral_id=referral.id, decided_at__isnull=True
    ).exists():
        raise Refused("correction_waits", conflict=True)
    correction_id = uuid4()
    models.Correction.objects.create(
        id=correction_id,
        provider_id=tenant(),
        application_id=row.id,
        referral_id=referral.id,
        kind=asked.kind,
        reason=asked.reason.strip(),
        place_id=place_id if asked.kind == "replace" else None,
        bearer_name=name if asked.kind == "replace" else "",
        asked_by=unit.by.staff_id,
        asked_at=unit.at,
    )
    facts = {"referral": referral.id, "kind": asked.kind, "reason": asked.reason.strip(), "by": unit.by.id}
    chain.append("correction_asked", case=row.id, facts=facts)
    return correction_id


def _name(text: str) -> str:
    if not text.strip():
        return ""
    reading = read_name(text)
    if reading.words is not None:
        raise Refused("correction_name", "bearer_name")
    return reading.name


def _standing(row: Application) -> models.Referral:
    """The version that stands now, locked."""
    rows = models.Referral.objects.select_for_update()
    found = rows.filter(provider_id=tenant(), application_id=row.id, state__in=STANDING).first()
    if found is None:
        raise Refused("no_referral_stands", conflict=True)
    return found


def text_to_sign(correction_id: UUID) -> bytes:
    """The exact text that the head signs; the same bytes as long as the correction waits."""
    row = models.Correction.objects.filter(provider_id=tenant(), id=correction_id).first()
    if row is None or row.decided_at is not None:
        raise Refused("request_decided", conflict=True)
    referral = models.Referral.objects.get(provider_id=tenant(), id=row.referral_id)
    place = opportunities.place(tenant(), row.place_id)
    lines = {
        "correction_id": row.id,
        "kind": row.kind,
        "referral": referral.number,
        "version": referral.version,
        "issued_on": issuing.day(referral.issued_at),
        "reason": row.reason,
        "place_id": row.place_id or "",
        "place": f"{place.organisation}: {place.title_kk}" if place else "",
        "bearer_name": row.bearer_name,
    }
    text = "\n".join(
        [FIRST_LINE, *(f"{name}: {' '.join(str(value).split())}" for name, value in lines.items())]
    )
    return unicodedata.normalize("NFC", text + "\n").encode()


def refuse(*, correction_id: UUID) -> None:
    """The second person does not grant the correction; the referral stands as it is."""
    row, correction = _waiting(correction_id)
    _second_person(row, correction)
    _decided(correction, granted=False)
    chain.append(
        "correction_refused", case=row.id, facts={"correction": correction.id, "by": current().by.id}
    )


def sign(*, correction_id: UUID, signature: bytes, key: UUID, judged: Judgement | None = None) -> None:
    """The second person signs: the referral is withdrawn, or replaced by a new version. Idempotent by `key`.

    The old row and its paper stay; who verifies it is told withdrawn or replaced. `judged`: as for a decision, but a
    signature that cannot be checked now may come again. Raises Refused: asked for by the same person or with his key,
    own case, bad or unchecked signature, decided meanwhile, no place left.
    """
    if models.Correction.objects.filter(provider_id=tenant(), id=correction_id, decision_key=key).exists():
        return
    row, correction = _waiting(correction_id)
    _second_person(row, correction)
    text = text_to_sign(correction_id)
    judged = deciding.own_signature(judged, text=text, signature=signature, maker_id=correction.asked_by)
    if not judged.valid:
        raise Refused("signature_not_checked")
    if correction.kind == "replace" and correction.place_id is not None:
        on = current().at.astimezone(ALMATY).date()
        places.reserve(correction.place_id, measure=row.measure, on=on)
        places.take(correction.place_id)
    referral = _standing(row)
    if referral.id != correction.referral_id:
        raise Refused("no_referral_stands", conflict=True)
    if (correction.kind == "withdraw" or correction.place_id is not None) and referral.place_id is not None:
        places.free(referral.place_id)
    act = {"withdraw": "withdraw", "replace": "replace"}[correction.kind]
    models.Referral.objects.filter(provider_id=tenant(), id=referral.id).update(
        state=REFERRAL.take(act, state=referral.state, role=Role.HEAD), ended_at=current().at
    )
    pending.keep_signature(judged, case_id=row.id, purpose=evidence.CORRECTION)
    successor = _successor(row, correction, referral) if correction.kind == "replace" else None
    _decided(correction, granted=True, key=key, successor=successor)
    change(row, **({"place_id": correction.place_id} if correction.place_id else {}))
    note_same_surname(case=row.id, person_id=row.person_id)
    facts = {"correction": correction.id, "reason": correction.reason, "by": current().by.id}
    public = {"result": referral.number, "version": referral.version + (successor is not None)}
    done = "referral_replaced" if successor else "referral_withdrawn"
    chain.append(done, case=row.id, facts=facts, public=public)


def _waiting(correction_id: UUID) -> tuple[Application, models.Correction]:
    """The case, locked first, and its correction that still waits."""
    rows = models.Correction.objects.filter(provider_id=tenant(), id=correction_id)
    found = rows.first()
    if found is None:
        raise Refused("not_found")
    row = locked(found.application_id)
    correction = rows.select_for_update().get()
    if correction.decided_at is not None:
        raise Refused("request_decided", conflict=True)
    return row, correction


def _second_person(row: Application, correction: models.Correction) -> None:
    if current().by.role is not Role.HEAD:
        raise Refused("step_not_for_role")
    refuse_same_person(correction.asked_by)
    refuse_own_case(row.person_id)


def _decided(
    correction: models.Correction, *, granted: bool, key: UUID | None = None, successor: UUID | None = None
) -> None:
    unit = current()
    models.Correction.objects.filter(provider_id=tenant(), id=correction.id).update(
        granted=granted,
        decided_by=unit.by.staff_id,
        decided_at=unit.at,
        decision_key=key,
        successor_id=successor,
    )


def _successor(row: Application, correction: models.Correction, old: models.Referral) -> UUID:
    """The new version: the same number and last day, a code, paper and seal of its own."""
    unit, code = current(), token.new_code()
    case = results.case_of(row, unit.by.staff_id)
    place_id = correction.place_id or old.place_id
    case = replace(
        case,
        person=_named(case.person, correction.bearer_name),
        place=opportunities.place(tenant(), place_id),
    )
    assert old.valid_until is not None
    make = partial(issuing.referral, case, number=old.number, code=code, last_day=old.valid_until)
    paper_id = results.keep(row, "referral", make)
    state = "issued"
    if row.channel == "portal" and row.state == "delivered":
        state = REFERRAL.take(
            "hand_over", state=state, role=Role.SYSTEM
        )  # it lies in the cabinet at once (P3.2)
    made = models.Referral.objects.create(
        id=uuid4(),
        provider_id=tenant(),
        application_id=row.id,
        person_id=row.person_id,
        kind=old.kind,
        place_id=place_id,
        state=state,
        number=old.number,
        version=old.version + 1,
        code=token.code_text(code),
        key_id=case.keys.public.key_id,
        issued_at=unit.at,
        valid_until=old.valid_until,
        paper_id=paper_id,
    )
    return made.id


def _named(person: PersonCard, name: str) -> PersonCard:
    if not name:
        return person
    surname, given, patronymic = (*name.split(maxsplit=2), "", "")[:3]
    return replace(person, surname=surname, given_name=given, patronymic=patronymic)


def hand_over_version(*, application_id: UUID, version: int) -> None:
    """The specialist hands the new version over; the case was delivered before, and no clock runs for it."""
    row = locked(application_id, version=version)
    referral = _standing(row)
    if row.state != "delivered" or referral.version == 1:
        raise Refused("no_referral_stands", conflict=True)
    state = REFERRAL.take("hand_over", state=referral.state, role=current().by.role)
    models.Referral.objects.filter(provider_id=tenant(), id=referral.id).update(state=state)
    change(row)
    facts = {"referral": referral.id, "version": referral.version, "by": current().by.id}
    chain.append("hand_over_version", case=row.id, facts=facts)
