"""Private keys of the development authority and its made-up people."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from zholdama.eds import backends, der, gost, gost_curve, oids
from zholdama.eds.algorithms import GOST_2015, RSA_SHA256, Algorithm
from zholdama.eds.certificate import algorithm_identifier
from zholdama.eds.gost_curve import TC26_512_A


class Key(Protocol):
    """A private key that can sign."""

    @property
    def algorithm(self) -> Algorithm:
        """The algorithm it signs with."""

    @property
    def spki(self) -> bytes:
        """The public key, DER."""

    @property
    def signature_oid(self) -> bytes:
        """The signature's identifier in certificates and signatures."""

    def sign(self, message: bytes) -> bytes:
        """A signature over `message`."""

    def to_bytes(self) -> bytes:
        """The private key as `load_key` reads it."""


@dataclass(frozen=True, slots=True)
class RsaKey:
    """RSA with SHA-256, PKCS #1 v1.5."""

    private: rsa.RSAPrivateKey = field(repr=False)

    @property
    def algorithm(self) -> Algorithm:
        """See Key."""
        return RSA_SHA256

    @property
    def spki(self) -> bytes:
        """See Key."""
        return self.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    @property
    def signature_oid(self) -> bytes:
        """See Key."""
        return oids.SHA256_RSA

    def sign(self, message: bytes) -> bytes:
        """See Key."""
        return self.private.sign(message, padding.PKCS1v15(), SHA256())

    def to_bytes(self) -> bytes:
        """PKCS #8, DER."""
        return self.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


@dataclass(frozen=True, slots=True)
class GostKey:
    """GOST 34.10-2015-512 with Streebog-512. For made-up people only: signing does not hide its timing."""

    private: int = field(repr=False)
    spki: bytes = field(repr=False)

    @classmethod
    def of(cls, private: int) -> "GostKey":
        """The key with this private number (1..q-1)."""
        return cls(private, gost.spki(*gost_curve.multiply(TC26_512_A, backends.number(), private)))

    @property
    def algorithm(self) -> Algorithm:
        """See Key."""
        return GOST_2015

    @property
    def signature_oid(self) -> bytes:
        """See Key."""
        return oids.GOST_2015_SIGNATURE

    def sign(self, message: bytes) -> bytes:
        """See Key. The nonce is drawn from key and digest, so that the same message gives the same
        signature.
        """
        digest = gost.streebog512(message)
        secret = self.private.to_bytes(64, "little")
        nonce = int.from_bytes(hmac.digest(secret, digest, hashlib.sha512), "big") % (TC26_512_A.q - 1) + 1
        e = int.from_bytes(digest, "little")
        r, s = gost_curve.sign(TC26_512_A, backends.number(), self.private, e, nonce)
        return r.to_bytes(64, "little") + s.to_bytes(64, "little")

    def to_bytes(self) -> bytes:
        """PKCS #8, DER; the private number little-endian."""
        algorithm = der.seq(der.tlv(der.OID, oids.GOST_2015_KEY), gost.PARAMETERS_2015)
        return der.seq(der.integer(0), algorithm, der.octets(self.private.to_bytes(64, "little")))


def new_key(kind: str, *, bits: int = 2048) -> Key:
    """A new private key of a kind, `rsa` (of that many bits) or `gost`."""
    if kind == "rsa":
        return RsaKey(rsa.generate_private_key(public_exponent=65537, key_size=bits))
    if kind == "gost":
        return GostKey.of(secrets.randbelow(TC26_512_A.q - 1) + 1)
    raise ValueError(f"no such kind of key: {kind}")


def load_key(data: bytes) -> Key:
    """Read a key that `to_bytes` wrote; raises ValueError."""
    parts = der.whole(data)
    if len(parts) >= 3 and algorithm_identifier(data, parts[1])[0] == oids.GOST_2015_KEY:
        return GostKey.of(int.from_bytes(der.content(data, parts[2], der.OCTET_STRING), "little"))
    private = load_der_private_key(data, password=None)
    if not isinstance(private, rsa.RSAPrivateKey):
        raise ValueError("not a key of a kind known here")
    return RsaKey(private)
