"""Papers to PDF by typst: one A4 page, PDF/UA-1 and PDF/A-2a together, Noto Sans embedded, Kazakh as its language.

Data goes in as JSON and is printed as text; nothing of it is ever read as markup. The same paper gives the same bytes.
"""

import functools
import json
import threading
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import typst

from zholdama.papers import plain_text, qr
from zholdama.papers.sheets import GuidancePaper, Paper, ReceiptPaper, ReferralPaper, RefusalPaper
from zholdama.passport.texts import Text

TEMPLATES = Path(__file__).parent / "templates"
STANDARDS: list[Any] = ["ua-1", "a-2a"]

_TEMPLATE_OF: dict[type, str] = {
    ReferralPaper: "referral.typ",
    GuidancePaper: "guidance.typ",
    ReceiptPaper: "receipt.typ",
    RefusalPaper: "refusal.typ",
}
_LONGEST = {"advice": 420, "next_steps": 300, "fact": 420, "basis": 300, "remedy": 420, "complaint": 420, "token": 400}
"""Characters a field may have; what is longer ends in "…". Everything not named here: 220."""
_MOST = {"advice": 5, "next_steps": 5, "documents": 8, "grounds": 3, "complaint": 3}
"""Entries a list may have on one page."""

_own = threading.local()


def render(paper: Paper) -> bytes:
    """The PDF of `paper`, not yet sealed (see `seal.seal`).

    Raises ValueError when a list is longer than a page holds or the token does not fit its QR, FileNotFoundError without fonts.
    """
    data = _told(paper)
    if paper.proof is not None:
        data["proof"]["qr"] = qr.svg(paper.proof.token)
    produced = _compiler(_TEMPLATE_OF[type(paper)]).compile(
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=STANDARDS,
        timestamp=int(paper.issued_at.timestamp()),
    )
    if not isinstance(produced, bytes):
        raise ValueError("the paper does not fit one page")
    return produced


def _compiler(template: str) -> typst.Compiler:
    """This thread's compiler of `template`: a shared one breaks when two threads use it."""
    mine: dict[str, typst.Compiler] = _own.__dict__.setdefault("compilers", {})
    if template not in mine:
        mine[template] = typst.Compiler(
            str(TEMPLATES / template), root=str(TEMPLATES), font_paths=_fonts(), ignore_system_fonts=True
        )
    return mine[template]


@functools.cache
def _fonts() -> typst.Fonts:
    plain_text.covered()  # fails early, and in words, where the build has not placed the fonts
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(plain_text.FONTS)]
    )


def _told(value: Any, name: str = "") -> Any:
    """`value` as JSON knows it, every text cleaned and cut; a Text keeps Kazakh and Russian, what papers speak."""
    if isinstance(value, Text):
        return {"kk": _told(value.kk, name), "ru": _told(value.ru, name)}
    if isinstance(value, str):
        return plain_text.line(value, longest=_LONGEST.get(name, 220))
    if isinstance(value, tuple):
        if len(value) > _MOST[name]:
            raise ValueError(f"{name}: a page holds {_MOST[name]}, not {len(value)}")
        return [_told(item, name) for item in value]
    if is_dataclass(value):
        return {field.name: _told(getattr(value, field.name), field.name) for field in fields(value)}
    return None
