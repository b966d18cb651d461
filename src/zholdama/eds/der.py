"""Distinguished encoding rules (X.690): a strict reader that never recurses, and a small writer."""

from collections.abc import Iterable
from functools import cache, lru_cache

BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, NULL, OID, ENUMERATED = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0A
UTF8, PRINTABLE, TELETEX, IA5, UTC_TIME, GENERALIZED_TIME, BMP = 0x0C, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1E
SEQUENCE, SET = 0x30, 0x31

Node = tuple[int, int, int, int]
"""(tag, offset of the header, of the content, and behind the content) in the bytes that were read."""


class Malformed(ValueError):
    """The bytes are not the DER they are expected to be."""


MOST_ELEMENTS = 4096
"""In one element: millions of empty ones would fill the memory. Revocation lists are read otherwise."""

LONGEST_NUMBER = 64
"""Bytes of an integer. Serial numbers have twenty; a longer one could not be printed or would cost time."""

_PLACES, _FEW = range(MOST_ELEMENTS + 1), range(5)


def children(data: bytes, start: int, stop: int) -> list[Node]:
    """The elements between two offsets; definite minimal lengths and one-byte tags only.

    Raises Malformed. One flat loop: this is the hot path of every verification.
    """
    nodes: list[Node] = []
    append = nodes.append
    try:
        for _ in _PLACES:
            if start >= stop:
                return nodes
            tag = data[start]
            length = data[start + 1]
            body = start + 2
            if length >= 0x80:
                length, body = _long_length(data, body, length & 0x7F)
            end = body + length
            if end > stop or tag & 0x1F == 0x1F:
                raise Malformed("content cut short, or a tag of several bytes")
            append((tag, start, body, end))
            start = end
    except IndexError as error:
        raise Malformed("element cut short") from error
    raise Malformed("more elements than are looked at")


def _long_length(data: bytes, start: int, count: int) -> tuple[int, int]:
    """(length, offset of the content) for a length of `count` bytes at `start`."""
    raw = data[start : start + count]
    if not 1 <= count <= 4 or len(raw) != count:
        raise Malformed("indefinite, overlong or cut length")
    length = int.from_bytes(raw, "big")
    if length < 0x80 or raw[0] == 0:
        raise Malformed("length not minimal")
    return length, start + count


def whole(data: bytes, tag: int = SEQUENCE) -> list[Node]:
    """The children of the one element that fills `data` to its last byte; raises Malformed."""
    stop = len(data)
    if stop < 2 or data[0] != tag:
        raise Malformed("not exactly one element of the expected kind")
    length, body = data[1], 2
    if length >= 0x80:
        length, body = _long_length(data, 2, length & 0x7F)
    if body + length != stop:
        raise Malformed("not exactly one element of the expected kind")
    return children(data, body, stop)


def rows(data: bytes, start: int, stop: int, tag: int = SEQUENCE) -> list[list[Node]]:
    """The children of each element between two offsets, all of which must have `tag`; raises Malformed.

    What attributes and extensions are: one loop instead of a call for each, which is a fifth of a verification.
    """
    found: list[list[Node]] = []
    try:
        for kind, _, at, end in children(data, start, stop):
            if kind != tag:
                raise Malformed("element of another kind than expected")
            inner: list[Node] = []
            for _ in _FEW:
                if at >= end:
                    break
                kind, length, body = data[at], data[at + 1], at + 2
                if length >= 0x80:
                    length, body = _long_length(data, body, length & 0x7F)
                after = body + length
                if after > end or kind & 0x1F == 0x1F:
                    raise Malformed("content cut short, or a tag of several bytes")
                inner.append((kind, at, body, after))
                at = after
            else:
                raise Malformed("more elements than are looked at")
            found.append(inner)
    except IndexError as error:
        raise Malformed("element cut short") from error
    return found


def inside(data: bytes, node: Node, tag: int = SEQUENCE) -> list[Node]:
    """The children of `node`, which must have `tag`; raises Malformed."""
    if node[0] != tag:
        raise Malformed("element of another kind than expected")
    return children(data, node[2], node[3])


def content(data: bytes, node: Node, tag: int) -> bytes:
    """The content bytes of `node`, which must have `tag`; raises Malformed."""
    if node[0] != tag:
        raise Malformed("element of another kind than expected")
    return data[node[2] : node[3]]


def encoded(data: bytes, node: Node) -> bytes:
    """The whole element with its header."""
    return data[node[1] : node[3]]


def number(data: bytes, node: Node, tag: int = INTEGER) -> int:
    """A minimally encoded INTEGER (or ENUMERATED) of up to LONGEST_NUMBER bytes; raises Malformed."""
    raw = content(data, node, tag)
    if len(raw) > LONGEST_NUMBER:
        raise Malformed("integer longer than is looked at")
    if not raw or (len(raw) > 1 and ((raw[0] == 0 and raw[1] < 0x80) or (raw[0] == 0xFF and raw[1] >= 0x80))):
        raise Malformed("integer not minimal")
    return int.from_bytes(raw, "big", signed=True)


def truth(data: bytes, node: Node) -> bool:
    """A BOOLEAN, whose true is 0xFF and nothing else; raises Malformed."""
    raw = content(data, node, BOOLEAN)
    if raw not in (b"\x00", b"\xff"):
        raise Malformed("boolean is neither 00 nor FF")
    return raw == b"\xff"


def bits(data: bytes, node: Node) -> bytes:
    """A BIT STRING of whole bytes (keys and signatures); raises Malformed."""
    raw = content(data, node, BIT_STRING)
    if not raw or raw[0] != 0:
        raise Malformed("bit string with unused bits")
    return raw[1:]


_TEXT_ENCODINGS = {UTF8: "utf-8", PRINTABLE: "ascii", IA5: "ascii", TELETEX: "latin-1", BMP: "utf-16-be"}


def text(data: bytes, node: Node) -> str:
    """A character string of any kind that certificates use; raises Malformed, for a NUL inside too."""
    try:
        found = data[node[2] : node[3]].decode(_TEXT_ENCODINGS[node[0]])
    except (KeyError, UnicodeDecodeError) as error:
        raise Malformed("not a readable text") from error
    if "\0" in found:
        raise Malformed("a text with a NUL inside")
    return found


@lru_cache(maxsize=1024)
def oid_text(raw: bytes) -> str:
    """Content bytes of an OBJECT IDENTIFIER as dotted numbers; raises Malformed."""
    if not raw or raw[-1] & 0x80 or len(raw) > 64:
        raise Malformed("object identifier cut short or overlong")
    arcs: list[int] = []
    value = 0
    for position, byte in enumerate(raw):
        if value == 0 and byte == 0x80 and (position == 0 or not raw[position - 1] & 0x80):
            raise Malformed("object identifier not minimal")
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(str(arc) for arc in (first, arcs[0] - 40 * first, *arcs[1:]))


@cache
def oid_bytes(dotted: str) -> bytes:
    """Content bytes of an OBJECT IDENTIFIER given as dotted numbers."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    out = bytearray()
    for arc in (40 * first + second, *rest):
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(arc & 0x7F | 0x80)
        out += bytes(reversed(groups))
    return bytes(out)


def tlv(tag: int, *parts: bytes) -> bytes:
    """One element: tag, minimal length, the parts joined."""
    body = b"".join(parts)
    if len(body) < 0x80:
        return bytes((tag, len(body))) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size + body


def seq(*parts: bytes) -> bytes:
    """A SEQUENCE."""
    return tlv(SEQUENCE, *parts)


def set_of(parts: Iterable[bytes]) -> bytes:
    """A SET OF in the order that DER demands."""
    return tlv(SET, *sorted(parts))


def integer(value: int, tag: int = INTEGER) -> bytes:
    """An INTEGER."""
    return tlv(tag, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def octets(value: bytes) -> bytes:
    """An OCTET STRING."""
    return tlv(OCTET_STRING, value)


def bit_string(value: bytes) -> bytes:
    """A BIT STRING of whole bytes."""
    return tlv(BIT_STRING, b"\x00", value)


def utf8(value: str) -> bytes:
    """A UTF8String."""
    return tlv(UTF8, value.encode())


def printable(value: str) -> bytes:
    """A PrintableString."""
    return tlv(PRINTABLE, value.encode("ascii"))


EMPTY = tlv(NULL)
"""A NULL."""
