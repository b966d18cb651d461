"""The cluster on disk: made once, whole or not at all, and the little that is read from its files."""

import os
import secrets
import shutil
from pathlib import Path

from zholdama.config.embedded import binaries
from zholdama.config.embedded.housing import Home
from zholdama.config.installation import write_once

SUPERUSER = "zholdama_superuser"
"""The cluster's superuser. Its password lies beside the cluster, lives and goes with it."""


class ClusterUnusable(RuntimeError):
    """The cluster could not be made, or is of another major version; the message says what to do."""


def make(home: Home, *, durable: bool) -> None:
    """Make the cluster where there is none: in a new folder, which then takes the name.

    Raises ClusterUnusable, also for a cluster of another major version of PostgreSQL.
    """
    version = home.cluster / "PG_VERSION"
    if version.is_file():
        major = version.read_text(encoding="ascii").strip()
        if major != str(binaries.MAJOR):
            raise ClusterUnusable(
                f"{home.cluster} was made by PostgreSQL {major}, the product brings {binaries.MAJOR}: "
                f"dump it with version {major} and load it into a new one"
            )
        return
    if home.cluster.exists():
        raise ClusterUnusable(f"{home.cluster} is no PostgreSQL cluster: move it away, then start again")
    for cut_off in home.folder.glob("cluster.new-*"):
        shutil.rmtree(cut_off)
    draft = home.folder / f"cluster.new-{secrets.token_hex(4)}"
    _initdb(home, draft, durable=durable)
    draft.rename(home.cluster)
    _flush(home.folder)


def superuser_password(home: Home) -> str:
    """The superuser's password (file 0600 in the 0700 home), made before the cluster."""
    path = _password_file(home)
    if not path.exists():
        write_once(path, secrets.token_urlsafe(32))
    return path.read_text(encoding="ascii").strip()


def postmaster(home: Home) -> tuple[int, Path] | None:
    """Process id and socket folder that the server last wrote down; None without a record.

    The record outlives a killed server: only a connection shows that it is true.
    """
    try:
        lines = (home.cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        return int(lines[0]), Path(lines[4])
    except (OSError, IndexError, ValueError):
        return None


def _initdb(home: Home, folder: Path, *, durable: bool) -> None:
    superuser_password(home)
    done = home.account.run(
        home.binaries.program("initdb"),
        f"--pgdata={folder}",
        f"--username={SUPERUSER}",
        f"--pwfile={_password_file(home)}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-instructions",
        *([] if durable else ["--no-sync"]),
    )
    if done.returncode != 0:
        shutil.rmtree(folder, ignore_errors=True)
        raise ClusterUnusable(
            f"PostgreSQL could not make its cluster in {home.folder}: {done.stderr.strip()}"
        )


def _password_file(home: Home) -> Path:
    return home.folder / "superuser.password"


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
