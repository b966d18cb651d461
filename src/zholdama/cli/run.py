"""Start the product: database, web server, worker and, in a demonstration, the signer; in the foreground until Ctrl-C."""

import argparse
import http.client
import importlib
import importlib.util
import os
import sys
import time
from typing import Any

import psycopg

from zholdama.cli import output
from zholdama.config import foreground
from zholdama.config.foreground import Foreground

SUMMARY = "Start the product: database, web server, worker"

ADDRESSES = {
    "/": "the start page",
    "/desk/sign-in/": "for the staff of a provider",
    "/verify/": "check a referral",
}
"""What is printed once the product runs, the start page first."""

APPLICATION = "zholdama.config.wsgi:application"
WORKER = "zholdama.worker.main"
SIGNER = "zholdama.cli.main"
_SIGNER, _SIGNER_PAGE = "ZHOLDAMA_SIGNER_PORT", "ZHOLDAMA_SIGNER_PAGE_PORT"
_UP_WITHIN = 60.0


class DidNotStart(Exception):
    """A part of the product ended, or never answered, while starting; which, in words."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The port to begin with, the address to listen on, and whether to make demonstration people."""
    parser.add_argument("--port", type=int, default=8000, help="the first port to try (8000)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument("--no-demonstration", action="store_true", help="make no demonstration people")


def run(args: argparse.Namespace) -> int:
    """Run until told to stop (status 0) or until a part of the product ends by itself (status 1)."""
    foreground.interrupt_on_signals()
    children = Foreground()
    try:
        _choose_signer_ports()
        _open_house(with_people=not args.no_demonstration)
        port = _start(children, args.host, args.port)
        _start_signer(children)
        _greet(args.host, port, with_people=not args.no_demonstration)
        output.complain(f"{children.watch()}; stopping the rest")
        return output.NO
    except KeyboardInterrupt:
        return output.GOOD
    except DidNotStart as error:
        output.complain(str(error))
        return output.NO
    finally:
        foreground.ignore_signals()
        _say("stopping: web server, worker and signer, then the database")
        children.stop()


def _choose_signer_ports() -> None:
    """Free ports of the development signer, in the environment before settings are read: the pages name them."""
    if os.environ.get("ZHOLDAMA_MODE") == "production":
        return
    try:
        port = foreground.free_port("127.0.0.1", int(os.environ.get(_SIGNER, "13580")))
        page = foreground.free_port("127.0.0.1", int(os.environ.get(_SIGNER_PAGE, str(port + 1))))
    except (OSError, ValueError) as error:
        raise DidNotStart(f"the development signer: {error}") from error
    os.environ[_SIGNER], os.environ[_SIGNER_PAGE] = str(port), str(page)
    # The development authority answers about its certificates as the real one does: nothing passes unasked.
    os.environ.setdefault("ZHOLDAMA_OCSP", f"http://127.0.0.1:{page}/ocsp")
    os.environ.setdefault("ZHOLDAMA_TSA", f"http://127.0.0.1:{page}/tsp")


def _start_signer(children: Foreground) -> None:
    if os.environ.get("ZHOLDAMA_MODE") == "production":
        return
    _say("development signer: starting")
    ports = ["--quiet", "--port", os.environ[_SIGNER], "--page-port", os.environ[_SIGNER_PAGE]]
    children.start("the development signer", [sys.executable, "-m", SIGNER, "signer", *ports])


def _open_house(*, with_people: bool) -> None:
    """Bring up the database and make it current. The embedded server stops when this process exits, last."""
    is_embedded = not os.environ.get("DATABASE_URL")
    _say(f"database: {'the embedded PostgreSQL' if is_embedded else 'the one DATABASE_URL names'}")
    # Imported here: reading settings needs what join() puts into the environment.
    database = importlib.import_module("zholdama.config.database")
    try:
        database.join()
        _say("database: preparing logins, tables and published data")
        database.prepare(lambda line: _say(f"database: {line}"))
    except (OSError, RuntimeError, psycopg.OperationalError) as error:
        raise DidNotStart(f"the database cannot be used: {error}") from error
    if with_people:
        _people("ensure")


def _start(children: Foreground, host: str, wanted: int) -> int:
    """Start web server and worker; the port, once the start page answers. Raises DidNotStart."""
    try:
        port = foreground.free_port(host, wanted)
    except OSError as error:
        raise DidNotStart(str(error)) from error
    if port != wanted:
        _say(f"web server: port {wanted} is taken, using {port}")
    processes = str(max(1, min(4, os.cpu_count() or 1)))
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    # A worker process that is asked to end while it still starts may not hear it.
    tuned = [
        "--workers-kill-timeout",
        "5",
        "--workers",
        processes,
        "--blocking-threads",
        "8",
        "--no-ws",
        "--log-level",
        "error",
    ]
    _say(f"web server: starting on port {port}")
    children.start("the web server", [*granian, *tuned, APPLICATION])
    _wait_for_page(children, host, port)
    if _exists(WORKER):
        _say("worker: starting")
        children.start("the worker", [sys.executable, "-m", WORKER])
    return port


def _wait_for_page(children: Foreground, host: str, port: int) -> None:
    give_up = time.monotonic() + _UP_WITHIN
    while time.monotonic() < give_up:
        if (ended := children.ended()) is not None:
            time.sleep(0.5)
            raise DidNotStart(ended)
        try:
            status = _status(host, port, "/")
        except OSError:
            time.sleep(0.1)
            continue
        if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
            output.complain(
                f"the start page answers with an error ({status}): see above, try `zholdama check`"
            )
        return
    raise DidNotStart(f"the web server has not answered within {_UP_WITHIN:.0f} seconds")


def _greet(host: str, port: int, *, with_people: bool) -> None:
    """Print the addresses, the start page first, and the demonstration people."""
    shown = f"[{_reached_at(host)}]" if ":" in host else _reached_at(host)
    _say("")
    for path, purpose in ADDRESSES.items():
        _say(f"  http://{shown}:{port}{path}  {purpose}")
    if _SIGNER_PAGE in os.environ:
        _say(f"  http://127.0.0.1:{os.environ[_SIGNER_PAGE]}/  development signer: choose whose key signs")
    if with_people and (people := _people("listing")):
        _say("")
        _say("Demonstration people:")
        for line in people:
            _say(f"  {line}")
    _say("")
    _say("Ctrl-C stops.")


def _status(host: str, port: int, path: str) -> int:
    """What the running web server answers for a page. Raises OSError while it does not listen."""
    connection = http.client.HTTPConnection(_reached_at(host), port, timeout=_UP_WITHIN)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        return connection.getresponse().status
    finally:
        connection.close()


def _people(act: str) -> Any:
    """Call the demonstration's `ensure` or `listing`; nothing where the demonstration is not installed."""
    import django
    from django.conf import settings
    from django.db import connections

    django.setup()
    if not settings.ZHOLDAMA_DEMONSTRATION or not _exists("zholdama.demonstration.people"):
        return None
    if act == "ensure":
        _say("demonstration: people, accounts and places")
    answer = getattr(importlib.import_module("zholdama.demonstration.people"), act)()
    # What preparing needed is not kept open beside the web server's own connections.
    connections.close_all()
    return answer


def _reached_at(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not listened on


def _exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _say(line: str) -> None:
    print(line, flush=True)
