"""A big revocation list with its index in files that many processes map into memory.

The index says which bytes it was made from and whose signature over them was verified when it was made, so
that a process that opens it neither parses nor verifies the list again. Both files belong to the operator:
whoever can write them can also replace the store of trusted certificates.
"""

import hashlib
import mmap
import os
from pathlib import Path
from typing import cast

from zholdama.eds.certificate import Certificate
from zholdama.eds.crl import Crl
from zholdama.eds.der import Malformed

_MAGIC = b"ZHCRLIX1"
_HEADER = len(_MAGIC) + 32 + 32


def write_index(data: bytes, path: Path, *, issuer: Certificate) -> Crl:
    """Parse and verify a list and write its index; raises Malformed, also when `issuer` did not sign it;
    OSError.
    """
    crl = Crl.from_der(data)
    if not crl.signed_by(issuer):
        raise Malformed("the list is not signed by this authority")
    draft = path.with_name(path.name + ".new")
    with draft.open("wb") as out:
        out.write(_MAGIC + hashlib.sha256(data).digest() + bytes.fromhex(issuer.fingerprint))
        out.write(crl.index)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)
    return crl


def open_indexed(crl_path: Path, index_path: Path) -> Crl:
    """Map a list and its index; raises Malformed when they do not belong together, OSError."""
    data, index = _mapped(crl_path), _mapped(index_path)
    if index[: len(_MAGIC)] != _MAGIC or len(index) < _HEADER:
        raise Malformed("not an index of a revocation list")
    if hashlib.sha256(data).digest() != index[len(_MAGIC) : len(_MAGIC) + 32]:
        raise Malformed("the index was made from another list")
    crl = Crl.from_der(cast(bytes, data), index=cast(bytes, memoryview(index)[_HEADER:]))
    crl.verified[index[len(_MAGIC) + 32 : _HEADER].hex()] = True
    return crl


def _mapped(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            raise Malformed("an empty file")
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
