"""Every query inside a unit of work goes through the login of that unit; outside one, through the web login."""

from typing import Any

from zholdama.ledger import work as unit


class UnitOfWorkRouter:
    """Django's router: the alias of the open unit of work."""

    def db_for_read(self, model: type[Any], **hints: Any) -> str | None:
        return self._alias()

    def db_for_write(self, model: type[Any], **hints: Any) -> str | None:
        return self._alias()

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Tables are made by their owner alone."""
        return db == "owner"

    def _alias(self) -> str | None:
        return unit.current().alias if unit.is_open() else None
