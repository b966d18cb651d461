"""A real server and a real browser: granian over the tests' database, Chromium through Playwright."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
    "true"  # Playwright's own loop runs in this thread; the ORM stays outside it
)

CLOCK = "2025-01-06T10:00:00+05:00"
"""When the server's clock starts: an ordinary Monday morning."""


@dataclass
class Signer:
    """The development signer as a process of its own, its clock that of the site; it can be stopped and started again."""

    port: int
    page_port: int
    process: "subprocess.Popen[bytes] | None" = None
    moment: Path | None = None

    def start(self) -> None:
        """Start, and wait until its page answers."""
        environment = {**os.environ, "ZHOLDAMA_CLOCK_STARTS_AT": CLOCK}
        command = [sys.executable, "-m", "zholdama.cli.main"]
        if self.moment is not None:
            environment["ZHOLDAMA_TEST_MOMENT"] = str(self.moment)
            command = [sys.executable, str(Path(__file__).with_name("set_clock_signer.py"))]
        command += ["signer", "--port", str(self.port), "--page-port", str(self.page_port)]
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        _wait(self.page_port, self.process)

    def stop(self) -> None:
        """As if the person had closed the program."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=20)
            self.process = None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Site:
    """The running product: its address, and the process to look at."""

    address: str
    process: "subprocess.Popen[bytes]"


@contextlib.contextmanager
def running(*, clock: str, moment: Path | None = None, signer: "Signer | None" = None) -> Iterator[Site]:
    """The web server of the product on a free port, over this worker's database, its clock started at `clock`.

    With `moment` the clock stands at what that file holds: see `set_clock_site`.
    """
    from django.conf import settings

    port = _free_port()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "zholdama.config.settings",
        "ZHOLDAMA_DATABASE_NAME": settings.DATABASES["default"]["NAME"],
        "ZHOLDAMA_CLOCK_STARTS_AT": clock,
        "ZHOLDAMA_PUBLIC_ADDRESS": f"http://127.0.0.1:{port}",
    }
    if signer is not None:
        environment["ZHOLDAMA_SIGNER_PORT"] = str(signer.port)
        environment["ZHOLDAMA_SIGNER_PAGE_PORT"] = str(signer.page_port)
    application = "zholdama.config.wsgi:application"
    if moment is not None:
        application = "set_clock_site:application"
        environment |= {"ZHOLDAMA_TEST_MOMENT": str(moment), "PYTHONPATH": str(Path(__file__).parent)}
    process = subprocess.Popen([*command, application], env=environment)
    try:
        _wait(port, process)
        yield Site(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        assert process.poll() is None, "the server ended while starting"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", "/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    pytest.fail("the server did not answer within a minute")


@pytest.fixture(scope="session")
def signer(database: None) -> Iterator[Signer]:
    """The development signer beside the site."""
    signer = Signer(_free_port(), _free_port())
    signer.start()
    yield signer
    signer.stop()


@pytest.fixture(scope="session")
def site(database: None, signer: Signer) -> Iterator[Site]:
    """The product on a Monday morning."""
    with running(clock=CLOCK, signer=signer) as site:
        yield site


class Moments:
    """The clock of a site that a test sets: it stands at `at`, and only goes forward."""

    def __init__(self, file: Path, at: datetime) -> None:
        self._file, self.at = file, at
        self._put(at)

    def _put(self, at: datetime) -> None:
        fresh = self._file.with_suffix(".new")
        fresh.write_text(at.isoformat(), encoding="ascii")
        fresh.replace(self._file)

    def on(self, minutes: float) -> datetime:
        """Some minutes later."""
        return self.to(self.at + timedelta(minutes=minutes))

    def to(self, at: datetime) -> datetime:
        """At that moment, which is not earlier."""
        assert at >= self.at, "a clock that goes back"
        self.at = at
        self._put(at)
        return at


@pytest.fixture(scope="session")
def set_site(database: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[datetime], Any]]:
    """A server and a signer whose clock the tests set: `set_site(at)` gives the site and its moments, from `at` on."""
    file = tmp_path_factory.mktemp("clock") / "moment"
    file.write_text(CLOCK, encoding="ascii")
    signer = Signer(_free_port(), _free_port(), moment=file)
    signer.start()
    try:
        with running(clock=CLOCK, moment=file, signer=signer) as site:
            yield lambda at: (site, Moments(file, at))
    finally:
        signer.stop()


@pytest.fixture
def open_page(browser: Any, site: Site) -> Iterator[Callable[..., Any]]:
    """Open a page of its own browser context: `open_page("ru", width=360)`; foreign requests and script errors fail."""
    with opening(browser, site) as open_one:
        yield open_one


@contextlib.contextmanager
def opening(browser: Any, site: Site) -> Iterator[Callable[..., Any]]:
    """What `open_page` is, of this site."""
    contexts = []
    strays: list[str] = []

    def open_one(language: str = "kk", *, width: int = 1280, script: bool = True) -> Any:
        context = browser.new_context(
            base_url=site.address,
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            accept_downloads=True,
            locale="kk-KZ",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: None if r.url.startswith(site.address) else strays.append(r.url))
        page.on("pageerror", lambda error: strays.append(f"script error: {error}"))
        page.on("console", lambda m: strays.append(f"console: {m.text}") if m.type == "error" else None)
        page.set_default_timeout(30_000)
        page.goto("/")
        if language != "kk":
            page.get_by_role("button", name={"ru": "Русский", "en": "English"}[language]).first.click()
        return page

    try:
        yield open_one
    finally:
        for context in contexts:
            context.close()
    # What happens on purpose is reported by the browser as a console error and is no stray: a page that answers 4xx,
    # and a signing program that is not there.
    expected = ("status of 4", "ERR_CONNECTION_REFUSED")
    assert [s for s in strays if not any(one in s for one in expected)] == []
