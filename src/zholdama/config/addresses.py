"""Where the database lies: the embedded server's socket, or the operator's own through `DATABASE_URL`."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from zholdama.config.installation import Installation

LOGINS = {
    "default": "zholdama_web",
    "worker": "zholdama_worker",
    "oversight": "zholdama_oversight",
    "owner": "zholdama_owner",
}
"""Django's database alias -> the login it uses."""

OPTIONS = {
    "options": "-c lock_timeout=5s -c statement_timeout=15s -c timezone=UTC -c idle_in_transaction_session_timeout=60s",
    "application_name": "zholdama",
}

PATIENT = {"options": "-c timezone=UTC"}
"""For jobs and migrations: no limit on how long a statement or a lock may take."""


def databases(installation: Installation) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: one database, a login per alias."""
    host, port, name, owner, owner_password, extra = _location(installation)
    result = {}
    for alias, login in LOGINS.items():
        password = installation.secret(f"password_{login}")
        if alias == "owner" and owner:
            login, password = owner, owner_password
        result[alias] = {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": host,
            "PORT": port,
            "NAME": name,
            "USER": login,
            "PASSWORD": password,
            "CONN_MAX_AGE": None if alias == "default" else 0,
            "CONN_HEALTH_CHECKS": False,
            "OPTIONS": {**OPTIONS, **extra, **(PATIENT if alias in {"worker", "owner"} else {})},
        }
    return result


def url() -> str:
    """The operator's `DATABASE_URL`, empty when there is none. Raises RuntimeError, without repeating its password."""
    given = os.environ.get("DATABASE_URL", "")
    if given and not given.startswith(("postgresql://", "postgres://")):
        raise RuntimeError("DATABASE_URL must begin with postgresql://")
    return given


def _location(installation: Installation) -> tuple[str, str, str, str, str, dict[str, str]]:
    """(host, port, database, owner login, owner password, extra options); the embedded server's when no URL is set."""
    address = url()
    if address:
        parts = urlsplit(address)
        query = dict(parse_qsl(parts.query))
        host = query.pop("host", "") or unquote(parts.hostname or "")
        return (
            host,
            query.pop("port", "") or str(parts.port or ""),
            query.pop("dbname", "") or unquote(parts.path.lstrip("/")) or "zholdama",
            query.pop("user", "") or unquote(parts.username or ""),
            query.pop("password", "") or unquote(parts.password or ""),
            query,
        )
    name = os.environ.get("ZHOLDAMA_DATABASE_NAME", "zholdama")
    return os.environ.get("ZHOLDAMA_SOCKET", ""), "5432", name, "", "", {}
