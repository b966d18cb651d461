"""Coming in and sending an application with a signature made on the phone.

Both go on through the very pages that take a signature file, which check it once more: nothing is decided here.
"""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zholdama.access import phone as phones
from zholdama.access.requests import Request
from zholdama.applications import drafts
from zholdama.identity import queries as identity
from zholdama.ledger.work import Login, work
from zholdama.passport.texts import Text
from zholdama.portal import challenges, limits, phone_pages, preparing, sending, sign_in
from zholdama.portal.furniture import citizen_of, is_citizen, person_of
from zholdama.providers import queries as providers
from zholdama.signatures.phone import Asked, Document, Organisation, Purpose, State
from zholdama.ui.language import switched

HOUSE = Text(
    kk="«Жолдама» порталы: жұмысқа орналасуға жолдама",
    ru="Портал «Жолдама»: направления на меры занятости",
    en="Zholdama portal: referrals for help with employment",
)
"""Who asks for a signature before any provider is chosen."""


@require_POST
def ask_sign_in(request: Request) -> HttpResponse:
    """From the sign-in page to the QR; the text that the page showed is the one that the phone signs."""
    if limits.too_many(request, "phone-ask"):
        return limits.wait(request)
    key = request.POST.get("key", "")
    content = challenges.peek(request.session, key, at=request.at)
    if content is None:
        fresh = challenges.new(
            request.session, origin=f"{request.scheme}://{request.get_host()}", at=request.at
        )
        key, content = fresh.key, fresh.content
    back = request.POST.get("next", "")
    asked = Asked(
        purpose=Purpose.SIGN_IN,
        role="individual",
        description=phones.in_three(gettext_noop("Sign in to the Zholdama portal")),
        organisation=Organisation(HOUSE, settings.ZHOLDAMA_PHONE_BIN),
        documents=(Document(phones.in_three(gettext_noop("Text to sign in with")), content),),
        then=reverse("portal:phone_sign_in"),
        back=f"{reverse('portal:sign_in')}?{urlencode({'next': back})}"
        if back
        else reverse("portal:sign_in"),
        fields={"key": key, "next": back},
    )
    return phones.begin(request, asked)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: Request) -> HttpResponse:
    """From the QR into the cabinet. A later form of the page that came of it is the sign-in page's own."""
    if request.method != "POST":
        return redirect("portal:sign_in")
    request_id = _id(request)
    if request_id is None or switched(request):
        return sign_in.sign_in(request)
    if (waiting := _not_signed(request, request_id)) is not None:
        return waiting
    taken = phones.collected(request, request_id, by=None)
    if taken is None:
        return redirect("portal:cabinet" if is_citizen(request) else "portal:sign_in")
    phones.hand_in(request, taken.asked, taken.signatures[0])
    return sign_in.sign_in(request)


@require_POST
def ask_application(request: Request) -> HttpResponse:
    """From the page that checks and signs to the QR: the draft's own text, as that page has shown it."""
    if not is_citizen(request):
        return redirect(f"{reverse('portal:sign_in')}?{urlencode({'next': reverse('portal:check')})}")
    if limits.too_many(request, "phone-ask"):
        return limits.wait(request)
    asked = _application(request)
    return phones.begin(request, asked) if asked else redirect("portal:check")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: Request) -> HttpResponse:
    """From the QR to the receipt. Pressed twice, the second press finds the receipt of the first."""
    if request.method != "POST":
        return redirect("portal:check")
    if not is_citizen(request):
        return redirect(f"{reverse('portal:sign_in')}?{urlencode({'next': reverse('portal:check')})}")
    request_id = _id(request)
    if request_id is None:
        return redirect("portal:check")
    if (waiting := _not_signed(request, request_id)) is not None:
        return waiting
    before = phones.standing(request, request_id)
    taken = phones.collected(request, request_id, by=person_of(request))
    asked = taken or before
    if asked is None or asked.asked.by != person_of(request):
        raise Http404
    phones.hand_in(request, asked.asked, taken.signatures[0] if taken else None)
    return sending.send(request)


def _application(request: Request) -> Asked | None:
    """None where the text has changed since the page was shown: the page is to be read again."""
    person_id = person_of(request)
    with work(login=Login.CITIZEN, by=citizen_of(request), at=request.at, person=person_id):
        if preparing.next_step(person_id) != "check":
            return None
        draft, person = drafts.draft_of(person_id), identity.person(person_id)
        if draft is None or draft.document is None or person is None or not person.iin:
            return None
        if draft.digest != request.POST.get("shown"):
            return None
        provider = providers.open_by_code(draft.answers["provider"])
    if provider is None:
        return None
    return Asked(
        purpose=Purpose.APPLICATION,
        role="individual",
        iin=person.iin,
        by=person_id,
        description=phones.in_three(gettext_noop("Application for a referral to active employment measures")),
        organisation=Organisation(provider.names, provider.bin),
        documents=(Document(phones.in_three(gettext_noop("Text of the application")), draft.document),),
        then=reverse("portal:phone_send"),
        back=reverse("portal:check"),
        fields={"key": str(draft.id), "shown": str(draft.digest)},
    )


def _not_signed(request: Request, request_id: UUID) -> HttpResponse | None:
    """The page with the QR once more where the phone has not signed; None where there is something to go on with."""
    found = phones.standing(request, request_id)
    if found is None:
        raise Http404
    if found.state in {State.SIGNED, State.COLLECTED}:
        return None
    return redirect(f"{reverse('portal:phone', kwargs={'request_id': request_id})}?{phone_pages.PRESSED}=1")


def _id(request: Request) -> UUID | None:
    try:
        return UUID(request.POST["request"])
    except (KeyError, ValueError):
        return None
