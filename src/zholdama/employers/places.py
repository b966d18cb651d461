"""An organisation's own places: seen, added, changed, renewed by one button, closed, and brought by file."""

from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zholdama.access.doors import bearer
from zholdama.access.requests import Request
from zholdama.employers.links import lost, recognised
from zholdama.ledger.work import current, tenant
from zholdama.opportunities import actions, editing, importing, offer_pages, organisation_queries, professions
from zholdama.opportunities.offer_form import FileForm, OfferForm, shown
from zholdama.opportunities.organisation_queries import OrganisationCard, PlaceRow
from zholdama.ui.language import retyped, switched

DONE = frozenset({"added", "changed", "renewed", "closed"})
employer = bearer(recognised, lost)


def _language() -> str:
    return (get_language() or "kk")[:2]


def _me() -> OrganisationCard:
    card = organisation_queries.organisation(tenant(), current().by.id)
    if card is None:
        raise Http404
    return card


def _own(place_id: UUID) -> PlaceRow:
    found = organisation_queries.place(tenant(), place_id)
    if found is None or found.offer.organisation_id != current().by.id:
        raise Http404
    return found


def _draw(request: Request, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    around: dict[str, Any] = {
        "key": request.POST.get("key") or uuid4(),
        "organisation": _me(),
        "language_form": "main",
    }
    if request.refusal is not None and "form" not in context:
        around["errors"] = [{"text": request.refusal.words(_language())}]
    if context.get("form") is not None and context["form"].is_bound and context["form"].errors:
        status = 422
    return render(request, f"employers/{name}.html", {**around, **context}, status=status)


def _key(request: Request) -> UUID:
    try:
        return UUID(request.POST["key"])
    except (KeyError, ValueError) as error:
        raise BadRequest("a page sends its key along") from error


def _back(done: str, count: int = 0) -> HttpResponse:
    return redirect(f"{reverse('employers:places')}?done={done}" + (f"&count={count}" if count else ""))


@never_cache
@require_safe
@employer
def places(request: Request) -> HttpResponse:
    """The organisation's places."""
    return _list(request)


def _list(request: Request) -> HttpResponse:
    found = organisation_queries.places(
        tenant(), organisation_id=current().by.id, after=offer_pages.after(request.GET)
    )
    done, count = request.GET.get("done", ""), request.GET.get("count", "")
    context = {
        "rows": offer_pages.rows_of(found, language=_language(), on=actions.today()),
        "next": offer_pages.next_page(found),
        "done": done if done in DONE else "",
        "count": count if count.isascii() and count.isdecimal() and len(count) < 6 else "",
    }
    return _draw(request, "places", context)


def _form(request: Request, **more: Any) -> tuple[OfferForm, bool]:
    more |= {"professions": professions.all_professions(), "on": actions.today()}
    if request.method != "POST":
        return OfferForm(**more), False
    if switched(request):
        return retyped(OfferForm, request, **more), False
    form = OfferForm(data=request.POST, **more)
    if request.refusal is None:
        return form, form.is_valid()
    form.is_valid()
    field = request.refusal.field if request.refusal.field in form.fields else None
    form.add_error(field, request.refusal.words(_language()))
    return form, False


@never_cache
@employer
def new(request: Request) -> HttpResponse:
    """One more place."""
    form, sent = _form(request)
    if not sent:
        return _draw(request, "place", {"form": form})
    actions.offer(form.offer(organisation_id=current().by.id), key=_key(request))
    return _back("added")


@never_cache
@employer
def place(request: Request, place_id: UUID) -> HttpResponse:
    """Change one place; whoever changes it confirms it."""
    row = _own(place_id)
    form, sent = _form(request, initial=shown(row.offer))
    if not sent:
        reasons = offer_pages.end_reasons(_language())
        context = {"form": form, "place": row, "title": row.title(_language()), "reasons": reasons}
        return _draw(request, "place", context)
    version = request.POST.get("version", "")
    if not (version.isascii() and version.isdecimal() and len(version) < 9):
        raise BadRequest("a page sends the version along")
    editing.edit(
        place_id, form.offer(organisation_id=current().by.id, before=row.offer), version=int(version)
    )
    return _back("changed")


@never_cache
@employer
def renew(request: Request, place_id: UUID) -> HttpResponse:
    """Offered for another 90 days."""
    if request.method != "POST" or request.refusal is not None:
        return _list(request)
    editing.renew(place_id)
    return _back("renewed")


@never_cache
@employer
def end(request: Request, place_id: UUID) -> HttpResponse:
    """Offered no more."""
    if request.method != "POST" or request.refusal is not None:
        return _list(request)
    editing.end(place_id, reason=request.POST.get("reason", ""))
    return _back("closed")


@never_cache
@employer
def file(request: Request) -> HttpResponse:
    """Many places by file: a report by row, and all of it or nothing."""
    if request.method != "POST" or switched(request):
        return _draw(request, "file", {"form": FileForm()})
    form = FileForm(data=request.POST, files=request.FILES)
    if not form.is_valid():
        return _draw(request, "file", {"form": form})
    if request.refusal is not None:
        form.add_error("file", request.refusal.words(_language()))
        return _draw(request, "file", {"form": form})
    content, mine = form.cleaned_data["file"].read(), current().by.id
    report = importing.judge(content, organisation_id=mine)
    if report.problems or request.POST.get("act") != "take":
        status = 422 if report.problems else 200
        context = {"form": FileForm(), "report": offer_pages.report_of(report, _language())}
        return _draw(request, "file", context, status=status)
    return _back("added", importing.take_in(content, organisation_id=mine, key=_key(request)))


@require_safe
@employer
def sample(request: Request) -> HttpResponse:
    """An empty table with the columns' names."""
    return _download(offer_pages.sample(_language()), "text/csv; charset=utf-8", "sample.csv")


@never_cache
@require_safe
@employer
def table(request: Request) -> HttpResponse:
    """The organisation's places as CSV."""
    found = organisation_queries.places(
        tenant(), organisation_id=current().by.id, ended=False, limit=importing.MOST_ROWS
    )
    return _download(offer_pages.table(found, _language()), "text/csv; charset=utf-8", "places.csv")


def _download(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
