"""Text that may stand on a paper: what the font can draw, without characters that steer instead of say."""

import functools
import re
import unicodedata
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
_STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories never drawn: controls, bidirectional and other format marks, surrogates, private,
unassigned.
"""
_SPACES = re.compile(r"\s+")
NO_GLYPH = "\N{REPLACEMENT CHARACTER}"
"""Stands for a character that the font lacks (an emoji, a script nobody here writes names in)."""


def line(text: str, *, longest: int) -> str:
    """`text` as one line of at most `longest` characters: NFC, spaces single, steering characters gone."""
    spaced = "".join(" " if letter.isspace() else letter for letter in text)
    kept = "".join(letter for letter in spaced if unicodedata.category(letter) not in _STEERING)
    return _cut(_drawable(_SPACES.sub(" ", unicodedata.normalize("NFC", kept)).strip()), longest)


def paragraph(text: str, *, longest: int) -> str:
    """Like `line`, with the line breaks kept."""
    lines = (line(part, longest=longest) for part in text.splitlines())
    return _cut("\n".join(part for part in lines if part), longest)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _drawable(text: str) -> str:
    if text.isascii():
        return text
    known = covered()
    return "".join(letter if ord(letter) in known else _without_glyph(letter) for letter in text)


def _without_glyph(letter: str) -> str:
    return "" if unicodedata.category(letter) == "Mn" else NO_GLYPH


@functools.cache
def covered() -> frozenset[int]:
    """Code points that every font of the papers can draw. Raises FileNotFoundError without fonts."""
    from fontTools.ttLib import TTFont  # slow to import, and only wanted once

    files = sorted(FONTS.glob("*.ttf"))
    if not files:
        raise FileNotFoundError(f"no fonts in {FONTS}: the build of the page assets places them there")
    return frozenset.intersection(*(frozenset(TTFont(file, lazy=True).getBestCmap()) for file in files))
