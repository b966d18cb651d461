"""A judgement as the columns of its row, and a row as the judgement it was: for the ORM and for the SQL function."""

import hashlib
import json
import random
from datetime import datetime, timedelta
from typing import Any

from zholdama.eds.verdict import Check
from zholdama.signatures.judgement import RULES, Judgement, ListRef

BACK_OFF = (1, 2, 5, 15, 60)
"""Minutes from one attempt to the next; the last one stays."""


def columns(judged: Judgement) -> dict[str, Any]:
    """What the row says of the judgement; the bytes it rests on are kept as papers."""
    certificate = judged.signers[0].certificate if judged.signers else b""
    question = judged.question
    return {
        "signature_sha256": hashlib.sha256(question.signature).digest(),
        "role": question.role,
        "bin": question.bin or "",
        "received_at": question.at,
        "asked_at": question.asked_at,
        "judged_at": judged.judged_at,
        "stamped_at": judged.stamped_at,
        "verdict": judged.verdict,
        "reasons": " ".join(judged.reasons),
        "checks": _text([list(one) for one in judged.checks]),
        "signer_sha256": hashlib.sha256(certificate).hexdigest() if certificate else "",
        "held": _text(judged.held.as_mapping()),
        "verifier": judged.verifier,
        "rules": RULES,
    }


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def checks(text: str) -> tuple[Check, ...]:
    """The checks of a row."""
    return tuple(Check(*one) for one in json.loads(text))


def list_references(held: dict[str, Any]) -> tuple[ListRef, ...]:
    """The revocation lists that a row names."""
    return tuple(
        ListRef(one["sha256"], one["issuer"], one["number"], datetime.fromisoformat(one["this_update"]))
        for one in held["lists"]
    )


def next_attempt(*, attempts: int, at: datetime) -> datetime:
    """When to ask again after so many attempts: later and later, and not all at one moment."""
    minutes = BACK_OFF[min(attempts, len(BACK_OFF) - 1)]
    return at + timedelta(minutes=minutes) * random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, hides nothing
