"""Where the database lives and who runs it: in the var folder, or outside when its user cannot enter."""

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from zholdama.config.embedded import binaries
from zholdama.config.embedded.accounts import Account, candidates, owner_of
from zholdama.config.embedded.binaries import Binaries
from zholdama.config.installation import Installation, belongs_like_its_folder

RECORD = "database.json"
"""The file in the var folder that says where the database lives when it lives outside."""


class NoHome(RuntimeError):
    """No place for the database, or the place it had is gone; the message says what to do."""


@dataclass(frozen=True)
class Home:
    """The product's own folder for its database (0700, of `account`) and the programs `account` can run."""

    folder: Path
    account: Account
    binaries: Binaries

    @property
    def cluster(self) -> Path:
        """PostgreSQL's data directory."""
        return self.folder / "cluster"


def find(installation: Installation) -> Path | None:
    """The folder the database lives in, or None before the first start. Raises NoHome when it is lost."""
    record = installation.root / RECORD
    if record.is_file():
        folder = Path(json.loads(record.read_text(encoding="utf-8"))["folder"])
        if not folder.is_dir():
            raise NoHome(
                f"{record} says that the database lives in {folder}, which is not there (or "
                f"may not be seen by this user): bring it back, or remove {record} to begin with an empty one"
            )
        return folder
    inside = installation.root / "database"
    return inside if inside.is_dir() else None


def settle(installation: Installation) -> Home:
    """The home of the database, found again or chosen now. Raises NoHome, binaries.BinariesMissing."""
    shipped = binaries.shipped()
    folder = find(installation)
    if folder is None:
        return _move_in(installation, shipped)
    account = owner_of(folder)
    if os.geteuid() not in (0, account.uid):
        raise NoHome(
            f"the database in {folder} belongs to the user {account.name}: run this as that user or as root, "
            "or set ZHOLDAMA_VAR to a folder of your own"
        )
    if account.uid == 0:
        # A start cut off between making the folder and giving it away left an empty one; choose again.
        if any(folder.iterdir()):
            raise NoHome(
                f"{folder} belongs to root, whom PostgreSQL refuses: give it to the user it was copied from"
            )
        folder.rmdir()
        return _move_in(installation, shipped)
    programs = _programs_for(account, folder, shipped) if account.can_enter(folder) else None
    if programs is None:
        raise NoHome(
            f"the user {account.name}, who owns the database in {folder}, can no longer enter there or run "
            "programs there: let that user pass through the folders above it, or move the installation"
        )
    return Home(folder, account, programs)


def _move_in(installation: Installation, shipped: Binaries) -> Home:
    accounts = candidates(installation.root)
    for account in accounts:
        home = _try(installation.root / "database", account, shipped)
        if home is not None:
            return home
    for parent in installation.outside:
        for account in accounts:
            home = _try_outside(parent, account, shipped, installation)
            if home is not None:
                return home
    names = ", ".join(account.name for account in accounts) or "postgres, nobody"
    places = ", ".join(map(str, (installation.root, *installation.outside)))
    raise NoHome(
        f"the database server cannot live anywhere here: none of the users {names} can work in {places}. "
        "Run the product as an ordinary user in a folder of his own, or set DATABASE_URL"
    )


def _try(folder: Path, account: Account, shipped: Binaries) -> Home | None:
    """Make `folder` the home of `account`; None, and nothing left behind, when he cannot work there."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        os.chown(folder, account.uid, account.gid)
    except OSError:
        return None
    programs = _programs_for(account, folder, shipped) if account.can_enter(folder) else None
    if programs is None:
        folder.rmdir()
        return None
    return Home(folder, account, programs)


def _try_outside(
    parent: Path, account: Account, shipped: Binaries, installation: Installation
) -> Home | None:
    try:
        folder = Path(tempfile.mkdtemp(prefix="zholdama-", dir=parent))
    except OSError:
        return None
    home = _try(folder, account, shipped)
    if home is not None:
        (folder / "belongs-to").write_text(f"{installation.root}\n", encoding="utf-8")
        record = installation.root / RECORD
        draft = record.with_suffix(".new")
        draft.write_text(json.dumps({"folder": str(folder), "user": account.name}) + "\n", encoding="utf-8")
        belongs_like_its_folder(draft)
        draft.rename(record)
    return home


def _programs_for(account: Account, folder: Path, shipped: Binaries) -> Binaries | None:
    """The shipped programs where `account` can run them, else a copy in `folder`, else None."""
    if account.can_run(shipped.program("postgres")):
        return shipped
    copied = shipped.copy_into(folder / "programs")
    return copied if account.can_run(copied.program("postgres")) else None
