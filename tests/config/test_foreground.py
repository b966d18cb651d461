"""The processes of `zholdama run`, with stand-ins for the web server, the worker and the database module."""

import http.server
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from zholdama.cli import run
from zholdama.config import foreground

# The real `run` with a page and a worker of its own; the database module says what it is asked, and says it
# once more when the process exits, which is when the real one stops the server.
DRIVER = """
import argparse, atexit, sys, types
from zholdama.cli import run
stand_in = types.ModuleType("zholdama.config.database")
stand_in.join = lambda: atexit.register(lambda: print("database stopped", flush=True))
stand_in.prepare = lambda progress: progress("prepared")
sys.modules["zholdama.config.database"] = stand_in
run._people = lambda act: ["Айгүл, маман"] if act == "listing" else None
run.APPLICATION = "page:application"
run.WORKER = "labour"
sys.exit(run.run(argparse.Namespace(port=int(sys.argv[1]), host="127.0.0.1", no_demonstration=False)))
"""
PAGE = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"here"]
"""
LABOUR = """
import signal, sys, time
def leave(number, frame):
    print("worker stopped", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, leave)
signal.signal(signal.SIGINT, leave)
open("labour.pid", "w").write(str(__import__("os").getpid()))
while True: time.sleep(0.1)
"""

Begin = Callable[[int], subprocess.Popen[str]]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    (tmp_path / "page.py").write_text(PAGE)
    (tmp_path / "labour.py").write_text(LABOUR)
    begun: list[subprocess.Popen[str]] = []

    def start(port: int) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", DRIVER, str(port)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        begun.append(process)
        return process

    yield start
    for process in begun:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def until(process: subprocess.Popen[str], word: str) -> list[str]:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if word in line:
            return lines
    raise AssertionError("\n".join(lines))


def worker_of(folder: Path) -> int:
    """The worker's process id, once it is up and has taken over its signals."""
    record, give_up = folder / "labour.pid", time.monotonic() + 15
    while not record.exists() or not record.read_text():
        assert time.monotonic() < give_up, "the worker does not start"
        time.sleep(0.02)
    return int(record.read_text())


def anywhere() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_it_starts_greets_and_stops_with_the_database_last(begin: Begin, tmp_path: Path) -> None:
    port = anywhere()
    process = begin(port)
    lines = until(process, "Ctrl-C")
    addresses = [line for line in lines if "http://" in line]
    assert addresses[0].split()[0] == f"http://127.0.0.1:{port}/", "the start page comes first"
    assert len(addresses) == len(run.ADDRESSES) + 1, "and the development signer's page"
    assert "  Айгүл, маман" in lines
    assert lines.index("database: prepared") < lines.index(addresses[0])
    worker_of(tmp_path)
    # As the terminal does on Ctrl-C: everybody in the group gets it, in no order.
    os.killpg(process.pid, signal.SIGINT)
    rest = until(process, "database stopped")
    assert process.wait(20) == 0
    assert rest.index("worker stopped") < rest.index("database stopped")
    assert "Traceback" not in "".join(rest)
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_polite_end_for_the_parent_alone_is_enough(begin: Begin) -> None:
    process = begin(anywhere())
    until(process, "Ctrl-C")
    process.terminate()
    until(process, "database stopped")
    assert process.wait(20) == 0


def test_a_dead_child_is_named_and_ends_the_rest(begin: Begin, tmp_path: Path) -> None:
    process = begin(anywhere())
    until(process, "Ctrl-C")
    os.kill(worker_of(tmp_path), signal.SIGKILL)
    lines = until(process, "database stopped")
    assert any("the worker ended with status -9" in line for line in lines)
    assert process.wait(20) == 1


@pytest.mark.skipif(
    sys.platform != "linux", reason="other systems do not tell a child that its parent was killed"
)
def test_children_do_not_outlive_a_killed_parent(begin: Begin, tmp_path: Path) -> None:
    port = anywhere()
    process = begin(port)
    until(process, "Ctrl-C")
    process.kill()
    process.wait()
    give_up = time.monotonic() + 15
    while time.monotonic() < give_up:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                break
        time.sleep(0.1)
    else:
        raise AssertionError("the web server goes on without its parent")


def test_a_taken_port_gives_way_to_the_next_free_one() -> None:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as taken:
        port = foreground.free_port("127.0.0.1", taken.server_port)
        assert taken.server_port < port
        with pytest.raises(OSError, match="no free port"):
            foreground.free_port("127.0.0.1", taken.server_port, tries=1)


def test_a_shared_port_counts_as_taken() -> None:
    """Some servers listen so that others may listen beside them; requests would then go to either."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert foreground.free_port("127.0.0.1", other.getsockname()[1]) > other.getsockname()[1]
