"""Many decisions signed in one go: one confirmation, a signature, a unit of work and a ledger row for each (J19)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from zholdama.access.actions import record_reading
from zholdama.access.doors import staff
from zholdama.access.requests import Request
from zholdama.actors import Role
from zholdama.applications import queries as applications
from zholdama.applications.queries import ApplicationCard
from zholdama.desk import judging
from zholdama.desk.home import case_rows, reason_line
from zholdama.desk.pages import acting, draw, language, posted
from zholdama.ledger.work import Login, is_deadlock, tenant, work
from zholdama.opportunities import queries as opportunities
from zholdama.referrals import deciding
from zholdama.refusals import Refused
from zholdama.signatures.wording import words
from zholdama.ui.signing import LARGEST_LINE, lines_of, may_sign, to_sign

MOST = 50
"""Cases in one go: as many as the head's list shows."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One decision as the confirmation has shown it; `key` makes a repetition harmless."""

    case_id: UUID
    version: int
    key: UUID

    @classmethod
    def read(cls, sent: str) -> "Chosen":
        """From `case:version:key`; raises BadRequest."""
        try:
            case_id, version, key = sent.split(":")
            if not (version.isascii() and version.isdecimal() and len(version) < 9):
                raise ValueError(version)
            return cls(UUID(case_id), int(version), UUID(key))
        except ValueError as error:
            raise BadRequest("a page sends case, version and key along") from error

    def __str__(self) -> str:
        return f"{self.case_id}:{self.version}:{self.key}"


@posted("desk:home")
def sign_many(request: Request) -> HttpResponse:
    """Without signatures the confirmation is drawn; with them each decision is signed in a work of its own."""
    actor = request.actor
    if actor is None or actor.role is not Role.HEAD or not request.POST.get("cms"):
        return _confirm(request)
    chosen = [Chosen.read(sent) for sent in request.POST.getlist("decision")]
    sent = request.POST["cms"]
    signatures = lines_of(sent)
    if not 0 < len(chosen) <= MOST or len(sent) > MOST * LARGEST_LINE or len(chosen) != len(signatures):
        raise BadRequest("a signature for each decision")
    refusals = {
        one.case_id: _signed(request, one, signature)
        for one, signature in zip(chosen, signatures, strict=True)
    }
    return _result(request, refusals=refusals)


def _signed(request: Request, one: Chosen, signature: bytes) -> Refused | None:
    """Sign one decision; why not, where it is refused. One retry where another transaction was in the way."""
    actor = acting(request)
    for attempt in (1, 2):
        try:
            # Before the unit: a slow service that is asked about a certificate holds nobody else up.
            judged = judging.judged(actor, one.case_id, signature, at=request.at)
            with work(login=Login.STAFF, by=actor, at=request.at, provider=actor.provider_id):
                deciding.sign(
                    application_id=one.case_id,
                    version=one.version,
                    signature=signature,
                    key=one.key,
                    judged=judged,
                )
                return None
        except Refused as refused:
            return refused
        except OperationalError as error:
            if attempt == 2 or not is_deadlock(error):
                raise
    return None


@staff(Role.HEAD)
def _confirm(request: Request) -> HttpResponse:
    """Every chosen decision with its reason and its whole text, and one button."""
    asked = _asked(request)
    cases = [case for case in _cases(asked) if case.state == "awaiting_signature"]
    if not cases:
        messages.info(request, gettext("Choose at least one decision that awaits your signature."))
        return redirect("desk:home")
    texts = deciding.texts_of(cases)
    for case in cases:
        record_reading(person_id=case.person_id, by=acting(request), at=request.at, screen="sign many")
    rows = _rows(request, cases)
    for row, case in zip(rows, cases, strict=True):
        row["text"] = texts[case.id].decode()
        row["chosen"] = str(Chosen(case.id, case.version, uuid4()))
    context = {"rows": rows, "signing": to_sign("official", *texts.values())}
    return may_sign(draw(request, "sign_many", context))


@staff(Role.HEAD)
def _result(request: Request, refusals: dict[UUID, Refused | None]) -> HttpResponse:
    """What became of each: what was not signed comes first, then the order of the confirmation."""
    cases = _cases(list(refusals))
    rows = _rows(request, cases)
    for row in rows:
        refused = refusals[row["id"]]
        row["why_not"] = words(refused, language()) if refused else ""
    rows.sort(key=lambda row: not row["why_not"])
    signed = sum(1 for row in rows if not row["why_not"])
    return draw(request, "signed_many", {"rows": rows, "signed": signed, "refused": len(refusals) - signed})


def _asked(request: Request) -> list[UUID]:
    try:
        return [UUID(sent) for sent in request.POST.getlist("case")[:MOST]]
    except ValueError as error:
        raise BadRequest("a page sends the cases along") from error


def _cases(ids: list[UUID]) -> list[ApplicationCard]:
    found = applications.applications(tenant(), set(ids))
    return [found[case_id] for case_id in dict.fromkeys(ids) if case_id in found]


def _rows(request: Request, cases: list[ApplicationCard]) -> list[dict[str, Any]]:
    rows = case_rows(request, tenant(), tuple(cases))
    places = opportunities.places(tenant(), {case.place_id for case in cases if case.place_id})
    for row, case in zip(rows, cases, strict=True):
        row["reason"] = reason_line(case, places.get(case.place_id) if case.place_id else None)
        row["refusal"] = case.decision == "refused"
    return rows
