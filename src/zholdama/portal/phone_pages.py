"""The page with the QR: how long it stands, how to sign, and what has become of it."""

from io import BytesIO
from typing import Any
from uuid import UUID

import segno
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zholdama.access import phone as phones
from zholdama.access.demonstration_staff import demonstration_staff
from zholdama.access.requests import Request
from zholdama.portal import limits
from zholdama.portal.furniture import page
from zholdama.portal.refused import words
from zholdama.refusals import Refused
from zholdama.signatures import phone
from zholdama.signatures.phone import Purpose, Standing, State

QUESTIONS_A_MINUTE = 240
"""The page asks every two seconds; several people may sit behind one address."""
PRESSED = "pressed"
"""In the address: somebody pressed the button before the phone had signed."""


@never_cache
@require_safe
def wait(request: Request, *, request_id: UUID) -> HttpResponse:
    """The QR and how to go on from it, for the browser that asked."""
    standing = _own(request, request_id)
    asked = standing.asked
    left = max(0, int((standing.expires_at - request.at).total_seconds()))
    context: dict[str, Any] = {
        "standing": standing,
        "state": standing.state.value,
        "left": left,
        "official": asked.role == "official",
        "early": PRESSED in request.GET,
        "back": asked.back,
        "decision": asked.purpose is Purpose.DECISION,
    }
    if standing.state is State.WAITING:
        address = link(request, standing)
        context |= {
            "app": phone.app_address(address, role=asked.role),
            "command": _command(address, standing),
        }
    if standing.state is State.FAILED:
        context["errors"] = [{"text": words(Refused(standing.error, reasons=standing.reasons))}]
    return page(request, "phone_wait", context)


@never_cache
@require_safe
def picture(request: Request, *, request_id: UUID) -> HttpResponse:
    """The QR as a picture. Level M and no more: a screen is clean, and a smaller pattern is easier to scan."""
    standing = _own(request, request_id)
    if standing.state is not State.WAITING:
        raise Http404
    drawing = BytesIO()
    code = segno.make(phone.code_text(link(request, standing)), error="m", micro=False)
    code.save(drawing, kind="svg", scale=5, border=4, light="#fff")
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml")


@never_cache
@require_safe
def state(request: Request, *, request_id: UUID) -> HttpResponse:
    """One word for the page's script: waiting, signed, failed, expired or collected."""
    if limits.too_many(request, "phone-state", limit=QUESTIONS_A_MINUTE):
        return JsonResponse({"state": State.WAITING.value}, status=429)
    return JsonResponse({"state": _own(request, request_id).state.value})


def link(request: Request, standing: Standing) -> str:
    """The address in the QR, on the host that this browser uses."""
    token = phone.link_token(phones.browser_of(request), standing.id)
    return request.build_absolute_uri(reverse("portal:phone_call", kwargs={"token": token}))


def _command(address: str, standing: Standing) -> str:
    """How the demonstration's stand-in phone signs; empty where there is none."""
    people = demonstration_staff()
    if people is None:
        return ""
    if standing.asked.role == "official":
        who = next((login for login, role, _ in people.staff() if role == "head"), "")
    else:
        who = people.phone_of(standing.asked.iin)
    return f"zholdama phone {address} --as {who}"


def _own(request: Request, request_id: UUID) -> Standing:
    standing = phones.standing(request, request_id)
    if standing is None:
        raise Http404
    return standing
