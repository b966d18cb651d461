"""Sign as NCALayer does: CMS with signed attributes, attached or detached (CAdES-BES)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zholdama.eds import der, der_times, oids
from zholdama.eds.certificate import Certificate
from zholdama.eds.development_keys import Key


@dataclass(frozen=True, slots=True)
class Draft:
    """A signature before it is put together, so that tests can spoil any part of it.

    `attributes` and `unsigned` are encoded attributes in the order of the message; None means no signed
    attributes.
    """

    content: bytes | None
    content_type: bytes
    digest_oid: bytes
    signature_oid: bytes
    issuer: bytes
    serial: int
    certificates: tuple[bytes, ...]
    attributes: tuple[bytes, ...] | None
    signature: bytes
    unsigned: tuple[bytes, ...] = ()

    def encode(self) -> bytes:
        """The ContentInfo, DER."""
        return signed_data(
            self.content_type, self.content, self.digest_oid, self.certificates, (self.signer(),)
        )

    def signer(self) -> bytes:
        """The SignerInfo, DER."""
        attributes = b"" if self.attributes is None else der.tlv(0xA0, *self.attributes)
        return der.seq(
            der.integer(1),
            der.seq(self.issuer, der.integer(self.serial)),
            _plain(self.digest_oid),
            attributes,
            _plain(self.signature_oid),
            der.octets(self.signature),
            der.tlv(0xA1, *self.unsigned) if self.unsigned else b"",
        )


def sign(content: bytes, key: Key, certificate: bytes, *, at: datetime, attached: bool = False) -> bytes:
    """A CMS over `content` with contentType, signingTime, signingCertificateV2 and messageDigest signed;
    DER.
    """
    return draft(content, key, certificate, at=at, attached=attached).encode()


def draft(content: bytes, key: Key, certificate: bytes, *, at: datetime, attached: bool = False) -> Draft:
    """What `sign` puts together, in parts."""
    attributes = tuple(sorted(standard_attributes(content, key, certificate, at=at)))
    return draft_over(content, attributes, key, certificate, attached=attached)


def draft_over(
    content: bytes,
    attributes: tuple[bytes, ...],
    key: Key,
    certificate: bytes,
    *,
    attached: bool = False,
    content_type: bytes = oids.DATA,
) -> Draft:
    """A draft whose signature is good over exactly these attributes."""
    parsed = Certificate.from_der(certificate)
    return Draft(
        content=content if attached else None,
        content_type=content_type,
        digest_oid=key.algorithm.digest_oid,
        signature_oid=key.signature_oid,
        issuer=parsed.issuer,
        serial=parsed.serial,
        certificates=(certificate,),
        attributes=attributes,
        signature=key.sign(der.tlv(der.SET, *attributes)),
    )


def standard_attributes(
    content: bytes, key: Key, certificate: bytes, *, at: datetime, content_type: bytes = oids.DATA
) -> list[bytes]:
    """The four attributes of a CAdES-BES signature."""
    return [
        attribute(oids.CONTENT_TYPE, der.tlv(der.OID, content_type)),
        attribute(oids.SIGNING_TIME, der_times.time(at)),
        signing_certificate(certificate),
        attribute(oids.MESSAGE_DIGEST, der.octets(key.algorithm.digest(content))),
    ]


def signing_certificate(certificate: bytes) -> bytes:
    """The ESS attribute that names a certificate by its SHA-256 (RFC 5035)."""
    fingerprint = der.octets(hashlib.sha256(certificate).digest())
    return attribute(oids.ESS_V2, der.seq(der.seq(der.seq(fingerprint))))


def attribute(identifier: bytes, *values: bytes) -> bytes:
    """One attribute."""
    return der.seq(der.tlv(der.OID, identifier), der.set_of(values))


def signed_data(
    content_type: bytes,
    content: bytes | None,
    digest_oid: bytes,
    certificates: Sequence[bytes],
    signers: Sequence[bytes],
) -> bytes:
    """A ContentInfo around a signedData with any number of signers."""
    inner = b"" if content is None else der.tlv(0xA0, der.octets(content))
    body = der.seq(
        der.integer(1 if content_type == oids.DATA else 3),
        der.set_of([_plain(digest_oid)]),
        der.seq(der.tlv(der.OID, content_type), inner),
        der.tlv(0xA0, *certificates),
        der.set_of(signers),
    )
    return der.seq(der.tlv(der.OID, oids.SIGNED_DATA), der.tlv(0xA0, body))


def _plain(identifier: bytes) -> bytes:
    return der.seq(der.tlv(der.OID, identifier), der.EMPTY)
