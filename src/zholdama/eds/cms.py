"""Verify a CMS signature (CAdES-BES and -T) of Kazakhstan's National Certification Authority."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from zholdama.eds import certificate_checks, cms_form, names, oids, revocation, signature_checks, timestamp
from zholdama.eds.certificate import Certificate
from zholdama.eds.cms_form import SignedData, SignerInfo
from zholdama.eds.crl import Crl
from zholdama.eds.demands import Demands, Revocation, Role
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
) -> Verdict:
    """Judge one CMS with exactly one signer.

    `content` is what must have been signed: the bytes of a detached signature; beside attached content it
    must be equal to them; None takes the attached content as it is. `at` (aware) is the time of receipt.
    `iin` and `bin` are compared with the certificate. `revocation` may say that a development authority
    publishes no revocation; any other chain still needs it. Raises ValueError for a naive `at`; whatever is
    wrong with `cms` is in the verdict.
    """
    if at.tzinfo is None:
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
    lists = [_list(each) for each in crls]
    demands = Demands(at, store, lists, ocsp, role, iin, bin, profile, revocation)
    try:
        signers, reference = _judge(findings, signed, effective, demands)
    except Malformed as error:
        findings.bad("certificate", "certificate.form", str(error))
        signers, reference = (), None
    return findings.verdict(signers, reference, effective)


def _list(held: Crl | bytes) -> Crl | bytes:
    """Parsed once for all checks; what cannot be parsed stays as it is, and is reported where it is needed."""
    try:
        return Crl.from_der(held) if isinstance(held, bytes) else held
    except Malformed:
        return held


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
        signature_checks.check_signature(findings, signer, algorithm, certificate)
    stamped = timestamp.check_timestamp(findings, signer, demands)
    reference = stamped or demands.at
    authority = certificate_checks.check_chain(
        findings,
        demands.store,
        certificate,
        at=reference,
        profile=demands.profile,
        embedded=signed.certificates,
    )
    subject = names.subject(certificate)
    certificate_checks.check_usage(findings, certificate, demands.profile)
    certificate_checks.check_role(findings, certificate, demands.role)
    certificate_checks.check_numbers(findings, subject, demands)
    revocation.check_revocation(findings, certificate, authority, demands, stamped=stamped)
    revocation.check_authorities(findings, authority, demands)
    claimed = _claimed_time(findings, signer, demands)
    return (_signer(certificate, subject, algorithm.name if algorithm else "", claimed, stamped),), reference


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


def _signer(
    certificate: Certificate,
    subject: names.Subject,
    algorithm: str,
    claimed: datetime | None,
    stamped: datetime | None,
) -> Signer:
    return Signer(
        name=subject.name,
        iin=subject.iin,
        bin=subject.bin,
        roles=names.roles(certificate),
        algorithm=algorithm,
        signing_time=claimed,
        timestamp=stamped,
        surname=subject.surname,
        given_name=subject.given_name,
        patronymic=subject.patronymic,
        organisation=subject.organisation,
        certificate=certificate.der,
    )
