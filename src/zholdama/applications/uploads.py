"""A detached signature as people's tools write it: DER, PEM or bare base64."""

import base64
import binascii
import re
from typing import Protocol

LARGEST_SIGNATURE = 256 * 1024
"""Bytes; a signature with its chain and a timestamp has about twenty thousand."""
_ARMOUR = re.compile(rb"-----(?:BEGIN|END)[^-\n]*-----")


class Upload(Protocol):
    """A file that somebody has sent."""

    def read(self, num_bytes: int, /) -> bytes: ...


def signature_of(file: Upload) -> bytes:
    """The signature's DER; bytes of another form come back as they are, and the check says what is wrong."""
    content: bytes = file.read(LARGEST_SIGNATURE + 1)
    if content[:1] == b"0":  # a DER sequence; in base64 the same byte begins with "M"
        return content
    try:
        return base64.b64decode(b"".join(_ARMOUR.sub(b"", content).split()), validate=True) or content
    except binascii.Error:
        return content
