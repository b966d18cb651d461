"""Coming in with a certificate: sign a short text that serves once. Nobody comes in by typing an IIN."""

from django.http import Http404, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zholdama.access.middleware import CITIZEN_KEY
from zholdama.access.requests import Request
from zholdama.identity import actions as identity
from zholdama.identity.rules import initials
from zholdama.ledger.work import Login, work
from zholdama.portal import challenges, entering, limits
from zholdama.portal.forms import SignatureForm, one_of_several
from zholdama.portal.furniture import page
from zholdama.portal.refused import words
from zholdama.refusals import Refused
from zholdama.ui.language import switched
from zholdama.ui.signing import may_sign, to_sign


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Request) -> HttpResponse:
    """The text to sign, and the way in for whoever brings the signature over it."""
    if request.method != "POST" or switched(request):
        return _page(request, SignatureForm())
    if limits.too_many(request, "sign-in"):
        return limits.wait(request)
    form = SignatureForm(data=request.POST, files=request.FILES)
    content = challenges.use(request.session, request.POST.get("key", ""), at=request.at)
    try:
        if content is None:
            raise Refused("challenge_expired")
        if form.is_valid():
            _enter(request, form.made(), content)
            return redirect(_next(request))
    except Refused as refused:
        form.add_error(
            refused.field if refused.field in form.fields and not form.from_browser else None,
            words(refused),
        )
    return _page(request, form, status=422)


@never_cache
@require_safe
def text(request: Request, *, key: str) -> HttpResponse:
    """The exact bytes to sign, as a file for a tool of one's own."""
    content = challenges.peek(request.session, key, at=request.at)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = 'attachment; filename="zholdama-sign-in.txt"'
    return response


@require_POST
def sign_out(request: Request) -> HttpResponse:
    """The session is over, here and for every copy of its cookie."""
    request.session.flush()
    return redirect("portal:start")


def _enter(request: Request, signature: bytes, content: bytes) -> None:
    signer = entering.signer_of(signature, content=content, at=request.at)
    answer = entering.ask_register(signer, at=request.at)
    facts = entering.facts_of(signer, answer)
    with work(login=Login.DOORKEEPER, at=request.at):
        person_id = identity.enter(facts)
    # A new session: nothing of whoever used this browser before comes along, and an old cookie opens nothing.
    request.session.flush()
    request.session[CITIZEN_KEY] = {
        "person": str(person_id),
        "name": initials(facts.surname, facts.given_name, facts.patronymic),
        "registry": answer.state,
        "source": answer.source,
    }
    rotate_token(request)


def _next(request: Request) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else reverse("portal:cabinet")


def _page(request: Request, form: SignatureForm, *, status: int = 200) -> HttpResponse:
    fresh = challenges.new(request.session, origin=f"{request.scheme}://{request.get_host()}", at=request.at)
    context = {
        "form": one_of_several(form),
        "challenge": fresh,
        "shown": fresh.content.decode(),
        "next": _next(request) if request.GET.get("next") or request.POST.get("next") else "",
        "signing": to_sign("individual", fresh.content),
        "language_form": "form",
    }
    return may_sign(page(request, "sign_in", context, status=status))
