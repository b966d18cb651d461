"""Documents of one's own case, as files."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zholdama.access.doors import citizen
from zholdama.access.requests import Request
from zholdama.identity import queries as identity
from zholdama.papers import queries as papers
from zholdama.passport.texts import Text
from zholdama.portal import words
from zholdama.portal.cabinet import own
from zholdama.providers import queries as providers
from zholdama.referrals import issuing

ENDINGS = {"application/pdf": "pdf", "application/cms": "cms", "text/plain": "txt"}


def _file(content: bytes, *, media_type: str, name: str) -> HttpResponse:
    # Never shown in the browser: a file opens in a program of its own, and nothing in it runs on this site.
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@never_cache
@require_safe
@citizen
def paper(request: Request, *, application_id: UUID, paper_id: UUID) -> HttpResponse:
    """One document, byte for byte as it was kept."""
    case = own(request, application_id)
    found = papers.content(paper_id, case_id=case.id)
    if found is None or found[0] not in words.PAPERS:
        raise Http404
    kind, media_type, content = found
    name = f"{case.number}-{kind.replace('_', '-')}.{ENDINGS.get(media_type, 'bin')}"
    return _file(content, media_type=media_type, name=name)


@never_cache
@require_safe
@citizen
def receipt(request: Request, *, application_id: UUID) -> HttpResponse:
    """The receipt on paper: number, when accepted, when the result is due."""
    case = own(request, application_id)
    person = identity.person(case.person_id)
    assert person is not None, "a citizen sees himself"
    shown = {one.id: one for one in identity.documents(person.id)}
    document = shown.get(case.identity_document_id) if case.identity_document_id else None
    content = issuing.receipt(
        application=case,
        person=person,
        provider=providers.provider(case.provider_id),
        accepted_by=gettext("Portal") if case.channel == "portal" else "",
        documents=(
            Text(
                kk="ЭЦҚ қойылған электрондық өтініш",
                ru="Электронное заявление, подписанное ЭЦП",
                en="Electronic application signed with an EDS",
            ),
        )
        if case.channel == "portal"
        else (),
        document=document.number if document else "",
    )
    return _file(content, media_type="application/pdf", name=f"{case.number}-receipt.pdf")
