"""Reading a signature that a person brings: DER as most tools write it, or PEM or bare base64."""

import base64
import binascii
import re

from django.core.files.uploadedfile import UploadedFile

LARGEST_SIGNATURE = 256 * 1024
"""Bytes; a signature with a chain and a timestamp has about twenty thousand."""
_ARMOUR = re.compile(rb"-----(?:BEGIN|END)[^-\n]*-----")


def signature_of(file: UploadedFile) -> bytes:
    """The DER of the signature in the file; bytes that are no such text come back as they are, to be judged."""
    content: bytes = file.read()
    if content[:1] == b"0":  # a DER sequence; in base64 it would begin with "M"
        return content
    try:
        return base64.b64decode(b"".join(_ARMOUR.sub(b"", content).split()), validate=True) or content
    except binascii.Error:
        return content
