"""The documents of a case: receipt, decision, result; each reading of them is recorded."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from zholdama.access.actions import record_reading
from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.applications.representing import representation
from zholdama.desk.grounds import reason_of
from zholdama.desk.pages import acting
from zholdama.desk.standing import READERS, case_or_404
from zholdama.identity import queries as identity
from zholdama.ledger.work import tenant
from zholdama.papers import queries as papers
from zholdama.papers.sheets import Words
from zholdama.passport import edition as editions
from zholdama.providers import queries as providers
from zholdama.referrals import issuing

SUFFIX = {
    "application/pdf": "pdf",
    "application/cms": "cms",
    "application/ocsp-response": "ors",
    "application/json": "json",
    "text/plain": "txt",
    "image/jpeg": "jpg",
    "image/png": "png",
}
SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png"})
"""What a browser shows by itself; everything else is a file to keep."""


@require_safe
@staff(*READERS)
def paper(request: Request, application_id: UUID, paper_id: UUID) -> HttpResponse:
    """One document, byte for byte as it was kept; a PDF opens in the browser to be printed."""
    case = case_or_404(application_id)
    reason = reason_of(request, case)
    if reason is None:
        return redirect("desk:case_reason", application_id=case.id)
    found = papers.content(paper_id, case_id=application_id)
    if found is None:
        raise Http404
    kind, media_type, content = found
    record_reading(
        person_id=case.person_id, by=acting(request), at=request.at, screen=f"paper {kind}", reason=reason
    )
    return file_answer(content, media_type=media_type, name=f"{case.number}-{kind}.{SUFFIX[media_type]}")


@require_safe
@staff(*READERS)
def receipt(request: Request, application_id: UUID) -> HttpResponse:
    """The receipt of the package as a PDF: number, time, who accepted, when the result is due."""
    case = case_or_404(application_id)
    reason = reason_of(request, case)
    if reason is None:
        return redirect("desk:case_reason", application_id=case.id)
    person = identity.person(case.person_id)
    if person is None:
        raise Http404
    record_reading(
        person_id=case.person_id, by=acting(request), at=request.at, screen="receipt", reason=reason
    )
    edition = editions.load(case.edition)
    documents = identity.documents(case.person_id)
    shown = next((one for one in documents if one.id == case.identity_document_id), None)
    listed: tuple[Words, ...] = tuple(
        edition.document(one.kind).name for one in documents if one.source == "shown"
    )
    names = providers.staff_names(tenant())
    content = issuing.receipt(
        application=case,
        person=person,
        provider=providers.provider(tenant()),
        accepted_by=names.get(case.registered_by, "") if case.registered_by else "",
        documents=listed,
        document=shown.number if shown else "",
        representation=representation(case.representation_id),
    )
    return file_answer(content, media_type="application/pdf", name=f"{case.number}-receipt.pdf")


def file_answer(content: bytes, *, media_type: str, name: str) -> HttpResponse:
    """A file under a name that holds no personal data."""
    response = HttpResponse(content, content_type=media_type)
    shown = "inline" if media_type in SHOWN else "attachment"
    response["Content-Disposition"] = f'{shown}; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
