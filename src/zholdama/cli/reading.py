"""Opening the database for commands: to look into it, or to write as well."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from zholdama.cli import output
from zholdama.config import installation


class DatabaseMissing(output.NotDetermined):
    """There is no database to look into, or nothing in it; the message says what to do."""


class UnknownProvider(Exception):
    """No provider has this code."""


def add_provider(parser: argparse.ArgumentParser) -> None:
    """`--provider CODE`: one provider instead of all."""
    parser.add_argument("--provider", metavar="CODE", help="only this provider's chain")


def provider_id(code: str | None) -> UUID | None:
    """The provider with this code, None for all. Inside a unit of work; raises UnknownProvider."""
    from zholdama.providers import queries

    if code is None:
        return None
    found = next((each.id for each in queries.all_providers() if each.code == code), None)
    if found is None:
        raise UnknownProvider(f"there is no provider with the code {code!r}")
    return found


def is_installed() -> bool:
    """Whether this installation has a database: one of the operator's own, or the embedded one, started before."""
    from zholdama.config.embedded import housing

    try:
        return bool(os.environ.get("DATABASE_URL")) or housing.find(installation.here()) is not None
    except housing.NoHome as error:
        raise DatabaseMissing(str(error)) from error


def open_for_reading() -> None:
    """Wire Django with a database to read.

    The embedded one is made ready, as every command does. A server of the operator's own is left as it is: who
    verifies must not be the one who changes it. Raises DatabaseMissing.
    """
    if not os.environ.get("DATABASE_URL"):
        open_for_writing()
        return
    try:
        with reached():
            output.open_house()
            _refuse_empty()
    except DatabaseMissing as error:
        # Its logins may not be there yet, or have the passwords of another installation.
        new = "if it is new here, `zholdama database prepare` makes it ready"
        raise DatabaseMissing(f"{error}\n{new}") from error


def open_for_writing() -> None:
    """Wire Django with a database that is made ready first, whoever's it is. Raises DatabaseMissing."""
    from zholdama.config import database

    with reached():
        database.open_ready(output.complain)


@contextmanager
def reached() -> Iterator[None]:
    """Whatever keeps the database away in here is told as DatabaseMissing."""
    import psycopg
    from django.db.utils import Error

    try:
        yield
    except (OSError, RuntimeError, psycopg.Error, Error) as error:
        raise DatabaseMissing(f"the database cannot be reached: {str(error).strip()}") from error


def _refuse_empty() -> None:
    from django.db import connections

    with connections["oversight"].cursor() as cursor:
        # The catalogue, since outside a unit of work this login may read nothing else.
        cursor.execute("SELECT 1 FROM pg_catalog.pg_class WHERE relname = 'ledger_entry'")
        if cursor.fetchone() is None:
            raise RuntimeError("it is not prepared")
