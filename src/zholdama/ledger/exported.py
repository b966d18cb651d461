"""Reading an exported file back: the same checks as `tools/verify_ledger.py`, written a second time on purpose.

Two readers of one format that know nothing of each other, and a test that shows both the same broken files, find
what one of them would overlook.
"""

import hashlib
import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from zholdama.ledger.export import FORMAT, HEAD_MARK, HEADER_MARK, spelled
from zholdama.ledger.verification import START, Break, ChainBroken, Published

HEADER = {
    "chains": int,
    "entries": int,
    "exported_at": str,
    "format": str,
    "heads": str,
    "public_key": str,
    "signature": str,
}
HEAD_LINE = {"head": dict, "signature": str}
HEAD = {"at": str, "hash": str, "provider": str, "sequence": int}
STEP = {"entry": str, "hash": str, "provider": str}
STEP_BEGINS = b'{"entry":'
LARGEST = 2**48

Line = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a good file holds; `heads` in the file's order, as its lines say them."""

    chains: int
    entries: int
    exported_at: str
    public_key: str
    heads: tuple[Mapping[str, Any], ...]


def read(file: BinaryIO, *, key: str | None = None) -> Contents:
    """Verify a whole file (seekable, from its start). `key`: the public key it must carry, 64 hex digits.

    Raises verification.ChainBroken with the line where it is not as it was exported.
    """
    file.seek(0)
    header = _header(file.readline(), key)
    last = deque(enumerate(file, 2), maxlen=header["chains"])
    first = last[0][0] if last else None
    file.seek(0)
    lines = _between(file, first)
    try:
        heads = _heads(list(last), header)
    except ChainBroken:
        # A head that has changed places with a step: the first of the two places is the one to name.
        for number, line in lines:
            if not line.startswith(STEP_BEGINS):
                raise ChainBroken(Break("no step stands here", line=number)) from None
        raise
    _walk(lines, heads, first or 2)
    return Contents(header["chains"], header["entries"], header["exported_at"], header["public_key"], heads)


def published(file: BinaryIO, contents: Contents) -> dict[UUID, Published]:
    """The heads of a verified file with the hashes of all steps before them, to compare with a database."""
    hashes: dict[str, dict[int, bytes]] = {head["provider"]: {} for head in contents.heads}
    file.seek(0)
    file.readline()
    for line in file:
        document = json.loads(line)
        if "entry" in document:
            chain = hashes[document["provider"]]
            chain[len(chain) + 1] = bytes.fromhex(document["hash"])
    return {
        UUID(head["provider"]): Published(
            head["sequence"], bytes.fromhex(head["hash"]), hashes[head["provider"]]
        )
        for head in contents.heads
    }


def _between(file: BinaryIO, end: int | None) -> Iterator[Line]:
    for number, line in enumerate(file, 1):
        if number == end:
            return
        if number > 1:
            yield number, line


def _header(line: bytes, key: str | None) -> dict[str, Any]:
    header = _parsed(line, 1, HEADER)
    signature = header.pop("signature")
    if key is not None and header["public_key"] != key.lower():
        raise ChainBroken(Break("the file is signed with another key than the one named", line=1))
    if not _is_signed(HEADER_MARK, header, signature, header["public_key"]):
        raise ChainBroken(Break("the header is not as it was signed", line=1))
    if header["format"] != FORMAT or not 0 <= header["chains"] <= header["entries"] < LARGEST:
        raise ChainBroken(Break(f"this is no file of the format {FORMAT}", line=1))
    return header


def _heads(lines: list[Line], header: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    heads: list[Mapping[str, Any]] = []
    for number, line in lines:
        if line.startswith(STEP_BEGINS):
            raise ChainBroken(Break("a head is missing, and its chain may be", line=1))
        document = _parsed(line, number, HEAD_LINE)
        head = document["head"]
        if {name: type(value) for name, value in head.items()} != HEAD:
            raise ChainBroken(Break("no head stands here", line=number))
        if not _is_signed(HEAD_MARK, head, document["signature"], header["public_key"]):
            raise ChainBroken(Break("the head is not as it was signed", head["provider"], line=number))
        if heads and heads[-1]["provider"] >= head["provider"]:
            raise ChainBroken(Break("the heads are out of order", head["provider"], line=number))
        heads.append(head)
    digest = hashlib.sha256(b"".join(line for _, line in lines)).hexdigest()
    found = (len(heads), sum(head["sequence"] for head in heads), digest)
    if found != (header["chains"], header["entries"], header["heads"]):
        raise ChainBroken(Break("the heads are not those the header was signed with", line=1))
    return tuple(heads)


def _walk(lines: Iterator[Line], heads: tuple[Mapping[str, Any], ...], end: int) -> None:
    number = 1
    for head in heads:
        provider, first, previous = head["provider"], number + 1, START
        for sequence in range(1, head["sequence"] + 1):
            found = next(lines, None)
            if found is None:
                raise ChainBroken(Break("steps are missing from here on", provider, sequence, end))
            number, line = found
            previous = _hash_of(line, Break("", provider, sequence, number), previous)
        if previous.hex() != head["hash"]:
            reason = "the chain does not lead to its head: it was rewritten from here on or later"
            raise ChainBroken(Break(reason, provider, 1, first))
    extra = next(lines, None)
    if extra is not None:
        raise ChainBroken(Break("a line too many", line=extra[0]))


def _hash_of(line: bytes, place: Break, previous: bytes) -> bytes:
    """The hash of the step that must stand at `place`."""

    def broken(reason: str) -> ChainBroken:
        return ChainBroken(Break(reason, place.provider, place.sequence, place.line))

    step = _parsed(line, place.line or 0, STEP)
    entry = _object(step["entry"])
    named = (step["provider"], entry.get("provider"), entry.get("sequence"))
    if named != (place.provider, place.provider, place.sequence):
        raise broken("another step should stand here: one was removed, put in or moved")
    hashed = hashlib.sha256(previous + step["entry"].encode()).digest()
    if hashed.hex() != step["hash"]:
        raise broken("the step or its hash was changed")
    return hashed


def _parsed(line: bytes, number: int, shape: Mapping[str, type]) -> dict[str, Any]:
    document = _object(line)
    fits = {name: type(value) for name, value in document.items()} == shape
    if not fits or spelled(document) + b"\n" != line:
        raise ChainBroken(Break(f"not a line of {', '.join(shape)} as it was written", line=number))
    return document


def _object(text: str | bytes) -> dict[str, Any]:
    """The object a text spells, {} for any other text and where a name stands twice."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise ValueError("a name stands twice")
        return dict(pairs)

    try:
        found = json.loads(text, object_pairs_hook=once)
        spelled({"": found})  # half of a letter pair parses, but no file can hold it
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_signed(mark: bytes, document: Mapping[str, Any], signature: str, key: str) -> bool:
    if not re.fullmatch("[0-9a-f]{128}", signature) or not re.fullmatch("[0-9a-f]{64}", key):
        return False
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signature), mark + spelled(document))
    except (InvalidSignature, ValueError):
        return False
    return True
