"""Keys of a provider: Ed25519 for its tokens, ECDSA P-256 with a certificate for its seal; the public key
ring.

The ring is a JSON file that anybody may hold: `{as_of, keys: [{key_id, provider: {code, names}, ed25519,
seal_sha256, seal_certificate, not_before, not_after, revoked_at}], withdrawn: [...], replaced: [...]}`. Keys and
certificates in base64, hashes in hex, times in ISO 8601 with offset. The lists hold the first eight bytes of
SHA-256 of the verify codes, so that the file gives no code away and stays short.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from zholdama.papers.token import key_id_of
from zholdama.passport.texts import Text

_HASH_DIGITS = 16


class KeyFileError(ValueError):
    """The key file or key bundle cannot be used; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Who a key belongs to: the provider's code and its names."""

    code: str
    names: Text


@dataclass(frozen=True, kw_only=True)
class PublicKeys:
    """One pair of public keys of a provider, trusted for papers issued in `[not_before, not_after)`.

    `revoked_at`: since when the keys are known to have been in other hands; then they prove nothing at all, because
    whoever has them writes any date.
    """

    key_id: str
    provider: Provider
    ed25519: bytes
    seal_certificate: bytes
    not_before: datetime
    not_after: datetime
    revoked_at: datetime | None = None

    @cached_property
    def seal_sha256(self) -> str:
        """SHA-256 of the seal's certificate (DER), hex."""
        return hashlib.sha256(self.seal_certificate).hexdigest()

    @cached_property
    def token_key(self) -> Ed25519PublicKey:
        """The key that checks tokens."""
        return Ed25519PublicKey.from_public_bytes(self.ed25519)

    @cached_property
    def seal_key(self) -> ec.EllipticCurvePublicKey:
        """The key that checks seals."""
        return seal_key_of(self.seal_certificate)

    def hold_at(self, moment: datetime) -> bool:
        """Whether a paper issued at `moment` may carry these keys."""
        return self.revoked_at is None and self.not_before <= moment < self.not_after


@dataclass(frozen=True, kw_only=True)
class KeyRing:
    """The public keys of every provider, and the withdrawn and replaced papers, as of one moment."""

    as_of: datetime
    keys: tuple[PublicKeys, ...]
    withdrawn: frozenset[str] = frozenset()
    replaced: frozenset[str] = frozenset()

    @cached_property
    def by_key_id(self) -> Mapping[str, PublicKeys]:
        """Keys by the id that tokens carry."""
        return {key.key_id: key for key in self.keys}

    @cached_property
    def by_seal(self) -> Mapping[str, PublicKeys]:
        """Keys by the SHA-256 of the seal's certificate."""
        return {key.seal_sha256: key for key in self.keys}

    def to_json(self) -> str:
        """The key file; equal rings give equal text."""
        document = {
            "as_of": self.as_of.isoformat(),
            "keys": [_key_document(key) for key in self.keys],
            "withdrawn": sorted(self.withdrawn),
            "replaced": sorted(self.replaced),
        }
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, content: str | bytes) -> "KeyRing":
        """Read a key file. Raises KeyFileError for another file, or a key that does not fit its id or
        hash.
        """
        try:
            document = json.loads(content)
            return cls(
                as_of=_moment(document["as_of"]),
                keys=tuple(_key_from(entry) for entry in document["keys"]),
                withdrawn=frozenset(str(one)[:_HASH_DIGITS] for one in document["withdrawn"]),
                replaced=frozenset(str(one)[:_HASH_DIGITS] for one in document["replaced"]),
            )
        except KeyFileError:
            raise
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise KeyFileError(f"not a file of public keys: {error!r}") from error


@dataclass(frozen=True, kw_only=True)
class ProviderKeys:
    """The private keys of one provider, ready for use; keep the object, loading costs more than signing."""

    provider: Provider
    token_key: Ed25519PrivateKey
    seal_key: ec.EllipticCurvePrivateKey
    certificate: bytes
    not_before: datetime
    not_after: datetime

    @cached_property
    def public(self) -> PublicKeys:
        """What others need to check the papers."""
        public = self.token_key.public_key()
        return PublicKeys(
            key_id=key_id_of(public),
            provider=self.provider,
            ed25519=public.public_bytes(Encoding.Raw, PublicFormat.Raw),
            seal_certificate=self.certificate,
            not_before=self.not_before,
            not_after=self.not_after,
        )

    def to_pem(self) -> bytes:
        """Token key, seal key, certificate, in this order, unencrypted PEM: whoever stores it encrypts it."""
        plain = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        certificate = x509.load_der_x509_certificate(self.certificate).public_bytes(Encoding.PEM)
        return self.token_key.private_bytes(*plain) + self.seal_key.private_bytes(*plain) + certificate

    @classmethod
    def from_pem(cls, pem: bytes, *, provider: Provider) -> "ProviderKeys":
        """What `to_pem` wrote; the period comes from the certificate. Raises KeyFileError."""
        try:
            token_pem, seal_pem, certificate_pem = _blocks(pem)
            token_key, seal_key = load_pem_private_key(token_pem, None), load_pem_private_key(seal_pem, None)
            certificate = x509.load_pem_x509_certificate(certificate_pem)
        except ValueError as error:
            raise KeyFileError("not a bundle of a provider's keys") from error
        if not isinstance(token_key, Ed25519PrivateKey) or not isinstance(
            seal_key, ec.EllipticCurvePrivateKey
        ):
            raise KeyFileError("the bundle holds keys of another kind")
        if certificate.public_key() != seal_key.public_key():
            raise KeyFileError("the certificate is not the seal key's")
        return cls(
            provider=provider,
            token_key=token_key,
            seal_key=seal_key,
            certificate=certificate.public_bytes(Encoding.DER),
            not_before=certificate.not_valid_before_utc,
            not_after=certificate.not_valid_after_utc,
        )


def new_keys(*, provider: Provider, not_before: datetime, not_after: datetime) -> ProviderKeys:
    """Fresh keys with a self-made certificate, for papers issued in `[not_before, not_after)`; whole
    seconds.
    """
    seal_key = ec.generate_private_key(ec.SECP256R1())
    period = (not_before.replace(microsecond=0), not_after.replace(microsecond=0))
    return ProviderKeys(
        provider=provider,
        token_key=Ed25519PrivateKey.generate(),
        seal_key=seal_key,
        certificate=_certificate(provider, seal_key, *period).public_bytes(Encoding.DER),
        not_before=period[0],
        not_after=period[1],
    )


def seal_key_of(certificate: bytes) -> ec.EllipticCurvePublicKey:
    """The P-256 key of a seal's certificate (DER). Raises ValueError for another key or no certificate."""
    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
    except Exception as error:  # InvalidVersion and others of the library are no ValueError
        raise ValueError("not a certificate that can be read") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("a seal's key lies on P-256")
    return key


def code_hash(code: bytes) -> str:
    """How a verify code stands in the lists of withdrawn and replaced papers: 8 bytes of its SHA-256, hex.

    Codes are drawn by chance and not by whoever holds a paper, so that 64 bits are enough: with 100,000 entries one
    paper in 10^14 would be taken for another.
    """
    return hashlib.sha256(code).hexdigest()[:_HASH_DIGITS]


def _certificate(
    provider: Provider, key: ec.EllipticCurvePrivateKey, not_before: datetime, not_after: datetime
) -> x509.Certificate:
    # X.520 allows 64 characters in each of these; the whole names are in the key ring.
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, provider.names.kk[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Zholdama seal {provider.code}"[:64]),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )


def _key_document(key: PublicKeys) -> dict[str, Any]:
    return {
        "key_id": key.key_id,
        "provider": {"code": key.provider.code, "names": key.provider.names.as_dict()},
        "ed25519": base64.b64encode(key.ed25519).decode(),
        "seal_sha256": key.seal_sha256,
        "seal_certificate": base64.b64encode(key.seal_certificate).decode(),
        "not_before": key.not_before.isoformat(),
        "not_after": key.not_after.isoformat(),
        "revoked_at": key.revoked_at and key.revoked_at.isoformat(),
    }


def _key_from(entry: Mapping[str, Any]) -> PublicKeys:
    names = entry["provider"]["names"]
    key = PublicKeys(
        key_id=entry["key_id"],
        provider=Provider(
            code=entry["provider"]["code"], names=Text(kk=names["kk"], ru=names["ru"], en=names["en"])
        ),
        ed25519=base64.b64decode(entry["ed25519"], validate=True),
        seal_certificate=base64.b64decode(entry["seal_certificate"], validate=True),
        not_before=_moment(entry["not_before"]),
        not_after=_moment(entry["not_after"]),
        revoked_at=_moment(entry["revoked_at"]) if entry.get("revoked_at") else None,
    )
    if key_id_of(key.token_key) != key.key_id:
        raise KeyFileError(f"the token key does not belong to key id {key.key_id}")
    if entry.get("seal_sha256", key.seal_sha256) != key.seal_sha256:
        raise KeyFileError(f"the seal's certificate of key id {key.key_id} is not the one its hash names")
    seal_key_of(key.seal_certificate)
    return key


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise KeyFileError(f"a time without an offset: {text}")
    return moment


def _blocks(pem: bytes) -> tuple[bytes, bytes, bytes]:
    parts = [b"-----BEGIN " + part for part in pem.split(b"-----BEGIN ")[1:]]
    if len(parts) != 3:
        raise KeyFileError("a bundle has two keys and one certificate")
    return parts[0], parts[1], parts[2]
