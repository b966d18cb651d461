"""Verdicts on signatures in words: good, not checked yet, bad, with every check and what it found."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zholdama.desk.pages import language
from zholdama.ledger.work import tenant
from zholdama.signatures import queries as signatures
from zholdama.signatures import words
from zholdama.signatures.queries import EvidenceCard, RecheckCard

VERDICTS: Mapping[str, tuple[Any, str]] = {
    "valid": (_("Signature good"), "green"),
    "undetermined": (_("Signature not checked yet"), "yellow"),
    "invalid": (_("Signature bad"), "red"),
}
"""Verdict -> (its name, the colour of its tag)."""
RESULTS: Mapping[str, Any] = {"good": _("good"), "bad": _("bad"), "not_made": _("could not be made")}
PURPOSES: Mapping[str, Any] = {
    "application": _("under the application"),
    "decision": _("of the head under the decision"),
    "correction": _("of the head under a correction"),
}
FINDINGS: Mapping[str, Any] = {
    "accepted": _("The head has accepted it as checked by other means."),
    "rejected": _("The head has rejected it."),
    "superseded": _("It is not needed any more: the case has gone another way."),
}
VERIFIERS: Mapping[str, Any] = {
    "native": _("own verifier"),
    "ncanode": "NCANode",
    "both": _("own verifier and NCANode"),
}
SOURCES: Mapping[str, Any] = {
    "ocsp": _("certificate status service (OCSP)"),
    "tsa": _("time-stamping service"),
    "ncanode": "NCANode",
}
CHECKS: Mapping[str, Any] = {
    "form": _("Form of the file"),
    "content": _("Attached text"),
    "signers": _("One signer"),
    "certificate": _("The signer's certificate"),
    "algorithm": _("Algorithm"),
    "signed_attributes": _("Signed attributes"),
    "digest": _("The text is unchanged"),
    "ess": _("Certificate named in the signature"),
    "signature": _("Made with the certificate's key"),
    "chain": _("Trusted authority"),
    "chain.signature": _("Issued by a trusted authority"),
    "chain.time": _("Certificate in force at that time"),
    "key_usage": _("The key is for signing"),
    "policy": _("Policy of the certificate"),
    "role": _("Role of the signer"),
    "iin": _("IIN"),
    "bin": _("BIN"),
    "revocation": _("Not revoked"),
    "revocation.ca": _("The authority is not revoked"),
    "signing_time": _("The signer's clock"),
    "ncanode": _("Answer of NCANode"),
}


def of_case(case_id: UUID) -> list[dict[str, Any]]:
    """The verdicts of a case, oldest first, as its page shows them."""
    rows = [row_of(one) for one in signatures.evidence_of(tenant(), case_id)]
    found = signatures.rechecks_of(case_id) if rows else ()
    for purpose in PURPOSES:
        last = next((row for row in reversed(rows) if row["purpose_code"] == purpose), None)
        recheck = next((one for one in found if one.purpose == purpose), None)
        if last is not None and recheck is not None:
            last["recheck"] = recheck_words(recheck)
    return rows


def before_signing(case_id: UUID) -> dict[str, Any]:
    """What the head must know before he signs: a signature of his that waits or was dropped, and the applicant's."""
    found = signatures.rechecks_of(case_id)
    own = next((one for one in found if one.purpose == "decision"), None)
    is_dropped = own is not None and own.state == "settled" and own.finding == "invalid"
    return {
        "received": own.since if own is not None and own.state == "open" else None,
        "dropped": sentences(own.reasons) if own is not None and is_dropped else [],
        "application_unchecked": any(one.purpose == "application" and one.state == "open" for one in found),
    }


def row_of(card: EvidenceCard) -> dict[str, Any]:
    """One verdict with its checks, for a page."""
    name, colour = VERDICTS[card.verdict]
    return {
        "purpose_code": card.purpose,
        "purpose": PURPOSES[card.purpose],
        "name": name,
        "colour": colour,
        "received": card.received_at,
        "asked": card.asked_at,
        "verifier": VERIFIERS[card.verifier],
        "why": sentences(card.reasons),
        "checks": [
            {
                "name": check_name(one.check),
                "result": RESULTS[one.result],
                "good": one.result == "good",
                "why": words.text(one.reason, language()) if one.reason else "",
                "decides": one.decides,
            }
            for one in card.each_check
        ],
    }


def check_name(code: str) -> str:
    """What a check looks at; those of a timestamp say so."""
    if code.startswith("tst."):
        return gettext("Timestamp: %(check)s") % {"check": str(CHECKS.get(code[4:], code[4:]))}
    return str(CHECKS.get(code, code))


def recheck_words(card: RecheckCard) -> dict[str, Any]:
    """How the queue stands about a signature."""
    return {
        "open": card.state == "open",
        "attempts": card.attempts,
        "silent": source_names(card.silent),
        "silent_since": card.silent_since,
        "finding": FINDINGS.get(card.finding, ""),
        "reason": card.reason,
    }


def source_names(silent: str) -> list[str]:
    """The sources that gave no answer."""
    found = []
    for one in silent.split():
        source, _dot, family = one.partition(".")
        name = str(SOURCES.get(source, source))
        found.append(f"{name} {family.upper()}" if family else name)
    return found


def sentences(reasons: str) -> list[str]:
    """Reason codes in words."""
    return [words.text(code, language()) for code in reasons.split()]
