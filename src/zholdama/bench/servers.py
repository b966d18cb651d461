"""The product's web server and the floor's, started alike: granian, WSGI, as `zholdama run` starts it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from zholdama.bench import machine

PRODUCT = "zholdama.config.wsgi:application"
FLOOR = "zholdama.bench.floor:application"
_UP_WITHIN = 60.0


@dataclass(frozen=True, slots=True)
class Served:
    """A running web server."""

    port: int
    pid: int

    def pids(self) -> set[int]:
        """The server with its workers."""
        return machine.family(self.pid)


def command(application: str, *, host: str, port: int) -> list[str]:
    """How a server is started; a test compares it with what `zholdama run` does."""
    workers = str(max(1, min(4, os.cpu_count() or 1)))
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    tuned = ["--workers", workers, "--blocking-threads", "8", "--no-ws", "--log-level", "warning"]
    return [*granian, *tuned, application]


@contextmanager
def serve(application: str) -> Iterator[Served]:
    """The application on a free port, until the block ends. Raises RuntimeError when it does not come up."""
    port = _free_port()
    with tempfile.TemporaryFile() as log:
        started = command(application, host="127.0.0.1", port=port)
        process = subprocess.Popen(started, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            _wait(process, port)
            yield Served(port, process.pid)
        except Exception as error:
            log.seek(0)
            error.add_note(f"last words of {application}:\n" + log.read()[-1500:].decode("utf-8", "replace"))
            raise
        finally:
            _stop(process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    give_up = time.monotonic() + _UP_WITHIN
    while time.monotonic() < give_up:
        if process.poll() is not None:
            raise RuntimeError(f"the web server ended with status {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the web server has not come up")
