"""Change an input so that a strict reader does not stop at its first byte: DER stays DER half of the time."""

import random
from collections.abc import Callable

Tree = tuple[int, "bytes | list[Tree]"]
"""A tag with its content, or with the elements inside."""

_INTERESTING = (
    b"",
    b"\x00",
    b"\xff" * 21,
    b"\x80",
    b"99991231235959Z",
    b"00010101000000Z",
    b"\x2a\x83\x0e\x03\x0a\x01\x03\x01",
)


def mutated(data: bytes, largest: int, chance: int, plain: Callable[[bytes, int], bytes]) -> bytes:
    """`data` changed, within `largest` bytes; by `plain` where it is no DER, and half of the time."""
    draw = random.Random(chance)  # noqa: S311 - the same chance gives the same input again
    tree = None if draw.random() < 0.4 else parsed(data, 0)
    if not tree:
        return plain(data, largest)
    for _ in range(draw.choice((1, 1, 2, 4))):
        _change(tree, draw, plain)
    return encoded(tree)[:largest]


def parsed(data: bytes, depth: int) -> list[Tree] | None:
    """The elements of `data`; None when it is not whole elements."""
    found: list[Tree] = []
    at = 0
    while at < len(data):
        if at + 2 > len(data):
            return None
        tag, length, body = data[at], data[at + 1], at + 2
        if length >= 0x80:
            count = length & 0x7F
            length, body = int.from_bytes(data[body : body + count], "big"), body + count
            if not 1 <= count <= 4:
                return None
        if body + length > len(data):
            return None
        inner = data[body : body + length]
        # Extensions and OCSP answers hold DER inside octet strings.
        deeper = parsed(inner, depth + 1) if inner and (tag & 0x20 or tag == 0x04) and depth < 24 else None
        found.append((tag, inner if deeper is None else deeper))
        at = body + length
    return found


def encoded(tree: list[Tree]) -> bytes:
    """The bytes of a tree, every length right again."""
    out = bytearray()
    for tag, held in tree:
        body = held if isinstance(held, bytes) else encoded(held)
        size = len(body)
        if size < 0x80:
            out += bytes((tag, size)) + body
        else:
            length = size.to_bytes((size.bit_length() + 7) // 8, "big")
            out += bytes((tag, 0x80 | len(length))) + length + body
    return bytes(out)


def _change(tree: list[Tree], draw: random.Random, plain: Callable[[bytes, int], bytes]) -> None:
    """Change one element somewhere in the tree: its tag, its content, its place or its number."""
    level = tree
    while True:
        place = draw.randrange(len(level)) if level else 0
        inner = level[place][1] if level else b""
        if not isinstance(inner, list) or not inner or draw.random() < 0.12:
            break
        level = inner
    if not level:
        return
    tag, held = level[place]
    what = draw.randrange(6)
    if what == 0:
        del level[place]
    elif what == 1:
        level.insert(place, level[place])
    elif what == 2:
        level.insert(draw.randrange(len(level) + 1), level[draw.randrange(len(level))])
    elif what == 3:
        level[place] = (
            draw.choice((0x02, 0x03, 0x04, 0x05, 0x06, 0x0C, 0x17, 0x18, 0x30, 0x31, 0xA0, 0xA1)),
            held,
        )
    elif what == 4 or isinstance(held, list):
        level[place] = (tag, draw.choice(_INTERESTING))
    else:
        level[place] = (tag, plain(held, max(len(held), 4) + 16))
