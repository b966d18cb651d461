"""A detached signature as people's tools write it: DER, PEM or bare base64."""

import base64
import binascii
import re

from django.core.files.uploadedfile import UploadedFile

LARGEST = 256 * 1024
"""Bytes; a signature with its chain and a timestamp has about twenty thousand."""
_ARMOUR = re.compile(rb"-----(?:BEGIN|END)[^-\n]*-----")


def signature_of(file: UploadedFile) -> bytes:
    """The signature's DER; bytes of another form come back as they are, and the check says what is wrong."""
    content: bytes = file.read(LARGEST + 1)
    if content[:1] == b"0":  # a DER sequence; in base64 the same byte begins with "M"
        return content
    try:
        return base64.b64decode(b"".join(_ARMOUR.sub(b"", content).split()), validate=True) or content
    except binascii.Error:
        return content
