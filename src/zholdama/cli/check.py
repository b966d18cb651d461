"""What is wrong with this installation, in words an operator can act on."""

import argparse
import importlib
import importlib.util
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from zholdama import clock
from zholdama.cli import output
from zholdama.config import installation
from zholdama.working_time.zone import ALMATY, check_zone_data

SUMMARY = "What is wrong with this installation, in words to act on"

OLDEST_PYTHON = (3, 11)
OLDEST_SERVER = 15
CALENDAR_ENDS_SOON = timedelta(days=180)
LITTLE_DISK, HARDLY_ANY_DISK = 5 * 10**9, 10**9

FINDINGS = [
    "zholdama.config.database.findings",
    "zholdama.providers.findings.findings",
    "zholdama.signatures.findings.findings",
    "zholdama.acceptance.findings.findings",
    "zholdama.notifications.findings.findings",
]
"""What rooms look at themselves: dotted names of functions of `at` that return mappings with
`what`, `state` and `do`. They are called with Django set up and a database behind it."""

State = Literal["good", "warning", "bad"]
_SIGNS = {"good": "good   ", "warning": "WARNING", "bad": "BAD    "}


@dataclass(frozen=True)
class Finding:
    """One thing looked at. do: what an operator does about it; empty when it is good."""

    what: str
    state: State
    do: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def run(args: argparse.Namespace) -> int:
    """Look at everything; 0 when nothing is bad, 1 when something is, 3 when no database can be reached."""
    looks: tuple[Callable[[], Iterable[Finding]], ...] = (
        python,
        zone,
        calendar,
        signatures,
        secrets,
        assets,
        disk,
    )
    found = [finding for look in looks for finding in _looked(look)]
    server, is_reached = database()
    found += server
    is_ready = is_reached and not any(finding.state == "bad" for finding in server)
    looks = (migrations, edition_here, of_rooms) if is_ready else (edition,)
    found += [finding for look in looks for finding in _looked(look)]
    bad = sum(finding.state == "bad" for finding in found)
    output.answer(
        args,
        {"good": not bad, "database_reached": is_reached, "findings": [asdict(finding) for finding in found]},
        _lines(found),
    )
    if not is_reached:
        return output.UNDETERMINED
    return output.NO if bad else output.GOOD


def python() -> Iterable[Finding]:
    """The interpreter."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= OLDEST_PYTHON:
        yield Finding(f"Python {version}", "good")
    else:
        yield Finding(
            f"Python {version} is too old", "bad", "install Python 3.11 or newer and run `make setup`"
        )


def zone() -> Iterable[Finding]:
    """Whether this machine knows what time it is and was in Almaty."""
    problems = check_zone_data()
    yield from (
        Finding(problem, "bad", "update the system's package tzdata (2024a or newer)") for problem in problems
    )
    if not problems:
        yield Finding("time zone data knows Asia/Almaty before and after 2024-03-01", "good")


def calendar() -> Iterable[Finding]:
    """How far the working calendar reaches, and what in it no source has confirmed yet."""
    from zholdama.working_time.calendar import WorkingCalendar

    shipped = WorkingCalendar.shipped()
    today = clock.now().astimezone(ALMATY).date()
    yield _calendar_end(shipped.last_day, today)
    doubtful = [entry.date for entry in shipped.unconfirmed_days if entry.date >= today]
    if doubtful:
        yield Finding(
            f"{len(doubtful)} days of the calendar are not confirmed, the next is {doubtful[0]}",
            "warning",
            "compare them with the government's decision (`zholdama calendar YEAR`) and load a correction",
        )


def _calendar_end(last_day: date, today: date) -> Finding:
    what = f"the working calendar ends on {last_day}"
    do = "load the next year's calendar: a case that reaches beyond it has no due time"
    if last_day < today:
        return Finding(what, "bad", do)
    return Finding(what, "warning", do) if last_day - today < CALENDAR_ENDS_SOON else Finding(what, "good")


def edition_here() -> Iterable[Finding]:
    """The edition, with what an operator has confirmed in this installation."""
    import django

    django.setup()
    from zholdama.actors import Actor, Role
    from zholdama.applications import confirming
    from zholdama.ledger.work import Login, work
    from zholdama.passport.edition import current

    operator = Actor(role=Role.OPERATOR, id=UUID(int=0))
    with work(login=Login.OPERATOR, by=operator, at=clock.now()):
        confirmed = confirming.confirmed_reasons(current().id)
    yield from edition(confirmed)


def edition(confirmed: Iterable[str] = ()) -> Iterable[Finding]:
    """What the passport's edition says without a source that was read."""
    from zholdama.passport.edition import current

    shipped = current()
    known = set(confirmed)
    open_reasons = [
        reason.id for reason in shipped.refusal_reasons if not reason.confirmed and reason.id not in known
    ]
    if open_reasons:
        yield Finding(
            f"{len(open_reasons)} refusal reasons of edition {shipped.id} are not confirmed",
            "warning",
            f"confirm with `zholdama edition`; production goes without them: {', '.join(open_reasons)}",
        )
    else:
        yield Finding(f"edition {shipped.id}: every refusal reason is confirmed", "good")


def signatures() -> Iterable[Finding]:
    """Which engine checks GOST signatures; the pure one is right but slow."""
    from zholdama.eds import backends

    report = backends.report()
    what = f"GOST signatures are checked by {report.verify}, digests by {report.digest}"
    if "pure" in (report.verify, report.digest):
        yield Finding(
            what,
            "warning",
            "install libgnutls30 and libnettle8: without them a check takes ten times as long",
        )
    else:
        yield Finding(what, "good")


def secrets() -> Iterable[Finding]:
    """Whether the secrets are there and closed to others."""
    folder = installation.here().secrets_path
    if not folder.is_dir():
        yield Finding(
            f"no secrets yet in {folder}", "warning", "they are made at the first start: `zholdama run`"
        )
        return
    files = [path for path in folder.iterdir() if path.is_file()]
    opened = [path for path in (folder, *files) if path.stat().st_mode & 0o077]
    for path in opened:
        mode = "0700" if path == folder else "0600"
        yield Finding(f"{path} is open to other users of this machine", "bad", f"chmod {mode} {path}")
    if not opened:
        yield Finding(f"{len(files)} secrets, closed to others", "good")


def assets() -> Iterable[Finding]:
    """Whether the pages have their stylesheets, scripts and fonts."""
    from zholdama.ui.build import OUTPUTS

    missing = [path.name for path in OUTPUTS if not path.is_file()]
    if missing:
        yield Finding(f"page assets are missing: {', '.join(missing)}", "bad", "run `make assets`")
    else:
        yield Finding("page assets are built", "good")


def disk() -> Iterable[Finding]:
    """Room where the installation keeps its things."""
    root = installation.here().root
    there = next(folder for folder in (root, *root.parents) if folder.is_dir())
    free = shutil.disk_usage(there).free
    what = f"{free / 10**9:.1f} GB free at {there}"
    if free < LITTLE_DISK:
        yield Finding(
            what, "bad" if free < HARDLY_ANY_DISK else "warning", "make room: a full disk stops the database"
        )
    else:
        yield Finding(what, "good")


def database() -> tuple[list[Finding], bool]:
    """Whether a server answers, and is new enough; the second value is False when none could be reached."""
    from zholdama.config import database as house

    try:
        house.join()
        with house.administrator() as connection:
            version = connection.info.server_version // 10_000
            is_prepared = house.is_prepared(connection)
    # Whatever keeps the server away is the finding: a broken address, a refused password, a lost folder.
    except Exception as error:
        do = "look at DATABASE_URL, or at log/database.log in the var folder of the embedded server"
        return [Finding(f"the database cannot be reached: {str(error).strip()}", "bad", do)], False
    if version < OLDEST_SERVER:
        return [Finding(f"PostgreSQL {version} is too old", "bad", f"use {OLDEST_SERVER} or newer")], True
    answers = Finding(f"PostgreSQL {version} answers", "good")
    if is_prepared:
        return [answers], True
    do = "run `zholdama database prepare`; `zholdama run` does it at the first start"
    return [answers, Finding("the database is not prepared yet", "bad", do)], True


def migrations() -> Iterable[Finding]:
    """Whether the tables are those of this version."""
    import django

    django.setup()
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        yield Finding(f"{len(pending)} migrations are pending", "bad", "run `zholdama database prepare`")
    else:
        yield Finding("no migration is pending", "good")


def of_rooms() -> Iterable[Finding]:
    """What the rooms themselves find."""
    for name in FINDINGS:
        module, _, function = name.rpartition(".")
        if importlib.util.find_spec(module) is None:
            continue
        look = getattr(importlib.import_module(module), function, None)
        if look is not None:
            yield from (_finding(found) for found in look(at=clock.now()))


def _finding(found: Mapping[str, str]) -> Finding:
    state = found["state"]
    if state not in _SIGNS:
        raise ValueError(f"{state!r} is no state of a finding")
    return Finding(found["what"], state, found["do"])  # type: ignore[arg-type]


def _looked(look: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """The findings of one look; a look that breaks is itself a finding, and the others go on."""
    try:
        return list(look())
    except Exception as error:
        do = "if the database is new, start once with `zholdama run`; else see what the message names"
        return [Finding(f"{look.__name__} could not be looked at: {str(error).strip()}", "bad", do)]


def _lines(found: Iterable[Finding]) -> Iterable[str]:
    for finding in found:
        yield f"{_SIGNS[finding.state]}  {finding.what}"
        if finding.do:
            yield f"         -> {finding.do}"
