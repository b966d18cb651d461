"""GOST 34.10-2015-512 and the legacy GOST 34.310-2004 in the byte orders of Kazakhstan's certificates.

A public key is an OCTET STRING of x and y, both little-endian; a signature is r and s, both little-endian;
the digest is read as a little-endian integer. The older algorithm has the same layouts with halves of 32
bytes.
"""

from functools import lru_cache

from zholdama.eds import backends, gost_curve, oids
from zholdama.eds.certificate import PublicKey
from zholdama.eds.der import OID, seq, tlv
from zholdama.eds.gost94 import gost34311
from zholdama.eds.gost_curve import CRYPTOPRO_A, TC26_512_A, Curve

PARAMETERS_2015 = seq(tlv(OID, oids.GOST_2015_PARAMETERS_A), tlv(OID, oids.STREEBOG_512))
PARAMETERS_2004 = seq(tlv(OID, oids.GOST_2004_PARAMETERS), tlv(OID, oids.GOST_34311_95 + b"\x01\x00"))
_HEADERS = {TC26_512_A.name: b"\x04\x81\x80", CRYPTOPRO_A.name: b"\x04\x40"}


def streebog512(data: bytes) -> bytes:
    """The 64-byte digest by the backend chosen at import."""
    return backends.streebog512(data)


@lru_cache(maxsize=256)
def _point(curve: Curve, bits: bytes) -> bytes | None:
    """x and y (little-endian) of a key whose point is on the curve; None otherwise."""
    header = _HEADERS[curve.name]
    raw = bits[len(header) :]
    if not bits.startswith(header) or len(raw) != 2 * curve.size:
        return None
    x, y = _halves(raw, curve.size)
    return raw if curve.holds(x, y) else None


def _halves(raw: bytes, size: int) -> tuple[int, int]:
    return int.from_bytes(raw[:size], "little"), int.from_bytes(raw[size:], "little")


def _in_range(curve: Curve, signature: bytes) -> bool:
    if len(signature) != 2 * curve.size:
        return False
    r, s = _halves(signature, curve.size)
    return 0 < r < curve.q and 0 < s < curve.q


def verify_2015(key: PublicKey, message: bytes, signature: bytes) -> bool:
    """Whether `signature` over `message` is by `key`; False for keys and signatures not in form."""
    point = _point(TC26_512_A, key.bits)
    if point is None or not _in_range(TC26_512_A, signature):
        return False
    return backends.verify(point, backends.streebog512(message), signature)


def verify_2004(key: PublicKey, message: bytes, signature: bytes) -> bool:
    """The same for GOST 34.310-2004 (CryptoPro-A curve, GOST 34.311-95)."""
    point = _point(CRYPTOPRO_A, key.bits)
    if point is None or not _in_range(CRYPTOPRO_A, signature):
        return False
    e = int.from_bytes(gost34311(message), "little")
    return gost_curve.verify(CRYPTOPRO_A, int, _halves(point, 32), e, *_halves(signature, 32))


def spki(x: int, y: int) -> bytes:
    """The SubjectPublicKeyInfo of a point of the 512-bit curve."""
    raw = x.to_bytes(64, "little") + y.to_bytes(64, "little")
    algorithm = seq(tlv(OID, oids.GOST_2015_KEY), PARAMETERS_2015)
    return seq(algorithm, tlv(0x03, b"\x00", _HEADERS[TC26_512_A.name], raw))
