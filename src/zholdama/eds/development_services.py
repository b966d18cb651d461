"""What an authority publishes besides certificates, made by the development authority: lists, answers,
timestamps.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from zholdama.eds import der, der_times, development_certificates, oids
from zholdama.eds.certificate import DIGITAL_SIGNATURE, NON_REPUDIATION, Certificate
from zholdama.eds.development import Credential
from zholdama.eds.development_certificates import extension
from zholdama.eds.development_keys import Key, new_key
from zholdama.eds.development_signing import attribute, draft_over, standard_attributes

TIMESTAMP_POLICY = oids.POLICY_TIMESTAMP + ".4"


@dataclass(frozen=True, slots=True)
class Revoked:
    """An entry of a list: when, and the reason's code (6 is a hold)."""

    at: datetime
    reason: int = 0


def revocation_list(
    issuer: Credential,
    revoked: Mapping[int, Revoked],
    *,
    at: datetime,
    number: int = 1,
    base: int | None = None,
    lasts: timedelta = timedelta(days=180),
) -> bytes:
    """A list by serial number, DER; a delta to the full list `base` when that is given."""
    extensions = [
        extension(oids.CRL_NUMBER, der.integer(number)),
        extension(oids.AUTHORITY_KEY_IDENTIFIER, der.seq(der.tlv(0x80, _key_identifier(issuer)))),
    ]
    if base is not None:
        extensions.insert(0, extension(oids.DELTA_CRL, der.integer(base), critical=True))
    entries = b"".join(_entry(serial, entry) for serial, entry in revoked.items())
    tbs = der.seq(
        der.integer(1),
        development_certificates.algorithm(issuer.key),
        Certificate.from_der(issuer.certificate).subject,
        der_times.time(at),
        der_times.time(at + lasts),
        der.tlv(der.SEQUENCE, entries) if entries else b"",
        der.tlv(0xA0, der.seq(*extensions)),
    )
    return _signed(tbs, issuer.key)


def _entry(serial: int, entry: Revoked) -> bytes:
    reason = der.seq(extension(oids.REASON_CODE, der.integer(entry.reason, der.ENUMERATED)))
    return der.seq(der.integer(serial), der_times.time(entry.at), reason if entry.reason else b"")


def _key_identifier(issuer: Credential) -> bytes:
    return development_certificates.key_identifier(issuer.key.spki)


def _signed(tbs: bytes, key: Key) -> bytes:
    return der.seq(tbs, development_certificates.algorithm(key), der.bit_string(key.sign(tbs)))


def service(
    issuer: Credential,
    common_name: str,
    purpose: str,
    *,
    at: datetime,
    key: Key | None = None,
    until: datetime | None = None,
) -> Credential:
    """A credential for a service of the authority (`oids.TIME_STAMPING`, `oids.OCSP_SIGNING`), valid for
    three years unless `until` says otherwise.
    """
    own = key or new_key("gost" if issuer.key.signature_oid == oids.GOST_2015_SIGNATURE else "rsa")
    made = development_certificates.build(
        subject=development_certificates.authority_name(common_name),
        key=own,
        issuer=Certificate.from_der(issuer.certificate).subject,
        issuer_key=issuer.key,
        valid=(at - timedelta(days=1), until or at + timedelta(days=3 * 365)),
        extensions=(
            development_certificates.purposes((purpose,), critical=True),
            development_certificates.usage(DIGITAL_SIGNATURE | NON_REPUDIATION),
            extension(oids.AUTHORITY_KEY_IDENTIFIER, der.seq(der.tlv(0x80, _key_identifier(issuer)))),
        ),
    )
    return Credential(own, made)


def timestamp_token(stamped: bytes, by: Credential, *, at: datetime, policy: str = TIMESTAMP_POLICY) -> bytes:
    """An RFC 3161 token over `stamped` (the bytes of a signature), DER."""
    algorithm = by.key.algorithm
    return timestamp_over(algorithm.digest_oid, algorithm.digest(stamped), by, at=at, policy=policy)


def timestamp_over(
    digest_oid: bytes,
    digest: bytes,
    by: Credential,
    *,
    at: datetime,
    policy: str = TIMESTAMP_POLICY,
    nonce: int | None = None,
) -> bytes:
    """A token over a digest that somebody else has made, as the service of the authority is asked for it."""
    statement = der.seq(
        der.integer(1),
        der.tlv(der.OID, der.oid_bytes(policy)),
        der.seq(der.seq(der.tlv(der.OID, digest_oid), der.EMPTY), der.octets(digest)),
        der.integer(int(at.timestamp())),
        der_times.generalized(at),
        b"" if nonce is None else der.integer(nonce),
    )
    attributes = standard_attributes(statement, by.key, by.certificate, at=at, content_type=oids.TST_INFO)
    made = draft_over(
        statement,
        tuple(sorted(attributes)),
        by.key,
        by.certificate,
        attached=True,
        content_type=oids.TST_INFO,
    )
    return made.encode()


def timestamp_attribute(token: bytes) -> bytes:
    """The unsigned attribute that carries a token."""
    return attribute(oids.TIMESTAMP_TOKEN, token)


def ocsp_answer(
    certificate: bytes,
    issuer: Credential,
    by: Credential,
    *,
    at: datetime,
    revoked: Revoked | None = None,
    nonce: bytes | None = None,
) -> bytes:
    """An OCSP answer about one certificate, DER; good unless `revoked`."""
    subject, above = Certificate.from_der(certificate), Certificate.from_der(issuer.certificate)
    identity = der.seq(
        der.seq(der.tlv(der.OID, oids.SHA256), der.EMPTY),
        der.octets(hashlib.sha256(above.subject).digest()),
        der.octets(hashlib.sha256(above.key.bits).digest()),
        der.integer(subject.serial),
    )
    return ocsp_answer_about(identity, by, at=at, revoked=revoked, nonce=nonce)


def ocsp_answer_about(
    identity: bytes,
    by: Credential,
    *,
    at: datetime,
    revoked: Revoked | None = None,
    nonce: bytes | None = None,
) -> bytes:
    """The same about a CertID as a question has sent it."""
    status = der.tlv(0x80)
    if revoked is not None:
        reason = der.tlv(0xA0, der.integer(revoked.reason, der.ENUMERATED))
        status = der.tlv(0xA1, der_times.generalized(revoked.at), reason)
    extensions = b""
    if nonce is not None:
        extensions = der.tlv(0xA1, der.seq(extension(oids.OCSP_NONCE, der.octets(nonce))))
    tbs = der.seq(
        der.tlv(0xA1, Certificate.from_der(by.certificate).subject),
        der_times.generalized(at),
        der.seq(der.seq(identity, status, der_times.generalized(at))),
        extensions,
    )
    basic = der.seq(
        tbs,
        development_certificates.algorithm(by.key),
        der.bit_string(by.key.sign(tbs)),
        der.tlv(0xA0, der.seq(by.certificate)),
    )
    wrapped = der.seq(der.tlv(der.OID, oids.OCSP_BASIC), der.octets(basic))
    return der.seq(der.integer(0, der.ENUMERATED), der.tlv(0xA0, wrapped))
