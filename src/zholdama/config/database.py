"""Making the database ready: server, logins, database, migrations, wall, published data."""

import atexit
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql

from zholdama.config import addresses, wall_rights, wall_sql
from zholdama.config.installation import here as installation

OLDEST_SERVER = 15
RIGHTS_NEEDED = (
    "needs CREATEROLE and CREATEDB, and where the database or the zholdama_ logins were made by somebody else, to be "
    "their owner or a superuser"
)
_server: Any = None

Progress = Callable[[str], None]


def silent(_: str) -> None:
    """Progress for nobody."""


def join(*, durable: bool = True) -> None:
    """Have a database server to talk to: the operator's (`DATABASE_URL`) or the embedded one, started if need be."""
    global _server
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zholdama.config.settings")
    if addresses.url() or _server is not None:
        return
    from zholdama.config.embedded.server import ensure_running

    _server = ensure_running(installation(), durable=durable)
    os.environ["ZHOLDAMA_SOCKET"] = str(_server.socket_dir)
    atexit.register(_server.stop)


def open_ready(progress: Progress = silent) -> None:
    """Join, prepare what is not prepared, and set Django up: what a command does before it asks the database."""
    join()
    prepare(progress)


def prepare(progress: Progress = silent) -> None:
    """Create logins and database, migrate, raise the wall, write the published data. Safe to run again and again."""
    join()
    with administrator() as connection:
        _refuse_old_server(connection)
        try:
            _logins(connection)
            _database(connection)
        except psycopg.errors.InsufficientPrivilege as error:
            raise RuntimeError(f"{str(error).strip()}: {connection.info.user} {RIGHTS_NEEDED}") from error
    import django

    django.setup()
    from django.core.management import call_command

    if _pending():
        progress("migrating the database")
        call_command("migrate", database="owner", verbosity=0, interactive=False)
    raise_wall(progress)
    from zholdama.config import published

    published.write(progress)


def _pending() -> bool:
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def raise_wall(progress: Progress = silent) -> None:
    """Apply `config/wall.py` as the owner in one transaction, unless the very same wall stands already."""
    from django.db import connections, transaction

    owner = str(connections["owner"].settings_dict["USER"])
    script = list(wall_sql.statements(owner))
    mark = _mark(script)
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT obj_description('public.ledger_entry'::regclass)")
        if cursor.fetchone()[0] == mark:
            return
        progress("raising the tenant wall")
        for statement in script:
            cursor.execute(statement)
        cursor.execute(
            sql.SQL("COMMENT ON TABLE ledger_entry IS {}")
            .format(sql.Literal(mark))
            .as_string(cursor.connection)
        )


def _mark(script: list[str]) -> str:
    return hashlib.sha256("\n".join(script).encode()).hexdigest()


@contextmanager
def administrator(dbname: str | None = None) -> Iterator[psycopg.Connection[Any]]:
    """A connection that may create roles and databases: the embedded server's superuser, or `DATABASE_URL`'s user."""
    if _server is not None:
        dsn = _server.dsn(dbname or "postgres", _server.superuser, _server.superuser_password)
    else:
        dsn = psycopg.conninfo.make_conninfo(addresses.url(), **({"dbname": dbname} if dbname else {}))
        dsn = _existing(dsn)
    with psycopg.connect(dsn, autocommit=True) as connection:
        yield connection


def _existing(dsn: str) -> str:
    """The same address, or its `postgres` database where the named one does not exist yet."""
    try:
        psycopg.connect(dsn).close()
        return dsn
    except psycopg.OperationalError as error:
        # A server says "does not exist" in its own language, and libpq hands on no code: try instead of reading.
        beside = psycopg.conninfo.make_conninfo(dsn, dbname="postgres")
        try:
            psycopg.connect(beside).close()
        except psycopg.OperationalError:
            raise error from None
        return beside


def is_prepared(connection: psycopg.Connection[Any]) -> bool:
    """Whether the logins and the database are there; whether its tables are, is another question."""
    from django.conf import settings

    found = connection.execute(
        "SELECT (SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)),"
        " EXISTS (SELECT FROM pg_database WHERE datname = %s)",
        [list(addresses.LOGINS.values()), settings.DATABASES["owner"]["NAME"]],
    ).fetchone()
    return found == (len(addresses.LOGINS), True)


def _refuse_old_server(connection: psycopg.Connection[Any]) -> None:
    version = connection.info.server_version // 10000
    if version < OLDEST_SERVER:
        raise RuntimeError(f"PostgreSQL {version} is too old: {OLDEST_SERVER} or newer is needed")


def _logins(connection: psycopg.Connection[Any]) -> None:
    """Four logins with passwords, five groups without; the logins inherit nothing and take a group per unit of work."""
    connection.execute("SELECT pg_advisory_lock(7263450)")
    try:
        for group in wall_rights.GROUPS:
            _role(connection, f"zholdama_{group}", "NOLOGIN NOINHERIT NOBYPASSRLS")
        for login in addresses.LOGINS.values():
            _role(connection, login, "LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEROLE")
            connection.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                    sql.Identifier(login), sql.Literal(installation().secret(f"password_{login}"))
                )
            )
        for login, groups in {
            "zholdama_web": ("staff", "citizen", "doorkeeper"),
            "zholdama_worker": ("staff", "doorkeeper"),
            "zholdama_oversight": ("operator", "auditor"),
        }.items():
            for group in groups:
                _member(connection, f"zholdama_{group}", login)
    finally:
        connection.execute("SELECT pg_advisory_unlock(7263450)")


def _role(connection: psycopg.Connection[Any], name: str, options: str) -> None:
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone() is None:
        connection.execute(sql.SQL("CREATE ROLE {} " + options).format(sql.Identifier(name)))


def _member(connection: psycopg.Connection[Any], group: str, login: str) -> None:
    options = " WITH INHERIT FALSE, SET TRUE" if connection.info.server_version >= 160000 else ""
    connection.execute(
        sql.SQL("GRANT {} TO {}" + options).format(sql.Identifier(group), sql.Identifier(login))
    )


def _database(connection: psycopg.Connection[Any]) -> None:
    from django.conf import settings

    name = settings.DATABASES["owner"]["NAME"]
    owner = settings.DATABASES["owner"]["USER"]
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                sql.Identifier(name), sql.Identifier(owner)
            )
        )
    logins = sql.SQL(", ").join(map(sql.Identifier, addresses.LOGINS.values()))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(name), logins))


def findings(*, at: datetime) -> Iterator[dict[str, str]]:
    """What `zholdama check` says of logins and wall."""
    from django.db import connections

    owner = str(connections["owner"].settings_dict["USER"])
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.ledger_entry') IS NOT NULL")
        if not cursor.fetchone()[0]:
            yield {
                "what": "the database has no tables yet",
                "state": "bad",
                "do": "run `zholdama database prepare`",
            }
            return
        cursor.execute("SELECT obj_description('public.ledger_entry'::regclass)")
        stands = cursor.fetchone()[0] == _mark(list(wall_sql.statements(owner)))
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND (rolsuper OR rolbypassrls)",
            [[login for alias, login in addresses.LOGINS.items() if alias != "owner"]],
        )
        mighty = [row[0] for row in cursor.fetchall()]
    yield {
        "what": "the tenant wall is that of this version"
        if stands
        else "the tenant wall is of another version",
        "state": "good" if stands else "bad",
        "do": "" if stands else "run `zholdama database prepare`",
    }
    for login in mighty:
        yield {
            "what": f"the login {login} could walk around the wall",
            "state": "bad",
            "do": f"ALTER ROLE {login} NOSUPERUSER NOBYPASSRLS",
        }
