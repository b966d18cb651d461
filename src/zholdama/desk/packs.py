"""Paper packs at the desk: reserve, print, close what was not used, and see what was entered later."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zholdama.acceptance import packs as acts
from zholdama.acceptance import queries
from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.clocks import queries as clocks
from zholdama.desk.case_papers import file_answer
from zholdama.desk.clock_faces import face
from zholdama.desk.pages import acting, answered, draw, key_of, posted
from zholdama.desk.paper_forms import PackForm, VoidForm
from zholdama.ledger.work import tenant
from zholdama.papers import queries as papers
from zholdama.providers import queries as providers

READERS = (Role.SPECIALIST, Role.HEAD, Role.SUPERVISOR)
PACKERS = (Role.SPECIALIST, Role.HEAD)


@staff(*READERS)
def packs(request: Request) -> HttpResponse:
    """The packs, and reserving one more."""
    actor = acting(request)
    may = actor.role in PACKERS
    form, sent = answered(PackForm, request)
    if sent and may:
        pack_id = acts.reserve(key=key_of(request), **form.cleaned_data)
        return redirect("desk:pack", pack_id=pack_id)
    return _packs(request, **({"form": form} if may else {}))


def _packs(request: Request, **more: Any) -> HttpResponse:
    actor = acting(request)
    names = {one.account_id: one.name for one in providers.staff(tenant())}
    waiting = [
        {
            "card": one,
            "by": names.get(one.asked_by, ""),
            "may": actor.role is Role.HEAD and actor.id != one.asked_by,
        }
        for one in queries.void_requests(tenant())
    ]
    if request.POST.get("key"):
        more.setdefault("key", request.POST["key"])
    return draw(
        request,
        "packs",
        {"packs": queries.packs(tenant()), "waiting": waiting, "may_correct": actor.role in PACKERS, **more},
    )


def _pack(pack_id: UUID) -> queries.PackCard:
    found = next((card for card in queries.packs(tenant(), limit=1000) if card.id == pack_id), None)
    if found is None:
        raise Http404
    return found


@staff(*READERS)
def pack(request: Request, pack_id: UUID) -> HttpResponse:
    """One pack with its numbers; a POST asks that all unused ones be void."""
    card = _pack(pack_id)
    may = acting(request).role in PACKERS
    form, sent = answered(VoidForm, request)
    if sent and may:
        acts.ask_void(pack_id=pack_id, reason=form.cleaned_data["reason"])
        messages.success(request, gettext("Asked for. Another person, a head, decides."))
        return redirect("desk:packs")
    context = {"pack": card, "numbers": queries.numbers_of(tenant(), pack_id), "may": may}
    return draw(request, "pack", {**context, **({"form": form} if may and card.reserved else {})})


@require_safe
@staff(*READERS)
def printed(request: Request, pack_id: UUID) -> HttpResponse:
    """The forms of a pack to print, as they were made."""
    found = papers.content(_pack(pack_id).paper_id, case_id=pack_id)
    if found is None:
        raise Http404
    return file_answer(found[2], media_type=found[1], name="paper-pack.pdf")


@staff(*PACKERS)
def void(request: Request, number_id: UUID) -> HttpResponse:
    """Close one unused number for good."""
    card = number_or_404(number_id)
    form, sent = answered(VoidForm, request)
    if sent:
        acts.void(number_id=number_id, reason=form.cleaned_data["reason"])
        messages.success(request, gettext("Void: %(number)s") % {"number": card.number})
        return redirect("desk:pack", pack_id=card.pack_id)
    return draw(request, "paper_void", {"form": form, "number": card})


def number_or_404(number_id: UUID) -> queries.NumberCard:
    """A number of this provider; anything else is not there."""
    card = queries.number(tenant(), number_id)
    if card is None:
        raise Http404
    return card


@posted("desk:packs")
@staff(Role.HEAD)
def decide(request: Request, request_id: UUID) -> HttpResponse:
    """Grant or refuse, as the second person, that the rest of a pack be void."""
    if request.refusal is not None:
        return _packs(request, form=PackForm())
    acts.decide_void(request_id=request_id, granted=request.POST.get("answer") == "grant")
    return redirect("desk:packs")


@require_safe
@staff(*READERS)
def late_entries(request: Request) -> HttpResponse:
    """What was entered later: paper times beside the time of entry, and the clocks that the paper times make."""
    calendar = clocks.calendar_of(tenant())
    rows = [
        {
            "paper": one.paper,
            "number": one.case_number,
            "outside": "outside_hours" in one.paper.remarks,
            "delay": int(one.paper.delay.total_seconds() // 60) if one.paper.delay else 0,
            "clocks": [
                face(one.clocks[kind], at=request.at, calendar=calendar) for kind in sorted(one.clocks)
            ],
        }
        for one in queries.late_entries(tenant())
    ]
    return draw(request, "late_entries", {"rows": rows})
