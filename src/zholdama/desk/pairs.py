"""Records that may be one person: the list, the two side by side, the decision, and undoing it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_safe

from zholdama.access.actions import record_reading
from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications import queries as applications
from zholdama.desk.correction_forms import PairForm, UndoForm
from zholdama.desk.pages import acting, answered, draw, language, posted
from zholdama.identity import duplicates
from zholdama.identity import queries as identity
from zholdama.identity.duplicates import PairCard
from zholdama.ledger.work import tenant
from zholdama.passport import edition as editions
from zholdama.providers import queries as providers

READERS = (Role.SPECIALIST, Role.HEAD)
FOUND_BY = {
    "name": gettext_lazy("same date of birth, similar name"),
    "document": gettext_lazy("same document"),
    "iin": gettext_lazy("IINs with two digits exchanged"),
}
STATES = {
    "open": gettext_lazy("to be decided"),
    "same_asked": gettext_lazy("said to be one person, a head has to agree"),
    "same": gettext_lazy("one person"),
    "different": gettext_lazy("two people"),
}


@require_safe
@staff(*READERS)
def pairs(request: Request) -> HttpResponse:
    """The pairs, those to be decided first; names masked."""
    waiting = duplicates.pairs(tenant(), states=["open", "same_asked"])
    decided = duplicates.pairs(tenant(), states=["same", "different"])
    people = identity.persons({one for card in (*waiting, *decided) for one in (card.first, card.second)})

    def row(card: PairCard) -> dict[str, Any]:
        both = [people.get(card.first), people.get(card.second)]
        return {
            "card": card,
            "names": [person.masked_name if person else "" for person in both],
            "found_by": FOUND_BY[card.found_by],
            "state": STATES[card.state],
        }

    return draw(
        request, "pairs", {"waiting": [row(one) for one in waiting], "decided": [row(one) for one in decided]}
    )


def _card(pair_id: UUID) -> PairCard:
    card = duplicates.pair(pair_id)
    if card is None:
        raise Http404
    return card


@staff(*READERS)
def pair(request: Request, pair_id: UUID) -> HttpResponse:
    """Two records side by side, and the decision with its reason."""
    card = _card(pair_id)
    labels = (gettext("the left record"), gettext("the right record"))
    records = [(str(one), label) for one, label in zip((card.first, card.second), labels, strict=True)]
    form, sent = answered(PairForm, request, records=records)
    if sent:
        answers = form.cleaned_data
        if answers["verdict"] == "different":
            duplicates.say_different(pair_id=pair_id, reason=answers["reason"])
            messages.success(request, gettext("Written down: two different people."))
        else:
            canonical = UUID(answers["canonical"])
            duplicates.ask_same(pair_id=pair_id, canonical=canonical, reason=answers["reason"])
            messages.success(request, gettext("Asked for. Another person, a head, decides."))
        return redirect("desk:pairs")
    return _page(request, card, form=form)


def _page(request: Request, card: PairCard, **more: Any) -> HttpResponse:
    actor = acting(request)
    names = {one.account_id: one.name for one in providers.staff(tenant())}
    more = dict(more)
    if card.state not in {"open", "same_asked"}:
        more["form"] = more.get("undo_form") or UndoForm()
    context = {
        "card": card,
        "state": STATES[card.state],
        "found_by": FOUND_BY[card.found_by],
        "records": [_record(request, one, card) for one in (card.first, card.second)],
        "asked_by": names.get(card.asked_by, "") if card.asked_by else "",
        "decided_by": names.get(card.decided_by, "") if card.decided_by else "",
        "may_grant": card.state == "same_asked" and actor.role is Role.HEAD and actor.id != card.asked_by,
        "may_undo": card.state in {"same", "different"} and actor.role is Role.HEAD,
    }
    return draw(request, "pair", {**context, **more})


def _record(request: Request, person_id: UUID, card: PairCard) -> dict[str, Any]:
    person = identity.person(person_id)
    if person is None:
        raise Http404
    record_reading(
        person_id=person_id,
        by=acting(request),
        at=request.at,
        screen="duplicates",
        reason=card.found_by,
    )
    edition, spoken = editions.current(), language()
    return {
        "person": person,
        "counts": card.canonical == person_id,
        "documents": [
            f"{edition.document(one.kind).name.in_language(spoken)} {one.number}"
            for one in identity.documents(person_id)
        ],
        "cases": [one for one in applications.of_person(person_id) if one.provider_id == tenant()],
    }


@posted("desk:pair", "pair_id")
@staff(Role.HEAD)
def decide(request: Request, pair_id: UUID) -> HttpResponse:
    """Agree, as the second person, that two records are one person, or leave the pair open."""
    card = _card(pair_id)
    if request.refusal is not None:
        return _page(request, card)
    duplicates.decide_same(pair_id=pair_id, granted=request.POST.get("answer") == "grant")
    return redirect("desk:pair", pair_id=pair_id)


@staff(Role.HEAD)
def undo(request: Request, pair_id: UUID) -> HttpResponse:
    """Undo what was decided about a pair; the record says who and why."""
    card = _card(pair_id)
    form, sent = answered(UndoForm, request)
    if sent:
        duplicates.undo(pair_id=pair_id, reason=form.cleaned_data["reason"])
        messages.success(request, gettext("Undone. The pair is open again."))
        return redirect("desk:pair", pair_id=pair_id)
    if request.method != "POST":
        return redirect("desk:pair", pair_id=pair_id)
    return _page(request, card, undo_form=form)
