"""A referral that was signed is never overwritten: it is withdrawn, replaced by a new version, or followed by a next one.

Always by two people: one asks, a head who is somebody else signs.
"""

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
from zholdama.passport import edition as editions
from zholdama.referrals import answering, deciding, following, issuing, models, pending, results, tasks
from zholdama.referrals.lifecycle import REFERRAL
from zholdama.refusals import Refused
from zholdama.signatures import actions as evidence
from zholdama.signatures.judgement import Judgement
from zholdama.working_time.zone import ALMATY

FIRST_LINE = "zholdama-correction/1"
KINDS = ("withdraw", "replace", "next")
STANDING = ("issued", "delivered")
DONE = {"withdraw": "referral_withdrawn", "replace": "referral_replaced", "next": "referral_next"}
"""Kind of a correction -> the step in the ledger that grants it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be done with a referral: `kind` withdraw, replace or, of one that came to nothing, next.

    Of a replacement, what stands differently; of a next referral, the place that it leads to.
    """

    kind: str
    reason: str
    place_id: UUID | None = None
    bearer_name: str = ""


def ask(asked: Asked, *, application_id: UUID, version: int) -> UUID:
    """Ask that the case's referral be withdrawn, replaced or followed by a next one; a head who is somebody else decides.

    Raises Refused: own case, nothing that stands (of a next one: something that does), no reason, a replacement that
    changes nothing, a next one without a place, one that waits.
    """
    unit = current()
    row = locked(application_id, version=version)
    refuse_own_case(row.person_id)
    if unit.by.role not in {Role.SPECIALIST, Role.HEAD} or unit.by.staff_id is None:
        raise Refused("step_not_for_role")
    referral = _concerned(row, asked.kind)
    if asked.kind not in KINDS or not asked.reason.strip():
        raise Refused("correction_needs_reason", "reason")
    name = _name(asked.bearer_name)
    place_id = asked.place_id if asked.kind == "next" or asked.place_id != referral.place_id else None
    if asked.kind == "next" and place_id is None:
        raise Refused("choose_a_place", "place")
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
        place_id=place_id if asked.kind in {"replace", "next"} else None,
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


def _concerned(row: Application, kind: str) -> models.Referral:
    """The version that a correction is about, locked; raises Refused where the table has no such step from its state."""
    if kind == "next":
        following.still_decided(row)
        return following.ended(row.id)
    referral = _standing(row)
    REFERRAL.take(kind if kind in KINDS else "withdraw", state=referral.state, role=Role.HEAD)
    return referral


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
    if correction.place_id is not None:
        on = current().at.astimezone(ALMATY).date()
        places.reserve(correction.place_id, measure=row.measure, on=on)
        places.take(correction.place_id)
    referral = _concerned(row, correction.kind)
    if referral.id != correction.referral_id:
        raise Refused("no_referral_stands", conflict=True)
    if correction.kind == "next":
        tasks.followed(referral.id, by=correction.asked_by)
    else:
        _end(referral, correction)
    pending.keep_signature(judged, case_id=row.id, purpose=evidence.CORRECTION)
    successor = _successor(row, correction, referral) if correction.kind != "withdraw" else None
    _decided(correction, granted=True, key=key, successor=successor.id if successor else None)
    change(row, **({"place_id": correction.place_id} if correction.place_id else {}))
    note_same_surname(case=row.id, person_id=row.person_id)
    facts = {"correction": correction.id, "reason": correction.reason, "by": current().by.id}
    stands = successor or referral
    public = {"result": stands.number, "version": stands.version}
    chain.append(DONE[correction.kind], case=row.id, facts=facts, public=public)


def _end(referral: models.Referral, correction: models.Correction) -> None:
    """The old version ends; its place is free unless the new one leads there too."""
    if (correction.kind == "withdraw" or correction.place_id is not None) and referral.place_id is not None:
        places.free(referral.place_id)
    models.Referral.objects.filter(provider_id=tenant(), id=referral.id).update(
        state=REFERRAL.take(correction.kind, state=referral.state, role=Role.HEAD), ended_at=current().at
    )


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


def _successor(row: Application, correction: models.Correction, old: models.Referral) -> models.Referral:
    """What stands from now on, with a code, paper and seal of its own.

    A new version keeps number and last day; a next referral has its own.
    """
    unit, code = current(), token.new_code()
    fresh = correction.kind == "next"
    case = results.case_of(row, unit.by.staff_id)
    place_id = correction.place_id or old.place_id
    case = replace(
        case,
        person=_named(case.person, correction.bearer_name),
        place=opportunities.place(tenant(), place_id),
    )
    assert old.valid_until is not None
    assert place_id is not None
    made_id = uuid4()
    year = unit.at.astimezone(ALMATY).year
    number = chain.next_number(series="R", year=year) if fresh else old.number
    last_day = results.last_day_of(row) if fresh else old.valid_until
    figures = editions.load(row.edition).answers
    make = partial(
        issuing.referral,
        case,
        number=number,
        code=code,
        last_day=last_day,
        answer_by=answering.answer_by(last_day, figures),
    )
    paper_id = results.keep(row, "referral", make)
    state = "issued"
    if row.channel == "portal" and row.state == "delivered":
        state = REFERRAL.take(
            "hand_over", state=state, role=Role.SYSTEM
        )  # it lies in the cabinet at once (P3.2)
    made = models.Referral.objects.create(
        id=made_id,
        provider_id=tenant(),
        application_id=row.id,
        person_id=row.person_id,
        kind=old.kind,
        place_id=place_id,
        state=state,
        number=number,
        version=1 if fresh else old.version + 1,
        code=token.code_text(code),
        key_id=case.keys.public.key_id,
        issued_at=unit.at,
        valid_until=last_day,
        paper_id=paper_id,
    )
    answering.await_answer(made.id, place_id=place_id, last_day=last_day, answers=figures)
    return made


def _named(person: PersonCard, name: str) -> PersonCard:
    if not name:
        return person
    surname, given, patronymic = (*name.split(maxsplit=2), "", "")[:3]
    return replace(person, surname=surname, given_name=given, patronymic=patronymic)


def hand_over_version(*, application_id: UUID, version: int) -> None:
    """The specialist hands the new version over; the case was delivered before, and no clock runs for it."""
    row = locked(application_id, version=version)
    referral = _standing(row)
    if row.state != "delivered" or (referral.version == 1 and referral.state != "issued"):
        raise Refused("no_referral_stands", conflict=True)
    state = REFERRAL.take("hand_over", state=referral.state, role=current().by.role)
    models.Referral.objects.filter(provider_id=tenant(), id=referral.id).update(state=state)
    change(row)
    facts = {"referral": referral.id, "version": referral.version, "by": current().by.id}
    chain.append("hand_over_version", case=row.id, facts=facts)
