"""Private keys of the development authority and its made-up people."""

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

from zholdama.eds import oids
from zholdama.eds.algorithms import RSA_SHA256, Algorithm


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


def new_key(kind: str, *, bits: int = 2048) -> Key:
    """A new private key of a kind (`rsa`); `bits` is for RSA."""
    if kind == "rsa":
        return RsaKey(rsa.generate_private_key(public_exponent=65537, key_size=bits))
    raise ValueError(f"no such kind of key: {kind}")


def load_key(data: bytes) -> Key:
    """Read a key that `to_bytes` wrote; raises ValueError."""
    private = load_der_private_key(data, password=None)
    if not isinstance(private, rsa.RSAPrivateKey):
        raise ValueError("not a key of a kind known here")
    return RsaKey(private)
