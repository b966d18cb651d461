"""A pack of numbered forms for a day without power: one A4 page per number, to be filled in by hand.

Each page is ticket, application, receipt and record of times under one number; both languages, the same standards
as every other paper.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from zholdama.papers.rendering import PAGES, compiled, literal, told
from zholdama.papers.sheets import Office
from zholdama.passport.texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PackPaper:
    """What stands on the forms besides the numbers; `valid` is the span of days as people read it."""

    numbers: tuple[str, ...]
    issued_at: datetime
    office: Office
    valid: str
    measures: tuple[Text, ...]
    result_minutes: str


def render(pack: PackPaper) -> bytes:
    """The PDF of the pack; raises ValueError when a form does not fit its page."""
    data = literal(json.dumps(told(pack)))
    source = f'#import "pack.typ": sheets\n#sheets(json(bytes({data})))\n'
    pdf = compiled(source, at=int(pack.issued_at.timestamp()))
    if PAGES.findall(pdf) != [str(len(pack.numbers)).encode()]:
        raise ValueError("a form does not fit its page")
    return pdf
