"""A morning at a demonstration centre with real acts, a chain of some sixty steps, and files exported from chains."""

import hashlib
import io
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zholdama.demonstration import acts
from zholdama.demonstration.residents import by_slug
from zholdama.ledger import export
from zholdama.ledger.work import Login, work

ROOT = Path(__file__).resolve().parents[2]
KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"a key of the tests").digest())
AT = datetime.fromisoformat("2025-01-06T09:30:00+05:00")
LATER = AT + timedelta(days=1)
MINUTE = timedelta(minutes=1)


def tool() -> ModuleType:
    """`tools/verify_ledger.py` as a module; it imports nothing of the product."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("verify_ledger", ROOT / "tools" / "verify_ledger.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def visits(centre: Any, count: int) -> datetime:
    """`count` people come, are served two minutes, and leave: three steps each. Returns when the last one has left."""
    at = AT
    for _ in range(count):
        acts.arrive(centre, at)
        ticket = acts.serve_next(centre, "maman1", 0, at + MINUTE)
        acts.finish(centre, "maman1", ticket, at + 3 * MINUTE)
        at += 4 * MINUTE
    return at


def case_at_the_counter(centre: Any, at: datetime, *, hand_over: timedelta = 12 * MINUTE) -> Any:
    """One person from the ticket to the sealed referral, handed over so long after registration."""
    acts.arrive(centre, at)
    ticket = acts.serve_next(centre, "maman1", 0, at + MINUTE)
    case = acts.register_package(
        centre, "maman1", ticket, by_slug()["aigerim"], measure="job_placement", at=at + 2 * MINUTE
    )
    registered = at + 3 * MINUTE
    acts.propose(centre, "maman1", case, registered + 4 * MINUTE)
    acts.sign(centre, case, registered + 6 * MINUTE)
    acts.hand_over(centre, "maman1", case, registered + hand_over)
    acts.finish(centre, "maman1", ticket, registered + hand_over + MINUTE)
    return case


def from_the_portal(centre: Any, at: datetime) -> Any:
    """One application through the portal, still running."""
    return acts.apply_on_portal(centre, by_slug()["dinara"], measure="youth_practice", at=at)


def exported(provider: UUID | None = None, *, at: datetime = LATER) -> bytes:
    """The exported chain of one provider."""
    file = io.BytesIO()
    with work(login=Login.AUDITOR, at=at):
        export.write(file, key=KEY, at=at, provider=provider)
    return file.getvalue()


def public_key() -> str:
    """The public part of the tests' key."""
    return export.public_hex(KEY)
