"""What a verification accepts beside the fixed checks; chosen by configuration, never by the signature."""

from dataclasses import dataclass

from zholdama.eds import oids


@dataclass(frozen=True, slots=True)
class Profile:
    """Accepted certificate policies, and the two leniencies a legal decision may switch on.

    `gost_2004`: GOST 34.310-2004 keys (old certificates, the government bodies' own authority).
    `ess_required`: the signature must name the signer's certificate (signingCertificateV2); the Java signer
    of NCANode leaves it out.
    """

    name: str
    policies: frozenset[str]
    gost_2004: bool = False
    ess_required: bool = True


CURRENT = Profile("current", frozenset({oids.POLICY_2022}))
"""Keys issued since 2022: RSA and GOST 34.10-2015."""

NCANODE = Profile("ncanode", frozenset({oids.POLICY_2022}), ess_required=False)
"""As current, for signatures made by NCANode."""

LEGACY = Profile(
    "legacy",
    frozenset({oids.POLICY_2022, oids.POLICY_GOST_LEGAL, oids.POLICY_RSA_SIGN}),
    gost_2004=True,
    ess_required=False,
)
"""History: old policies, GOST 34.310-2004, no ESS."""

PROFILES = {profile.name: profile for profile in (CURRENT, NCANODE, LEGACY)}
