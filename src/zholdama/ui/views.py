"""Pages of the house itself: language, accessibility, and what to say when something cannot be done."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from zholdama.ui.language import known
from zholdama.ui.middleware import keep_language


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Store the chosen `language` and go back to `next`, an address of this house (else the start page)."""
    code = known(request.POST.get("language"))
    if code is None:
        return HttpResponseBadRequest()
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(target if safe else "/", status=303)
    keep_language(response, code)
    return response


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How the pages can be used, and whom to tell when they cannot."""
    return render(request, "ui/accessibility.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's proof of origin is missing or old: say how to send it again."""
    return render(request, "403.html", {"stale": True}, status=403)


def conflict(
    request: HttpRequest,
    *,
    message: str = "",
    stored: str = "",
    typed: str = "",
    back: str = "",
) -> HttpResponse:
    """Answer 409 when somebody else took the step first.

    `message` says what happened, `stored` what holds now, `typed` what this person sent; `back` is where the
    current state can be seen.
    """
    words = {"message": message, "stored": stored, "typed": typed, "back": back or request.path}
    return render(request, "409.html", words, status=409)
