"""Whether the certificate was revoked, from what the caller holds; nothing is fetched here."""

from zholdama.eds.certificate import Certificate
from zholdama.eds.demands import Demands
from zholdama.eds.trust import Authority
from zholdama.eds.verdict import Findings


def check_revocation(
    findings: Findings, certificate: Certificate, authority: Authority | None, demands: Demands
) -> None:
    """The signer's certificate was not revoked."""
    if authority is None:
        findings.not_made("revocation", "revocation.no_issuer", decides=False)
    elif demands.revocation == "not_published_by_development_ca" and authority.development:
        findings.good("revocation", "a development authority publishes no revocation")
    else:
        findings.not_made("revocation", "revocation.missing")
