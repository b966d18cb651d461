"""Two advisory locks: one for whoever starts or stops the server, one shared by everybody who uses it."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zholdama.config.installation import belongs_like_its_folder


class LockTaken(RuntimeError):
    """Somebody else kept the lock for longer than one was ready to wait."""


@contextmanager
def alone(path: Path, *, seconds: float) -> Iterator[None]:
    """Hold the lock file `path` alone. Raises LockTaken after `seconds`."""
    handle = _open(path)
    try:
        give_up = time.monotonic() + seconds
        while not become_alone(handle):
            if time.monotonic() > give_up:
                raise LockTaken(f"another process has kept {path} for {seconds:.0f} seconds")
            time.sleep(0.02)
        yield
    finally:
        os.close(handle)


def share(path: Path) -> int:
    """Hold the lock file `path` together with others, until the returned file descriptor is closed."""
    handle = _open(path)
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


def become_alone(handle: int) -> bool:
    """Whether nobody else holds the lock now; if so it is held alone, if not it may be held no more."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _open(path: Path) -> int:
    is_new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    if is_new:
        belongs_like_its_folder(path)
    return handle
