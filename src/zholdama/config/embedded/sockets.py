"""The folder of the server's Unix socket: short enough for the kernel, closed to everybody else."""

import hashlib
import os
import socket
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from zholdama.config.embedded.accounts import Account

PORT = 5432
LONGEST = 99
"""Bytes a socket's path may have. Kernels allow 103 (BSD) or 107 (Linux) before the closing zero."""


def choose(home: Path, account: Account) -> Path:
    """A 0700 folder of `account` for the socket: in `home` where its path is short enough, else not."""
    for folder in _places(home):
        if len(os.fsencode(socket_in(folder))) <= LONGEST and _made_ours(folder, account):
            return folder
    # Somebody sits on the expected names: take an unguessable one. Who joins asks the server's record.
    fresh = Path(tempfile.mkdtemp(prefix="zh-", dir="/tmp"))
    os.chown(fresh, account.uid, account.gid)
    return fresh


def socket_in(folder: Path) -> Path:
    """The path of the socket that a server with `folder` listens on."""
    return folder / f".s.PGSQL.{PORT}"


def is_closed_to_others(folder: Path, account: Account) -> bool:
    """Whether `folder` is a real folder of `account` that nobody else may enter."""
    try:
        facts = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(facts.st_mode) and facts.st_uid == account.uid and not facts.st_mode & 0o077


def _places(home: Path) -> Iterator[Path]:
    yield home / "socket"
    name = f"zh-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}"
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if os.geteuid() == 0:
        yield Path("/run") / name
    elif runtime and os.path.isabs(runtime) and Path(runtime).is_dir():
        yield Path(runtime) / name
    yield Path("/tmp") / name  # noqa: S108 - taken only when it is ours and closed


def _made_ours(folder: Path, account: Account) -> bool:
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        pass
    except OSError:
        return False
    return is_closed_to_others(folder, account) and account.can_enter(folder) and _holds_sockets(folder)


def _holds_sockets(folder: Path) -> bool:
    """Some shared and network file systems hold files but no sockets."""
    probe = folder / ".probe"
    probe.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener:
        try:
            listener.bind(str(probe))
        except OSError:
            return False
        finally:
            probe.unlink(missing_ok=True)
    return True
