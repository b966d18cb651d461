"""The checks of the one who signed, the same whatever form the signature has."""

from datetime import datetime

from zholdama.eds import certificate_checks, names, revocation
from zholdama.eds.certificate import Certificate
from zholdama.eds.demands import Demands
from zholdama.eds.verdict import Findings, Signer


def check_signer(
    findings: Findings,
    certificate: Certificate,
    demands: Demands,
    *,
    stamped: datetime | None = None,
    embedded: tuple[bytes, ...] = (),
) -> names.Subject:
    """Chain, usage, role, numbers and revocation, judged at a timestamp's time or the time of receipt.

    Returns who the certificate names; raises Malformed.
    """
    authority = certificate_checks.check_chain(
        findings,
        demands.store,
        certificate,
        at=stamped or demands.at,
        profile=demands.profile,
        embedded=embedded,
    )
    subject = names.subject(certificate)
    certificate_checks.check_usage(findings, certificate, demands.profile)
    certificate_checks.check_role(findings, certificate, demands.role)
    certificate_checks.check_numbers(findings, subject, demands)
    revocation.check_revocation(findings, certificate, authority, demands, stamped=stamped)
    revocation.check_authorities(findings, authority, demands)
    return subject


def signer(
    certificate: Certificate,
    subject: names.Subject,
    algorithm: str,
    *,
    claimed: datetime | None = None,
    stamped: datetime | None = None,
) -> Signer:
    """Who signed, for the verdict; `claimed` is the signer's own clock."""
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
