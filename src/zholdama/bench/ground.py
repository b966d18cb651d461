"""The bench's own ground: a database beside the product's on the same server, and a trust store in a folder that goes.

Nothing of the user's is read or written; the database is made for the run and dropped after it.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from zholdama.eds.development import DevelopmentAuthority

DATABASE = "zholdama_bench"
SETTINGS = "zholdama.bench.settings"
_ONE_AT_A_TIME = 7263451


class NotHere(RuntimeError):
    """The bench does not run here; the message says why, in words to act on."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A prepared database and an authority whose signatures it trusts. `embedded`: the server is this machine's own."""

    authority: DevelopmentAuthority
    embedded: bool
    server: dict[str, str]


def refuse_production() -> None:
    """Raises NotHere under production settings: a bench makes people up."""
    if os.environ.get("ZHOLDAMA_MODE", "demonstration") != "demonstration":
        raise NotHere("the bench makes people up and is refused under production settings")


@contextmanager
def own_ground(*, at: datetime) -> Iterator[Ground]:
    """The database made, migrated, walled, and dropped at the end. Raises NotHere, and what the server raises."""
    refuse_production()
    with tempfile.TemporaryDirectory(prefix="zholdama-bench-") as folder:
        authority = DevelopmentAuthority.create(at=at)
        for place, certificate in enumerate(authority.certificates):
            (Path(folder) / f"bench-{place}.cer").write_bytes(certificate)
        _name(folder)
        from zholdama.config import database

        database.join()
        with database.administrator() as connection:
            _alone(connection)
            connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
            try:
                database.prepare()
                server = _server(connection)
                yield Ground(authority, embedded=not os.environ.get("DATABASE_URL"), server=server)
            finally:
                _close_all()
                connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def _name(folder: str) -> None:
    """Point this process and its children at the bench's database and trust store, before settings are read."""
    os.environ["ZHOLDAMA_BENCH_TRUST"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    os.environ["ZHOLDAMA_DATABASE_NAME"] = DATABASE
    if url := os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{DATABASE}"))


def _alone(connection: Any) -> None:
    if not connection.execute("SELECT pg_try_advisory_lock(%s)", [_ONE_AT_A_TIME]).fetchone()[0]:
        raise NotHere("another bench uses this database server; wait for it to end")


def _server(connection: Any) -> dict[str, str]:
    names = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")
    return {name: connection.execute(f"SHOW {name}").fetchone()[0] for name in names}


def _close_all() -> None:
    from django.db import connections

    for alias in connections:
        connections[alias].close()
