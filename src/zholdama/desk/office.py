"""Counters, office hours and the hall's devices, arranged by the head; hours are published (P8.1a)."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from zholdama.access import devices
from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.clocks import actions as clocks
from zholdama.clocks import queries as calendars
from zholdama.desk.account_forms import CounterForm, DeviceForm, HoursForm
from zholdama.desk.pages import answered, draw, key_of, posted
from zholdama.ledger.work import tenant
from zholdama.passport import edition as editions
from zholdama.passport.edition import OfficeHours
from zholdama.providers import actions, queries


@require_safe
@staff(Role.HEAD)
def office(request: Request) -> HttpResponse:
    """Counters and hours as they are."""
    return _page(request)


def _page(request: Request, **more: Any) -> HttpResponse:
    in_force = calendars.hours_of(tenant(), on=request.at) or editions.current().hours
    context = {
        "counters": queries.all_counters(tenant()),
        "hours": in_force,
        "schedules": calendars.schedules(tenant()),
        "counter_form": CounterForm(),
        "hours_form": HoursForm(initial=_typed(in_force)),
        "devices": devices.devices(tenant()),
        "device_form": DeviceForm(),
    }
    return draw(request, "office", {**context, **more})


def _typed(hours: OfficeHours) -> dict[str, str]:
    return {name: f"{getattr(hours, name):%H:%M}" for name in ("opens", "lunch_from", "lunch_to", "closes")}


@staff(Role.HEAD)
def new_counter(request: Request) -> HttpResponse:
    """One more counter."""
    form, sent = answered(CounterForm, request)
    if not sent:
        return _page(request, form=form, counter_form=form)
    actions.add_counter(label=form.cleaned_data["label"])
    return redirect("desk:office")


@posted("desk:office")
@staff(Role.HEAD)
def counter(request: Request, counter_id: UUID) -> HttpResponse:
    """Take a counter out of use, or into use again."""
    if request.refusal is not None:
        return _page(request)
    actions.set_counter(counter_id=counter_id, active=request.POST.get("active") == "1")
    return redirect("desk:office")


@staff(Role.HEAD)
def hours(request: Request) -> HttpResponse:
    """Own hours from a later day on."""
    form, sent = answered(HoursForm, request)
    if not sent:
        return _page(request, form=form, hours_form=form)
    answers = form.cleaned_data
    times = {name: answers[name] for name in ("opens", "lunch_from", "lunch_to", "closes")}
    clocks.set_hours(OfficeHours(**times), valid_from=answers["valid_from"])
    return redirect("desk:office")


@staff(Role.HEAD)
def new_device(request: Request) -> HttpResponse:
    """A ticket machine or a board: its one-time code is shown on this very page and never again."""
    form, sent = answered(DeviceForm, request)
    if not sent:
        return _page(request, form=form, device_form=form)
    answers = form.cleaned_data
    code = devices.add(kind=answers["kind"], name=answers["name"], key=key_of(request))
    return _page(request, code=code, code_of=answers["name"])


@posted("desk:office")
@staff(Role.HEAD)
def revoke_device(request: Request, device_id: UUID) -> HttpResponse:
    """The device shows nothing from now on."""
    if request.refusal is not None:
        return _page(request)
    devices.revoke(device_id=device_id)
    return redirect("desk:office")
