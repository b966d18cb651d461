"""The checks of the signer's certificate: chain, time, key usage, policy, role, numbers."""

from datetime import datetime

from zholdama.eds import algorithms, names, oids
from zholdama.eds.certificate import DIGITAL_SIGNATURE, NON_REPUDIATION, Certificate
from zholdama.eds.demands import Demands, Role
from zholdama.eds.der import Malformed
from zholdama.eds.profiles import Profile
from zholdama.eds.trust import Authority, TrustStore, issued
from zholdama.eds.verdict import Findings


def check_chain(
    findings: Findings,
    store: TrustStore,
    certificate: Certificate,
    *,
    at: datetime,
    profile: Profile,
    embedded: tuple[bytes, ...] = (),
    unknown_is_bad: bool = True,
) -> Authority | None:
    """The certificate was issued by a trusted authority, and everything on the way up was valid `at`.

    Returns the authority that really signed it, also when a later check of the chain is bad.
    """
    if store.empty:
        findings.not_made("chain", "trust.empty")
        return None
    if certificate.unknown_critical:
        findings.bad("chain", "chain.critical", ", ".join(certificate.unknown_critical))
        return None
    authority = next(
        (each for each in store.issuers_of(certificate) if issued(each.certificate, certificate)), None
    )
    if authority is None and not unknown_is_bad and not store.named(certificate.issuer):
        findings.not_made("chain", "chain.untrusted", names.in_words(certificate.issuer))
        return None
    if authority is None:
        _explain(findings, store, certificate, embedded)
        return None
    method = algorithms.of_signature(certificate.signature_algorithm)
    if (authority.legacy or method is None or method.legacy) and not profile.gost_2004:
        findings.bad("chain", "alg.legacy", "a link of the chain is GOST 34.310-2004")
    else:
        findings.good("chain.signature")
        _check_times(findings, certificate, authority, at)
    if not authority.complete:
        findings.not_made("chain", "chain.incomplete", "the store holds no root above the issuer")
    return authority


def _check_times(findings: Findings, certificate: Certificate, authority: Authority, at: datetime) -> None:
    start = max(certificate.not_before, authority.not_before)
    end = min(certificate.not_after, authority.not_after)
    if start <= at <= end:
        findings.good("chain.time")
    else:
        findings.bad(
            "chain.time",
            "chain.time",
            f"valid {start.isoformat()} to {end.isoformat()}, judged at {at.isoformat()}",
        )


def _explain(
    findings: Findings, store: TrustStore, certificate: Certificate, embedded: tuple[bytes, ...]
) -> None:
    """Why nobody trusted issued it. Embedded certificates are looked at for the explanation only."""
    if store.named(certificate.issuer):
        findings.bad(
            "chain.signature", "chain.signature", "bears a trusted issuer's name, but not its signature"
        )
        return
    for data in embedded:
        try:
            between = Certificate.from_der(data)
        except Malformed:
            continue
        if (
            between.subject == certificate.issuer
            and between.path_length == -1
            and store.named(between.issuer)
        ):
            findings.bad("chain.signature", "chain.signature", "issued with a certificate that is no CA")
            return
    findings.bad("chain.signature", "chain.untrusted", names.in_words(certificate.issuer))


def check_usage(findings: Findings, certificate: Certificate, profile: Profile) -> None:
    """A signing key, not one for signing in; under an accepted policy."""
    purposes = certificate.purposes
    needed = DIGITAL_SIGNATURE | NON_REPUDIATION
    if (certificate.key_usage or 0) & needed != needed:
        findings.bad("key_usage", "ku", "not for signing documents")
    elif oids.EMAIL_PROTECTION not in purposes or oids.CLIENT_AUTH in purposes:
        findings.bad("key_usage", "ku", "purpose is not signing")
    else:
        findings.good("key_usage")
    if profile.policies.isdisjoint(certificate.policies):
        findings.bad("policy", "policy", ", ".join(certificate.policies) or "none")
    else:
        findings.good("policy")


def check_role(findings: Findings, certificate: Certificate, role: Role) -> None:
    """The certificate's role is the demanded one.

    `individual`: a person acting for himself; `official`: a legal entity's head or holder of its signing
    right.
    """
    held = set(certificate.purposes)
    legal = any(each == oids.LEGAL_ENTITY or each.startswith(oids.LEGAL_ENTITY + ".") for each in held)
    if role == "any":
        return
    if role == "individual":
        fits = oids.INDIVIDUAL in held and not legal
    else:
        fits = oids.LEGAL_ENTITY in held and not held.isdisjoint({oids.HEAD, oids.SIGNER})
    detail = ", ".join(names.roles(certificate)) or "none"
    if fits:
        findings.good("role", detail)
    else:
        findings.bad("role", "role", detail)


def check_numbers(findings: Findings, subject: names.Subject, demands: Demands) -> None:
    """At most one IIN and one BIN in the name; those asked for are there. Compared as text, not validated.

    A demanded role needs its numbers: an individual the IIN, an official IIN and BIN.
    """
    needed = {"individual": ("iin",), "official": ("iin", "bin")}.get(demands.role, ())
    for kind, held, wanted in (("iin", subject.iins, demands.iin), ("bin", subject.bins, demands.bin)):
        if len(held) > 1:
            findings.bad(kind, f"{kind}.count", f"{len(held)} in the name")
        elif not held and (wanted is not None or kind in needed):
            findings.bad(kind, f"{kind}.missing")
        elif wanted is not None and held[0] != wanted:
            findings.bad(kind, f"{kind}.mismatch")
        elif wanted is not None:
            findings.good(kind)
