"""Which implementation computes Streebog and GOST signatures: the first of the fast ones that passes known
answers.

Order: GnuTLS (ctypes), gmpy2, plain Python for signatures; GnuTLS, nettle, plain Python for the digest. The
choice is made once, at import; `report()` says what was chosen and why the others were not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from zholdama.eds import gost_curve, nettle
from zholdama.eds.gnutls import GnuTls, Unavailable
from zholdama.eds.gost_curve import TC26_512_A
from zholdama.eds.streebog import streebog512 as plain_streebog512

Digest = Callable[[bytes], bytes]
Verify = Callable[[bytes, bytes, bytes], bool]
"""(key, digest, signature) -> whether good; key and signature 128 bytes, both halves little-endian."""


class NotUsable(RuntimeError):
    """A backend gave a wrong answer to a known question."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was chosen; `refused` maps a backend's name to the reason it is not used."""

    digest: str
    verify: str
    digests: tuple[str, ...]
    verifiers: tuple[str, ...]
    refused: dict[str, str]


# RFC 6986, 10.1 (written there with the last byte first).
_MESSAGE = b"012345678901234567890123456789012345678901234567890123456789012"
_DIGEST = bytes.fromhex(
    "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa"
    "00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48"
)
# A signature over Streebog-512 of "zholdama", made once and accepted by GnuTLS 3.7 as well.
_KEY = bytes.fromhex(
    "e83924fcb87cee19e4a706f38478f4dc436c0bf8484482072fd3aef354538f4c"
    "1ab5bec65bcd8767fcf99767793464d6fd2da3098f8d2c85c67e225ae3a4d88b"
    "72607fbd89df81e480ef9d80c99934a045b41d049183c984576b36040017c01d"
    "5cd97403ba3dbcf0139ca22d741d6439da9ab8a80253ea58240923d5790301f4"
)
_SIGNATURE = bytes.fromhex(
    "d6ca4433df779f2f22b59884e8426160a248ad1273c8fe6c5021401a25ae7a68"
    "958bc07448a48678bf76e51b54a106e0a479ad7f956f540d272b1686bdc059c6"
    "b8b18c369236611aaf5517c6d42348e30d66a2ed420755d59a77c95b09afb1a7"
    "eef452efd49b26c26d9765d7fec255acea98ab6603f12bc55c361d91d9159864"
)


def _known_digest(digest: Digest) -> None:
    if digest(_MESSAGE) != _DIGEST:
        raise NotUsable("wrong digest")


def _known_signature(verify: Verify) -> None:
    digest = plain_streebog512(b"zholdama")
    spoiled = _SIGNATURE[:-1] + bytes((_SIGNATURE[-1] ^ 1,))
    if not verify(_KEY, digest, _SIGNATURE):
        raise NotUsable("refuses a good signature")
    if verify(_KEY, digest, spoiled) or verify(_KEY, digest[::-1], _SIGNATURE):
        raise NotUsable("accepts a bad signature")


def _by_curve(number: gost_curve.Number) -> Verify:
    def verify(key: bytes, digest: bytes, signature: bytes) -> bool:
        point = int.from_bytes(key[:64], "little"), int.from_bytes(key[64:], "little")
        r, s = int.from_bytes(signature[:64], "little"), int.from_bytes(signature[64:], "little")
        return gost_curve.verify(TC26_512_A, number, point, int.from_bytes(digest, "little"), r, s)

    return verify


def _gmpy2_number() -> gost_curve.Number:
    try:
        from gmpy2 import mpz
    except ImportError as error:
        raise Unavailable("not installed") from error
    number: gost_curve.Number = mpz
    return number


def number() -> gost_curve.Number:
    """The fastest integers here: `gmpy2.mpz`, or `int`."""
    try:
        return _gmpy2_number()
    except Unavailable:
        return int


_DIGEST_MAKERS: tuple[tuple[str, Callable[[], Digest]], ...] = (
    ("gnutls", lambda: GnuTls().streebog512),
    ("nettle", nettle.streebog512),
    ("python", lambda: plain_streebog512),
)
_VERIFY_MAKERS: tuple[tuple[str, Callable[[], Verify]], ...] = (
    ("gnutls", lambda: GnuTls().verify),
    ("gmpy2", lambda: _by_curve(_gmpy2_number())),
    ("python", lambda: _by_curve(int)),
)


def _first(makers: tuple[tuple[str, Callable[[], Any]], ...], test: Callable[[Any], None], kind: str) -> str:
    for name, make in makers:
        if _usable(name, make, test, kind) is not None:
            return name
    raise NotUsable(f"no backend for {kind}")


_REFUSED: dict[str, str] = {}
_MADE: dict[tuple[str, str], Any] = {}


def _usable(name: str, make: Callable[[], Any], test: Callable[[Any], None], kind: str) -> Any:
    if (kind, name) not in _MADE:
        try:
            made = make()
            test(made)
        except (Unavailable, NotUsable) as error:
            _REFUSED[f"{name} for {kind}"] = str(error)
            made = None
        _MADE[kind, name] = made
    return _MADE[kind, name]


def digest_by(name: str) -> Digest | None:
    """The digest of a named backend (`gnutls`, `nettle`, `python`); None when it cannot be used here."""
    found: Digest | None = _usable(name, dict(_DIGEST_MAKERS)[name], _known_digest, "digest")
    return found


def verify_by(name: str) -> Verify | None:
    """The verification of a named backend (`gnutls`, `gmpy2`, `python`); None when it cannot be used here."""
    found: Verify | None = _usable(name, dict(_VERIFY_MAKERS)[name], _known_signature, "signatures")
    return found


def report() -> Report:
    """What was chosen here and what else would work; tests every backend (some tens of milliseconds the
    first time).
    """
    digests = tuple(name for name, _ in _DIGEST_MAKERS if digest_by(name))
    verifiers = tuple(name for name, _ in _VERIFY_MAKERS if verify_by(name))
    return Report(_digest_name, _verify_name, digests, verifiers, dict(_REFUSED))


_digest_name = _first(_DIGEST_MAKERS, _known_digest, "digest")
_verify_name = _first(_VERIFY_MAKERS, _known_signature, "signatures")
streebog512: Digest = _MADE["digest", _digest_name]
verify: Verify = _MADE["signatures", _verify_name]
