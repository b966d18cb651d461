"""The port to signature checking: native now; another adapter can stand behind the same two calls."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

from zholdama.eds import cms
from zholdama.eds.trust import TrustStore
from zholdama.eds.verdict import Verdict


@lru_cache(maxsize=4)
def _store(folder: Path) -> tuple[TrustStore, bool]:
    """The installed trust store, and whether it holds a development authority (demonstration only)."""
    from django.conf import settings

    store = TrustStore.from_folder(folder)
    return store, bool(settings.ZHOLDAMA_DEMONSTRATION)


def installed_store() -> TrustStore:
    """The trust store of this installation."""
    from django.conf import settings

    return _store(settings.ZHOLDAMA_TRUST)[0]


def verify(
    signature: bytes,
    *,
    content: bytes,
    at: datetime,
    role: Literal["individual", "official", "any"],
    iin: str | None = None,
    bin: str | None = None,
) -> Verdict:
    """The verdict on a detached signature over exactly these bytes: valid, invalid or undetermined, with every check.

    `role` is "individual" for a citizen and "official" for a head or a person with the right to sign.
    """
    from django.conf import settings

    store, demonstration = _store(settings.ZHOLDAMA_TRUST)
    return cms.verify(
        signature,
        content=content,
        at=at,
        store=store,
        role=role,
        iin=iin,
        bin=bin,
        # The development authority publishes no revocation; a production store never takes this path.
        revocation="not_published_by_development_ca" if demonstration else "required",
    )
