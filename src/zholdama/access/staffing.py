"""Staff and their accounts: added, reset and given roles by a head, or by the operator where a provider begins.

Each act is a step of the provider's chain. A role is changed by two people, and nobody changes his own.
"""

import secrets
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from zholdama.access import actions, models
from zholdama.actors import STAFF_ROLES, Role
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.providers.actions import head_only
from zholdama.providers.models import RoleChange, Staff
from zholdama.refusals import Refused

PLAIN_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Signs of a first password: none that looks like another one on paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody who begins to serve. `person_mark`: keyed hash of the IIN, so that nobody handles his own case."""

    login: str
    name: str
    role: Role
    person_mark: str = ""


def first_password() -> str:
    """Four groups of four signs (about 79 bits), to be shown once and changed at the first sign-in."""
    return "-".join("".join(secrets.choice(PLAIN_SIGNS) for _ in range(4)) for _ in range(4))


def add_staff(newcomer: Newcomer, *, password: str) -> UUID:
    """An account and a place among the staff; returns the staff id. A head's act; the operator adds heads alone.

    Raises Refused: a login that is taken, a role that is no staff role, another role than these acting.
    """
    unit = current()
    if unit.by.role is Role.OPERATOR:
        if newcomer.role is not Role.HEAD:
            raise Refused("operator_adds_heads", "role")
    else:
        head_only()
    if newcomer.role not in STAFF_ROLES:
        raise Refused("role_unknown", "role")
    account_id, staff_id = _account(newcomer, password), uuid4()
    Staff.objects.create(
        id=staff_id,
        provider_id=tenant(),
        account_id=account_id,
        name=newcomer.name.strip(),
        role=newcomer.role.value,
        person_iin_hash=newcomer.person_mark,
    )
    facts = {"staff": staff_id, "account": account_id, "role": newcomer.role.value, "by": unit.by.id}
    chain.append("staff_added", case=None, facts=facts)
    return staff_id


def note_person(*, login: str, mark: str) -> None:
    """Who a head is, where that was not known when he was set up: once, by the operator.

    `mark`: the keyed hash of his IIN. Raises Refused: nobody of that login here, or somebody is noted already (another
    person behind an account would get round the rule that nobody handles his own case).
    """
    if current().by.role is not Role.OPERATOR:
        raise Refused("step_not_for_role")
    accounts = models.Account.objects.filter(login=login.strip()).values_list("id", flat=True)
    staff = Staff.objects.filter(provider_id=tenant(), account_id__in=list(accounts), role=Role.HEAD.value)
    found = staff.select_for_update().first()
    if found is None:
        raise Refused("not_found")
    if found.person_iin_hash:
        raise Refused("person_noted", conflict=True)
    staff.update(person_iin_hash=mark)
    chain.append("staff_person_noted", case=None, facts={"staff": found.id, "by": current().by.id})


def _account(newcomer: Newcomer, password: str) -> UUID:
    try:
        with transaction.atomic(using=current().alias):
            return actions.create_account(
                provider_id=tenant(),
                login=newcomer.login.strip(),
                name=newcomer.name.strip(),
                password=password,
                demonstration=False,
            )
    except IntegrityError as error:
        raise Refused("login_taken", "login") from error


def reset(*, staff_id: UUID, password: str) -> None:
    """A new first password and no second factor for a member of staff; every session of his is over at once."""
    head_only()
    staff = _staff(staff_id)
    actions.reset_account(provider_id=tenant(), account_id=staff.account_id, password=password)
    chain.append("staff_reset", case=None, facts={"staff": staff_id, "by": current().by.id})


def end_sessions(*, staff_id: UUID) -> None:
    """Every session of a member of staff is over at once."""
    head_only()
    staff = _staff(staff_id)
    actions.end_sessions(provider_id=tenant(), account_id=staff.account_id)
    chain.append("staff_sessions_ended", case=None, facts={"staff": staff_id, "by": current().by.id})


def ask_role_change(*, staff_id: UUID, new_role: Role) -> UUID:
    """A head asks for another role for somebody else; a second person decides."""
    head_only()
    unit, staff = current(), _staff(staff_id)
    if staff.account_id == unit.by.id:
        raise Refused("own_role")
    if new_role not in STAFF_ROLES or new_role.value == staff.role:
        raise Refused("role_unknown", "new_role")
    if RoleChange.objects.filter(provider_id=tenant(), staff_id=staff_id, decided_at__isnull=True).exists():
        raise Refused("role_change_waits", "new_role")
    change_id = uuid4()
    RoleChange.objects.create(
        id=change_id,
        provider_id=tenant(),
        staff_id=staff_id,
        new_role=new_role.value,
        asked_by=unit.by.id,
        asked_at=unit.at,
    )
    facts = {"staff": staff_id, "from": staff.role, "to": new_role.value, "by": unit.by.id}
    chain.append("role_change_asked", case=None, facts=facts)
    return change_id


def decide_role_change(*, change_id: UUID, granted: bool) -> None:
    """The second person, another head or the operator, grants or refuses; sessions under the old role are over.

    Raises Refused: the one who asked, the one concerned, a change that is decided already.
    """
    unit = current()
    if unit.by.role is not Role.OPERATOR:
        head_only()
    change = RoleChange.objects.select_for_update().filter(provider_id=tenant(), id=change_id).first()
    if change is None:
        raise Refused("not_found")
    if change.decided_at is not None:
        raise Refused("role_change_decided", conflict=True)
    staff = _staff(change.staff_id)
    if unit.by.id == change.asked_by:
        raise Refused("second_person_decides")
    if unit.by.id == staff.account_id:
        raise Refused("own_role")
    RoleChange.objects.filter(provider_id=tenant(), id=change_id).update(
        granted=granted, decided_by=unit.by.id, decided_at=unit.at
    )
    if granted:
        Staff.objects.filter(provider_id=tenant(), id=staff.id).update(role=change.new_role)
        actions.end_sessions(provider_id=tenant(), account_id=staff.account_id)
    facts = {"staff": staff.id, "from": staff.role, "to": change.new_role, "by": unit.by.id}
    chain.append("role_change_granted" if granted else "role_change_refused", case=None, facts=facts)


def logins(account_ids: set[UUID]) -> dict[UUID, str]:
    """The logins of the own provider's accounts, by account."""
    rows = models.Account.objects.filter(id__in=account_ids)
    return dict(rows.values_list("id", "login"))


def _staff(staff_id: UUID) -> Staff:
    found = Staff.objects.filter(provider_id=tenant(), id=staff_id).first()
    if found is None:
        raise Refused("not_found")
    return found


def add_overseer(*, login: str, name: str, role: str) -> str:
    """An account of an operator or auditor, who belongs to no provider; returns its first password.

    In a unit of work of the operator. Raises Refused for a login that is taken.
    """
    password = first_password()
    try:
        with transaction.atomic(using=current().alias):
            models.Account.objects.create(
                id=uuid4(),
                login=login.strip(),
                name=name.strip(),
                password=make_password(password),
                oversight=role,
                must_change_password=True,
            )
    except IntegrityError as error:
        raise Refused("login_taken", "login") from error
    return password
