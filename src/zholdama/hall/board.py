"""The hall's board: who is called to which counter, how many wait and how long. Kazakh and Russian at once."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zholdama.access import devices
from zholdama.access.doors import device
from zholdama.access.requests import Request
from zholdama.hall.pairing import keep
from zholdama.ledger.work import tenant
from zholdama.providers import queries as providers
from zholdama.reception import outlook

SPOKEN = ("kk", "ru")


@require_safe
@device("board")
def board(request: Request) -> HttpResponse:
    """The whole page."""
    response = render(request, "hall/board.html", _board(request))
    keep(response, request.COOKIES[devices.COOKIE])
    return response


@require_safe
@device("board")
def now(request: Request) -> HttpResponse:
    """The board's content alone; the page asks for it every other second."""
    response = render(request, "hall/board_now.html", _board(request))
    response.headers["Cache-Control"] = "no-store"
    return response


def _board(request: Request) -> dict[str, Any]:
    shown = outlook.board(tenant(), at=request.at)
    labels: dict[UUID | None, str] = {
        counter_id: label for counter_id, label, _ in providers.all_counters(tenant())
    }
    return {
        "spoken": SPOKEN,
        "provider": providers.provider(tenant()),
        "board": shown,
        "calls": [
            {
                "label": one.label,
                "counter": labels.get(one.counter_id, ""),
                "now": one.now,
                "at": one.called_at,
            }
            for one in shown.calls
        ],
        "late": shown.late[:MOST_LATE],
        "more_late": max(0, len(shown.late) - MOST_LATE),
        "at": request.at,
    }


MOST_LATE = 8
"""So many labels fit into the line about lunch; the rest is a number."""
