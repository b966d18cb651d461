"""Papers to PDF by typst: one A4 page (two in large print), PDF/UA-1 and PDF/A-2a together, Noto Sans embedded, language Kazakh.

Data goes in as JSON and is printed as text; none of it is ever read as markup. The same paper gives the same
bytes.
"""

import functools
import json
import re
import threading
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import typst

from zholdama.papers import plain_text, qr
from zholdama.papers.sheets import (
    GuidancePaper,
    NotAcceptedPaper,
    Paper,
    ReceiptPaper,
    ReferralPaper,
    RefusalPaper,
)
from zholdama.passport.texts import Text

TEMPLATES = Path(__file__).parent / "templates"
STANDARDS: list[Any] = ["ua-1", "a-2a"]

_TEMPLATE_OF: dict[type, str] = {
    ReferralPaper: "referral.typ",
    GuidancePaper: "guidance.typ",
    ReceiptPaper: "receipt.typ",
    RefusalPaper: "refusal.typ",
    NotAcceptedPaper: "not_accepted.typ",
}
_LONGEST = {
    "advice": 420,
    "next_steps": 300,
    "fact": 320,
    "remedy": 240,
    "complaint": 300,
    "token": 400,
    "heard": 400,
    "basis": 380,
    "answer_address": 300,
}
"""Characters a field may have; what is longer ends in "…". Everything not named here: 220."""
_MOST = {
    "advice": 5,
    "next_steps": 5,
    "documents": 8,
    "grounds": 2,
    "complaint": 2,
    "numbers": 200,
    "measures": 12,
    "bring": 6,
}
"""Entries a list may have on one page."""

_SIZES = (10.4, 9.8, 9.2, 8.6, 8.0, 7.4, 6.8, 6.2, 5.6, 5.0)
"""Letter sizes in points: the first with which everything is on one page is taken."""
_LARGE_SIZES = (17.0, 16.0, 14.5, 13.0, 12.0, 11.0, *_SIZES)
"""The same for the large print, which may take two pages."""

PAGES = re.compile(rb"/Type/Pages/Count (\d+)")
_own = threading.local()


def render(paper: Paper, *, large: bool = False) -> bytes:
    """The PDF of `paper`, not yet sealed (see `seal.seal`): one page, or with `large` letters up to two.

    Raises ValueError when a list is longer than a page holds or the token does not fit its QR,
    FileNotFoundError without fonts.
    """
    data = told(paper)
    if paper.proof is not None:
        data["proof"]["qr"] = qr.svg(paper.proof.token)
    if isinstance(paper, ReferralPaper) and paper.answer_address:
        data["answer_qr"] = qr.address_svg(paper.answer_address)
    written = literal(json.dumps(data))
    allowed = (b"1", b"2") if large else (b"1",)
    for size in _LARGE_SIZES if large else _SIZES:
        pdf = compiled(
            f'#import "{_TEMPLATE_OF[type(paper)]}": sheet\n#sheet(json(bytes({written})), {size}pt)\n',
            at=int(paper.issued_at.timestamp()),
        )
        found = PAGES.findall(pdf)
        if len(found) == 1 and found[0] in allowed:
            return pdf
    raise ValueError("the paper does not fit one page")


def literal(ascii_text: str) -> str:
    """A typst string with exactly this text: only the backslash and the quote mean anything inside of one.

    JSON travels in it rather than in `sys.inputs`, because new inputs make typst lay out every word anew
    (twice the time).
    """
    if not ascii_text.isascii() or not ascii_text.isprintable():
        raise ValueError("only printable ASCII goes into a literal")
    return '"' + ascii_text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def compiled(source: str, *, at: int) -> bytes:
    """Compile with this thread's own compiler: a shared one breaks when two threads use it."""
    if not hasattr(_own, "compiler"):
        _own.compiler = typst.Compiler(root=str(TEMPLATES), font_paths=_fonts(), ignore_system_fonts=True)
    produced: bytes = _own.compiler.compile(
        input=source.encode(), format="pdf", pdf_standards=STANDARDS, timestamp=at, sys_inputs=None
    )
    return produced


@functools.cache
def _fonts() -> typst.Fonts:
    plain_text.covered()  # fails early, and in words, where the build has not placed the fonts
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(plain_text.FONTS)]
    )


def told(value: Any, name: str = "") -> Any:
    """`value` as JSON knows it, every text cleaned and cut; a Text keeps Kazakh and Russian."""
    if isinstance(value, Text):
        return {"kk": told(value.kk, name), "ru": told(value.ru, name)}
    if isinstance(value, str):
        return plain_text.line(value, longest=_LONGEST.get(name, 220))
    if isinstance(value, tuple):
        if len(value) > _MOST[name]:
            raise ValueError(f"{name}: a page holds {_MOST[name]}, not {len(value)}")
        return [told(item, name) for item in value]
    if is_dataclass(value):
        return {field.name: told(getattr(value, field.name), field.name) for field in fields(value)}
    return None
