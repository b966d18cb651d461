"""The head's staff: who serves, newcomers, resets, absence, roles. Each act is a step of the ledger."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zholdama.access import staffing
from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications import actions as applications
from zholdama.applications.actions import own_case_mark
from zholdama.desk.account_forms import AbsenceForm, NewStaffForm, RoleForm
from zholdama.desk.pages import acting, answered, draw, posted
from zholdama.desk.words import ROLES
from zholdama.ledger.work import tenant
from zholdama.providers import queries as providers
from zholdama.providers.queries import RoleChangeCard, StaffCard


@require_safe
@staff(Role.HEAD)
def staff_list(request: Request) -> HttpResponse:
    """Everybody who serves here, and the role changes that wait for a second person."""
    return _list(request)


def _list(request: Request) -> HttpResponse:
    cards = providers.staff(tenant())
    names = {one.account_id: one.name for one in cards}
    by_id = {one.id: one for one in cards}
    logins = staffing.logins(set(names))
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "login": logins.get(one.account_id, ""),
            "role": ROLES[one.role],
            "absent_from": one.absent_from,
            "absent_until": one.absent_until,
        }
        for one in cards
    ]
    waiting = providers.role_changes_waiting(tenant())
    changes = [change_row(one, by_id[one.staff_id], names, acting(request).id) for one in waiting]
    return draw(request, "staff", {"rows": rows, "changes": changes})


def change_row(
    change: RoleChangeCard, concerned: StaffCard, names: dict[UUID, str], me: UUID
) -> dict[str, Any]:
    """A change of role for a list; `may` says whether this person may be the second one."""
    return {
        "id": change.id,
        "name": concerned.name,
        "role": ROLES[concerned.role],
        "new_role": ROLES[change.new_role],
        "asked_by": names.get(change.asked_by, ""),
        "asked_at": change.asked_at,
        "may": me not in {change.asked_by, concerned.account_id},
    }


@never_cache
@staff(Role.HEAD)
def new(request: Request) -> HttpResponse:
    """A newcomer with a first password, which is shown once and kept nowhere."""
    form, sent = answered(NewStaffForm, request, at=request.at)
    if not sent:
        return draw(request, "staff_new", {"form": form})
    answers, password = form.cleaned_data, staffing.first_password()
    newcomer = staffing.Newcomer(
        login=answers["login"],
        name=answers["name"],
        role=Role(answers["role"]),
        person_mark=own_case_mark(answers["iin"]),
    )
    staffing.add_staff(newcomer, password=password)
    shown = {"name": answers["name"], "login": answers["login"], "password": password}
    return draw(request, "first_password", {**shown, "back_to": "desk:staff"})


@staff(Role.HEAD)
def member(request: Request, staff_id: UUID) -> HttpResponse:
    """One member of staff and what the head may do."""
    if request.method != "GET":
        return redirect("desk:staff")
    return _member(request, staff_id)


def _member(request: Request, staff_id: UUID, **more: Any) -> HttpResponse:
    card = _card(staff_id)
    context = {
        "member": card,
        "role": ROLES[card.role],
        "login": staffing.logins({card.account_id}).get(card.account_id, ""),
        "self": card.account_id == acting(request).id,
        "absence_form": AbsenceForm(),
        "role_form": RoleForm(present=card.role),
    }
    return draw(request, "staff_member", {**context, **more})


def _card(staff_id: UUID) -> StaffCard:
    card = providers.staff_member(tenant(), staff_id)
    if card is None:
        raise Http404
    return card


@never_cache
@posted("desk:staff")
@staff(Role.HEAD)
def reset(request: Request, staff_id: UUID) -> HttpResponse:
    """A new first password and no second factor; every session of this person is over."""
    card = _card(staff_id)
    if request.refusal is not None:
        return _member(request, staff_id)
    password = staffing.first_password()
    staffing.reset(staff_id=staff_id, password=password)
    login = staffing.logins({card.account_id}).get(card.account_id, "")
    shown = {"name": card.name, "login": login, "password": password}
    return draw(request, "first_password", {**shown, "back_to": "desk:staff"})


@posted("desk:staff")
@staff(Role.HEAD)
def end_sessions(request: Request, staff_id: UUID) -> HttpResponse:
    """Sign this person out everywhere, at once."""
    card = _card(staff_id)
    if request.refusal is not None:
        return _member(request, staff_id)
    staffing.end_sessions(staff_id=staff_id)
    messages.success(request, gettext("Signed out everywhere: %(name)s") % {"name": card.name})
    return redirect("desk:staff")


@staff(Role.HEAD)
def absence(request: Request, staff_id: UUID) -> HttpResponse:
    """Somebody is away: the open work is everybody's in one act, and no due time moves."""
    form, sent = answered(AbsenceForm, request)
    if not sent:
        return _member(request, staff_id, form=form, absence_form=form)
    given = applications.mark_absent(staff_id=staff_id, **form.cleaned_data)
    words = ngettext(
        "Absence recorded. %(n)s open case is everybody's now; its due time is unchanged.",
        "Absence recorded. %(n)s open cases are everybody's now; their due times are unchanged.",
        given,
    )
    messages.success(request, words % {"n": given})
    return redirect("desk:staff")


@posted("desk:staff")
@staff(Role.HEAD)
def back(request: Request, staff_id: UUID) -> HttpResponse:
    """Somebody is back."""
    _card(staff_id)
    if request.refusal is None:
        applications.mark_back(staff_id=staff_id)
    return redirect("desk:staff")


@staff(Role.HEAD)
def role(request: Request, staff_id: UUID) -> HttpResponse:
    """Ask for another role for somebody else; a second person decides."""
    form, sent = answered(RoleForm, request, present=_card(staff_id).role)
    if not sent:
        return _member(request, staff_id, form=form, role_form=form)
    staffing.ask_role_change(staff_id=staff_id, new_role=Role(form.cleaned_data["new_role"]))
    messages.success(request, gettext("Asked for. Another head or the operator decides."))
    return redirect("desk:staff")


@posted("desk:staff")
@staff(Role.HEAD)
def decide(request: Request, change_id: UUID) -> HttpResponse:
    """Grant or refuse a change of role as the second person."""
    if request.refusal is not None:
        return _list(request)
    staffing.decide_role_change(change_id=change_id, granted=request.POST.get("answer") == "grant")
    return redirect("desk:staff")
