"""Writing the chains into one file that anybody can verify: JSON lines, a signed header, steps, signed heads.

The format is told in `tools/verify_ledger.py` and in docs/proof.md. The header holds the hash of the heads' lines,
each head the hash of its chain's last step, each step that of the one before: nothing in the file can be changed,
removed, put in or moved without the key.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zholdama.ledger import stored
from zholdama.ledger.chain import timestamp
from zholdama.ledger.verification import recomputed

FORMAT = "zholdama-ledger-1"
HEADER_MARK = b"zholdama ledger header 1\n"
HEAD_MARK = b"zholdama ledger head 1\n"
"""What the key signs begins with a mark, so that no signature can be used for something else."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    entries: int
    chains: int
    exported_at: datetime
    public_key: str


def spelled(document: Mapping[str, Any]) -> bytes:
    """The one spelling of a line: sorted names, no spaces, UTF-8. Raises UnicodeEncodeError for half letters."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def public_hex(key: Ed25519PrivateKey) -> str:
    """The public key as 64 hex digits."""
    return key.public_key().public_bytes_raw().hex()


def fingerprint(public_key: str) -> str:
    """The mark that people compare: the first 32 hex digits of the key's SHA-256."""
    return hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:32]


def write(file: BinaryIO, *, key: Ed25519PrivateKey, at: datetime, provider: UUID | None = None) -> Exported:
    """Write all chains that have steps, or one provider's, as they stand; inside the open unit of work.

    Each chain is recomputed while it is written: raises verification.ChainBroken instead of signing a broken one.
    """
    heads = tuple(head for head in stored.heads(provider) if head.sequence > 0)
    last = b"".join(_head_line(head, key) for head in heads)
    entries = sum(head.sequence for head in heads)
    header = {
        "format": FORMAT,
        "exported_at": timestamp(at),
        "public_key": public_hex(key),
        "chains": len(heads),
        "entries": entries,
        "heads": hashlib.sha256(last).hexdigest(),
    }
    file.write(_line({**header, "signature": key.sign(HEADER_MARK + spelled(header)).hex()}))
    for head in heads:
        file.writelines(_step_lines(head))
    file.write(last)
    return Exported(entries=entries, chains=len(heads), exported_at=at, public_key=public_hex(key))


def _step_lines(head: stored.Head) -> Iterator[bytes]:
    for row, hashed in recomputed(head):
        yield _line({"entry": row.entry, "hash": hashed.hex(), "provider": str(head.provider_id)})


def _head_line(head: stored.Head, key: Ed25519PrivateKey) -> bytes:
    assert head.at is not None, "a chain with steps has a time"
    plain = {
        "provider": str(head.provider_id),
        "sequence": head.sequence,
        "hash": head.hash.hex(),
        "at": timestamp(head.at),
    }
    return _line({"head": plain, "signature": key.sign(HEAD_MARK + spelled(plain)).hex()})


def _line(document: Mapping[str, Any]) -> bytes:
    return spelled(document) + b"\n"
