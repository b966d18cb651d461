"""The published schedules of the centres (P8.1a)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from zholdama.access.doors import public
from zholdama.access.requests import Request
from zholdama.clocks import queries as clocks
from zholdama.clocks.schedule import PublishedDay, published_schedule
from zholdama.passport.edition import OfficeHours
from zholdama.portal.furniture import language, page
from zholdama.portal.schedule_rows import rows
from zholdama.providers import queries as providers
from zholdama.providers.queries import ProviderCard
from zholdama.working_time.calendar import WorkingCalendar
from zholdama.working_time.zone import ALMATY

AHEAD = 30
"""Days that the schedule shows."""


@dataclass(frozen=True, slots=True)
class Office:
    """A centre as the list shows it."""

    code: str
    name: str
    address: str
    phone: str
    hours: OfficeHours


def offices(at: datetime, *, calendar: WorkingCalendar, language: str) -> tuple[Office, ...]:
    """Every open centre with the hours that hold on that day: two reads, however many there are."""
    own = clocks.own_hours(on=at)
    return tuple(
        _office(one, own.get(one.id, calendar.hours), language=language) for one in providers.open_providers()
    )


def _office(card: ProviderCard, hours: OfficeHours, *, language: str) -> Office:
    address = card.address_ru if language == "ru" else card.address_kk
    return Office(card.code, card.name(language), address, card.phone, hours)


@require_safe
@public
def providers_page(request: Request) -> HttpResponse:
    """All open centres, their hours, and the unusual days ahead."""
    calendar = clocks.calendar_in_force()
    days = _days(calendar, request.at)
    context = {
        "centres": offices(request.at, calendar=calendar, language=language()),
        "unusual": rows(day for day in days if day.name is not None),
        "ahead": AHEAD,
    }
    return page(request, "providers", context)


@require_safe
@public
def provider(request: Request, *, code: str) -> HttpResponse:
    """One centre's schedule, day by day."""
    card = providers.open_by_code(code)
    if card is None:
        raise Http404
    calendar = clocks.calendar_in_force()
    hours = clocks.hours_of(card.id, on=request.at)
    if hours is not None:
        calendar = calendar.with_hours(hours)
    context = {
        "centre": _office(card, calendar.hours, language=language()),
        "days": rows(
            _days(calendar, request.at, [(one.valid_from, one.hours) for one in clocks.schedules(card.id)])
        ),
        "ahead": AHEAD,
    }
    return page(request, "provider", context)


def _days(
    calendar: WorkingCalendar, at: datetime, changes: Iterable[tuple[date, OfficeHours]] = ()
) -> tuple[PublishedDay, ...]:
    today = at.astimezone(ALMATY).date()
    return published_schedule(calendar=calendar, first_day=today, days=AHEAD, changes=changes)
