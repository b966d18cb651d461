"""Certificates in files and folders."""

import base64
import binascii
import re
from pathlib import Path

_PEM = re.compile(rb"-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----(.*?)-----END", re.DOTALL)


def certificates_in(data: bytes) -> list[bytes]:
    """The certificates of a file: one DER, any number of PEM blocks, or one bare base64 text; none when
    unreadable.
    """
    if data[:1] == b"\x30":
        return [data]
    blocks = _PEM.findall(data) or [data]
    found = []
    for block in blocks:
        try:
            decoded = base64.b64decode(b"".join(block.split()), validate=True)
        except binascii.Error:
            continue
        # A word of plain text may be base64 by chance; a certificate begins as a sequence.
        if decoded[:1] == b"\x30":
            found.append(decoded)
    return found


def certificates_of(folder: Path | str) -> list[bytes]:
    """The DER of every certificate in the files of a folder, not of the folders in it; raises OSError."""
    found: list[bytes] = []
    for path in sorted(Path(folder).iterdir()):
        if path.is_file() and path.stat().st_size <= 1_000_000:
            found.extend(certificates_in(path.read_bytes()))
    return found
