"""Scans that people and desks hand in: judged by their content, rewritten, or refused with the exact reason.

A picture is decoded and drawn anew, so that nothing but its dots goes in (`pictures`). A PDF keeps its pages alone
(`scanned_pdf`). What a file is called says nothing about what it is: the name is a text to be shown.
"""

import unicodedata
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol

from zholdama.papers import pictures, scanned_pdf
from zholdama.refusals import Refused

LARGEST = 10 * 1024 * 1024
"""Bytes that a scan may have."""
LONGEST_NAME = 120
_PIECE = 64 * 1024
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOMB_RATIO = 200
"""How many times larger than itself an archive may say to be; an ordinary one says ten."""


class Upload(Protocol):
    """A file that somebody has sent. `name` may be anything, or nothing."""

    name: str | None

    def read(self, num_bytes: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A scan as it is kept: rewritten bytes, what they are, how many pages, and the name to show beside them."""

    content: bytes
    media_type: str
    pages: int
    name: str


def take_in(file: Upload, *, field: str | None = None) -> Scan:
    """The scan, rewritten; raises Refused with the exact reason: empty, too large, no PDF, JPEG or PNG, unsafe, ...

    Never reads more than the limit and one piece beyond it.
    """
    name = display_name(file.name or "")
    content = _read(file, field=field)
    try:
        media_type, rewritten, pages = _rewritten(content)
    except Refused as refused:
        raise Refused(refused.code, field, **refused.values) from refused
    return Scan(content=rewritten, media_type=media_type, pages=pages, name=name)


def _read(file: Upload, *, field: str | None) -> bytes:
    found = bytearray()
    while piece := file.read(_PIECE):
        found += piece
        if len(found) > LARGEST:
            raise Refused("scan_too_large", field)
    if not found:
        raise Refused("scan_empty", field)
    return bytes(found)


def _rewritten(content: bytes) -> tuple[str, bytes, int]:
    if content.startswith(b"%PDF-"):
        rewritten, pages = scanned_pdf.rewritten(content)
        return "application/pdf", rewritten, pages
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg", pictures.jpeg(content), 1
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png", pictures.png(content), 1
    raise Refused(_other(content))


def _other(content: bytes) -> str:
    """The code that says what it is instead."""
    if content.startswith(_PROGRAMS):
        return "scan_program"
    if content.startswith(_OLD_OFFICE):
        return "scan_macro"
    if content.startswith(b"PK"):
        return _archive(content)
    return "scan_unknown"


def _archive(content: bytes) -> str:
    # Only its table of contents is read; nothing of it is ever unpacked.
    try:
        entries = zipfile.ZipFile(BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return "scan_archive"
    if sum(entry.file_size for entry in entries) > _BOMB_RATIO * len(content):
        return "scan_bomb"
    return (
        "scan_macro"
        if any("vbaproject" in entry.filename.casefold() for entry in entries)
        else "scan_archive"
    )


def display_name(name: str) -> str:
    """The name as a text to show: no folders, no control or direction signs, one line, not endless. Never a path."""
    text = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    shown = "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")
    shown = " ".join(shown.split()).strip(". ")
    if len(shown) <= LONGEST_NAME:
        return shown
    return shown[: LONGEST_NAME - 1].rstrip() + "…"
