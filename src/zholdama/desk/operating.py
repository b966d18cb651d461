"""The operator's pages: the list of providers, setting one up with its head, the second word on changes of role."""

from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zholdama.access import staffing
from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications.actions import own_case_mark
from zholdama.desk import deliveries
from zholdama.desk.account_forms import SetUpForm
from zholdama.desk.pages import acting, answered, draw, language, posted
from zholdama.desk.staffing import change_row
from zholdama.desk.words import ROLES
from zholdama.providers import queries
from zholdama.providers.actions import Office
from zholdama.providers.queries import ProviderCard
from zholdama.referrals.provider_setup import set_up

SHOWN = {"all": None, "open": True, "closed": False}


@require_safe
@staff(Role.OPERATOR)
def providers(request: Request) -> HttpResponse:
    """Every provider of the list, filtered by a part of the name and by whether it is served here."""
    wanted, shown = request.GET.get("q", "").strip()[:80], request.GET.get("shown", "all")
    if shown not in SHOWN:
        raise BadRequest("all, open or closed")
    spoken = language()
    cards = [one for one in queries.all_providers() if _fits(one, wanted.casefold(), SHOWN[shown])]
    changes = {one.provider_id for one in queries.role_changes_waiting()}
    rows = [
        {
            "id": one.id,
            "code": one.code,
            "name": one.name(spoken),
            "open": one.open,
            "waits": one.id in changes,
        }
        for one in cards
    ]
    context = {"rows": rows, "wanted": wanted, "shown": shown, "not_sent": deliveries.not_sent()}
    return draw(request, "operator", context)


def _fits(card: ProviderCard, wanted: str, is_open: bool | None) -> bool:
    if is_open is not None and card.open is not is_open:
        return False
    names = (card.code, card.name_kk, card.name_ru, card.name_en)
    return not wanted or any(wanted in name.casefold() for name in names)


@require_safe
@staff(Role.OPERATOR)
def provider(request: Request, provider_id: UUID) -> HttpResponse:
    """One provider: its facts, its heads, what waits for the operator; or the form that sets it up."""
    return _page(request, provider_id)


def _page(request: Request, provider_id: UUID, **more: Any) -> HttpResponse:
    card = _card(provider_id)
    cards = queries.staff(provider_id)
    names = {one.account_id: one.name for one in cards}
    by_id = {one.id: one for one in cards}
    context = {
        "card": card,
        "name": card.name(language()),
        "heads": [one.name for one in cards if one.role == Role.HEAD.value],
        "counts": [(ROLES[role], sum(1 for one in cards if one.role == role)) for role in _ROLES],
        "changes": [
            change_row(one, by_id[one.staff_id], names, acting(request).id)
            for one in queries.role_changes_waiting(provider_id)
        ],
    }
    if not card.open and "form" not in more:
        more["form"] = SetUpForm(at=request.at, initial=_known(card))
    return draw(request, "provider", {**context, **more})


_ROLES = ("receptionist", "specialist", "head", "supervisor")


def _known(card: ProviderCard) -> dict[str, str]:
    return {name: getattr(card, name) for name in ("bin", "address_kk", "address_ru", "phone")}


def _card(provider_id: UUID) -> ProviderCard:
    found = next((one for one in queries.all_providers() if one.id == provider_id), None)
    if found is None:
        raise Http404
    return found


@never_cache
@staff(Role.OPERATOR)
def open_provider(request: Request, provider_id: UUID) -> HttpResponse:
    """Open the provider: facts, head with a first password shown once, keys."""
    form, sent = answered(SetUpForm, request, at=request.at)
    if not sent:
        return _page(request, provider_id, form=form)
    answers, password = form.cleaned_data, staffing.first_password()
    _card(provider_id)
    set_up(
        Office(**{name: answers[name] for name in Office.__slots__}),
        head_login=answers["login"],
        head_name=answers["name"],
        head_mark=own_case_mark(answers["iin"]),
        password=password,
    )
    shown = {"name": answers["name"], "login": answers["login"], "password": password}
    return draw(request, "first_password", {**shown, "back_to": "desk:operator"})


@posted("desk:provider", "provider_id")
@staff(Role.OPERATOR)
def decide(request: Request, provider_id: UUID, change_id: UUID) -> HttpResponse:
    """Grant or refuse a change of role as the second person."""
    if request.refusal is not None:
        return _page(request, provider_id)
    staffing.decide_role_change(change_id=change_id, granted=request.POST.get("answer") == "grant")
    return redirect("desk:provider", provider_id=provider_id)
