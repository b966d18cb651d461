"""Which signature algorithms are accepted, and nothing beside them: a fixed table, compared with the
signer's key.

SHA-1, MD5, RSA under 2048 bits and every unknown pair are refused. GOST 34.310-2004 is in the table, but
marked: a profile has to allow it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from zholdama.eds import gost, oids
from zholdama.eds.certificate import PublicKey
from zholdama.eds.gost94 import gost34311

SMALLEST_RSA, LARGEST_RSA = 2048, 8192
"""Bits. Beyond the larger one nobody issues keys, and verifying would only cost time."""
_PADDING, _SHA256 = padding.PKCS1v15(), SHA256()


@dataclass(frozen=True, slots=True)
class Algorithm:
    """One accepted algorithm: its digest, the key it needs, and how a signature is verified."""

    name: str
    signatures: frozenset[bytes]
    digest_oid: bytes
    key_oid: bytes
    key_parameters: frozenset[bytes]
    digest: Callable[[bytes], bytes]
    verify_raw: Callable[[PublicKey, bytes, bytes], bool]
    legacy: bool = False

    def fits(self, key: PublicKey) -> bool:
        """Whether the key is one of this algorithm, parameters included."""
        return key.algorithm == self.key_oid and key.parameters in self.key_parameters

    def verify(self, key: PublicKey, message: bytes, signature: bytes) -> bool:
        """Whether `signature` over `message` is by `key`. False for a key of another algorithm or form."""
        return self.fits(key) and self.verify_raw(key, message, signature)


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


@lru_cache(maxsize=256)
def _rsa_key(spki: bytes) -> rsa.RSAPublicKey | None:
    try:
        key = load_der_public_key(spki)
    except (ValueError, UnsupportedAlgorithm):
        return None
    if not isinstance(key, rsa.RSAPublicKey) or not SMALLEST_RSA <= key.key_size <= LARGEST_RSA:
        return None
    return key


def _verify_rsa(key: PublicKey, message: bytes, signature: bytes) -> bool:
    public = _rsa_key(key.spki)
    if public is None:
        return False
    try:
        public.verify(signature, message, _PADDING, _SHA256)
    except InvalidSignature:
        return False
    return True


RSA_SHA256 = Algorithm(
    name="rsa-sha256",
    signatures=frozenset({oids.SHA256_RSA, oids.RSA}),
    digest_oid=oids.SHA256,
    key_oid=oids.RSA,
    key_parameters=frozenset({b"\x05\x00"}),
    digest=_sha256,
    verify_raw=_verify_rsa,
)

GOST_2015 = Algorithm(
    name="gost-34.10-2015-512",
    signatures=frozenset({oids.GOST_2015_SIGNATURE}),
    digest_oid=oids.STREEBOG_512,
    key_oid=oids.GOST_2015_KEY,
    key_parameters=frozenset({gost.PARAMETERS_2015}),
    digest=gost.streebog512,
    verify_raw=gost.verify_2015,
)

GOST_2004 = Algorithm(
    name="gost-34.310-2004",
    signatures=frozenset({oids.GOST_2004_SIGNATURE}),
    digest_oid=oids.GOST_34311_95,
    key_oid=oids.GOST_2004_KEY,
    key_parameters=frozenset({gost.PARAMETERS_2004}),
    digest=gost34311,
    verify_raw=gost.verify_2004,
    legacy=True,
)

ACCEPTED: tuple[Algorithm, ...] = (RSA_SHA256, GOST_2015, GOST_2004)

_PLAIN_PARAMETERS = frozenset({b"", b"\x05\x00"})
_BY_PAIR = {(each, found.digest_oid): found for found in ACCEPTED for each in found.signatures}
# Plain RSA names no digest, so it stands for no algorithm outside a CMS, where the digest is named beside it.
_BY_SIGNATURE = {each: found for found in ACCEPTED for each in found.signatures if each != oids.RSA}
_BY_DIGEST = {found.digest_oid: found for found in ACCEPTED}


def of_pair(signature: tuple[bytes, bytes], digest: tuple[bytes, bytes]) -> Algorithm | None:
    """The algorithm of a CMS signer, None when not accepted: (identifier, parameters) of signature, digest."""
    if signature[1] not in _PLAIN_PARAMETERS or digest[1] not in _PLAIN_PARAMETERS:
        return None
    return _BY_PAIR.get((signature[0], digest[0]))


def of_signature(signature: bytes) -> Algorithm | None:
    """The algorithm of a certificate, list or answer; None when not accepted."""
    return _BY_SIGNATURE.get(signature)


def of_digest(digest: bytes) -> Algorithm | None:
    """The accepted algorithm that goes with a digest; None when there is none."""
    return _BY_DIGEST.get(digest)
