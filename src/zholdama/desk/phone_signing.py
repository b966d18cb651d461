"""The head's decision signed on the phone: asked for from the page of the case, then that page's own act."""

from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache

from zholdama.access import phone as phones
from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.desk import signing
from zholdama.desk.pages import acting, key_of, posted, version_of
from zholdama.desk.standing import case_or_404
from zholdama.ledger.work import tenant
from zholdama.providers import queries as providers
from zholdama.referrals import deciding
from zholdama.signatures.phone import Asked, Document, Organisation, Purpose, State


@never_cache
def ask(request: Request, application_id: UUID) -> HttpResponse:
    """From the page of the decision to the QR. Two units of work: what is signed, then the request for it."""
    if request.method != "POST":
        return redirect("desk:sign", application_id=application_id)
    response: HttpResponse = _read(request, application_id=application_id)
    asked: Asked | None = getattr(request, "asked", None)
    return phones.begin(request, asked) if asked else response


@staff(Role.HEAD)
def _read(request: Request, application_id: UUID) -> HttpResponse:
    """Set `request.asked`, or leave it where the page of the decision is to be read again: it is answered anyway."""
    case = case_or_404(application_id)
    page = redirect("desk:sign", application_id=application_id)
    if case.state != "awaiting_signature" or case.version != version_of(request):
        return page
    provider = providers.provider(tenant())
    request.asked = Asked(  # type: ignore[attr-defined]
        purpose=Purpose.DECISION,
        role="official",
        bin=provider.bin or None,
        by=acting(request).id,
        description=phones.in_three(gettext_noop("Decision on application %(number)s"), number=case.number),
        organisation=Organisation(provider.names, provider.bin),
        documents=(
            Document(phones.in_three(gettext_noop("Text of the decision")), deciding.text_to_sign(case.id)),
        ),
        then=reverse("desk:sign_by_phone", kwargs={"application_id": case.id}),
        back=reverse("desk:sign", kwargs={"application_id": case.id}),
        fields={"version": str(case.version), "key": str(key_of(request))},
    )
    return page


@never_cache
@posted("desk:sign", "application_id")
def proceed(request: Request, application_id: UUID) -> HttpResponse:
    """From the QR to the signed decision, through the page that takes a signature file."""
    if request.actor is None:
        return redirect("desk:sign_in")
    if request.actor.role is not Role.HEAD:
        raise Http404
    try:
        request_id = UUID(request.POST["request"])
    except (KeyError, ValueError) as error:
        raise BadRequest("the page of the QR sends its request along") from error
    found = phones.standing(request, request_id)
    if found is None or found.asked.by != request.actor.id or found.asked.then != request.path:
        raise Http404
    if found.state not in {State.SIGNED, State.COLLECTED}:
        return redirect(f"{reverse('portal:phone', kwargs={'request_id': request_id})}?pressed=1")
    taken = phones.collected(request, request_id, by=request.actor.id)
    if taken is None:
        return redirect("desk:case", application_id=application_id)
    phones.hand_in(request, taken.asked, taken.signatures[0])
    return signing.sign(request, application_id=application_id)
