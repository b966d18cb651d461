"""Signing in and out, the second factor, the password.

These pages open their units of work themselves: a refused sign-in commits, so that its failure is counted, and the
session is written only after the work has ended.
"""

import binascii
import os
from base64 import b32encode
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import segno
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from zholdama.access import actions
from zholdama.access.actions import SignedIn
from zholdama.access.local_signer import local_signer
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.desk.account_forms import CodeForm, PasswordForm, SignInForm
from zholdama.desk.pages import answered, draw, language, posted
from zholdama.desk.words import ROLES
from zholdama.ledger.work import Login, work
from zholdama.refusals import Refused

HALFWAY = timedelta(minutes=15)
"""How long somebody may take to set up the second factor and the password after the first password was right."""


@never_cache
@sensitive_post_parameters("password", "code")
def sign_in(request: Request) -> HttpResponse:
    """Login, password, code; leads on to the second factor or the password where one of them is still to be set."""
    form, sent = answered(SignInForm, request)
    if sent:
        answers = {name: form.cleaned_data[name] for name in ("login", "password", "code")}
        outcome = _try(request, answers)
        if isinstance(outcome, SignedIn):
            return _go_on(request, outcome, login=answers["login"])
        if outcome.code == "second_factor_missing":
            return _enrol(request, outcome, login=answers["login"])
        form.add_error(None, outcome.words(language()))
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return draw(request, "sign_in", {"form": form, "next": wanted, "people": _people(), "password": _password()})


def _try(request: Request, answers: dict[str, str]) -> SignedIn | Refused:
    with work(login=Login.DOORKEEPER, at=request.at):
        try:
            return actions.sign_in_staff(request=request, **answers)
        except Refused as refused:
            return refused  # caught inside the work: the counted failure is kept


def _go_on(request: Request, signed_in: SignedIn, *, login: str) -> HttpResponse:
    if signed_in.must_change_password:
        _begin_half(request, signed_in, login=login)
        return redirect("desk:password")
    _enter(request, signed_in.account_id, signed_in.generation)
    return redirect(_next(request))


def _enrol(request: Request, outcome: Refused, *, login: str) -> HttpResponse:
    account = SignedIn(outcome.values["account"], outcome.values["generation"], must_change_password=True)
    _begin_half(request, account, login=login, secret=os.urandom(20).hex())
    return redirect("desk:second_factor")


def _enter(request: Request, account_id: UUID, generation: int) -> None:
    request.session.flush()  # nothing of an earlier person, not even the counter, goes over
    request.session["staff"] = {"account": str(account_id), "generation": generation}
    rotate_token(request)


def _begin_half(request: Request, signed_in: SignedIn, *, login: str, secret: str = "") -> None:
    """Remember that the first password was right; nothing is open to such a session but the two pages ahead."""
    request.session.flush()
    request.session["halfway"] = {
        "account": str(signed_in.account_id),
        "generation": signed_in.generation,
        "login": login,
        "secret": secret,
        "since": request.at.isoformat(),
    }
    rotate_token(request)


def _half(request: Request) -> dict[str, Any] | None:
    half: dict[str, Any] | None = request.session.get("halfway")
    if half is None or request.at - datetime.fromisoformat(half["since"]) > HALFWAY:
        return None
    return half


def _next(request: Request) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe and target.startswith("/desk/") else "/desk/"


def _people() -> list[dict[str, Any]]:
    """The demonstration's accounts with the codes of this moment; nobody where there is no demonstration."""
    signer = local_signer()
    if signer is None:
        return []
    return [
        {"login": login, "role": ROLES[role], "name": name, "code": signer.codes(login)}
        for login, role, name in signer.staff()
    ]


def _password() -> str:
    signer = local_signer()
    return signer.password() if signer else ""


@posted("desk:home")
def sign_out(request: Request) -> HttpResponse:
    """End this session."""
    request.session.flush()
    return redirect("desk:sign_in")


@never_cache
@sensitive_post_parameters("code")
def second_factor(request: Request) -> HttpResponse:
    """Set up the second factor: the secret as a picture and as text, and a first code to prove it."""
    half = _half(request)
    if half is None or not half["secret"]:
        return redirect("desk:sign_in")
    form, sent = answered(CodeForm, request)
    if sent:
        outcome = _set_up(request, half, form.cleaned_data["code"])
        if isinstance(outcome, SignedIn):
            return _go_on(request, outcome, login=half["login"])
        form.add_error("code", outcome.words(language()))
    secret = b32encode(binascii.unhexlify(half["secret"])).decode()
    groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return draw(request, "second_factor", {"form": form, "secret": groups})


def _set_up(request: Request, half: dict[str, Any], code: str) -> SignedIn | Refused:
    try:
        with work(login=Login.DOORKEEPER, at=request.at):
            return actions.enrol_second_factor(
                account_id=UUID(half["account"]), generation=half["generation"], secret=half["secret"], code=code
            )
    except Refused as refused:
        return refused


@never_cache
def second_factor_picture(request: Request) -> HttpResponse:
    """The secret as a QR code, for the app on the phone."""
    half = _half(request)
    if half is None or not half["secret"]:
        raise Http404
    secret = b32encode(binascii.unhexlify(half["secret"])).decode()
    address = f"otpauth://totp/Zholdama:{half['login']}?{urlencode({'secret': secret, 'issuer': 'Zholdama'})}"
    picture = BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", scale=5, border=4, light="#fff")
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@never_cache
@sensitive_post_parameters("old", "new", "again")
def password(request: Request) -> HttpResponse:
    """A new password: the first one must be changed, any other may be."""
    half, actor = _half(request), request.actor
    signed_in = actor is not None and actor.role is not Role.CITIZEN
    if not signed_in and half is None:
        return redirect("desk:sign_in")
    if half is not None and half["secret"] and not signed_in:
        return redirect("desk:second_factor")
    form, sent = answered(PasswordForm, request)
    if sent and not (wrong := _weakness(form.cleaned_data["new"], half["login"] if half else "")):
        account_id = actor.id if signed_in and actor else UUID(str(half and half["account"]))
        outcome = _change(request, account_id, form.cleaned_data)
        if isinstance(outcome, int):
            _enter(request, account_id, outcome)
            return redirect("desk:home")
        form.add_error(outcome.field, outcome.words(language()))
    elif sent:
        form.add_error("new", wrong)
    return draw(request, "password", {"form": form, "first": not signed_in})


def _change(request: Request, account_id: UUID, answers: dict[str, str]) -> int | Refused:
    try:
        with work(login=Login.DOORKEEPER, at=request.at):
            return actions.change_password(account_id=account_id, old=answers["old"], new=answers["new"])
    except Refused as refused:
        return refused


def _weakness(new: str, login: str) -> str:
    """Why this password is too weak, in words; empty for a good one."""
    words = {
        "password_too_short": gettext("The new password is too short: at least 12 characters."),
        "password_too_common": gettext("The new password is one that many people use. Choose another one."),
        "password_entirely_numeric": gettext("The new password holds digits alone. Add letters."),
    }
    if login and login.lower() in new.lower():
        return gettext("The new password holds your login. Choose another one.")
    try:
        validate_password(new)
    except ValidationError as error:
        codes = [str(one.code) for one in error.error_list]
        return " ".join(words.get(code, gettext("Choose another password.")) for code in codes)
    return ""
