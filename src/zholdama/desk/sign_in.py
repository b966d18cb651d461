"""Signing in and out, the second factor, the password.

These pages open their units of work themselves: a refused sign-in commits, so that its failure is counted, and the
session is written only after the work has ended.
"""

import os
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from zholdama.access import actions
from zholdama.access.actions import SignedIn
from zholdama.access.demonstration_staff import demonstration_staff
from zholdama.access.requests import Request
from zholdama.desk.account_forms import SignInForm
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
            return go_on(request, outcome, login=answers["login"])
        if outcome.code == "second_factor_missing":
            return _enrol(request, outcome, login=answers["login"])
        form.add_error(None, outcome.words(language()))
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return draw(
        request, "sign_in", {"form": form, "next": wanted, "people": _people(), "password": _password()}
    )


def _try(request: Request, answers: dict[str, str]) -> SignedIn | Refused:
    with work(login=Login.DOORKEEPER, at=request.at):
        try:
            return actions.sign_in_staff(request=request, **answers)
        except Refused as refused:
            return refused  # caught inside the work: the counted failure is kept


def go_on(request: Request, signed_in: SignedIn, *, login: str) -> HttpResponse:
    if signed_in.must_change_password:
        begin_half(request, signed_in, login=login)
        return redirect("desk:password")
    enter(request, signed_in.account_id, signed_in.generation)
    return redirect(_next(request))


def _enrol(request: Request, outcome: Refused, *, login: str) -> HttpResponse:
    account = SignedIn(outcome.values["account"], outcome.values["generation"], must_change_password=True)
    begin_half(request, account, login=login, secret=os.urandom(20).hex())
    return redirect("desk:second_factor")


def enter(request: Request, account_id: UUID, generation: int) -> None:
    request.session.flush()  # nothing of an earlier person, not even the counter, goes over
    request.session["staff"] = {"account": str(account_id), "generation": generation}
    rotate_token(request)


def begin_half(request: Request, signed_in: SignedIn, *, login: str, secret: str = "") -> None:
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


def half_way(request: Request) -> dict[str, Any] | None:
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
    made_up = demonstration_staff()
    if made_up is None:
        return []
    return [
        {"login": login, "role": ROLES[role], "name": name, "code": made_up.codes(login)}
        for login, role, name in made_up.staff()
    ]


def _password() -> str:
    made_up = demonstration_staff()
    return made_up.password() if made_up else ""


@posted("desk:home")
def sign_out(request: Request) -> HttpResponse:
    """End this session."""
    request.session.flush()
    return redirect("desk:sign_in")
