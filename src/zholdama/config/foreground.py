"""The processes of `zholdama run`: started together, watched together, stopped together."""

import contextlib
import ctypes
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

STOPPING = 15.0
"""Seconds the web server and the worker have to finish what they are at."""

_PR_SET_PDEATHSIG = 1


@dataclass
class Foreground:
    """Child processes in the caller's process group, which the caller alone stops: one after the other."""

    _children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start a child called `name`."""
        self._children[name] = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, preexec_fn=_end_with_parent()
        )

    def ended(self) -> str | None:
        """The first child that is no longer there, with its exit status, in words; None while all run."""
        for name, child in self._children.items():
            if (status := child.poll()) is not None:
                return f"{name} ended with status {status}"
        return None

    def watch(self) -> str:
        """Wait until a child ends; which one, in words. KeyboardInterrupt passes through."""
        while (ended := self.ended()) is None:
            time.sleep(0.2)
        # Whoever stops a whole group reaches children and parent in no order: let the parent's share arrive.
        time.sleep(0.5)
        return ended

    def stop(self) -> None:
        """Ask every child to end, wait, and end by force whoever does not."""
        for child in self._children.values():
            if child.poll() is None:
                child.terminate()
        give_up = time.monotonic() + STOPPING
        for child in self._children.values():
            try:
                child.wait(max(0.1, give_up - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self._children.clear()


def free_port(host: str, wanted: int, *, tries: int = 100) -> int:
    """`wanted`, or the next port nobody listens on. Raises OSError when none of `tries` is free."""
    for port in range(wanted, min(wanted + tries, 65536)):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            # Without this a port that was in use a moment ago counts as taken for a minute.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((host, port))
                probe.listen(1)
                return port
    raise OSError(f"no free port on {host} from {wanted} on")


def interrupt_on_signals() -> None:
    """Make the polite ways to end a process one: SIGINT, SIGTERM and SIGHUP raise KeyboardInterrupt.

    Also SIGINT, which a shell without job control hands on ignored to what it starts in the background.
    """

    def interrupt(number: int, frame: object) -> None:
        ignore_signals()
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)


def ignore_signals() -> None:
    """From here on stopping is under way; a second Ctrl-C must not leave half of it undone."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _end_with_parent() -> Callable[[], None]:
    """What a child runs first: deaf to Ctrl-C (the parent hears it), ended with a killed parent (Linux).

    Granian hangs when its workers hear Ctrl-C from the terminal besides what its main process asks.
    """
    library = ctypes.CDLL(None) if sys.platform == "linux" else None

    def prepare() -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        # Blocked, not ignored: a handler that the child installs later would undo the latter.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
        if library is not None:
            library.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)

    return prepare
