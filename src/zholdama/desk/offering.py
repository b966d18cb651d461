"""Places at the desk: all of them, one more, changes, renewal, the end, and many by file."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.desk.case_papers import file_answer
from zholdama.desk.organising import ARRANGERS
from zholdama.desk.pages import answered, draw, key_of, language, posted, version_of
from zholdama.ledger.work import tenant
from zholdama.opportunities import actions, editing, importing, offer_pages, organisation_queries, professions
from zholdama.opportunities.offer_form import FileForm, OfferForm, shown
from zholdama.opportunities.organisation_queries import PlaceRow
from zholdama.ui.language import switched

MOST_ON_OFFER = 20_000
"""So many places one download holds."""


@require_safe
@staff(*ARRANGERS)
def places(request: Request) -> HttpResponse:
    """The provider's places on offer, or with `closed` the others; the newest first."""
    return _list(request)


def _list(request: Request) -> HttpResponse:
    closed = request.GET.get("closed") == "1"
    found = organisation_queries.places(tenant(), ended=closed, after=offer_pages.after(request.GET))
    rows = offer_pages.rows_of(found, language=language(), on=actions.today())
    following = offer_pages.next_page(found, "&closed=1" if closed else "")
    return draw(request, "places", {"rows": rows, "next": following, "closed": closed})


@staff(*ARRANGERS)
def new(request: Request, organisation_id: UUID) -> HttpResponse:
    """One more place of an organisation."""
    card = organisation_queries.organisation(tenant(), organisation_id)
    if card is None:
        raise Http404
    form, sent = _form(request)
    if not sent:
        key = {"key": request.POST["key"]} if request.POST.get("key") else {}
        return draw(request, "place", {"form": form, "organisation": card, **key})
    actions.offer(form.offer(organisation_id=organisation_id), key=key_of(request))
    messages.success(request, gettext("The place has been added."))
    return redirect("desk:organisation", organisation_id=organisation_id)


@staff(*ARRANGERS)
def place(request: Request, place_id: UUID) -> HttpResponse:
    """Change one place; whoever changes it confirms it."""
    row = _row(place_id)
    form, sent = _form(request, initial=shown(row.offer))
    if not sent:
        spoken = language()
        context = {
            "form": form,
            "place": row,
            "title": row.title(spoken),
            "reasons": offer_pages.end_reasons(spoken),
            "end_reason": offer_pages.end_word(row.end_reason, spoken),
        }
        return draw(request, "place", context)
    offer = form.offer(organisation_id=row.offer.organisation_id, before=row.offer)
    editing.edit(place_id, offer, version=version_of(request))
    messages.success(request, gettext("Changed and confirmed."))
    return redirect("desk:places")


@posted("desk:places")
@staff(*ARRANGERS)
def renew(request: Request, place_id: UUID) -> HttpResponse:
    """Offered for another 90 days."""
    _row(place_id)
    if request.refusal is not None:
        return _list(request)
    until = editing.renew(place_id)
    messages.success(request, gettext("Offered until %(day)s") % {"day": f"{until:%d.%m.%Y}"})
    return redirect("desk:places")


@posted("desk:places")
@staff(*ARRANGERS)
def end(request: Request, place_id: UUID) -> HttpResponse:
    """Offered no more."""
    _row(place_id)
    if request.refusal is not None:
        return _list(request)
    editing.end(place_id, reason=request.POST.get("reason", ""))
    messages.success(request, gettext("The place is closed. Referrals already given stay."))
    return redirect("desk:places")


@staff(*ARRANGERS)
def file(request: Request) -> HttpResponse:
    """Many places by file, each row naming its organisation: a report by row, and all of it or nothing."""
    form, sent = answered(FileForm, request)
    if not sent or switched(request):
        return draw(request, "places_file", {"form": form})
    content = form.cleaned_data["file"].read()
    report = importing.judge(content, organisation_id=None)
    if report.problems or request.POST.get("act") != "take":
        context = {"form": FileForm(), "report": offer_pages.report_of(report, language())}
        return draw(request, "places_file", context, status=422 if report.problems else 200)
    count = importing.take_in(content, organisation_id=None, key=key_of(request))
    messages.success(request, gettext("Places added: %(count)s") % {"count": count})
    return redirect("desk:places")


@require_safe
@staff(*ARRANGERS)
def sample(request: Request) -> HttpResponse:
    """An empty table with the columns' names."""
    return file_answer(
        offer_pages.sample(language()), media_type="text/csv; charset=utf-8", name="sample.csv"
    )


@require_safe
@staff(*ARRANGERS)
def table(request: Request) -> HttpResponse:
    """Every place on offer, as CSV."""
    content = offer_pages.table(
        organisation_queries.places(tenant(), ended=False, limit=MOST_ON_OFFER), language()
    )
    return file_answer(content, media_type="text/csv; charset=utf-8", name="places.csv")


@require_safe
@staff(*ARRANGERS)
def postings(request: Request) -> HttpResponse:
    """Every place on offer, as schema.org JobPosting."""
    content = offer_pages.postings(organisation_queries.places(tenant(), ended=False, limit=MOST_ON_OFFER))
    return file_answer(content, media_type="application/ld+json", name="places.jsonld")


def _form(request: Request, **more: Any) -> tuple[OfferForm, bool]:
    return answered(OfferForm, request, professions=professions.all_professions(), on=actions.today(), **more)


def _row(place_id: UUID) -> PlaceRow:
    row = organisation_queries.place(tenant(), place_id)
    if row is None:
        raise Http404
    return row
