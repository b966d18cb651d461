"""Coming in with a certificate: sign a short text that serves once. Nobody comes in by typing an IIN."""

from django.http import Http404, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zholdama.access.local_signer import LocalSigner, local_signer
from zholdama.access.middleware import CITIZEN_KEY
from zholdama.access.requests import Request
from zholdama.applications.uploads import signature_of
from zholdama.identity import actions as identity
from zholdama.identity.rules import initials
from zholdama.ledger.work import Login, work
from zholdama.portal import challenges, entering, limits
from zholdama.portal.forms import PersonForm, SignatureForm, one_of_several
from zholdama.portal.furniture import page
from zholdama.portal.refused import words
from zholdama.refusals import Refused
from zholdama.ui.language import switched

DEMONSTRATION = "demonstration"
"""Value of the button that signs with a made-up person's key."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Request) -> HttpResponse:
    """The text to sign, and the way in for whoever brings the signature over it."""
    if request.method != "POST" or switched(request):
        return _page(request, _form(request))
    if limits.too_many(request, "sign-in"):
        return limits.wait(request)
    form = _form(request, bound=True)
    content = challenges.use(request.session, request.POST.get("key", ""), at=request.at)
    try:
        if content is None:
            raise Refused("challenge_expired")
        if form.is_valid():
            _enter(request, _signature(request, form, content), content)
            return redirect(_next(request))
    except Refused as refused:
        form.add_error(
            refused.field if refused.field in form.fields and not _by_demonstration(request) else None,
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


def _by_demonstration(request: Request) -> bool:
    return request.POST.get("how") == DEMONSTRATION and local_signer() is not None


def _form(request: Request, *, bound: bool = False) -> SignatureForm:
    data = {"data": request.POST, "files": request.FILES} if bound else {}
    signer = local_signer()
    needed = not _by_demonstration(request)
    if signer is None:
        return SignatureForm(**data, needed=needed)
    initial = {"person": request.POST.get("person", "")}
    return PersonForm(**data, people=signer.people(), needed=needed, initial=initial)


def _signature(request: Request, form: SignatureForm, content: bytes) -> bytes:
    signer: LocalSigner | None = local_signer()
    if signer is not None and _by_demonstration(request):
        return signer.sign(form.cleaned_data["person"], content, at=request.at)
    return signature_of(form.cleaned_data["signature"])


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
        "stand_in": local_signer() is not None,
        "demonstration_button": DEMONSTRATION,
        "language_form": "form",
    }
    return page(request, "sign_in", context, status=status)
