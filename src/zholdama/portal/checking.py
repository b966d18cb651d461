"""Step 4: check the answers, read the exact text and its times, sign."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zholdama.access.doors import citizen
from zholdama.access.middleware import CITIZEN_KEY
from zholdama.access.requests import Request
from zholdama.applications import drafts
from zholdama.identity.registry import registry
from zholdama.notifications.queries import asks_for_email
from zholdama.passport import edition as editions
from zholdama.portal import preparing
from zholdama.portal.forms import SignatureForm, one_of_several
from zholdama.portal.furniture import language, page, person_of
from zholdama.portal.words import REGISTER, SOURCES
from zholdama.ui.signing import may_sign, to_sign


@never_cache
@require_safe
@citizen
def check(request: Request) -> HttpResponse:
    """Everything that is about to be sent, on one page."""
    step = preparing.next_step(person_of(request))
    if step != "check":
        return redirect(f"portal:{step}")
    return drawn(request, SignatureForm())


@require_POST
@citizen
def prepare(request: Request) -> HttpResponse:
    """Make the text anew: its times have moved, or it is to be read in another language."""
    if preparing.next_step(person_of(request)) == "check":
        preparing.show(person_of(request))
    return redirect("portal:check")


@never_cache
@require_safe
@citizen
def text(request: Request) -> HttpResponse:
    """The exact bytes of the text, for a signing tool of one's own."""
    draft = drafts.draft_of(person_of(request))
    if draft is None or draft.document is None:
        raise Http404
    response = HttpResponse(draft.document, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = 'attachment; filename="zholdama-application.txt"'
    return response


def drawn(request: Request, form: SignatureForm, *, status: int = 200) -> HttpResponse:
    """The page, inside a unit of work of the citizen."""
    person_id: UUID = person_of(request)
    case = preparing.prepared(person_id)
    asked = request.session.get(CITIZEN_KEY, {})
    shown = case.draft.document.decode() if case.draft.document else ""
    context = {
        "form": one_of_several(form),
        "case": case,
        "source": SOURCES.get(case.person.source, ""),
        "registry": REGISTER.get(asked.get("registry", ""), ""),
        "stand_in": registry().is_stand_in,
        "shown": shown,
        "spoken": shown.partition("\n\n")[2],
        "back": reverse("portal:contact"),
        "rows": _answers(case),
        "signing": to_sign("individual", case.draft.document or b""),
        "step": 4,
        "steps": 4,
    }
    return may_sign(page(request, "check", context, status=status))


def _answers(case: preparing.Prepared) -> list[dict[str, object]]:
    from django.utils.translation import gettext as _

    answers, edition = case.draft.answers, editions.current()
    nothing = _("not given")
    rows: list[dict[str, object]] = [
        {"key": _("Centre"), "value": case.provider.name(language()), "href": reverse("portal:centre")},
        {
            "key": _("Referral asked for"),
            "value": edition.measure(answers["measure"]).name.in_language(language()),
            "href": reverse("portal:measure"),
        },
        {
            "key": _("Phone number"),
            "value": answers.get("phone") or nothing,
            "href": reverse("portal:contact"),
        },
        {"key": _("Wish"), "value": answers.get("wish") or nothing, "href": reverse("portal:contact")},
    ]
    if asks_for_email():
        email = answers.get("email") or nothing
        rows.insert(3, {"key": _("E-mail address"), "value": email, "href": reverse("portal:contact")})
    return rows
