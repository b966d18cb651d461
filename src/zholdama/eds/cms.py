"""Verify a CMS signature (CAdES-BES and -T) of Kazakhstan's National Certification Authority."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from zholdama.eds import cms_form, oids, signature_checks, signer_checks, timestamp
from zholdama.eds.cms_form import SignedData, SignerInfo
from zholdama.eds.crl import Crl
from zholdama.eds.demands import Demands, Revocation, Role, lists_read
from zholdama.eds.der import Malformed
from zholdama.eds.ocsp import Answer
from zholdama.eds.profiles import CURRENT, Profile
from zholdama.eds.trust import TrustStore
from zholdama.eds.verdict import Findings, Signer, Verdict

CLOCK_TOLERANCE = timedelta(minutes=10)
"""How far the signer's clock may be ahead of the time of receipt before it is remarked on."""


def verify(
    cms: bytes,
    *,
    content: bytes | None,
    at: datetime,
    store: TrustStore,
    crls: Sequence[Crl | bytes] = (),
    ocsp: Answer | bytes | None = None,
    role: Role = "any",
    iin: str | None = None,
    bin: str | None = None,
    profile: Profile = CURRENT,
    revocation: Revocation = "required",
    asked_at: datetime | None = None,
) -> Verdict:
    """Judge one CMS with exactly one signer.

    `content` is what must have been signed: the bytes of a detached signature; beside attached content it
    must be equal to them; None takes the attached content as it is. `at` (aware) is the time of receipt.
    `iin` and `bin` are compared with the certificate. `revocation` may say that a development authority
    publishes no revocation; any other chain still needs it. `asked_at`: when `crls` and `ocsp` were asked for,
    where that was later than the receipt; a revocation between the two spoils nothing. Raises ValueError for
    a naive `at`; whatever is wrong with `cms` is in the verdict.
    """
    demands = Demands(at, store, crls, ocsp, role, iin, bin, profile, revocation, asked_at)
    return judge(cms, demands, content=content)


def judge(cms: bytes, demands: Demands, *, content: bytes | None) -> Verdict:
    """What `verify` answers, with the demands already put together."""
    if demands.at.tzinfo is None:
        raise ValueError("at= needs a time zone")
    findings = Findings()
    try:
        signed = cms_form.read(cms)
    except Malformed as error:
        findings.bad("form", "parse", str(error))
        return findings.verdict((), None, None)
    findings.good("form")
    effective = _content(findings, signed, content)
    if len(signed.signers) != 1:
        findings.bad("signers", "signers.count", str(len(signed.signers)))
        return findings.verdict((), None, effective)
    findings.good("signers")
    held = replace(demands, crls=lists_read(demands.crls)) if demands.crls else demands
    try:
        signers, reference = _judge(findings, signed, effective, held)
    except Malformed as error:
        findings.bad("certificate", "certificate.form", str(error))
        signers, reference = (), None
    return findings.verdict(signers, reference, effective)


def _content(findings: Findings, signed: SignedData, expected: bytes | None) -> bytes | None:
    """What the digest is taken over: the attached content where there is any, else what the caller gave."""
    if signed.content is None:
        return expected
    if expected is not None and signed.content != expected:
        findings.bad("content", "content.mismatch")
    elif expected is not None:
        findings.good("content")
    return signed.content


def _judge(
    findings: Findings, signed: SignedData, content: bytes | None, demands: Demands
) -> tuple[tuple[Signer, ...], datetime | None]:
    signer = signed.signers[0]
    certificate = signature_checks.signer_certificate(findings, signed, signer)
    if certificate is None:
        return (), None
    algorithm = signature_checks.accepted_algorithm(findings, signed, signer, certificate, demands.profile)
    if signature_checks.check_attributes(findings, signed, signer, oids.DATA) and algorithm is not None:
        signature_checks.check_digest(findings, signer, algorithm, content)
        required = demands.profile.ess_required
        signature_checks.check_ess(
            findings, signer, certificate, demands.profile, required=required, v1=False
        )
        signature_checks.check_signature(
            findings, algorithm, certificate, message=signer.signed_bytes, signature=signer.signature
        )
    stamped = timestamp.check_timestamp(findings, signer, demands)
    subject = signer_checks.check_signer(
        findings, certificate, demands, stamped=stamped, embedded=signed.certificates
    )
    claimed = _claimed_time(findings, signer, demands)
    name = algorithm.name if algorithm else ""
    who = signer_checks.signer(certificate, subject, name, claimed=claimed, stamped=stamped)
    return (who,), stamped or demands.at


def _claimed_time(findings: Findings, signer: SignerInfo, demands: Demands) -> datetime | None:
    """The signer's clock decides nothing; a time well ahead of the receipt is remarked on."""
    try:
        claimed = signature_checks.signing_time(signer)
    except Malformed as error:
        findings.bad("signing_time", "signing_time.form", str(error), decides=False)
        return None
    if claimed is not None and claimed - demands.at > CLOCK_TOLERANCE:
        findings.bad("signing_time", "signing_time.ahead", claimed.isoformat(), decides=False)
    return claimed
