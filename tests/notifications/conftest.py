"""Messages in tests: a mail server, cases with an address, the watcher and the sender at a set moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.acting import AT, citizen, newcomer, signed_application, sql
from tests.notifications.mail_server import Fault, MailServer

from zholdama import clock
from zholdama.actors import system_of
from zholdama.ledger import chain
from zholdama.ledger.work import Login, work
from zholdama.worker import sending


class Post:
    """The messages of one centre: what is on its way, and what the mail server has taken."""

    def __init__(self, centre: Any) -> None:
        self.centre, self.at = centre, AT
        self.cases: list[UUID] = []

    def case(self, *, email: str | None = None, language: str = "kk", **more: Any) -> UUID:
        """An application from the portal with an address of its own; its id."""
        from zholdama.applications import submitting

        shown = signed_application(self.centre, newcomer(), language=language, **more)
        address = f"{uuid4().hex}@example.kz" if email is None else email
        with citizen(shown.person_id, self.at):
            receipt = submitting.submit(
                signed=shown.document,
                signature=shown.signature,
                facts=shown.facts,
                registry="found",
                email=address,
            )
        self.cases.append(receipt.application_id)
        return receipt.application_id

    @contextmanager
    def system(self) -> Iterator[None]:
        with work(
            login=Login.STAFF,
            by=system_of(self.centre.provider_id),
            at=self.at,
            provider=self.centre.provider_id,
            alias="worker",
        ):
            yield

    def ask(self, case: UUID, times: int = 1) -> None:
        for _ in range(times):
            with self.system():
                chain.append("ask", case=case, facts={"question": "?"})

    def follow(self) -> Any:
        from zholdama.notifications import actions

        with self.system():
            return actions.follow()

    def send(self, *, at: datetime | None = None) -> int:
        """One round of the worker at this moment, for this centre alone."""
        with clock.clock_at(at or self.at), sending.Round(lambda: False) as round:
            return round.of_provider(self.centre.provider_id)

    def rows(self, what: str = "state, error") -> list[tuple[Any, ...]]:
        return sql(
            f"SELECT {what} FROM notifications_message WHERE provider_id = %s ORDER BY sequence, channel, id",
            [self.centre.provider_id],
            alias="owner",
        )

    def ids(self) -> list[str]:
        """The Message-IDs of the centre's e-mails."""
        return [f"<{id}@zholdama.test>" for (id,) in self.rows("id")]


@pytest.fixture
def mail(settings: Any) -> Iterator[Callable[..., MailServer]]:
    """Start a mail server that the settings name; faults may be given."""
    running: list[MailServer] = []

    def start(fault: Fault = lambda phase, number: "") -> MailServer:
        server = MailServer(fault).__enter__()
        running.append(server)
        settings.ZHOLDAMA_SMTP = {
            "host": "127.0.0.1",
            "port": server.port,
            "security": "none",
            "user": "",
            "password": "",
            "from": "Zholdama <news@zholdama.test>",
            "timeout": 1.0,
        }
        return server

    yield start
    for one in running:
        one.__exit__()


@pytest.fixture
def post(centre: Any) -> Post:
    """The messages of a fresh centre."""
    return Post(centre)
