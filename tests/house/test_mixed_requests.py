"""Many tenants, roles and strangers at once through the real web server: no answer carries anything of another tenant."""

import base64
import http.client
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from tests.acting import AT, enter, send, signed_application

from zholdama.passport.marks import TESTS

PROVE = os.environ.get("ZHOLDAMA_PROVE") == "1"
REQUESTS = 1_500 if PROVE else 300
CLIENTS = 8
TENANTS = 5
SEED = os.environ.get("ZHOLDAMA_SEED", "mixed requests")
RESIDENTS = ("aigerim", "bauyrzhan", "galina", "nurlan", "zhanna")


@dataclass
class Party:
    """Somebody who sends requests: which marker he may read, and which cases are his or another's."""

    name: str
    kind: str  # staff | person | stranger
    markers: set[str]
    cookie: str = ""
    own: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


@dataclass
class Answer:
    """What came back."""

    party: Party
    path: str
    status: int
    body: str
    standing: str


def session(**values: Any) -> str:
    """The cookie of a session as the sign-in pages leave it behind."""
    from django.conf import settings

    from zholdama.access.sessions import SessionStore

    store = SessionStore()
    for key, value in values.items():
        store[key] = value
    store.save()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


@pytest.fixture(scope="module")
def parties(database: None) -> list[Party]:
    from zholdama.demonstration import centre as centres
    from zholdama.demonstration.residents import by_slug

    made: list[Party] = [
        Party("a stranger", "stranger", set()),
        Party("a liar", "stranger", set(), "sessionid=" + "x" * 32),
    ]
    cases: dict[str, str] = {}
    for place in range(TENANTS):
        marker = f"marker-{uuid4().hex}"
        code = base64.b32encode(uuid4().bytes).decode()[:4]
        centre = centres.make(code=code, at=AT, prefix=f"{code.lower()}-{uuid4().hex[:6]}-")
        resident = by_slug()[RESIDENTS[place]]
        receipt = send(signed_application(centre, resident, measure="public_works", wish=marker))
        cases[marker] = str(receipt.application_id)
        person = enter(resident)
        cookie = session(citizen={"person": str(person), "name": resident.full_name})
        made.append(Party(f"person {place}", "person", {marker}, cookie))
        for login in ("maman1", "basshy", "qabyldau"):
            account = {"account": str(centre.actors[login].id), "generation": 0}
            made.append(Party(f"{login} {place}", "staff", {marker}, session(staff=account)))
    for party in made:
        party.own = [case for marker, case in cases.items() if marker in party.markers]
        party.foreign = [case for marker, case in cases.items() if marker not in party.markers]
    return made


@pytest.fixture(scope="module")
def server(parties: list[Party]) -> Iterator[int]:
    """The port of granian with two processes of four threads over the same database."""
    from django.conf import settings

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
               "--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "critical",
               "--workers-kill-timeout", "2", "tests.house.probe_site:application"]  # fmt: skip
    environment = {
        **os.environ,
        "ZHOLDAMA_PROBE": "1",
        "ZHOLDAMA_DATABASE_NAME": settings.DATABASES["default"]["NAME"],
        "PYTHONPATH": os.pathsep.join([str(TESTS.parent), str(TESTS.parent / "src")]),
    }
    process = subprocess.Popen(
        command, cwd=TESTS.parent, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(process, port)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        assert process.poll() is None, "the web server ended while starting"
        try:
            if ask(http.client.HTTPConnection("127.0.0.1", port, timeout=5), "/probe/outside/", "")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the web server does not answer")


def ask(
    connection: http.client.HTTPConnection, path: str, cookie: str, body: str | None = None
) -> tuple[int, str, str]:
    headers = {"Cookie": cookie, "Content-Type": "application/json", "Accept-Language": "ru"}
    connection.request("GET" if body is None else "POST", path, body, headers)
    response = connection.getresponse()
    return response.status, response.read().decode(), response.headers.get("X-Standing", "")


def paths(party: Party, rng: random.Random) -> tuple[str, str | None]:
    """One more request this party might send: (path, body)."""
    case, foreign = rng.choice(party.own or [""]), rng.choice(party.foreign)
    common = [
        "/",
        "/probe/public/",
        "/probe/outside/",
        "/providers/",
        "/verify/",
        f"/applications/{foreign}/",
    ]
    if party.kind == "staff":
        own = ["/probe/staff/"] * 5 + ["/probe/refused/"] * 3 + ["/probe/broken/"] * 2
        own += ["/desk/", f"/desk/applications/{case}/", f"/desk/applications/{foreign}/", "/probe/person/"]
    elif party.kind == "person":
        own = (
            ["/probe/person/"] * 5
            + ["/applications/"] * 2
            + [f"/applications/{case}/", "/probe/staff/", "/desk/"]
        )
    else:
        own = ["/probe/staff/", "/probe/person/", "/applications/", "/desk/", "/api/v1/applications"] * 2
    path = rng.choice(own * 2 + common)
    return path, json.dumps({"document": "", "signature": "!"}) if path.startswith("/api") else None


@pytest.fixture(scope="module")
def answers(server: int, parties: list[Party]) -> list[Answer]:
    rng = random.Random(SEED)
    planned = []
    for _ in range(REQUESTS):
        party = rng.choice(parties)
        planned.append((party, *paths(party, rng)))
    waiting, found, taking = iter(planned), [], threading.Lock()

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server, timeout=30)
        while True:
            with taking:
                one = next(waiting, None)
            if one is None:
                connection.close()
                return
            party, path, body = one
            status, text, standing = ask(connection, path, party.cookie, body)
            found.append(Answer(party, path, status, text, standing))

    began = time.monotonic()
    crew = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join(240)
    print(
        f"{len(found)} requests of {len(parties)} parties of {TENANTS} tenants in {time.monotonic() - began:.1f} s, "
        f"seed {SEED!r} (ZHOLDAMA_PROVE=1 sends 1,500): {dict(Counter(answer.status for answer in found))}"
    )
    assert len(found) == REQUESTS
    return found


def test_no_answer_carries_the_marker_of_another_tenant(answers: list[Answer], parties: list[Party]) -> None:
    every = {marker for party in parties for marker in party.markers}
    for answer in answers:
        found = {marker for marker in every if marker in answer.body}
        assert found <= answer.party.markers, (
            f"{answer.path} showed {answer.party.name} another tenant's case"
        )


def test_everybody_finds_his_own(answers: list[Answer]) -> None:
    for path, kind in (
        ("/probe/staff/", "staff"),
        ("/probe/refused/", "staff"),
        ("/probe/person/", "person"),
    ):
        asked = [answer for answer in answers if answer.path == path and answer.party.kind == kind]
        assert len(asked) > 5, f"{path} was hardly asked"
        for answer in asked:
            assert answer.status == (422 if "refused" in path else 200)
            # A resident may have applied in other tests of this session too, then without a wish.
            wishes = json.loads(answer.body)["wishes"]
            # A made-up person may have applied in another test too, without a marker.
            assert {wish for wish in wishes if wish.startswith("marker-")} == answer.party.markers


def test_strangers_and_the_wrong_kind_are_sent_away(answers: list[Answer]) -> None:
    for answer in answers:
        if (
            answer.path.startswith(("/probe/staff/", "/probe/person/"))
            and answer.party.kind not in answer.path
        ):
            assert answer.status == 302, f"{answer.path} let {answer.party.name} in"
        if any(case in answer.path for case in answer.party.foreign):
            assert answer.status in (302, 404), (
                f"{answer.path} answered {answer.status} to {answer.party.name}"
            )


def test_public_pages_and_no_page_at_all_read_no_case(answers: list[Answer]) -> None:
    asked = [answer for answer in answers if answer.path in ("/probe/public/", "/probe/outside/")]
    assert len(asked) > 5
    assert all(json.loads(answer.body) == {"denied": True} for answer in asked)


def test_after_every_answer_the_pooled_connection_is_nobodys(answers: list[Answer]) -> None:
    standings = Counter(answer.standing.rsplit("|", 1)[0] for answer in answers)
    assert set(standings) == {"none|-|-"}
    backends = Counter(answer.standing.rsplit("|", 1)[1] for answer in answers)
    assert len(backends) < REQUESTS / 10, "the connections were not pooled, so nothing was shown"
    kinds = {backend: set() for backend in backends}
    for answer in answers:
        kinds[answer.standing.rsplit("|", 1)[1]].add((answer.party.kind, *sorted(answer.party.markers)))
    assert max(map(len, kinds.values())) > TENANTS, "no connection served different tenants in turn"


def test_only_the_page_that_breaks_on_purpose_is_broken(answers: list[Answer]) -> None:
    broken = Counter(answer.path for answer in answers if answer.status >= 500)
    assert set(broken) == {"/probe/broken/"}
