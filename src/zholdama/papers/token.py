"""The signed token of the QR: a CWT in COSE_Sign1 with Ed25519 (RFC 8392, 9052, 8037), in base32.

`ZHOLDAMA1:` and upper-case base32 without padding, for QR's alphanumeric mode. There is exactly one text for
one token: other case, set unused bits, padding, another CBOR form or a byte behind the end are refused, so
that nothing near a true token is taken for it.
"""

import base64
import binascii
import functools
import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cwt import COSE, COSEKey
from cwt.cose_key_interface import COSEKeyInterface

from zholdama.working_time.zone import ALMATY

PREFIX = "ZHOLDAMA1:"
LONGEST_TEXT = 311
"""Characters that a QR of version 10 at level M holds in alphanumeric mode (ISO/IEC 18004)."""

_KINDS = {
    "job_placement": 1,
    "public_works": 2,
    "training": 3,
    "social_workplace": 4,
    "youth_practice": 5,
    "guidance": 6,
}
"""The results by their place in clause P10, to save bytes; any other kind travels as text."""
_KIND_NAMES = {number: name for name, number in _KINDS.items()}
_ISSUER, _SUBJECT, _EXPIRES, _ISSUED, _ID, _WHAT = 1, 2, 4, 6, 7, -65537
"""Claims: registered numbers of RFC 8392, and one private claim: [kind, initials]."""

_HEAD = bytes.fromhex(
    "d2844da201270448"
)  # tag 18, array of 4, protected {1: -8 (EdDSA), 4: eight bytes of key id}
_SIGNATURE_HEAD = bytes.fromhex("5840")
_TEXT = re.compile(re.escape(PREFIX) + "[A-Z2-7]+", re.ASCII)


class Unreadable(ValueError):
    """The text is not a token in its one accepted form, or its contents are not ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a token says.

    `issued_at`: aware, whole seconds. `valid_until`: the last valid day in Almaty, that day included; None
    for a paper that does not end. `code`: the 16 random bytes that stand for the paper in public lists.
    """

    number: str
    kind: str
    initials: str
    issued_at: datetime
    valid_until: date | None
    provider: str
    code: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token taken apart but not yet believed: `envelope` is the COSE_Sign1, `key_id` 16 hex digits."""

    key_id: str
    envelope: bytes


def end_of_validity(last_day: date) -> datetime:
    """The first moment after `last_day` in Almaty: a paper is valid strictly before it."""
    following = last_day + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=ALMATY)


def new_code() -> bytes:
    """A fresh verify code: 128 bits from the system's random source."""
    return secrets.token_bytes(16)


def code_text(code: bytes) -> str:
    """The verify code for a person to type: base32 in groups of up to five, 26 letters in all."""
    plain = base64.b32encode(code).decode().rstrip("=")
    return "-".join(plain[start : start + 5] for start in range(0, len(plain), 5))


def initials(full_name: str) -> str:
    """First letters of up to three words: "Әлімова Сәуле Қайратқызы" gives "Ә.С.Қ."."""
    return "".join(f"{word[0].upper()[:1]}." for word in full_name.split()[:3])


def issue(claims: Claims, *, key: Ed25519PrivateKey) -> str:
    """Sign `claims` into the text of a QR.

    Raises ValueError when the text would not fit a QR of version 10: number and provider code have about
    fifty bytes together.
    """
    private = _private(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    key_id = bytes.fromhex(key_id_of(key.public_key()))
    payload = cbor2.dumps(_as_cwt(claims), canonical=True)
    envelope = COSE.new().encode_and_sign(payload, private, protected={1: -8, 4: key_id}, unprotected={})
    text = PREFIX + base64.b32encode(envelope).decode().rstrip("=")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"the token has {len(text)} characters, a QR of version 10 holds {LONGEST_TEXT}")
    return text


def key_id_of(key: Ed25519PublicKey) -> str:
    """The key id: the first 8 bytes of SHA-256 over the raw public key, as 16 hex digits."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def read(text: str) -> Token:
    """Take a token's text apart, in its one form; nothing in it is believed yet. Raises Unreadable."""
    if len(text) > LONGEST_TEXT or not _TEXT.fullmatch(text):
        raise Unreadable("not a token's text")
    letters = text.removeprefix(PREFIX)
    try:
        envelope = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except binascii.Error as error:
        raise Unreadable("not base32") from error
    if base64.b32encode(envelope).decode().rstrip("=") != letters:
        raise Unreadable("unused bits are set")
    return Token(key_id=envelope[8:16].hex(), envelope=_checked(envelope))


def believed(token: Token, *, key: Ed25519PublicKey) -> Claims:
    """The claims of `token`, which `key` signed. Raises Unreadable when it did not, or for other claims
    than ours.
    """
    public = _public(
        key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), bytes.fromhex(token.key_id)
    )
    try:
        payload = COSE.new().decode(token.envelope, public)
        said = cbor2.loads(payload)
        if cbor2.dumps(said, canonical=True) != payload:
            raise Unreadable("the claims are not in their one form")
        return _as_claims(said)
    except (
        Exception
    ) as error:  # cwt and cbor2 raise many kinds; whatever it was, this is no token of that key
        raise Unreadable("not signed by this key") from error


def _checked(envelope: bytes) -> bytes:
    """The same bytes, in the one CBOR form that `issue` makes; the signature does not cover the frame."""
    rest = envelope[16:]
    payload_length = rest[2] if len(rest) > 2 else 0
    signature_at = 3 + payload_length
    good = (
        envelope.startswith(_HEAD)
        and rest[:2] == b"\xa0\x58"
        and payload_length >= 24
        and rest[signature_at : signature_at + 2] == _SIGNATURE_HEAD
        and len(rest) == signature_at + 2 + 64
    )
    if not good:
        raise Unreadable("not the frame of a token")
    return envelope


def _as_cwt(claims: Claims) -> dict[int, Any]:
    if claims.issued_at.tzinfo is None:
        raise ValueError("issued_at needs an offset")
    if len(claims.code) != 16:
        raise ValueError("a verify code has 16 bytes")
    what = [_KINDS.get(claims.kind, claims.kind), claims.initials]
    said: dict[int, Any] = {
        _ISSUER: claims.provider,
        _SUBJECT: claims.number,
        _ISSUED: int(claims.issued_at.timestamp()),
        _ID: claims.code,
        _WHAT: what,
    }
    if claims.valid_until is not None:
        said[_EXPIRES] = int(end_of_validity(claims.valid_until).timestamp())
    return said


def _as_claims(said: dict[int, Any]) -> Claims:
    expires = said.get(_EXPIRES)
    kind, letters = said[_WHAT]
    texts, numbers = (said[_ISSUER], said[_SUBJECT], letters), (said[_ISSUED], expires or 0)
    # 1.0 and True equal 1 here, but are other values to whoever else reads the token.
    if {type(one) for one in texts} != {str} or {type(one) for one in numbers} != {int} or min(numbers) < 0:
        raise Unreadable("the claims are of other types")
    if type(said[_ID]) is not bytes or not (type(kind) is str or (type(kind) is int and kind in _KIND_NAMES)):
        raise Unreadable("no code or no kind of ours")
    claims = Claims(
        number=said[_SUBJECT],
        kind=kind if isinstance(kind, str) else _KIND_NAMES[kind],
        initials=letters,
        issued_at=datetime.fromtimestamp(said[_ISSUED], UTC).astimezone(ALMATY),
        valid_until=None if expires is None else _last_day(expires),
        provider=said[_ISSUER],
        code=said[_ID],
    )
    if _as_cwt(claims) != said:
        raise Unreadable("the claims are not ours")
    return claims


def _last_day(expires: int) -> date:
    return (datetime.fromtimestamp(expires, UTC).astimezone(ALMATY) - timedelta(seconds=1)).date()


@functools.lru_cache(maxsize=512)
def _private(pem: bytes) -> COSEKeyInterface:
    return COSEKey.from_pem(pem)


@functools.lru_cache(maxsize=512)
def _public(pem: bytes, key_id: bytes) -> COSEKeyInterface:
    return COSEKey.from_pem(pem, kid=key_id)
