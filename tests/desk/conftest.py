"""The desk through its pages: a browser that signs in as the demonstration's staff, with the clock set."""

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from tests.acting import official_signature

from zholdama import clock
from zholdama.demonstration import centre as centres
from zholdama.demonstration.residents import by_slug
from zholdama.ledger.work import Login, work

AT = datetime(2025, 1, 6, 5, 0, tzinfo=UTC)
"""Monday 2025-01-06 10:00 in Almaty."""

OUR_SQL = ("SELECT", "INSERT", "UPDATE", "DELETE")


def code_of(login: str, *, step: int = 0) -> str:
    """The code of a demonstration account, `step` half-minutes from now."""
    key = bytes.fromhex(centres.second_factor_secret(login))
    return f"{totp(key, step=30, t0=-30 * step, digits=6):06d}"


class Desk:
    """One browser at one desk; every call happens at `at`."""

    def __init__(self, centre: Any, *, at: datetime = AT) -> None:
        self.client, self.centre, self.at = Client(), centre, at

    def sign_in(self, login: str, *, code: str | None = None, password: str = centres.PASSWORD) -> Any:
        """As the member of the centre's staff with this short login."""
        whole = self.login(login)
        sent = {"login": whole, "password": password, "code": code_of(whole) if code is None else code}
        return self.post("/desk/sign-in/", sent)

    def login(self, login: str) -> str:
        """The login under which this centre's member of staff signs in."""
        account = self.centre.actors[login].id
        with work(login=Login.DOORKEEPER, at=self.at):
            from zholdama.access.models import Account

            return str(Account.objects.get(id=account).login)

    def get(self, address: str, **more: Any) -> Any:
        with clock.clock_at(self.at):
            return self.client.get(address, **more)

    def post(self, address: str, sent: dict[str, Any] | None = None, **more: Any) -> Any:
        with clock.clock_at(self.at):
            return self.client.post(address, sent or {}, **more)

    def signing(self, case: UUID, **more: Any) -> dict[str, Any]:
        """What the head's page sends once the signing program has signed this decision."""
        sheet = self.get(f"/desk/sign/{case}/")
        text = self.get(f"/desk/sign/{case}/text/").content
        sent = {"version": sheet.context["case"].version, "key": str(uuid4()), "cms": self.signature(text)}
        return {**sent, **more}

    def signature(self, text: bytes) -> str:
        """The head's signature over these bytes, as the page's script writes it into the form."""
        actor = self.centre.actors["basshy"]
        with work(login=Login.STAFF, by=actor, at=self.at, provider=self.centre.provider_id):
            return base64.b64encode(official_signature(self.centre, text, at=self.at)).decode()

    def later(self, minutes: float) -> "Desk":
        """Time goes on by some minutes."""
        self.at += timedelta(minutes=minutes)
        return self

    @contextmanager
    def queries(self) -> Iterator[list[str]]:
        """The statements about data that a request makes, over all connections; units of work do not count."""
        found: list[str] = []
        with (
            CaptureQueriesContext(connections["default"]) as web,
            CaptureQueriesContext(connections["oversight"]) as over,
        ):
            yield found
        for one in (*web.captured_queries, *over.captured_queries):
            statement = one["sql"].strip()
            if statement.startswith(OUR_SQL) and "set_config" not in statement:
                found.append(statement)


@pytest.fixture
def desk(centre: Any) -> Callable[..., Desk]:
    """Make a browser, signed in as somebody of the centre when a login is given."""

    def make(login: str = "", *, at: datetime = AT) -> Desk:
        one = Desk(centre, at=at)
        if login:
            answer = one.sign_in(login)
            assert answer.status_code == 302, answer.content.decode()[:3000]
        return one

    return make


@pytest.fixture
def code_now(centre: Any) -> Callable[[Desk, str], str]:
    """The code that the second factor of the centre's member of staff shows now."""
    return lambda one, login: code_of(one.login(login))


@pytest.fixture
def overseer() -> Callable[..., Desk]:
    """Make a browser, signed in as the one operator or auditor of the demonstration."""

    def make(login: str, *, at: datetime = AT) -> Desk:
        one = Desk(None, at=at)
        sent = {"login": login, "password": centres.PASSWORD, "code": renewed_code(login)}
        assert one.post("/desk/sign-in/", sent).status_code == 302
        return one

    return make


@pytest.fixture
def again() -> Callable[[Desk, str], Any]:
    """Sign in once more within the same half-minute, in which a code would otherwise work once."""

    def sign_in(one: Desk, login: str) -> Any:
        whole = one.login(login)
        sent = {"login": whole, "password": centres.PASSWORD, "code": renewed_code(whole)}
        return one.post("/desk/sign-in/", sent)

    return sign_in


def renewed_code(login: str) -> str:
    """The code of now, made to work again although an earlier sign-in has used it."""
    TOTPDevice.objects.using("owner").filter(user__login=login).update(last_t=-1, throttling_failure_count=0)
    return code_of(login)


@pytest.fixture
def visit(desk: Any, centre: Any) -> Callable[..., "Visit"]:
    """A visit at the counter, played as far as asked."""
    return lambda **more: Visit(desk, centre, **more)


class Visit:
    """One person at the counter of one specialist, step by step through the pages."""

    def __init__(
        self,
        desk: Any,
        centre: Any,
        *,
        slug: str = "aigerim",
        measure: str = "job_placement",
        login: str = "maman1",
        browser: Desk | None = None,
    ) -> None:
        self.centre, self.resident, self.measure = centre, by_slug()[slug], measure
        self.desk = browser or desk(login)
        self.ticket = self.case = UUID(int=0)
        self.number = ""

    def arrive(self) -> "Visit":
        self.desk.post("/desk/counter/", {"counter": str(self.centre.counters[0][0])})
        assert self.desk.post("/desk/arrive/", {"key": str(uuid4())}).status_code == 302
        answer = self.desk.later(3).post("/desk/next/", {"key": str(uuid4())})
        self.ticket = UUID(answer["Location"].rstrip("/").rsplit("/", 1)[1])
        assert self.desk.post(f"/desk/tickets/{self.ticket}/start/").status_code == 302
        return self

    def identify(self, **more: Any) -> Any:
        kind, number, issued, expires = self.resident.documents[0]
        sent = {
            "document": kind,
            "number": number,
            "iin": self.resident.iin or "",
            **typed("issued_on", issued),
            **typed("expires_on", expires),
            **more,
        }
        if len(self.resident.documents) > 1:
            sent.setdefault("kandas", self.resident.documents[1][1])
        return self.desk.later(1).post(f"/desk/tickets/{self.ticket}/identify/", sent)

    def register(self, **more: Any) -> Any:
        sent = {"measure": self.measure, "language": "kk", "key": str(uuid4()), **more}
        answer = self.desk.later(2).post(f"/desk/tickets/{self.ticket}/register/", sent)
        if answer.status_code == 302:
            page = self.desk.get(f"/desk/tickets/{self.ticket}/")
            self.case, self.number = page.context["case"].id, page.context["case"].number
        return answer

    def propose(self, **more: Any) -> Any:
        page = self.desk.get(f"/desk/tickets/{self.ticket}/")
        sent: dict[str, Any] = {"version": page.context["case"].version}
        fields = page.context["form"].fields
        if "place" in fields:
            sent["place"] = fields["place"].choices[0][0]
        else:
            sent |= {"advice": "Түйіндеме жасаңыз", "next_step": "Бір аптадан соң келіңіз"}
        return self.desk.later(2).post(f"/desk/applications/{self.case}/propose/", {**sent, **more})

    def to_head(self) -> "Visit":
        """Up to the draft on the head's desk."""
        self.arrive()
        for step in (self.identify, self.register, self.propose):
            answer = step()
            assert answer.status_code == 302, answer.content.decode()
        return self


def typed(name: str, day: Any) -> dict[str, str]:
    """A date as its three inputs."""
    if day is None:
        return {}
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}
