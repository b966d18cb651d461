"""Sessions in the database, read and written at the door: outside a unit of work the web login may not see them."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from zholdama import clock
from zholdama.ledger.work import Login, work


class SessionStore(DatabaseStore):
    """Django's store, each access to the table in a unit of work of the doorkeeper."""

    @classmethod
    def get_model_class(cls) -> Any:
        from django.contrib.sessions.models import Session

        return Session

    def _get_session_from_db(self) -> Any:
        with work(login=Login.DOORKEEPER, at=clock.now()):
            return super()._get_session_from_db()  # type: ignore[misc]

    def exists(self, session_key: str) -> bool:
        with work(login=Login.DOORKEEPER, at=clock.now()):
            return super().exists(session_key)

    def create(self) -> None:
        # The random key is long enough that asking first whether it exists would only cost a transaction.
        self._session_key = self._get_new_session_key_unasked()
        self.save(must_create=True)
        self.modified = True

    def _get_new_session_key_unasked(self) -> str:
        from django.utils.crypto import get_random_string

        return get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789")

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            return self.create()
        with work(login=Login.DOORKEEPER, at=clock.now()):
            return super().save(must_create=must_create)

    def delete(self, session_key: str | None = None) -> None:
        with work(login=Login.DOORKEEPER, at=clock.now()):
            super().delete(session_key)

    @classmethod
    def clear_expired(cls) -> None:
        with work(login=Login.DOORKEEPER, at=clock.now()):
            super().clear_expired()
