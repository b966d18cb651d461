"""The text of a decision that the head signs: made from what the specialist has drafted, the same bytes each time. Pure."""

import unicodedata
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

FIRST_LINE = "zholdama-decision/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is decided about one application. `decision` is positive or refused."""

    application_id: UUID
    version: int
    application_number: str
    provider_code: str
    person_name: str
    person_iin: str
    measure: str
    measure_name: str
    decision: str
    place_id: UUID | None
    place: str
    advice: str
    next_step: str
    refusal_reason: str
    refusal_words: str
    refusal_fact: str
    valid_until: date | None


def compose(decision: Decision) -> bytes:
    """The exact bytes to be shown to the head, signed and stored."""
    lines = [FIRST_LINE]
    for name in (field.name for field in fields(Decision)):
        value = getattr(decision, name)
        lines.append(f"{name}: {'' if value is None else ' '.join(str(value).split())}")
    return unicodedata.normalize("NFC", "\n".join(lines) + "\n").encode()
