"""Anybody may ask whether a paper of ours holds. The answer names what to compare, never a name in full."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zholdama.access.doors import public
from zholdama.access.requests import Request
from zholdama.papers import token, verification
from zholdama.passport import edition as editions
from zholdama.portal import limits
from zholdama.portal.forms import VerifyForm, one_of_several
from zholdama.portal.furniture import language, page
from zholdama.portal.words import PAPER_KINDS, VERDICTS
from zholdama.providers import queries as providers
from zholdama.referrals import queries as referrals
from zholdama.ui.language import retyped, switched
from zholdama.working_time.zone import ALMATY

REFERRALS = frozenset({"job_placement", "public_works", "training", "social_workplace", "youth_practice"})


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer as the page shows it; without data where there is nothing to be shown."""

    verdict: str
    number: str = ""
    kind: str = ""
    issued_at: datetime | None = None
    valid_until: date | None = None
    provider: str = ""
    initials: str = ""


UNKNOWN = Finding("unknown")
"""One and the same for a code that never was and one that is not to be shown."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: Request) -> HttpResponse:
    """Counts the questions of an address before anything is looked up."""
    if request.method == "POST" and limits.too_many_of_all(request, "verify"):
        return limits.wait(request)
    answer: HttpResponse = asked(request)
    return answer


@public
def asked(request: Request) -> HttpResponse:
    """The form, and under it the answer as of now."""
    finding = None
    if request.method != "POST":
        form = VerifyForm()
    elif switched(request):
        form = retyped(VerifyForm, request)
    else:
        form = VerifyForm(data=request.POST, files=request.FILES)
        if form.is_valid():
            finding = _answer(form, at=request.at)
    context: dict[str, object] = {
        "form": one_of_several(form),
        "finding": finding,
        "asked_at": request.at,
        "language_form": "form",
    }
    if finding is not None:
        word, colour, meaning = VERDICTS[finding.verdict]
        context |= {"word": word, "colour": colour, "meaning": meaning, "rows": _rows(finding)}
    return page(request, "verify", context, status=422 if form.errors else 200)


def _answer(form: VerifyForm, *, at: datetime) -> Finding:
    file, typed = form.cleaned_data["paper"], form.cleaned_data["code"].strip()
    if file is not None:
        return _judged(verification.verify_pdf(file.read(), keyring=referrals.keyring(), at=at))
    if typed.upper().startswith(token.PREFIX):
        text = "".join(typed.split()).upper()
        return _judged(verification.verify_text(text, keyring=referrals.keyring(), at=at))
    return _by_code(typed) or UNKNOWN


def _by_code(typed: str) -> Finding | None:
    plain = re.sub(r"[\s-]+", "", typed).upper()
    code = "-".join(plain[start : start + 5] for start in range(0, len(plain), 5))
    state = referrals.public_state(code)
    if state is None:
        return None
    return Finding(
        verdict=state.verdict,
        number=state.number,
        kind=state.kind,
        issued_at=state.issued_at,
        valid_until=state.valid_until,
        provider=providers.provider(state.provider_id).name(language()),
        initials=state.initials,
    )


def _judged(verdict: verification.Verdict) -> Finding:
    if verdict.verdict == verification.FORGED:
        return Finding("forged")
    if verdict.verdict == verification.UNKNOWN_KEY or verdict.code is None:
        return UNKNOWN
    if verdict.kind in REFERRALS:
        # A true token of a referral that was never entered, or not yet, is not valid: the register decides.
        return _by_code(token.code_text(verdict.code)) or UNKNOWN
    assert verdict.issued_at is not None
    assert verdict.provider is not None
    return Finding(
        verdict=verdict.verdict,
        number=verdict.number or "",
        kind=verdict.kind or "",
        issued_at=verdict.issued_at,
        valid_until=verdict.valid_until.astimezone(ALMATY).date() if verdict.valid_until else None,
        provider=verdict.provider.names.in_language(language()),
        initials=token.initials(verdict.initials or ""),
    )


def _rows(finding: Finding) -> list[dict[str, object]]:
    from django.utils.translation import gettext as _

    if not finding.number:
        return []
    measures = {one.id: one.name.in_language(language()) for one in editions.current().measures}
    issued = finding.issued_at.astimezone(ALMATY).strftime("%d.%m.%Y") if finding.issued_at else ""
    until = f"{finding.valid_until:%d.%m.%Y}" if finding.valid_until else _("no end")
    return [
        {"key": _("Number"), "value": finding.number},
        {
            "key": _("Kind"),
            "value": measures.get(finding.kind) or PAPER_KINDS.get(finding.kind, finding.kind),
        },
        {"key": _("Issued by"), "value": finding.provider},
        {"key": _("Person (initials)"), "value": finding.initials},
        {"key": _("Issued on"), "value": issued},
        {"key": _("Valid through"), "value": until},
    ]
