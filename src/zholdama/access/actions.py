"""Signing in and out, second factors, accounts, and the record of readings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from axes.utils import reset
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from django.db import connections
from django.http import HttpRequest
from django_otp.plugins.otp_totp.models import TOTPDevice

from zholdama.access import models
from zholdama.actors import Actor, Role
from zholdama.ledger.work import current
from zholdama.providers.models import Staff
from zholdama.refusals import Refused


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a session remembers of a staff sign-in."""

    account_id: UUID
    generation: int
    must_change_password: bool


def sign_in_staff(*, request: HttpRequest, login: str, password: str, code: str) -> SignedIn:
    """Check password and second factor; raises Refused with one and the same words for every wrong part.

    In a unit of work of the doorkeeper that must commit also on a refusal: axes counts the failure.
    """
    account = authenticate(request, username=login.strip(), password=password)
    if getattr(request, "axes_locked_out", False):
        raise Refused("sign_in_locked")
    if account is None:
        raise Refused("sign_in_wrong")
    device = TOTPDevice.objects.select_for_update().filter(user=account, confirmed=True).first()
    if device is None:
        # The door needs to know whose: the person then sets one up, and is signed in only with it.
        raise Refused("second_factor_missing", account=account.id, generation=account.generation)
    if not device.verify_token(code.strip().replace(" ", "")):
        raise Refused("sign_in_wrong")
    reset(username=account.login)  # the failures before a success count no more
    assert isinstance(account, models.Account)  # our own backend is the only one that answers
    return SignedIn(account.id, account.generation, account.must_change_password)


def enrol_second_factor(*, account_id: UUID, generation: int, secret: str, code: str) -> SignedIn:
    """Set up the account's first second factor from a hex secret that the person has shown to hold by its `code`.

    In a unit of work of the doorkeeper. Raises Refused: a code that is not of the secret, a factor that exists.
    """
    account = models.Account.objects.usable().filter(id=account_id, generation=generation).first()
    if account is None or TOTPDevice.objects.filter(user=account).exists():
        raise Refused("sign_in_again")
    device = TOTPDevice(user=account, name="application", key=secret, confirmed=True)
    device.save()
    if not device.verify_token(code.strip().replace(" ", "")):
        raise Refused("second_factor_code", "code")
    return SignedIn(account.id, account.generation, account.must_change_password)


def actor_of(*, account_id: UUID, generation: int) -> Actor | None:
    """The actor behind a session; None when the account is closed, its sessions ended, or it serves nowhere."""
    account = models.Account.objects.usable().filter(id=account_id, generation=generation).first()
    if account is None:
        return None
    if account.oversight:
        return Actor(role=Role(account.oversight), id=account.id, name=account.name)
    staff = Staff.objects.filter(account_id=account_id, active=True).first()
    if staff is None:
        return None
    return Actor(
        role=Role(staff.role),
        id=account.id,
        provider_id=staff.provider_id,
        name=staff.name,
        staff_id=staff.id,
    )


def change_password(*, account_id: UUID, old: str, new: str) -> int:
    """Set a new password; returns the new generation, older sessions are over. Raises Refused when `old` is wrong."""
    account = models.Account.objects.get(id=account_id)
    if not account.check_password(old):
        raise Refused("password_wrong", "old")
    account.password = make_password(new)
    account.must_change_password = False
    account.generation += 1
    account.save(update_fields=["password", "must_change_password", "generation"])
    return account.generation


def create_account(*, provider_id: UUID, login: str, name: str, password: str, demonstration: bool) -> UUID:
    """An account for a member of staff of the unit's provider; raises Refused where demonstrations are not allowed."""
    refuse_demonstration_in_production(demonstration)
    account_id = uuid4()
    _call(
        "access_create_account", provider_id, account_id, login, name, make_password(password), demonstration
    )
    return account_id


def reset_account(*, provider_id: UUID, account_id: UUID, password: str) -> None:
    """A new first password and no second factor; the person sets both at the next sign-in."""
    _call("access_reset_account", provider_id, account_id, make_password(password))


def end_sessions(*, provider_id: UUID, account_id: UUID) -> None:
    """Every session of the account is over at once."""
    _call("access_end_sessions", provider_id, account_id)


def refuse_demonstration_in_production(demonstration: bool) -> None:
    """Demonstration accounts refuse to exist under production settings."""
    from django.conf import settings

    if demonstration and settings.ZHOLDAMA_PRODUCTION:
        raise Refused("no_demonstration_in_production")


def record_reading(*, person_id: UUID, by: Actor, at: datetime, screen: str, reason: str = "") -> None:
    """One row: who looked at this person's data, where and why."""
    models.Reading.objects.create(
        provider_id=by.provider_id,
        person_id=person_id,
        actor_id=by.id,
        actor_role=by.role.value,
        screen=screen,
        reason=reason,
        at=at,
    )


def _call(function: str, *arguments: Any) -> None:
    places = ", ".join(["%s"] * len(arguments))
    with connections[current().alias].cursor() as cursor:
        cursor.execute(f"SELECT {function}({places})", arguments)
