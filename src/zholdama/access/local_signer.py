"""The port to a signer on this machine: the demonstration has one, an installation in service has none.

People sign with keys of their own, outside this product, and bring the signature. Only in the demonstration does the
product hold keys, those of made-up people, so that a laptop shows the whole way. The setting ZHOLDAMA_LOCAL_SIGNER
names the implementation by dotted path; empty means there is none, and pages then offer the upload alone.
"""

from datetime import datetime
from functools import lru_cache
from typing import Protocol

from zholdama.actors import Actor


class LocalSigner(Protocol):
    """Signs for made-up people; pages that use it say so."""

    def people(self) -> tuple[tuple[str, str], ...]:
        """(slug, "full name, IIN") of everybody who has a key here."""
        ...

    def sign(self, slug: str, content: bytes, *, at: datetime) -> bytes:
        """A detached CMS (DER) of this made-up citizen over exactly these bytes; KeyError for an unknown slug."""
        ...

    def slug_of(self, iin: str) -> str | None:
        """Whose key belongs to this IIN; None for a person who has no key here."""
        ...

    def sign_official(self, actor: Actor, content: bytes, *, at: datetime) -> bytes:
        """A detached CMS of a head or employee of the actor's provider; inside a unit of work that reads providers."""
        ...

    def staff(self) -> tuple[tuple[str, str, str], ...]:
        """(login, role, name) of the made-up staff of the first demonstration centre and of the overseers."""
        ...

    def password(self) -> str:
        """The one password of all demonstration accounts."""
        ...

    def codes(self, login: str) -> str:
        """The six digits that the second factor of a demonstration account shows now."""
        ...


def local_signer() -> LocalSigner | None:
    """The signer that the settings name; None where there is none, and always under production settings."""
    from django.conf import settings

    path = getattr(settings, "ZHOLDAMA_LOCAL_SIGNER", "")
    return _signer(path) if path and not settings.ZHOLDAMA_PRODUCTION else None


@lru_cache(maxsize=1)
def _signer(path: str) -> LocalSigner:
    from django.utils.module_loading import import_string

    signer: LocalSigner = import_string(path)()
    return signer
