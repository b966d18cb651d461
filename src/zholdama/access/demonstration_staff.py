"""The port to the demonstration's staff: the desk's sign-in page lists who one can be. A service has none.

The setting ZHOLDAMA_DEMONSTRATION_STAFF names the implementation by dotted path; empty means there is none.
"""

from functools import lru_cache
from typing import Protocol


class DemonstrationStaff(Protocol):
    """Made-up members of staff, their one password and the codes of their second factors."""

    def staff(self) -> tuple[tuple[str, str, str], ...]:
        """(login, role, name) of the made-up staff of the first demonstration centre and of the overseers."""
        ...

    def password(self) -> str:
        """The one password of all demonstration accounts."""
        ...

    def phone_of(self, iin: str | None) -> str:
        """The name by which the stand-in phone knows the made-up citizen; the first one's for an unknown IIN."""
        ...

    def codes(self, login: str) -> str:
        """The six digits that the second factor of a demonstration account shows now."""
        ...


def demonstration_staff() -> DemonstrationStaff | None:
    """What the settings name; None where there is none, and always under production settings."""
    from django.conf import settings

    path = getattr(settings, "ZHOLDAMA_DEMONSTRATION_STAFF", "")
    return _staff(path) if path and not settings.ZHOLDAMA_PRODUCTION else None


@lru_cache(maxsize=1)
def _staff(path: str) -> DemonstrationStaff:
    from django.utils.module_loading import import_string

    staff: DemonstrationStaff = import_string(path)()
    return staff
