"""The staffing plan of the next working day: a table, a sentence and a picture, for the head and the supervisor."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.desk.pages import draw
from zholdama.ledger.work import tenant
from zholdama.simulation import queries
from zholdama.simulation.history import Habits
from zholdama.simulation.picture import picture
from zholdama.simulation.planning import Lateness, Plan, PlannedHalfHour
from zholdama.working_time.calendar import BeyondCalendar


@require_safe
@staff(Role.HEAD, Role.SUPERVISOR)
def staffing_plan(request: Request) -> HttpResponse:
    """How many people are expected, how many counters they need, what happens with those there are."""
    try:
        found = queries.staffing_plan(tenant(), at=request.at)
    except BeyondCalendar:
        return draw(request, "staffing_plan")
    made = found.plan
    context = {
        "day": found.day,
        "visitors": round(sum(row.expected for row in made.half_hours)),
        "counters": made.counters,
        "fewer": made.counters - 1,
        "sources": _sources(found.habits),
        "sentences": _sentences(made),
        "rows": [_row(row) for row in made.half_hours],
        "picture": picture(made),
    }
    return draw(request, "staffing_plan", context)


def _row(row: PlannedHalfHour) -> dict[str, Any]:
    return {
        "since": row.span.since,
        "until": row.span.until,
        "expected": row.expected,
        "needed": row.needed,
        "late": _percent(row.late),
        "late_absent": _percent(row.late_absent),
    }


def _percent(share: float | None) -> str:
    if share is None:
        return "–"
    if 0 < share < 0.01:
        return "< 1 %"
    return f"{round(100 * share)} %"


def _sentences(plan: Plan) -> list[str]:
    told = [_sentence(plan.counters, plan.lateness)]
    if plan.counters:
        told.append(_sentence(plan.counters - 1, plan.lateness_absent))
    return told


def _sentence(counters: int, lateness: Lateness | None) -> str:
    open_counters = ngettext("With %(number)s counter open,", "With %(number)s counters open,", counters) % {
        "number": counters
    }
    if lateness is None:
        kept = gettext("at least 99 of 100 people wait no longer than 30 minutes, all day.")
        return f"{open_counters} {kept}"
    few, of = _one_of(lateness.share)
    late = gettext("from %(since)s to %(until)s, %(few)s of %(of)s people wait longer than 30 minutes.") % {
        "since": f"{lateness.since:%H:%M}",
        "until": f"{lateness.until:%H:%M}",
        "few": few,
        "of": of,
    }
    return f"{open_counters} {late}"


def _one_of(share: float) -> tuple[int, int]:
    """A share over 0 as people say it: 1 of 9, 7 of 10."""
    return (round(10 * share), 10) if share > 0.5 else (1, round(1 / share))


def _sources(habits: Habits) -> list[str]:
    days, services = {"number": habits.days}, {"number": habits.services}
    arrivals = {
        "recorded": gettext("Arrivals: from your own tickets. Working days counted: %(number)s.") % days,
        "shape_assumed": gettext(
            "Arrivals: the number is from your own tickets, their spread over the day is assumed. "
            "Working days counted: %(number)s."
        )
        % days,
        "assumed": gettext("Arrivals: assumed, because there are no tickets of earlier days yet."),
    }
    service = {
        "recorded": gettext("Time at the counter: from your own record. Services counted: %(number)s.")
        % services,
        "assumed": gettext(
            "Time at the counter: assumed to be 15 minutes on average. Too few services are recorded yet."
        ),
    }
    return [arrivals[habits.arrivals_from], service[habits.service_from]]
