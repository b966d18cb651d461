"""The unit of work: one transaction, one tenant or person, one database role, one actor, one moment.

The doors and jobs open it; actions assert it. Outside it the web login may read nothing at all, so a forgotten
unit of work fails loudly instead of answering with no rows.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from django.db import connections, transaction
from django.db.utils import IntegrityError, OperationalError
from psycopg import ClientCursor

from zholdama.actors import SYSTEM, Actor

T = TypeVar("T")


class Login(StrEnum):
    """The database role a unit of work runs under; each has policies and rights of its own (`config/wall.py`)."""

    STAFF = "zholdama_staff"
    CITIZEN = "zholdama_citizen"
    DOORKEEPER = "zholdama_doorkeeper"  # sign-in, sessions, public pages
    OPERATOR = "zholdama_operator"
    AUDITOR = "zholdama_auditor"


ALIAS = {Login.OPERATOR: "oversight", Login.AUDITOR: "oversight"}
"""Operators and auditors come in through a login of their own; everybody else through the web login."""


@dataclass(frozen=True, slots=True)
class Work:
    """The open unit of work."""

    login: Login
    by: Actor
    at: datetime
    provider_id: UUID | None
    person_id: UUID | None
    alias: str


_open: ContextVar[Work | None] = ContextVar("zholdama_work", default=None)

SETTINGS = (
    "SELECT set_config('role', %s, true), set_config('zholdama.provider', %s, true), "
    "set_config('zholdama.person', %s, true)"
)


@contextmanager
def work(
    *,
    login: Login,
    by: Actor = SYSTEM,
    at: datetime,
    provider: UUID | None = None,
    person: UUID | None = None,
    alias: str | None = None,
) -> Iterator[Work]:
    """Open the unit of work: commits at the end, rolls back on any exception (a refusal too).

    Units do not nest, not even over different logins: RuntimeError. `at` must be aware.
    """
    if at.tzinfo is None:
        raise ValueError("at= must be an aware datetime")
    if _open.get() is not None:
        raise RuntimeError("units of work do not nest")
    using = alias or ALIAS.get(login, "default")
    unit = Work(login=login, by=by, at=at, provider_id=provider, person_id=person, alias=using)
    with transaction.atomic(using=using, durable=True):
        with connections[using].cursor() as cursor:
            cursor.execute(SETTINGS, [login.value, str(provider or ""), str(person or "")])
        token = _open.set(unit)
        try:
            yield unit
        finally:
            _open.reset(token)


def single(
    statement: str,
    arguments: Sequence[Any],
    *,
    login: Login,
    at: datetime,
    provider: UUID | None = None,
    person: UUID | None = None,
) -> tuple[Any, ...] | None:
    """A whole unit of work of one statement, in one message to the database; returns the statement's first row.

    For acts that are one SQL function. Statements sent together are one transaction: the settings end with it, and
    an exception rolls it back. RuntimeError where a unit of work or a transaction is open already.
    """
    if at.tzinfo is None:
        raise ValueError("at= must be an aware datetime")
    connection = connections[ALIAS.get(login, "default")]
    if _open.get() is not None or connection.in_atomic_block:
        raise RuntimeError("units of work do not nest")
    connection.ensure_connection()
    # Values are put into the text here: only so several statements go together. Django's own cursor would cost more
    # than the message itself.
    with connection.wrap_database_errors, ClientCursor(connection.connection) as cursor:
        values = [login.value, str(provider or ""), str(person or ""), *arguments]
        cursor.execute(f"{SETTINGS}; {statement}", values)
        cursor.nextset()
        return cursor.fetchone()


def current() -> Work:
    """The open unit of work; RuntimeError outside one."""
    unit = _open.get()
    if unit is None:
        raise RuntimeError(
            "no unit of work is open: doors and jobs open `work(...)` around actions and queries"
        )
    return unit


def is_open() -> bool:
    """Whether a unit of work is open here."""
    return _open.get() is not None


def tenant() -> UUID:
    """The provider of the open unit of work; RuntimeError where it has none."""
    provider_id = current().provider_id
    if provider_id is None:
        raise RuntimeError("this unit of work belongs to no provider")
    return provider_id


def broken_constraint(error: IntegrityError) -> str:
    """The name of the constraint that refused, empty where the database names none."""
    return str(getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or "")


def is_deadlock(error: OperationalError) -> bool:
    """Whether one retry is the right answer: deadlock or serialisation failure (SQLSTATE 40P01, 40001)."""
    return getattr(error.__cause__, "sqlstate", None) in {"40P01", "40001"}
