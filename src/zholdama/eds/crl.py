"""Certificate revocation lists (RFC 5280, section 5), full and delta, of any size.

The entries are indexed once, as sorted fixed-width records (serial number, place of the entry), and looked
up by bisection; `zholdama.eds.crl_file` keeps index and list in files that processes map into memory.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from struct import Struct
from struct import error as StructError
from typing import NamedTuple

from zholdama.eds import algorithms, der, der_times, oids
from zholdama.eds.algorithm_identifiers import plain_algorithm
from zholdama.eds.certificate import CRL_SIGN, Certificate, extension_list
from zholdama.eds.der import Malformed

SERIAL_BYTES, PLACE_BYTES = 20, 4
RECORD_BYTES = SERIAL_BYTES + PLACE_BYTES
_BLOCK = 32 * RECORD_BYTES
_PLACE = Struct(">I")
REMOVE_FROM_CRL = 8
LARGEST = 64 * 1024 * 1024
"""Bytes of a list; a million entries. Reading it takes three to four times as much memory."""
_UNDERSTOOD = frozenset({oids.DELTA_CRL})
REASONS = {
    0: "unspecified",
    1: "keyCompromise",
    2: "cACompromise",
    3: "affiliationChanged",
    4: "superseded",
    5: "cessationOfOperation",
    6: "certificateHold",
    8: "removeFromCRL",
    9: "privilegeWithdrawn",
    10: "aACompromise",
}


class Entry(NamedTuple):
    """One revoked certificate. `since` is the earlier of revocation and invalidity."""

    serial: int
    since: datetime
    reason: int

    @property
    def word(self) -> str:
        """The reason as RFC 5280 names it."""
        return REASONS.get(self.reason, str(self.reason))


@dataclass(frozen=True, slots=True, eq=False)
class Crl:
    """A parsed list; `index` holds its records. A list with `base` set is a delta to the full list of that
    number.
    """

    data: bytes = field(repr=False)
    tbs: tuple[int, int] = field(repr=False)
    issuer: bytes = field(repr=False)
    this_update: datetime
    next_update: datetime | None
    number: int | None
    base: int | None
    critical: tuple[str, ...]
    algorithm: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    index: bytes = field(repr=False)
    fence: tuple[bytes, ...] = field(repr=False)
    verified: dict[str, bool] = field(default_factory=dict, repr=False)

    @classmethod
    def from_der(cls, data: bytes, *, index: bytes | None = None) -> "Crl":
        """Parse one list; index it unless an index made from the same bytes is given; raises Malformed."""
        if len(data) > LARGEST:
            raise Malformed("larger than is looked at")
        parts = der.whole(data)
        if len(parts) != 3:
            raise Malformed("a revocation list has three parts")
        fields = der.inside(data, parts[0])
        if len(fields) < 4 or der.number(data, fields[0]) != 1 or fields[2][0] != der.SEQUENCE:
            raise Malformed("not a revocation list of version 2")
        algorithm = plain_algorithm(data, parts[1])
        if plain_algorithm(data, fields[1]) != algorithm:
            raise Malformed("inner and outer signature algorithm differ")
        rest = fields[4:]
        next_update = None
        if rest and rest[0][0] in (der.UTC_TIME, der.GENERALIZED_TIME):
            next_update = der_times.moment(data, rest.pop(0))
        entries = rest.pop(0) if rest and rest[0][0] == der.SEQUENCE else None
        extensions = _extensions(data, rest)
        held = index if index is not None else records(data, entries)
        return cls(
            data=data,
            tbs=(parts[0][1], parts[0][3]),
            issuer=der.encoded(data, fields[2]),
            this_update=der_times.moment(data, fields[3]),
            next_update=next_update,
            number=_number(extensions, oids.CRL_NUMBER),
            base=_number(extensions, oids.DELTA_CRL),
            critical=tuple(
                der.oid_text(key)
                for key, (critical, _) in extensions.items()
                if key not in _UNDERSTOOD and (critical or key == oids.ISSUING_DISTRIBUTION_POINT)
            ),
            algorithm=algorithm,
            signature=der.bits(data, parts[2]),
            index=held,
            fence=tuple(bytes(held[at : at + SERIAL_BYTES]) for at in range(0, len(held), _BLOCK)),
        )

    def signed_by(self, issuer: Certificate) -> bool:
        """Whether `issuer` may sign lists and signed this one; computed once for each issuer."""
        known = issuer.fingerprint
        if known not in self.verified:
            algorithm = algorithms.of_signature(self.algorithm)
            allowed = bool((issuer.key_usage or 0) & CRL_SIGN) and issuer.subject == self.issuer
            start, stop = self.tbs
            self.verified[known] = (
                allowed
                and algorithm is not None
                and algorithm.verify(issuer.key, self.data[start:stop], self.signature)
            )
        return self.verified[known]

    def fresh(self, at: datetime) -> bool:
        """thisUpdate <= at < nextUpdate."""
        return self.next_update is not None and self.this_update <= at < self.next_update

    def entries_of(self, serial: int) -> Iterator[Entry]:
        """The entries of a serial number, normally none or one; raises Malformed."""
        if not 0 <= serial < 1 << 8 * SERIAL_BYTES:
            return
        wanted = serial.to_bytes(SERIAL_BYTES, "big")
        # The fence finds the block in C; the one before may end with the same serial number.
        last = bisect_right(self.fence, wanted)
        first = max(bisect_left(self.fence, wanted) - 1, 0)
        block = bytes(self.index[first * _BLOCK : last * _BLOCK])
        place = block.find(wanted)
        while place >= 0:
            if place % RECORD_BYTES == 0:
                start = place + SERIAL_BYTES
                yield self._entry(int.from_bytes(block[start : start + PLACE_BYTES], "big"))
            place = block.find(wanted, place + 1)

    def _entry(self, place: int) -> Entry:
        head = self.data[place : place + 512]
        fields = der.inside(head, _first(head))
        if len(fields) not in (2, 3):
            raise Malformed("entry not in form")
        since, code = der_times.moment(head, fields[1]), 0
        if len(fields) == 3:
            code, invalid = _extras(head[fields[2][1] : fields[2][3]])
            since = since if invalid is None else min(since, invalid)
        return Entry(der.number(head, fields[0]), since, code)


@lru_cache(maxsize=256)
def _extras(raw: bytes) -> tuple[int, datetime | None]:
    """(reason, invalidity date) of an entry's extensions; few differ, and a list is asked again and again."""
    extensions = extension_list(raw, _first(raw))
    reason, invalid = extensions.get(oids.REASON_CODE), extensions.get(oids.INVALIDITY_DATE)
    return (
        0 if reason is None else der.number(reason[1], _first(reason[1]), der.ENUMERATED),
        None if invalid is None else der_times.moment(invalid[1], _first(invalid[1])),
    )


def records(data: bytes, entries: der.Node | None) -> bytes:
    """The sorted records of the entries in a node; raises Malformed. One pass, made for a million entries."""
    if entries is None:
        return b""
    position, stop = entries[2], entries[3]
    found: list[bytes] = []
    append, place = found.append, _PLACE.pack
    try:
        while position < stop:
            length = data[position + 1]
            start = position + 2
            if length >= 0x80:
                length, start = _long_length(data, position), position + 3
            size = data[start + 1]
            if data[position] != 0x30 or data[start] != 0x02 or not 1 <= size <= 21 or size + 2 > length:
                raise Malformed("entry not in form")
            serial = data[start + 2 : start + 2 + size]
            if size != SERIAL_BYTES:
                if size > SERIAL_BYTES and serial[0]:
                    raise Malformed("serial number longer than twenty bytes")
                serial = serial[-SERIAL_BYTES:].rjust(SERIAL_BYTES, b"\0")
            append(serial + place(position))
            position = start + length
    except (IndexError, StructError) as error:
        raise Malformed("entries cut short") from error
    if position != stop:
        raise Malformed("entries not in form")
    found.sort()
    return b"".join(found)


def _long_length(data: bytes, position: int) -> int:
    """The length of an element of 128 to 255 bytes; longer entries do not occur."""
    if data[position + 1] != 0x81 or data[position + 2] < 0x80:
        raise Malformed("entry longer than expected")
    return data[position + 2]


def _first(data: bytes) -> der.Node:
    """The first element of `data`, whatever follows it; raises Malformed."""
    if len(data) < 3:
        raise Malformed("element cut short")
    length, start = (data[1], 2) if data[1] < 0x80 else (_long_length(data, 0), 3)
    if start + length > len(data):
        raise Malformed("element cut short")
    return data[0], 0, start, start + length


def _extensions(data: bytes, rest: list[der.Node]) -> dict[bytes, tuple[bool, bytes]]:
    if not rest:
        return {}
    inner = der.inside(data, rest[0], 0xA0)
    if len(rest) != 1 or len(inner) != 1:
        raise Malformed("unexpected fields in a revocation list")
    return extension_list(data, inner[0])


def _number(extensions: dict[bytes, tuple[bool, bytes]], key: bytes) -> int | None:
    if key not in extensions:
        return None
    value = extensions[key][1]
    return der.number(value, _first(value))
