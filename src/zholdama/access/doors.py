"""Decorators that open the unit of work around a page: who may come in, under which role, and what a no looks like.

A refused action rolls its work back; the page is then drawn again in a second work with `request.refusal` set, so
that everything typed stands where it was. A conflict (somebody else took the step meanwhile) answers 409.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from zholdama.access import blocking, devices
from zholdama.access.requests import Request
from zholdama.actors import OVERSIGHT_ROLES, SYSTEM, Actor, Role
from zholdama.ledger.work import Login, is_deadlock, work
from zholdama.refusals import Refused

View = Callable[..., HttpResponse]


def _page(request: Request, view: View, arguments: dict[str, Any], **unit: Any) -> HttpResponse:
    try:
        return _once(request, view, arguments, **unit)
    except OperationalError as error:
        if not is_deadlock(error):
            raise
        return _once(request, view, arguments, **unit)  # one retry: the other transaction is through now


def _once(request: Request, view: View, arguments: dict[str, Any], **unit: Any) -> HttpResponse:
    try:
        with work(at=request.at, **unit):
            return view(request, **arguments)
    except Refused as refused:
        request.refusal = refused
    with work(at=request.at, **unit):
        if request.refusal.conflict:
            return _conflict(request)
        blocking.record(request.refusal, arguments)
        response = view(request, **arguments)
        if response.status_code == 200:
            response.status_code = 422
        return response


def _conflict(request: Request) -> HttpResponse:
    """Both texts: how it stands now and what this person had typed.

    A page may set `request.both_texts`, a function that returns {stored, typed, back}; it is asked in the second work.
    """
    refusal = request.refusal
    assert refusal is not None
    typed = {
        name: str(value)
        for name, value in request.POST.items()
        if name not in {"csrfmiddlewaretoken", "key", "version"} and value
    }
    context = {
        "message": refusal.words(get_language() or "kk"),
        "typed": "\n".join(typed.values()),
        "back": request.path,
        **getattr(request, "both_texts", dict)(),
    }
    return render(request, "409.html", context, status=409)


def staff(*roles: Role) -> Callable[[View], View]:
    """The page is for these staff roles, within their own provider; anybody else is sent to sign in or finds nothing."""

    def decorate(view: View) -> View:
        @wraps(view)
        def door(request: Request, **arguments: Any) -> HttpResponse:
            actor = request.actor
            if actor is None or not (actor.is_staff or actor.role in OVERSIGHT_ROLES):
                return redirect(f"{reverse('desk:sign_in')}?{urlencode({'next': request.path})}")
            if roles and actor.role not in roles:
                raise Http404
            if actor.role in OVERSIGHT_ROLES:
                login = Login.OPERATOR if actor.role is Role.OPERATOR else Login.AUDITOR
                return _page(
                    request, view, arguments, login=login, by=actor, provider=arguments.get("provider_id")
                )
            return _page(request, view, arguments, login=Login.STAFF, by=actor, provider=actor.provider_id)

        return door

    return decorate


def citizen(view: View) -> View:
    """The page belongs to the person who is signed in."""

    @wraps(view)
    def door(request: Request, **arguments: Any) -> HttpResponse:
        actor = request.actor
        if actor is None or actor.role is not Role.CITIZEN:
            return redirect(f"{reverse('portal:sign_in')}?{urlencode({'next': request.path})}")
        return _page(request, view, arguments, login=Login.CITIZEN, by=actor, person=actor.person_id)

    return door


def device(kind: str) -> Callable[[View], View]:
    """The page is for a paired device of this kind, within its provider; anybody else is led to the pairing."""

    def decorate(view: View) -> View:
        @wraps(view)
        def door(request: Request, **arguments: Any) -> HttpResponse:
            with work(login=Login.DOORKEEPER, at=request.at):
                found = devices.recognised(request.COOKIES.get(devices.COOKIE, ""))
            if found is None or found.kind != kind:
                return redirect("hall:pair")
            request.device = found
            return _page(
                request, view, arguments, login=Login.STAFF, by=found.actor, provider=found.provider_id
            )

        return door

    return decorate


def bearer(recognised: Callable[[Request], Actor | None], lost: View) -> Callable[[View], View]:
    """The page is for whoever holds a secret that `recognised` knows; it acts at that actor's provider as that actor.

    `recognised` is asked at the door, in a unit of work of its own that reads; anybody else gets the page `lost`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def door(request: Request, **arguments: Any) -> HttpResponse:
            with work(login=Login.DOORKEEPER, at=request.at):
                actor = recognised(request)
            if actor is None:
                return lost(request)
            return within(request, view, arguments, by=actor)

        return door

    return decorate


def within(request: Request, view: View, arguments: dict[str, Any], *, by: Actor) -> HttpResponse:
    """A page inside the provider of `by`, for a door that has found out by itself who comes in: by a secret link, say."""
    return _page(request, view, arguments, login=Login.STAFF, by=by, provider=by.provider_id)


def public(view: View) -> View:
    """The page is for everybody; it reads what is published."""

    @wraps(view)
    def door(request: Request, **arguments: Any) -> HttpResponse:
        return _page(request, view, arguments, login=Login.DOORKEEPER, by=request.actor or SYSTEM)

    return door
