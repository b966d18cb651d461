"""The checks that tie content, signed attributes, certificate and signature together; for documents and
timestamps.
"""

import hashlib
from datetime import datetime

from zholdama.eds import algorithms, der, der_times, oids
from zholdama.eds.algorithm_identifiers import algorithm_identifier
from zholdama.eds.algorithms import Algorithm
from zholdama.eds.certificate import Certificate
from zholdama.eds.cms_form import SignedData, SignerInfo
from zholdama.eds.der import Malformed
from zholdama.eds.profiles import Profile
from zholdama.eds.verdict import Findings


def signer_certificate(findings: Findings, signed: SignedData, signer: SignerInfo) -> Certificate | None:
    """The one embedded certificate with the signer's issuer and serial number."""
    try:
        embedded = [Certificate.from_der(data) for data in signed.certificates]
    except Malformed as error:
        findings.bad("certificate", "certificate.form", str(error))
        return None
    matching = [each for each in embedded if each.serial == signer.serial and each.issuer == signer.issuer]
    if len(matching) != 1:
        findings.bad("certificate", "certificate.count", f"{len(matching)} certificates match the signer")
        return None
    findings.good("certificate")
    return matching[0]


def accepted_algorithm(
    findings: Findings, signed: SignedData, signer: SignerInfo, certificate: Certificate, profile: Profile
) -> Algorithm | None:
    """The algorithm, when the pair is in the table, allowed by the profile, and the one of the signer's
    key.
    """
    algorithm = algorithms.of_pair(signer.algorithm, signer.digest)
    words = f"{der.oid_text(signer.algorithm[0])} with {der.oid_text(signer.digest[0])}"
    listed = algorithm if signer.digest[0] in signed.digests else None
    return fitting_algorithm(findings, listed, words, certificate, profile)


def fitting_algorithm(
    findings: Findings, algorithm: Algorithm | None, words: str, certificate: Certificate, profile: Profile
) -> Algorithm | None:
    """The algorithm that a signature names in `words`, when it is known, allowed, and the key's own."""
    if algorithm is None:
        findings.bad("algorithm", "alg.pair", words)
    elif algorithm.legacy and not profile.gost_2004:
        findings.bad("algorithm", "alg.legacy", algorithm.name)
    elif not algorithm.fits(certificate.key):
        findings.bad(
            "algorithm",
            "alg.key",
            f"{algorithm.name} with a key of {der.oid_text(certificate.key.algorithm)}",
        )
    else:
        findings.good("algorithm", algorithm.name)
        return algorithm
    return None


def check_attributes(
    findings: Findings, signed: SignedData, signer: SignerInfo, expected_type: bytes
) -> bool:
    """Signed attributes are there, none twice, and contentType is the content's and the expected one."""
    if signer.attributes is None:
        findings.bad("signed_attributes", "signed_attrs.missing")
        return False
    single = {key: values for key, values in signer.attributes.items() if len(values) == 1}
    for key, word in ((oids.CONTENT_TYPE, "contentType"), (oids.MESSAGE_DIGEST, "messageDigest")):
        if key not in single:
            findings.bad("signed_attributes", "attr.count", f"not exactly one {word}")
            return False
    if signer.repeated or len(single) != len(signer.attributes):
        findings.bad("signed_attributes", "attr.count", "an attribute is given twice or has no single value")
        return False
    if (
        single[oids.CONTENT_TYPE][0] != der.tlv(der.OID, signed.content_type)
        or signed.content_type != expected_type
    ):
        findings.bad("signed_attributes", "attr.content_type")
        return False
    findings.good("signed_attributes")
    return True


def check_digest(findings: Findings, signer: SignerInfo, algorithm: Algorithm, content: bytes | None) -> None:
    """messageDigest is the digest of the content."""
    if content is None:
        findings.not_made("digest", "content.missing")
        return
    if signer.attributes is None:
        return
    if signer.attributes[oids.MESSAGE_DIGEST][0] == der.octets(algorithm.digest(content)):
        findings.good("digest")
    else:
        findings.bad("digest", "digest")


def check_digest_value(findings: Findings, algorithm: Algorithm, content: bytes, stated: bytes) -> None:
    """What is stated is the digest of the content."""
    if algorithm.digest(content) == stated:
        findings.good("digest")
    else:
        findings.bad("digest", "digest")


def check_signature(
    findings: Findings, algorithm: Algorithm, certificate: Certificate, *, message: bytes, signature: bytes
) -> None:
    """The signature is over the signed bytes, by the certificate's key."""
    if algorithm.verify_raw(certificate.key, message, signature):
        findings.good("signature")
    else:
        findings.bad("signature", "signature")


def check_ess(
    findings: Findings,
    signer: SignerInfo,
    certificate: Certificate,
    profile: Profile,
    *,
    required: bool,
    v1: bool,
) -> None:
    """The signed attributes name this very certificate (RFC 5035). `v1` allows the older form with SHA-1.

    The authority's own time-stamping service uses that form; there it is an addition to the signature, not
    the thing that carries the trust.
    """
    attributes = signer.attributes or {}
    if oids.ESS_V2 in attributes:
        expected, raw = "v2", attributes[oids.ESS_V2][0]
    elif v1 and oids.ESS_V1 in attributes:
        expected, raw = "v1", attributes[oids.ESS_V1][0]
    elif required:
        findings.bad("ess", "ess.missing")
        return
    else:
        findings.good("ess", "absent, as the profile allows")
        return
    try:
        same = _names(raw, expected, certificate, profile)
    except Malformed as error:
        findings.bad("ess", "ess.form", str(error))
        return
    if same:
        findings.good("ess")
    else:
        findings.bad("ess", "ess.mismatch")


def _names(raw: bytes, version: str, certificate: Certificate, profile: Profile) -> bool:
    """Whether the first ESSCertID of the attribute is `certificate`'s."""
    parts = der.whole(raw)
    identifiers = der.inside(raw, parts[0]) if parts else []
    if not identifiers:
        raise Malformed("names no certificate")
    fields = der.inside(raw, identifiers[0])
    digest = oids.SHA256
    if version == "v1":
        digest = oids.SHA1
    elif fields and fields[0][0] == der.SEQUENCE:
        digest = algorithm_identifier(raw, fields.pop(0))[0]
    if not fields or len(fields) > 2:
        raise Malformed("certificate identifier not in form")
    if der.content(raw, fields[0], der.OCTET_STRING) != _fingerprint(
        version, digest, certificate.der, profile
    ):
        return False
    return len(fields) == 1 or _same_issuer(raw, fields[1], certificate)


def _fingerprint(version: str, digest: bytes, data: bytes, profile: Profile) -> bytes:
    if version == "v1":
        return hashlib.sha1(data, usedforsecurity=False).digest()
    algorithm = algorithms.of_digest(digest)
    if algorithm is None or (algorithm.legacy and not profile.gost_2004):
        raise Malformed("digest not accepted")
    return algorithm.digest(data)


def _same_issuer(raw: bytes, node: der.Node, certificate: Certificate) -> bool:
    """IssuerSerial: GeneralNames with one directoryName, and the serial number."""
    parts = der.inside(raw, node)
    if len(parts) != 2:
        raise Malformed("issuer and serial number not in form")
    names = der.inside(raw, parts[0])
    if len(names) != 1 or names[0][0] != 0xA4:
        raise Malformed("issuer not a directory name")
    same_name = raw[names[0][2] : names[0][3]] == certificate.issuer
    return same_name and der.number(raw, parts[1]) == certificate.serial


def signing_time(signer: SignerInfo) -> datetime | None:
    """The signer's own clock; None when not given; raises Malformed."""
    values = (signer.attributes or {}).get(oids.SIGNING_TIME, ())
    if len(values) != 1:
        return None
    return der_times.moment(values[0], der.children(values[0], 0, len(values[0]))[0])
