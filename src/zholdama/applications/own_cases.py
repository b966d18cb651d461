"""Who keeps away from a case: the person himself, his declared relatives, the maker when it comes to signing."""

import hashlib
import hmac
from uuid import UUID, uuid4

from django.conf import settings

from zholdama.actors import Role
from zholdama.applications import models
from zholdama.applications.rules import (
    nobody_handles_a_relatives_case,
    nobody_handles_his_own_case,
    same_surname,
)
from zholdama.identity import queries as identity
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.providers.models import Staff
from zholdama.refusals import Refused


def own_case_mark(iin: str | None) -> str:
    """A keyed hash that tells whether two people are one without keeping the number."""
    if not iin:
        return ""
    return hmac.new(settings.SECRET_KEY.encode(), f"own-case:{iin}".encode(), hashlib.sha256).hexdigest()


def refuse_own_case(person_id: UUID) -> None:
    """Raises Refused when the actor of the unit is the person himself, or was declared his relative."""
    staff_id = current().by.staff_id
    if staff_id is None:
        return
    staff = Staff.objects.filter(provider_id=tenant(), id=staff_id).first()
    person = identity.person(person_id)
    if staff is not None and person is not None:
        nobody_handles_his_own_case(actor_mark=staff.person_iin_hash, person_mark=own_case_mark(person.iin))
        nobody_handles_a_relatives_case(declared=is_relative(staff_id, person_id))


def is_relative(staff_id: UUID, person_id: UUID) -> bool:
    """Whether this member of staff was declared a relative of the person, and it still stands."""
    rows = models.Relation.objects.filter(provider_id=tenant(), staff_id=staff_id, person_id=person_id)
    return bool(rows.order_by("-declared_at", "-stands").values_list("stands", flat=True).first())


def declare_relation(*, case: UUID, person_id: UUID, staff_id: UUID, stands: bool, reason: str) -> None:
    """Declare that a member of staff and a person are relatives, or that they are not after all; a step of the case.

    Anybody declares it of himself, a head of others. That it does not stand any more only another one may say.
    """
    unit = current()
    if not reason.strip():
        raise Refused("relation_needs_reason", "reason")
    own = staff_id == unit.by.staff_id
    if (own and not stands) or not (own or unit.by.role is Role.HEAD):
        raise Refused("relation_by_another")
    if not Staff.objects.filter(provider_id=tenant(), id=staff_id).exists():
        raise Refused("not_found")
    models.Relation.objects.create(
        id=uuid4(),
        provider_id=tenant(),
        staff_id=staff_id,
        person_id=person_id,
        stands=stands,
        reason=reason.strip(),
        declared_by=unit.by.id,
        declared_at=unit.at,
    )
    facts = {"staff": staff_id, "person": person_id, "reason": reason.strip(), "by": unit.by.id}
    chain.append("relation_declared" if stands else "relation_ended", case=case, facts=facts)


def note_same_surname(*, case: UUID, person_id: UUID) -> None:
    """A step of its own where the acting member of staff bears the applicant's surname: a flag that blocks nothing.

    Just before the act's own step: the ledger's head is locked here.
    """
    unit, person = current(), identity.person(person_id)
    if person is not None and same_surname(unit.by.name.partition(" ")[0], person.surname):
        chain.append("same_surname", case=case, facts={"staff": unit.by.staff_id, "person": person_id})


def refuse_key_of_another(*, maker_id: UUID | None, signer_iin: str) -> None:
    """Raises Refused unless the actor himself has signed, with a key of his own; two accounts are not two people."""
    own, mark = _mark_of(current().by.staff_id), own_case_mark(signer_iin)
    if mark and mark == _mark_of(maker_id):
        raise Refused("maker_is_not_signer")
    if not own:
        raise Refused("official_iin_unknown", "signature")
    if mark != own:
        raise Refused("key_of_another_official", "signature")


def _mark_of(staff_id: UUID | None) -> str:
    staff = Staff.objects.filter(provider_id=tenant(), id=staff_id).first() if staff_id else None
    return staff.person_iin_hash if staff is not None else ""


def refuse_same_person(staff_id: UUID | None) -> None:
    """Raises Refused when the maker and the acting member of staff are one person, also with two accounts."""
    own = current().by.staff_id
    marks = Staff.objects.filter(provider_id=tenant(), id__in=[staff_id, own])
    known = [mark for mark in marks.values_list("person_iin_hash", flat=True) if mark]
    if staff_id == own or len(set(known)) < len(known):
        raise Refused("maker_is_not_signer")
