"""The port to signature checking: native now; another adapter can stand behind the same two calls."""

import logging
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

from zholdama.eds import cms
from zholdama.eds.installed_trust import InstalledTrust
from zholdama.eds.trust import NotTrusted, TrustStore
from zholdama.eds.verdict import Verdict

log = logging.getLogger("zholdama.signatures")


@lru_cache(maxsize=4)
def _store(folder: Path, production: bool, _changed: tuple[int, ...]) -> TrustStore:
    """The installed trust store; production trusts pinned and confirmed authorities alone, and nothing when it
    finds another one.

    `_changed` is when the store last changed, so that a certificate added to a running installation is seen.
    """
    try:
        return InstalledTrust(folder).load(production=production)
    except NotTrusted:
        log.exception("the trust folder holds an authority that production refuses: nothing is trusted")
        return TrustStore.from_certificates(())


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

    folder, production = settings.ZHOLDAMA_TRUST, bool(settings.ZHOLDAMA_PRODUCTION)
    return cms.verify(
        signature,
        content=content,
        at=at,
        store=_store(folder, production, InstalledTrust(folder).changed()),
        role=role,
        iin=iin,
        bin=bin,
        # The development authority publishes no revocation; a production store never takes this path.
        revocation="required" if production else "not_published_by_development_ca",
    )
