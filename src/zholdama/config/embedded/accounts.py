"""The user the server runs as: oneself, or, for root (whom PostgreSQL refuses), one who is able to enter."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ENTER = 'cd -- "$1" && : > .entered && rm -f .entered'


@dataclass(frozen=True)
class Account:
    """A user of the machine by numbers and name."""

    uid: int
    gid: int
    name: str

    def run(self, *command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a command as this user to its end, with its output captured as text."""
        return subprocess.run(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **self.of_process(),
            **options,
        )

    def of_process(self) -> dict[str, Any]:
        """What `subprocess` needs to start a process of this user: clean surroundings, the root folder."""
        # PG* variables of the caller would steer initdb and postgres, so only what must be is handed on.
        kept = {key: os.environ[key] for key in ("PATH", "LD_LIBRARY_PATH") if key in os.environ}
        surroundings: dict[str, Any] = {
            "cwd": "/",
            "umask": 0o077,
            "env": {**kept, "LC_ALL": "C", "TZ": "UTC"},
        }
        if os.geteuid() == 0:
            surroundings |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return surroundings

    def can_enter(self, folder: Path) -> bool:
        """Whether this user really gets into `folder` and may write there: tried, not computed from modes."""
        return self.run("/bin/sh", "-c", _ENTER, "sh", folder).returncode == 0

    def can_run(self, program: Path) -> bool:
        """Whether this user can really run `program` (answers `--version`)."""
        try:
            return self.run(program, "--version", timeout=20).returncode == 0
        except (OSError, subprocess.SubprocessError):
            return False


def owner_of(path: Path) -> Account:
    """The account that owns `path`."""
    facts = path.stat()
    try:
        return Account(facts.st_uid, facts.st_gid, pwd.getpwuid(facts.st_uid).pw_name)
    except KeyError:
        return Account(facts.st_uid, facts.st_gid, str(facts.st_uid))


def candidates(folder: Path) -> list[Account]:
    """Who could run a server for the product in `folder`, best first: its owner, `postgres`, `nobody`."""
    if os.geteuid() != 0:
        # Without a name in the user database neither initdb nor postgres starts; their own words say so then.
        return [Account(os.geteuid(), os.getegid(), str(os.geteuid()))]
    found = [owner_of(folder)]
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        found.append(Account(entry.pw_uid, entry.pw_gid, name))
    return [account for account in found if account.uid != 0]
