"""Is this referral true? Answered offline from the text of its QR or from its PDF, with a ring of public
keys.

A PDF is judged by its seal over the whole file, then by its token; a token alone never vouches for the page
around it. The verdicts, the first that fits: forged, unknown_key, withdrawn, replaced, expired, valid.
"""

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from io import BytesIO

from asn1crypto import parser
from pyhanko.pdf_utils.reader import PdfFileReader

from zholdama.papers import container, token
from zholdama.papers.keys import KeyRing, Provider, PublicKeys, code_hash, seal_key_of

VALID, EXPIRED, REPLACED, WITHDRAWN = "valid", "expired", "replaced", "withdrawn"
FORGED, UNKNOWN_KEY = "forged", "unknown_key"
LARGEST_PDF = 20_000_000
"""Bytes; a sealed page of ours has under a hundred thousand."""

_RANGE = re.compile(rb"/ByteRange \[0 (\d{1,9}) (\d{1,9}) (\d{1,9})\]")
_HOLE = re.compile(rb"<([0-9a-f]+)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer about one paper.

    `verdict`: one of the six words. `reason`: a code that says why. The other fields are filled only from a
    token that a key of the ring signed. `valid_until`: the last second of the last valid day in Almaty; the
    paper is expired from the following midnight on; None for a paper without an end. `list_as_of`: how old
    the lists are. `code`: the 16 bytes behind the verify code, to ask for the state as of now.
    """

    verdict: str
    reason: str
    number: str | None = None
    kind: str | None = None
    initials: str | None = None
    issued_at: datetime | None = None
    valid_until: datetime | None = None
    provider: Provider | None = None
    list_as_of: datetime | None = None
    code: bytes | None = field(default=None, repr=False)


class _Forged(Exception):
    """The file is not as it was sealed; the argument is the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    verdict: Verdict
    keys: PublicKeys | None = None


def verify_text(text: str, *, keyring: KeyRing, at: datetime) -> Verdict:
    """Judge the text of a QR at the aware time `at`. Never raises for a bad text: that is `forged`."""
    return _judged(text, keyring=keyring, at=at).verdict


def verify_pdf(data: bytes, *, keyring: KeyRing, at: datetime) -> Verdict:
    """Judge a PDF at the aware time `at`: one seal over every byte, a known key, its own token, the same
    number.

    Never raises for a bad file: unreadable is `forged`. A whole and true seal of a key outside the ring is
    `unknown_key`.
    """
    try:
        sealed = _sealed(data)
        keys = keyring.by_seal.get(hashlib.sha256(sealed.certificate).hexdigest())
        if keys is None:
            return Verdict(verdict=UNKNOWN_KEY, reason="seal_key_not_in_ring", list_as_of=keyring.as_of)
        text, number = _token_and_number(data)
    except _Forged as finding:
        return Verdict(verdict=FORGED, reason=str(finding), list_as_of=keyring.as_of)
    judged = _judged(text, keyring=keyring, at=at)
    if judged.keys is not None and (judged.keys != keys or judged.verdict.number != number):
        return Verdict(verdict=FORGED, reason="token_of_another_paper", list_as_of=keyring.as_of)
    if judged.keys is None and judged.verdict.verdict == UNKNOWN_KEY:
        # The seal's key is known, so a stranger's token does not belong into this file.
        return replace(judged.verdict, verdict=FORGED, reason="token_of_another_key")
    return judged.verdict


def _judged(text: str, *, keyring: KeyRing, at: datetime) -> _Judged:
    if at.tzinfo is None:
        raise ValueError("the time of a verification needs an offset")
    try:
        read = token.read(text)
    except token.Unreadable:
        return _Judged(verdict=Verdict(verdict=FORGED, reason="token_unreadable", list_as_of=keyring.as_of))
    keys = keyring.by_key_id.get(read.key_id)
    if keys is None:
        return _Judged(
            verdict=Verdict(verdict=UNKNOWN_KEY, reason="token_key_not_in_ring", list_as_of=keyring.as_of)
        )
    try:
        claims = token.believed(read, key=keys.token_key)
    except token.Unreadable:
        return _Judged(verdict=Verdict(verdict=FORGED, reason="token_signature", list_as_of=keyring.as_of))
    if claims.provider != keys.provider.code:
        return _Judged(
            verdict=Verdict(verdict=FORGED, reason="key_of_another_provider", list_as_of=keyring.as_of)
        )
    verdict, reason = _standing(claims, keys=keys, keyring=keyring, at=at)
    return _Judged(
        verdict=_told(claims, verdict=verdict, reason=reason, keys=keys, keyring=keyring), keys=keys
    )


def _standing(claims: token.Claims, *, keys: PublicKeys, keyring: KeyRing, at: datetime) -> tuple[str, str]:
    """Verdict and reason of a token that `keys` signed."""
    if keys.revoked_at is not None:
        return UNKNOWN_KEY, "key_revoked"
    if not keys.hold_at(claims.issued_at):
        # A retired key proves nothing about papers dated outside its time: it may have been stolen since.
        return UNKNOWN_KEY, "issued_outside_the_keys_time"
    if code_hash(claims.code) in keyring.withdrawn:
        return WITHDRAWN, "withdrawn"
    if code_hash(claims.code) in keyring.replaced:
        return REPLACED, "replaced"
    if claims.valid_until is not None and at >= token.end_of_validity(claims.valid_until):
        return EXPIRED, "expired"
    # A paper "of the future" stays true: it is the asking clock that is wrong, and the reason says so.
    return VALID, "before_its_issue" if at < claims.issued_at else "good"


def _told(claims: token.Claims, *, verdict: str, reason: str, keys: PublicKeys, keyring: KeyRing) -> Verdict:
    last_day = claims.valid_until
    return Verdict(
        verdict=verdict,
        reason=reason,
        number=claims.number,
        kind=claims.kind,
        initials=claims.initials,
        issued_at=claims.issued_at,
        valid_until=None if last_day is None else token.end_of_validity(last_day) - timedelta(seconds=1),
        provider=keys.provider,
        list_as_of=keyring.as_of,
        code=claims.code,
    )


def _sealed(data: bytes) -> container.Container:
    """The one seal of a file, true to every byte by the key of its own certificate. Raises _Forged."""
    before, hole, after = _parts(data)
    raw = bytes.fromhex(hole.decode()) if len(hole) % 2 == 0 else b""
    try:
        length = parser.peek(raw)
        if raw[length:].strip(b"\0"):
            raise _Forged("bytes_behind_the_seal")
        found = container.read(raw[:length])
        key = seal_key_of(found.certificate)
    except ValueError as error:
        raise _Forged("seal_unreadable") from error
    digest = hashlib.sha256(before)
    digest.update(after)
    if not found.holds(digest=digest.digest(), key=key):
        raise _Forged("changed_after_sealing")
    return found


def _parts(data: bytes) -> tuple[bytes, bytes, bytes]:
    """What lies before the seal's hole, the hex in it, and what lies behind. Raises _Forged.

    Exactly one byte range, from the first byte to the last, that leaves out one hole of lower-case hex and
    nothing else: other validators accept an appended tail, upper case and dirty padding.
    """
    if not data.startswith(b"%PDF-") or len(data) > LARGEST_PDF:
        raise _Forged("not_a_pdf")
    ranges = _RANGE.findall(data)
    if data.count(b"/ByteRange") != 1 or len(ranges) != 1:
        raise _Forged("not_sealed_once")
    hole_at, behind_at, rest = (int(figure) for figure in ranges[0])
    if behind_at + rest != len(data):
        raise _Forged("seal_does_not_cover_the_file")
    hole = _HOLE.fullmatch(data[hole_at:behind_at])
    if hole is None or not data[:hole_at].endswith(b"/Contents "):
        raise _Forged("seal_not_in_its_one_form")
    return data[:hole_at], hole[1], data[behind_at:]


def _token_and_number(data: bytes) -> tuple[str, str]:
    """The token (keywords) and number (subject) that the file states of itself; read only under a true
    seal.
    """
    try:
        info = PdfFileReader(BytesIO(data), strict=False).trailer["/Info"]
        return str(info["/Keywords"]), str(info["/Subject"])
    except (
        Exception
    ) as error:  # a parser of files may raise anything; a sealed file without token is no referral
        raise _Forged("no_token") from error
