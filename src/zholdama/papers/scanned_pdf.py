"""A scanned PDF reduced to its pages: what acts, hides or swells is refused, what is not a page is left behind."""

import re
import zlib
from io import BytesIO
from typing import Any

import pikepdf

from zholdama.papers.pictures import MOST_PIXELS
from zholdama.refusals import Refused

MOST_PAGES = 100
LARGEST_STREAM = 256 * 1024 * 1024
"""Bytes that one part of the file may unfold to; a page at 600 dots per inch in full colour has 105 million."""
LARGEST_WHOLE = 1024 * 1024 * 1024
"""Bytes that all parts together may unfold to."""

_STREAM = re.compile(rb"stream\r?\n")
_PIECE = 1024 * 1024
_ACTING = frozenset(
    {"/JS", "/JavaScript", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA", "/SubmitForm"}
)
_OF_A_PAGE = frozenset(
    {"/Type", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group"}
)
_UNFOLDING = frozenset({"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"})


def rewritten(content: bytes) -> tuple[bytes, int]:
    """(the pages alone as a new PDF, how many they are).

    Raises Refused: encrypted, unreadable, acting (scripts, programs to start, files inside), too many pages, a part
    that unfolds without end.
    """
    _measure(content)
    try:
        with pikepdf.open(BytesIO(content)) as found:
            return _pages_alone(found)
    except pikepdf.PasswordError as error:
        raise Refused("scan_encrypted") from error
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, RecursionError, OverflowError) as error:
        raise Refused("scan_unreadable") from error


def _measure(content: bytes) -> None:
    """Unfold every part piece by piece and keep nothing: a bomb is found before any reader opens the file."""
    whole = 0
    for start in (match.end() for match in _STREAM.finditer(content)):
        unfolding, unfolded, rest = zlib.decompressobj(), 0, content[start : start + _PIECE]
        place = start + len(rest)
        while rest and not unfolding.eof:
            try:
                unfolded += len(unfolding.decompress(rest, _PIECE))
            except zlib.error:
                break  # another kind of stream
            if unfolded > LARGEST_STREAM or whole + unfolded > LARGEST_WHOLE:
                raise Refused("scan_bomb")
            rest = unfolding.unconsumed_tail
            if not rest:
                rest = content[place : place + _PIECE]
                place += len(rest)
        whole += unfolded


def _pages_alone(found: pikepdf.Pdf) -> tuple[bytes, int]:
    if found.is_encrypted:
        raise Refused("scan_encrypted")
    pages = len(found.pages)
    if pages > MOST_PAGES:
        raise Refused("scan_too_many_pages", pages=pages, most=MOST_PAGES)
    if not pages:
        raise Refused("scan_unreadable")
    for part in found.objects:
        _refuse_acting(part)
    made = pikepdf.new()
    for page in found.pages:
        made.pages.append(page)
    for page in made.pages:
        content_of: Any = page
        for key in set(content_of.keys()) - _OF_A_PAGE:
            del content_of[key]
    written = BytesIO()
    made.remove_unreferenced_resources()
    # Streams go over as they are: nothing of a stranger's is unfolded here.
    untouched: dict[str, Any] = {
        "compress_streams": False,
        "stream_decode_level": pikepdf.StreamDecodeLevel.none,
        "object_stream_mode": pikepdf.ObjectStreamMode.disable,
        "deterministic_id": True,
    }
    made.save(written, **untouched)
    return written.getvalue(), pages


def _refuse_acting(part: Any) -> None:
    """Raises Refused for an object that acts when the file is opened, hides a file, or is a picture without end."""
    waiting = [part]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            entries = _entries(one)
            if (
                _ACTING & entries.keys()
                or str(entries.get("/S", "")) in _ACTING
                or str(entries.get("/Type", "")) in _ACTING
            ):
                raise Refused("scan_acting")
            _refuse_endless(entries)
            values = list(entries.values())
        elif isinstance(one, pikepdf.Array):
            values = list(one)
        else:
            continue
        # What is referred to is an object of its own and comes by itself.
        waiting += [value for value in values if isinstance(value, pikepdf.Object) and not value.is_indirect]


def _entries(part: Any) -> dict[str, Any]:
    entries: Any = part.items()
    return dict(entries)


def _refuse_endless(entries: dict[str, Any]) -> None:
    filters = entries.get("/Filter")
    if isinstance(filters, pikepdf.Array) and sum(str(one) in _UNFOLDING for one in filters) > 1:
        raise Refused("scan_bomb")
    if str(entries.get("/Subtype", "")) == "/Image":
        width, height = entries.get("/Width", 0), entries.get("/Height", 0)
        if int(width) * int(height) > MOST_PIXELS:
            raise Refused("scan_too_many_dots", millions=MOST_PIXELS // 1_000_000)
