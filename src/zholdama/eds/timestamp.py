"""RFC 3161 timestamps on a signature (CAdES-T): the proof of when it existed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from zholdama.eds import (
    algorithms,
    certificate_checks,
    cms_form,
    der,
    der_times,
    oids,
    revocation,
    signature_checks,
)
from zholdama.eds.algorithm_identifiers import algorithm_identifier
from zholdama.eds.certificate import DIGITAL_SIGNATURE, NON_REPUDIATION, Certificate
from zholdama.eds.cms_form import SignerInfo
from zholdama.eds.demands import Demands
from zholdama.eds.der import Malformed
from zholdama.eds.verdict import Findings

CLOCK_TOLERANCE = timedelta(minutes=10)
"""How far the time-stamping service's clock may be ahead of the receiver's."""


@dataclass(frozen=True, slots=True)
class TstInfo:
    """What a token says: digest algorithm and digest of the stamped bytes, time, policy."""

    policy: str
    digest: bytes
    imprint: bytes
    serial: int
    time: datetime


def check_timestamp(findings: Findings, signer: SignerInfo, demands: Demands) -> datetime | None:
    """Judge the signature's timestamp; its time when it is good in every way, None otherwise or without one.

    A token that is not by a service the store knows is a check that could not be made; any other fault is
    bad.
    """
    if oids.TIMESTAMP_TOKEN not in signer.unsigned:
        return None
    inner = Findings("tst.")
    try:
        time = _judge(inner, signer, demands)
    except Malformed as error:
        inner.bad("form", "parse", str(error))
        time = None
    findings.checks.extend(inner.checks)
    settled = all(check.result == "good" for check in inner.checks if check.decides)
    return time if settled else None


def _judge(findings: Findings, signer: SignerInfo, demands: Demands) -> datetime | None:
    tokens = signer.unsigned[oids.TIMESTAMP_TOKEN]
    if len(tokens) != 1 or oids.TIMESTAMP_TOKEN in signer.unsigned_repeated:
        findings.bad("form", "count", str(len(tokens)))
        return None
    signed = cms_form.read(tokens[0])
    if len(signed.signers) != 1 or signed.content is None:
        findings.bad("form", "parse", "not one signer over one statement")
        return None
    info = read(signed.content)
    stamping = signed.signers[0]
    certificate = signature_checks.signer_certificate(findings, signed, stamping)
    if certificate is None:
        return None
    algorithm = signature_checks.accepted_algorithm(findings, signed, stamping, certificate, demands.profile)
    attributes = signature_checks.check_attributes(findings, signed, stamping, oids.TST_INFO)
    if algorithm is not None and attributes:
        signature_checks.check_digest(findings, stamping, algorithm, signed.content)
        signature_checks.check_ess(findings, stamping, certificate, demands.profile, required=True, v1=True)
        signature_checks.check_signature(
            findings, algorithm, certificate, message=stamping.signed_bytes, signature=stamping.signature
        )
    _check_statement(findings, info, signer.signature, demands)
    _check_service(findings, certificate)
    authority = certificate_checks.check_chain(
        findings, demands.store, certificate, at=info.time, profile=demands.profile, unknown_is_bad=False
    )
    revocation.check_revocation(
        findings, certificate, authority, demands, stamped=None, decides=False, ocsp=False
    )
    return info.time


def _check_statement(findings: Findings, info: TstInfo, signature: bytes, demands: Demands) -> None:
    """The statement is about this very signature, under the authority's policy, and not from the future."""
    at, algorithm = demands.at, algorithms.of_digest(info.digest)
    if algorithm is None or (algorithm.legacy and not demands.profile.gost_2004):
        findings.bad("imprint", "imprint", "digest not accepted")
    elif algorithm.digest(signature) == info.imprint:
        findings.good("imprint")
    else:
        findings.bad("imprint", "imprint")
    if info.policy.startswith(oids.POLICY_TIMESTAMP + "."):
        findings.good("policy", info.policy)
    else:
        findings.bad("policy", "policy", info.policy)
    if info.time - at <= CLOCK_TOLERANCE:
        findings.good("time", info.time.isoformat())
    else:
        findings.bad("time", "time", f"{info.time.isoformat()}, received {at.isoformat()}")


def _check_service(findings: Findings, certificate: Certificate) -> None:
    """A certificate for time-stamping and for nothing else (RFC 3161, 2.3)."""
    critical, _ = certificate.extensions.get(oids.EXTENDED_KEY_USAGE, (False, b""))
    usage = certificate.key_usage
    signing = usage is None or usage & (DIGITAL_SIGNATURE | NON_REPUDIATION)
    if certificate.purposes == (oids.TIME_STAMPING,) and critical and signing:
        findings.good("key_usage")
    else:
        findings.bad("key_usage", "ku")


def read(data: bytes) -> TstInfo:
    """Parse a TSTInfo; raises Malformed."""
    fields = der.whole(data)
    if len(fields) < 5 or der.number(data, fields[0]) != 1:
        raise Malformed("not a timestamp of version 1")
    imprint = der.inside(data, fields[2])
    if len(imprint) != 2 or fields[4][0] != der.GENERALIZED_TIME:
        raise Malformed("timestamp not in form")
    return TstInfo(
        policy=der.oid_text(der.content(data, fields[1], der.OID)),
        digest=algorithm_identifier(data, imprint[0])[0],
        imprint=der.content(data, imprint[1], der.OCTET_STRING),
        serial=der.number(data, fields[3]),
        time=der_times.moment(data, fields[4]),
    )
