"""The tests' house: one real PostgreSQL, a migrated template, a copy per worker; nothing is rolled back.

The application role may create no database and the ledger refuses to be emptied, so the stock fixtures cannot work:
a template is migrated once, each worker copies it, and each test makes a provider of its own.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

ROOT = Path(__file__).resolve().parent.parent

AT = datetime(2025, 1, 6, 5, 0, tzinfo=UTC)
"""Monday 2025-01-06 10:00 in Almaty: an ordinary working morning."""


def pytest_report_header() -> str:
    """What of the long harnesses this run takes."""
    whole = bool(os.environ.get("ZHOLDAMA_PROVE"))
    return "long journeys: " + (
        "every language" if whole else "one language each (ZHOLDAMA_PROVE=1: every one)"
    )


def _mark() -> str:
    """A hash of everything that makes the template, so that a changed migration makes a new one."""
    package = ROOT / "src" / "zholdama"
    files = [
        *package.glob("*/migrations/*.py"),
        *package.glob("*/functions.sql"),
        *(package / "config").glob("wall*.py"),
        *(package / "demonstration").glob("*.py"),
        *(package / "working_time" / "data").glob("*"),
    ]
    from django.conf import settings

    # The demonstration's second factors are made from the installation's own key.
    content = [settings.SECRET_KEY.encode(), *(file.read_bytes() for file in sorted(files))]
    return hashlib.sha256(b"".join(content)).hexdigest()[:12]


TEMPLATE = f"zholdama_template_{_mark()}"


@contextmanager
def _alone() -> Iterator[None]:
    folder = Path(os.environ["ZHOLDAMA_VAR"])
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "template.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _name_database(name: str) -> None:
    from django.conf import settings
    from django.db import connections

    for alias in settings.DATABASES:
        connections[alias].close()
        settings.DATABASES[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, worker_id: str) -> Iterator[None]:
    """A database of this worker's own, copied from the template that the current migrations and wall make."""
    from django.conf import settings

    from zholdama.config import database
    from zholdama.demonstration import people

    own = f"zholdama_test_{worker_id}_{os.getpid()}"
    with django_db_blocker.unblock():
        with _alone():
            database.join(durable=False)
            _fill_in_server()
            _name_database(TEMPLATE)
            database.prepare()
            people.ensure()
            _close_all()
            with database.administrator() as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {own}")
                owner = settings.DATABASES["owner"]["USER"]
                connection.execute(
                    f'CREATE DATABASE {own} OWNER "{owner}" TEMPLATE {TEMPLATE} STRATEGY file_copy'
                )
        _name_database(own)
        with database.administrator() as connection:
            # A copy does not take over the rights on the database itself.
            logins = "zholdama_web, zholdama_worker, zholdama_oversight, zholdama_owner"
            connection.execute(f"REVOKE ALL ON DATABASE {own} FROM PUBLIC")
            connection.execute(f"GRANT CONNECT ON DATABASE {own} TO {logins}")
        yield
        _close_all()
        with database.administrator() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {own} WITH (FORCE)")


def _fill_in_server() -> None:
    """Settings were read before the embedded server was there: point every alias to its socket now."""
    from django.conf import settings
    from django.db import connections

    from zholdama.config import addresses
    from zholdama.config.installation import here

    for alias, values in addresses.databases(here()).items():
        settings.DATABASES[alias].update(values)
        connections[alias].settings_dict.update(values)


def _close_all() -> None:
    from django.db import connections

    for alias in connections:
        connections[alias].close()


@pytest.fixture(scope="session")
def database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Real PostgreSQL for the whole session; tests commit, and each makes its own provider."""
    from django.test import override_settings

    with (
        django_db_blocker.unblock(),
        override_settings(PASSWORD_HASHERS=["tests.quick_passwords.QuickArgon2"]),
    ):
        yield


@pytest.fixture
def centre(database: None) -> Any:
    """A fresh demonstration centre (provider, staff, counters, places) at `AT`."""
    from zholdama.demonstration import centre as centres

    return fresh_centre(centres)


def fresh_centre(centres: Any) -> Any:
    """A centre nobody else has; its code is random base36."""
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    value = uuid4().int
    code = "".join(letters[(value >> (8 * place)) % 36] for place in range(4))
    if not centres.is_free(code):  # after a thousand draws of four letters two are often one
        return fresh_centre(centres)
    return centres.make(code=code, at=AT, prefix=f"{code.lower()}-{uuid4().hex[:6]}-")


def chromium() -> str:
    """The browser's path; fails with what to do where there is none, and never skips."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.fail("no Chromium on this machine: `make test` installs it, or set CHROMIUM to its path")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, headless. One for the whole process: Playwright cannot be begun twice in a thread."""
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
        yield browser
        browser.close()
