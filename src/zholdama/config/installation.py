"""Where the things of one installation lie: its var folder, its secrets, its logs."""

import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}\Z")


@dataclass(frozen=True)
class Installation:
    """One installation.

    root: absolute path of the folder that holds all it keeps.
    outside: folders, tried in order, in which the database may live when its user cannot enter `root`.
    """

    root: Path
    outside: tuple[Path, ...] = (Path("/var/lib"), Path("/opt"), Path("/var/tmp"))  # noqa: S108 - made with mkdtemp

    @property
    def secrets_path(self) -> Path:
        """The folder with one file per secret (folder 0700, files 0600)."""
        return self.root / "secrets"

    @property
    def logs_path(self) -> Path:
        """The folder the embedded database and long-running processes write their logs to."""
        return self.root / "log"

    def folder(self, path: Path, *, mode: int = 0o711) -> Path:
        """`path` at or below `root`, made with its missing parents; a folder that is there keeps its mode."""
        if not path.is_dir():
            if path != self.root:
                self.folder(path.parent)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
            path.mkdir(mode=mode, exist_ok=True)
            belongs_like_its_folder(path)
        return path

    def secret(self, name: str) -> str:
        """The secret called `name` (43 url-safe characters), made at its first use and the same ever after.

        Raises ValueError for a name that could not be a plain file name.
        """
        if not _NAME.match(name):
            raise ValueError(f"not the name of a secret: {name!r}")
        path = self.folder(self.secrets_path, mode=0o700) / name
        if not path.exists():
            write_once(path, secrets.token_urlsafe(32))
        return path.read_text(encoding="ascii").strip()


def here() -> Installation:
    """This process's installation: `ZHOLDAMA_VAR`, else `var/` of the checkout, else the user's own."""
    named = os.environ.get("ZHOLDAMA_VAR")
    if named:
        return Installation(Path(named).expanduser().absolute())
    if (source := checkout()) is not None:
        return Installation(source / "var")
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Installation(Path(data).expanduser().absolute() / "zholdama")


def checkout() -> Path | None:
    """The source checkout this code runs from, or None when it is installed as a plain package."""
    folder = Path(__file__).resolve().parents[3]
    return folder if (folder / "pyproject.toml").is_file() and (folder / "src").is_dir() else None


def write_once(path: Path, content: str) -> None:
    """Write a 0600 file whole or not at all; whoever comes second leaves the first one's content in place."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        belongs_like_its_folder(draft)
        try:
            # A link fails where a rename would replace: two first uses at once agree on one secret.
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink(missing_ok=True)


def belongs_like_its_folder(path: Path) -> None:
    """What root makes in another user's folder is given to that user, who could not use it otherwise."""
    if os.geteuid() == 0:
        parent = path.parent.stat()
        if parent.st_uid != 0 and not parent.st_mode & 0o002:
            os.chown(path, parent.st_uid, parent.st_gid, follow_symlinks=False)
