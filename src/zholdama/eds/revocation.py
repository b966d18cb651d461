"""Whether a certificate was revoked, from the lists and answers the caller holds; nothing is fetched here.

A revoked certificate is bad whatever else says it is good. Without a trustworthy, fresh word the check
could not be made, and never passes silently.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from zholdama.eds.certificate import Certificate
from zholdama.eds.crl import REASONS, REMOVE_FROM_CRL, Crl, Entry
from zholdama.eds.demands import Demands
from zholdama.eds.der import Malformed
from zholdama.eds.ocsp import Answer, Unusable
from zholdama.eds.trust import Authority
from zholdama.eds.verdict import Findings


@dataclass(frozen=True, slots=True)
class Word:
    """What one source says. `status`: good, revoked, or none with the `reason` why it says nothing."""

    status: str
    reason: str = ""
    detail: str = ""
    since: datetime | None = None


def check_revocation(
    findings: Findings,
    certificate: Certificate,
    authority: Authority | None,
    demands: Demands,
    *,
    stamped: datetime | None,
    name: str = "revocation",
    decides: bool = True,
    ocsp: bool = True,
) -> None:
    """The certificate was not revoked: now, or, when a timestamp proves the time of signing, before that
    time.
    """
    if authority is None:
        return
    if demands.revocation == "not_published_by_development_ca" and authority.development:
        findings.good(name, "a development authority publishes no revocation", decides=decides)
        return
    words = [_by_lists(certificate, authority, demands)]
    if ocsp and demands.ocsp is not None:
        words.insert(0, _by_answer(certificate, authority, demands))
    # A proven time before the revocation keeps the signature good: the timestamp's, or that of the receipt where
    # the sources were asked later.
    proven = stamped or (demands.at if demands.asked_at else None)
    revoked = [each for each in words if each.status == "revoked"]
    later = [
        each for each in revoked if proven is not None and each.since is not None and proven < each.since
    ]
    spoken = next((each for each in words if each.status == "good"), None)
    if len(revoked) > len(later):
        worst = next(each for each in revoked if each not in later)
        findings.bad(name, "revoked", worst.detail, decides=decides)
    elif later:
        what = "timestamp" if stamped else "receipt"
        findings.good(name, f"after the time of the {what}: {later[0].detail}", decides=decides)
    elif spoken is not None:
        findings.good(name, spoken.detail, decides=decides)
    else:
        silent = next((each for each in words if each.reason != "revocation.missing"), words[0])
        findings.not_made(name, silent.reason, silent.detail, decides=decides)


def check_authorities(findings: Findings, authority: Authority | None, demands: Demands) -> None:
    """The authorities above, by the lists held; reported only."""
    if authority is None or (
        demands.revocation == "not_published_by_development_ca" and authority.development
    ):
        return
    for below, above in pairwise(authority.path):
        issuer = next((each for each in demands.store.issuers_of(below) if each.certificate is above), None)
        check_revocation(
            findings, below, issuer, demands, stamped=None, name="revocation.ca", decides=False, ocsp=False
        )


def _by_answer(certificate: Certificate, authority: Authority, demands: Demands) -> Word:
    try:
        held = demands.ocsp
        answer = Answer.from_der(held) if isinstance(held, bytes) else held
        if answer is None:
            return Word("none", "revocation.missing")
        status = answer.status_of(certificate, authority, demands.told_at)
    except Malformed as error:
        return Word("none", "ocsp.form", str(error))
    except Unusable as error:
        return Word("none", error.reason, error.detail)
    told = f"OCSP of {answer.produced_at.isoformat()}"
    if status.status == "revoked" and status.since is not None:
        why = REASONS.get(status.reason, str(status.reason))
        return Word("revoked", "revoked", f"{told}: {why} since {status.since.isoformat()}", status.since)
    if status.status == "unknown":
        return Word("none", "ocsp.unknown", told)
    return _unless_expired(Word("good", "", told), certificate, status.this_update)


def _by_lists(certificate: Certificate, authority: Authority, demands: Demands) -> Word:
    """The newest usable full list, corrected by a delta that fits it."""
    usable: list[Crl] = []
    refused = Word("none", "revocation.missing")
    for held in demands.crls:
        try:
            each = Crl.from_der(held) if isinstance(held, bytes) else held
        except Malformed as error:
            refused = Word("none", "crl.form", str(error))
            continue
        problem = _why_unusable(each, authority, demands.told_at)
        if not problem:
            usable.append(each)
        elif problem != "crl.issuer":
            refused = Word("none", problem, f"list of {each.this_update.isoformat()}")
    full = max((each for each in usable if each.base is None), key=_age, default=None)
    if full is None:
        return Word("none", "crl.delta", "a delta without its full list") if usable else refused
    deltas = [each for each in usable if _fits(each, full)]
    try:
        word = _status(certificate.serial, full, max(deltas, key=_age, default=None))
    except Malformed as error:
        return Word("none", "crl.form", str(error))
    return _unless_expired(word, certificate, full.this_update) if word.status == "good" else word


def _unless_expired(word: Word, certificate: Certificate, told_at: datetime) -> Word:
    """An authority drops expired certificates from what it publishes (RFC 5280, 3.3; RFC 6960, 4.4.4).

    What was told after the expiry is therefore no proof that the certificate had not been revoked before.
    """
    if told_at > certificate.not_after:
        return Word("none", "revocation.expired", word.detail)
    return word


def _age(held: Crl) -> tuple[datetime, int]:
    return held.this_update, held.number or 0


def _why_unusable(held: Crl, authority: Authority, at: datetime) -> str:
    if held.issuer != authority.certificate.subject:
        return "crl.issuer"
    if held.critical:
        return "crl.critical"
    if not held.signed_by(authority.certificate):
        return "crl.signature"
    return "" if held.fresh(at) else "crl.stale"


def _fits(delta: Crl, full: Crl) -> bool:
    """The delta starts from this full list or an older one, and is not older than it.

    Its own number is not compared: the authority numbers its deltas apart.
    """
    if delta.base is None:
        return False
    return full.number is not None and delta.base <= full.number and delta.this_update >= full.this_update


def _status(serial: int, full: Crl, delta: Crl | None) -> Word:
    told = f"list {full.number} of {full.this_update.isoformat()}"
    entries = list(full.entries_of(serial))
    if delta is not None:
        told += f" with delta {delta.number} of {delta.this_update.isoformat()}"
        entries = list(delta.entries_of(serial)) or entries
    entry: Entry | None = next((each for each in entries if each.reason != REMOVE_FROM_CRL), None)
    if entry is None:
        return Word("good", "", told)
    return Word("revoked", "revoked", f"{told}: {entry.word} since {entry.since.isoformat()}", entry.since)
