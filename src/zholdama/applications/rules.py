"""What an application must satisfy, whatever channel it comes by. Pure."""

from datetime import datetime, timedelta

from zholdama.applications.document import Stated
from zholdama.passport.clauses import Clause
from zholdama.passport.keeps import keeps
from zholdama.refusals import Refused
from zholdama.working_time.zone import ALMATY

FRESH_FOR = timedelta(minutes=60)
CLOCKS_DIFFER_BY = timedelta(minutes=5)


@keeps(Clause.P9_2A)
def signed_application(
    *,
    verdict: str,
    reasons: tuple[str, ...],
    applicant_iin: str,
    signer_iin: str | None,
    known: bool = False,
) -> None:
    """The application is certified with the recipient's own EDS, or it is refused with the reason (P9.2a).

    `verdict` is valid, invalid or undetermined. Undetermined is neither a yes nor a no: the application is taken and
    the signature asked about again, when it is `known` otherwise who the applicant is; else it may come again.
    """
    if signer_iin and signer_iin != applicant_iin:
        raise Refused("signature_of_another", signer=signer_iin[-4:], applicant=applicant_iin[-4:])
    if verdict == "undetermined" and not known:
        raise Refused("signature_not_checked")
    if verdict not in {"valid", "undetermined"}:
        raise Refused("signature_invalid", reasons=", ".join(reasons) or "signature")
    if signer_iin != applicant_iin:
        raise Refused("signature_of_another", signer="", applicant=applicant_iin[-4:])


def still_stands(stated: Stated, *, at: datetime, accepted_at: datetime | None) -> None:
    """What the person saw is still true: prepared not long ago, and the day of acceptance has not moved meanwhile."""
    if not at - FRESH_FOR <= stated.prepared <= at + CLOCKS_DIFFER_BY:
        raise Refused("document_too_old", conflict=True)
    if _day(stated.accepted) != _day(accepted_at):
        raise Refused("acceptance_moved", conflict=True)


def _day(moment: datetime | None) -> object:
    return moment.astimezone(ALMATY).date() if moment else None


@keeps(Clause.P3_1, Clause.P3_2, Clause.P7)
def forms_of_result(*, channel: str) -> tuple[str, ...]:
    """In which forms the result is delivered: at the provider on paper and electronically, on the portal electronically.

    P3.1 and P3.2 name the two channels, P7 the forms.
    """
    forms = {"provider": ("paper", "electronic"), "portal": ("electronic",)}
    if channel not in forms:
        raise Refused("channel_unknown")
    return forms[channel]


def nobody_handles_his_own_case(*, actor_mark: str, person_mark: str) -> None:
    """Specialists and heads keep away from their own cases; the marks are keyed hashes of IINs, empty when unknown."""
    if actor_mark and actor_mark == person_mark:
        raise Refused("own_case")
