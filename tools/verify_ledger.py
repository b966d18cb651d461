#!/usr/bin/env python3
"""Verify an exported ledger of Zholdama with Python's standard library alone: `verify_ledger.py FILE [--key HEX]`.

The file is JSON lines, each in its one spelling (sorted names, no spaces, UTF-8, a line feed at the end):

    {"chains":C,"entries":E,"exported_at":T,"format":F,"heads":H,"public_key":K,"signature":S}    the header, once
    {"entry":TEXT,"hash":HEX,"provider":UUID}                          E steps, ordered by provider and sequence
    {"head":{"at":T,"hash":HEX,"provider":UUID,"sequence":N},"signature":S}       C signed heads, by provider

hash = sha256(previous hash of the provider's chain, 32 zero bytes before its first step, + TEXT in UTF-8).
H = sha256 over the C lines of the heads. S = Ed25519 by K over a mark and the header without its signature, or over
a mark and the value of "head". The header holds the heads, each head its chain, each step the one before it. What
was done before the export it cannot show, nor without --key who made it. Exit 0: good; 1: broken; 2: wrong call.
"""

import argparse
import json
import re
from collections import deque
from collections.abc import Iterator
from hashlib import sha256, sha512
from itertools import islice
from typing import Any, BinaryIO

FORMAT = "zholdama-ledger-1"
HEADER_MARK, HEAD_MARK = b"zholdama ledger header 1\n", b"zholdama ledger head 1\n"


class Broken(Exception):
    """The file is not as it was exported: why, in which line (from 1), at which step of which provider."""

    def __init__(self, reason: str, line: int, provider: str = "", sequence: int = 0) -> None:
        self.reason, self.line, self.provider, self.sequence = reason, line, provider, sequence


def verify(file: BinaryIO, key: str | None = None) -> dict[str, Any]:
    """The header of a good file; raises Broken. `file` is seekable, at its start, `key` the public key it must carry."""
    header = read_header(file.readline(), key)
    last = deque(enumerate(file, 2), maxlen=header["chains"])
    end = last[0][0] if last else None
    file.seek(0)
    steps = islice(enumerate(file, 1), 1, end and end - 1)
    try:
        heads = read_heads(list(last), header)
    except Broken:
        for number, line in steps:  # a head that has changed places with a step: the first place counts
            if not line.startswith(b'{"entry":'):
                raise Broken("not a step", number) from None
        raise
    walk(steps, heads, end or 2)
    return header


def read_header(line: bytes, key: str | None) -> dict[str, Any]:
    """The first line, its signature checked."""
    texts = dict.fromkeys(("exported_at", "format", "heads", "public_key", "signature"), str)
    header = parsed(line, 1, {**texts, "chains": int, "entries": int})
    signature = header.pop("signature")
    if key is not None and header["public_key"] != key.lower():
        raise Broken("the file is signed with another key than the one you trust", 1)
    if not is_signed(HEADER_MARK + spelled(header), signature, header["public_key"]):
        raise Broken("the header is not as it was signed", 1)
    if header["format"] != FORMAT or not 0 <= header["chains"] <= header["entries"] < 2**48:
        raise Broken(f"not a header of the format {FORMAT}", 1)
    return header


def read_heads(lines: list[tuple[int, bytes]], header: dict[str, Any]) -> list[dict[str, Any]]:
    """The signed heads at the end of the file: in order, and exactly those the header was signed with."""
    heads: list[dict[str, Any]] = []
    for number, line in lines:
        if line.startswith(b'{"entry":'):
            raise Broken("a head is missing, and its chain may be", 1)
        document = parsed(line, number, {"head": dict, "signature": str})
        shape = {"at": str, "hash": str, "provider": str, "sequence": int}
        head = parsed(spelled(document["head"]) + b"\n", number, shape)
        signed = is_signed(HEAD_MARK + spelled(head), document["signature"], header["public_key"])
        if not signed or (heads and heads[-1]["provider"] >= head["provider"]):
            raise Broken("the head is not as it was signed, or out of order", number, head["provider"])
        heads.append(head)
    digest, steps = sha256(b"".join(line for _, line in lines)), sum(head["sequence"] for head in heads)
    if (len(heads), steps, digest.hexdigest()) != (header["chains"], header["entries"], header["heads"]):
        raise Broken("the heads are not those the header was signed with", 1)
    return heads


def walk(lines: Iterator[tuple[int, bytes]], heads: list[dict[str, Any]], end: int) -> None:
    """Recompute every chain from its first step to exactly its signed head; `end`: the line of the first head."""
    number = 1
    for head in heads:
        provider, first, previous = head["provider"], number + 1, bytes(32)
        for sequence in range(1, head["sequence"] + 1):
            number, line = next(lines, (end, b""))
            if not line:
                raise Broken("steps are missing from here", end, provider, sequence)
            previous = read_step(line, number, provider, sequence, previous)
        if previous.hex() != head["hash"]:
            raise Broken("rewritten from here or later: it does not lead to its head", first, provider, 1)
    for number, _ in lines:
        raise Broken("a line too many", number)


def read_step(line: bytes, number: int, provider: str, sequence: int, previous: bytes) -> bytes:
    """The hash of the step that must stand in this line; raises Broken when another one stands there."""
    step = parsed(line, number, {"entry": str, "hash": str, "provider": str})
    entry = read(step["entry"])
    if (step["provider"], entry.get("provider"), entry.get("sequence")) != (provider, provider, sequence):
        raise Broken("another step should stand here: removed, put in or moved", number, provider, sequence)
    hashed = sha256(previous + step["entry"].encode()).digest()
    if hashed.hex() != step["hash"]:
        raise Broken("the step or its hash was changed", number, provider, sequence)
    return hashed


def parsed(line: bytes, number: int, shape: dict[str, type]) -> dict[str, Any]:
    """The line as an object with exactly these names, values of these types, in its one spelling."""
    document = read(line)
    if {name: type(document[name]) for name in document} != shape or spelled(document) + b"\n" != line:
        raise Broken(f"not a line of {', '.join(shape)} as it was written", number)
    return document


def read(text: str | bytes) -> dict[str, Any]:
    """The object that a text spells; {} for any other text, and for one where a name stands twice."""
    try:
        found = json.loads(text, object_pairs_hook=lambda of: dict(of) if len(dict(of)) == len(of) else 0)
        return found if isinstance(found, dict) and spelled(found) else {}
    except (ValueError, RecursionError):
        return {}


def spelled(document: dict[str, Any]) -> bytes:
    """The one spelling; ValueError for letters that UTF-8 has not."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


# Ed25519, RFC 8032 section 5.1.7. All values are public, so it may be slow and need not run in constant time.
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, Point = -121665 * pow(121666, -1, P) % P, tuple[int, int, int]  # projective: x/z, y/z


def is_signed(message: bytes, signature: str, key: str) -> bool:
    """Whether `signature` (128 hex digits) over `message` is by the public key `key` (64 hex digits)."""
    if not re.fullmatch("[0-9a-f]{128}", signature) or not re.fullmatch("[0-9a-f]{64}", key):
        return False
    signed, spelling = bytes.fromhex(signature), bytes.fromhex(key)
    r, s = signed[:32], int.from_bytes(signed[32:], "little")
    a, b = point(spelling), point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    if not a or not b or s >= ORDER:
        return False
    k = int.from_bytes(sha512(r + spelling + message).digest(), "little") % ORDER
    total = (0, 1, 1)
    for bit in range(252, -1, -1):  # [s]B - [k]A, which must be R as it is spelled
        total = added(total, total)
        total = added(total, b) if s >> bit & 1 else total
        total = added(total, a) if ORDER - k >> bit & 1 else total
    x, y = (value * pow(total[2], -1, P) % P for value in total[:2])
    return (y | (x & 1) << 255).to_bytes(32, "little") == r


def point(spelling: bytes) -> Point | None:
    """The point that 32 bytes spell: y and the lowest bit of x; None where there is none."""
    y, low = divmod(int.from_bytes(spelling, "little"), 2**255)[::-1]
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    is_point = y < P and x * x % P == square and (x or not low)
    return ((x if x & 1 == low else P - x), y, 1) if is_point else None


def added(p: Point, q: Point) -> Point:
    """The sum of two points of the curve; complete, so p + p as well."""
    a, c, d = p[2] * q[2] % P, p[0] * q[0] % P, p[1] * q[1] % P
    f, g = (a * a - D * c * d) % P, (a * a + D * c * d) % P
    return a * f * ((p[0] + p[1]) * (q[0] + q[1]) - c - d) % P, a * g * (d + c) % P, f * g % P


def main() -> int:
    """Print the verdict, and where it breaks."""
    parser = argparse.ArgumentParser(description="Verify an exported ledger.")
    parser.add_argument("file")
    parser.add_argument("--key", metavar="HEX", help="the public key you trust, got by another way")
    given = parser.parse_args()
    try:
        with open(given.file, "rb") as file:
            good = verify(file, given.key)
    except OSError as error:
        parser.error(str(error))
    except Broken as broken:
        print(f"broken: line {broken.line}: {broken.reason} {broken.provider} {broken.sequence or ''}")
        return 1
    mark = sha256(bytes.fromhex(good["public_key"])).hexdigest()[:32]
    print("good: {entries} steps in {chains} chains, exported at {exported_at}".format(**good))
    print(f"key {good['public_key']}, fingerprint {mark}: {'trusted' if given.key else 'named by the file'}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
