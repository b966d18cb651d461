"""The CMS container of a seal (RFC 5652, PAdES baseline B of ETSI EN 319 142-1), made and read in one form.

A signature covers only the signed attributes. All that stands around them (versions, identifiers, the
certificate) is fixed by rebuilding: a container is accepted only when assembling it anew from its parts gives
the same bytes.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from asn1crypto import cms, core, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    Prehashed,
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Order of the group of P-256 (FIPS 186-5): of the equal signatures (r, s), (r, n - s) the smaller is
ours.
"""


class BadContainer(ValueError):
    """The bytes are not a seal's container in its one form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A container taken apart: certificate, stated digest, signed attributes, signature; all but digest
    DER.
    """

    certificate: bytes
    digest: bytes
    attributes: bytes
    signature: bytes

    def holds(self, *, digest: bytes, key: ec.EllipticCurvePublicKey) -> bool:
        """Whether `key` signed these attributes, and they name `digest` and the certificate."""
        if self.digest != digest or self.attributes != attributes(
            digest=digest, certificate=self.certificate
        ):
            return False
        try:
            key.verify(
                self.signature, hashlib.sha256(self.attributes).digest(), ec.ECDSA(Prehashed(SHA256()))
            )
        except InvalidSignature:
            return False
        return lowered(self.signature) == self.signature


def make(*, digest: bytes, certificate: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """The container (DER) for a file with SHA-256 `digest`; `sign` gives an ECDSA signature (DER) of
    bytes.
    """
    signed = attributes(digest=digest, certificate=certificate)
    return _assembled(certificate=certificate, attributes=signed, signature=lowered(sign(signed)))


def read(der: bytes) -> Container:
    """Take a container apart. Raises BadContainer unless it has the one form that `make` gives."""
    try:
        info = cms.ContentInfo.load(der, strict=True)
        content = info["content"]
        (signer,) = content["signer_infos"]
        (certificate,) = content["certificates"]
        signed = signer["signed_attrs"].untag().dump()
        (digest,) = next(
            item["values"] for item in signer["signed_attrs"] if item["type"].native == "message_digest"
        )
        parts = Container(
            certificate=certificate.chosen.dump(),
            digest=digest.native,
            attributes=signed,
            signature=signer["signature"].native,
        )
        again = _assembled(certificate=parts.certificate, attributes=signed, signature=parts.signature)
    except (
        Exception
    ) as error:  # asn1crypto raises many kinds; a container that cannot be read is no container
        raise BadContainer("not a seal's container") from error
    if again != der:
        raise BadContainer("not the one form of a seal's container")
    return parts


def attributes(*, digest: bytes, certificate: bytes) -> bytes:
    """The signed attributes (DER): content type, message digest, signing certificate (ESSCertIDv2, RFC
    5035).
    """
    named = _der(0x30, _der(0x30, _der(0x30, _der(0x04, hashlib.sha256(certificate).digest()))))
    return _der(
        0x31,
        _der(0x30, _CONTENT_TYPE, _der(0x31, _DATA)),
        _der(0x30, _MESSAGE_DIGEST, _der(0x31, _der(0x04, digest))),
        _der(0x30, _SIGNING_CERTIFICATE, _der(0x31, named)),
    )


def lowered(signature: bytes) -> bytes:
    """The same ECDSA signature with the smaller s, in DER."""
    r, s = decode_dss_signature(signature)
    return encode_dss_signature(r, min(s, _ORDER - s))


def _assembled(*, certificate: bytes, attributes: bytes, signature: bytes) -> bytes:
    owner = x509.Certificate.load(certificate)["tbs_certificate"]
    implicit = b"\xa0" + attributes[1:]  # [0] IMPLICIT in place of the tag of a SET
    whose = _der(0x30, owner["issuer"].dump(), owner["serial_number"].dump())
    signer = _der(0x30, _VERSION, whose, _SHA256, implicit, _ECDSA, _der(0x04, signature))
    signed = _der(
        0x30, _VERSION, _der(0x31, _SHA256), _der(0x30, _DATA), _der(0xA0, certificate), _der(0x31, signer)
    )
    return _der(0x30, _SIGNED_DATA, _der(0xA0, signed))


def _der(tag: int, *parts: bytes) -> bytes:
    """One DER element; definite length in its shortest form."""
    content = b"".join(parts)
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + content


def _oid(dotted: str) -> bytes:
    return core.ObjectIdentifier(dotted).dump()


_VERSION = _der(0x02, b"\x01")
_DATA = _oid("1.2.840.113549.1.7.1")
_SIGNED_DATA = _oid("1.2.840.113549.1.7.2")
_CONTENT_TYPE = _oid("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST = _oid("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE = _oid("1.2.840.113549.1.9.16.2.47")
_SHA256 = _der(0x30, _oid("2.16.840.1.101.3.4.2.1"))  # parameters absent, as RFC 5754 asks
_ECDSA = _der(0x30, _oid("1.2.840.10045.4.3.2"))
