"""Employers and trainers at the desk: entering and correcting them, what is known of them, and their personal links."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications.actions import own_case_mark
from zholdama.desk.organisation_forms import CheckForm, OrganisationForm
from zholdama.desk.pages import answered, draw, key_of, language, posted, version_of
from zholdama.desk.words import ROLES, SURENESS
from zholdama.ledger.work import tenant
from zholdama.opportunities import actions, links, offer_pages, organisation_queries, organisations
from zholdama.opportunities.organisation_queries import OrganisationCard
from zholdama.opportunities.organisations import Details
from zholdama.opportunities.vocabulary import ANSWERS, SUBSIDISED
from zholdama.passport import edition as editions

ARRANGERS = (Role.SPECIALIST, Role.HEAD)


@require_safe
@staff(*ARRANGERS)
def organisation_list(request: Request) -> HttpResponse:
    """The provider's organisations, and the way to all places."""
    return draw(request, "organisations", {"organisations": organisation_queries.organisations(tenant())})


@staff(*ARRANGERS)
def new(request: Request) -> HttpResponse:
    """One more organisation."""
    form, sent = answered(OrganisationForm, request)
    if not sent:
        return draw(request, "organisation_edit", {"form": form, **_kept_key(request)})
    organisation_id = organisations.register(Details(**form.cleaned_data), key=key_of(request))
    return redirect("desk:organisation", organisation_id=organisation_id)


@never_cache
@require_safe
@staff(*ARRANGERS)
def organisation(request: Request, organisation_id: UUID) -> HttpResponse:
    """One organisation: its places, what is known of it, its links."""
    return _page(request, organisation_id)


def _page(request: Request, organisation_id: UUID, **more: Any) -> HttpResponse:
    card, spoken, on = _card(organisation_id), language(), actions.today()
    answers = organisation_queries.checks(tenant(), organisation_id)
    edition = editions.current()
    conflicts = organisation_queries.conflicts(tenant(), mark=own_case_mark(card.number))
    places = organisation_queries.places(
        tenant(), organisation_id=organisation_id, after=offer_pages.after(request.GET)
    )
    context = {
        "organisation": card,
        "rows": offer_pages.rows_of(places, language=spoken, on=on),
        "next": offer_pages.next_page(places),
        "checks": [
            {
                "text": one.check.text.in_language(spoken),
                "answer": ANSWERS[one.answer].in_language(spoken),
                "colour": {"yes": "green", "no": "red"}.get(one.answer, "grey"),
                "source": one.source,
                "as_of": one.as_of,
                "basis": one.check.basis,
                "sure": SURENESS[one.check.sure],
            }
            for one in answers
        ],
        "standings": [
            {
                "measure": edition.measure(one).name.in_language(spoken),
                "answer": ANSWERS[organisation_queries.standing(answers, measure=one)].in_language(spoken),
            }
            for one in SUBSIDISED
        ],
        "conflicts": [{"name": one.name, "role": ROLES[one.role]} for one in conflicts],
        "links": links.links(organisation_id),
        "check_form": CheckForm(),
    }
    return draw(request, "organisation", {**context, **more})


@staff(*ARRANGERS)
def edit(request: Request, organisation_id: UUID) -> HttpResponse:
    """Correct what is written down of an organisation."""
    card = _card(organisation_id)
    initial = {name: getattr(card, name) for name in Details.__slots__}
    form, sent = answered(OrganisationForm, request, initial=initial, known=True)
    if not sent:
        return draw(request, "organisation_edit", {"form": form, "organisation": card})
    details = Details(number=card.number, **form.cleaned_data)
    organisations.edit(organisation_id, details, version=version_of(request))
    return redirect("desk:organisation", organisation_id=organisation_id)


@never_cache
@posted("desk:organisation", "organisation_id")
@staff(*ARRANGERS)
def check(request: Request, organisation_id: UUID) -> HttpResponse:
    """Write down what is known on one check."""
    _card(organisation_id)
    form, sent = answered(CheckForm, request)
    if not sent:
        return _page(request, organisation_id, form=form, check_form=form, **_kept_key(request))
    answers = form.cleaned_data
    organisations.check(
        organisation_id,
        check_code=answers["check"],
        answer=answers["answer"],
        source=answers["source"],
        as_of=answers["as_of"],
        key=key_of(request),
    )
    return redirect("desk:organisation", organisation_id=organisation_id)


@never_cache
@posted("desk:organisation", "organisation_id")
@staff(*ARRANGERS)
def new_link(request: Request, organisation_id: UUID) -> HttpResponse:
    """A personal link for the organisation: shown on this very page and never again."""
    _card(organisation_id)
    if request.refusal is not None:
        return _page(request, organisation_id)
    secret = links.make(organisation_id, key=key_of(request))
    address = settings.ZHOLDAMA_PUBLIC_ADDRESS.rstrip("/") + reverse("employers:follow", args=[secret])
    return _page(request, organisation_id, link=address)


@posted("desk:organisation", "organisation_id")
@staff(*ARRANGERS)
def revoke_link(request: Request, organisation_id: UUID, link_id: UUID) -> HttpResponse:
    """The link opens nothing from now on."""
    _card(organisation_id)
    if request.refusal is not None:
        return _page(request, organisation_id)
    links.revoke(link_id)
    return redirect("desk:organisation", organisation_id=organisation_id)


def _card(organisation_id: UUID) -> OrganisationCard:
    card = organisation_queries.organisation(tenant(), organisation_id)
    if card is None:
        raise Http404
    return card


def _kept_key(request: Request) -> dict[str, Any]:
    return {"key": request.POST["key"]} if request.POST.get("key") else {}
