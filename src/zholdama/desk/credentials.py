"""What a first sign-in still needs, and what everybody may change: the second factor and the password."""

import binascii
from base64 import b32encode
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import segno
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from zholdama.access import actions
from zholdama.access.actions import SignedIn
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.desk.account_forms import CodeForm, PasswordForm
from zholdama.desk.pages import answered, draw, language
from zholdama.desk.sign_in import enter, go_on, half_way
from zholdama.ledger.work import Login, work
from zholdama.refusals import Refused


@never_cache
@sensitive_post_parameters("code")
def second_factor(request: Request) -> HttpResponse:
    """Set up the second factor: the secret as a picture and as text, and a first code to prove it."""
    half = half_way(request)
    if half is None or not half["secret"]:
        return redirect("desk:sign_in")
    form, sent = answered(CodeForm, request)
    if sent:
        outcome = _set_up(request, half, form.cleaned_data["code"])
        if isinstance(outcome, SignedIn):
            return go_on(request, outcome, login=half["login"])
        form.add_error("code", outcome.words(language()))
    secret = b32encode(binascii.unhexlify(half["secret"])).decode()
    groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return draw(request, "second_factor", {"form": form, "secret": groups})


def _set_up(request: Request, half: dict[str, Any], code: str) -> SignedIn | Refused:
    try:
        with work(login=Login.DOORKEEPER, at=request.at):
            return actions.enrol_second_factor(
                account_id=UUID(half["account"]),
                generation=half["generation"],
                secret=half["secret"],
                code=code,
            )
    except Refused as refused:
        return refused


@never_cache
def second_factor_picture(request: Request) -> HttpResponse:
    """The secret as a QR code, for the app on the phone."""
    half = half_way(request)
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
    half, actor = half_way(request), request.actor
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
            enter(request, account_id, outcome)
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
