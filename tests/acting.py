"""How the tests of the house act: units of work, SQL below the ORM, crowds of threads, people and their cases."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from zholdama.actors import Actor, Role

AT = datetime(2025, 1, 6, 5, 0, tzinfo=UTC)
"""Monday 2025-01-06 10:00 in Almaty: an ordinary working morning."""

T = TypeVar("T")


@contextmanager
def staff(centre: Any, login: str = "maman1", at: datetime = AT) -> Iterator[Actor]:
    """A unit of work of one member of the centre's staff."""
    from zholdama.ledger.work import Login, work

    actor = centre.actors[login]
    with work(login=Login.STAFF, by=actor, at=at, provider=centre.provider_id):
        yield actor


@contextmanager
def citizen(person_id: UUID, at: datetime = AT) -> Iterator[Actor]:
    """A unit of work of a person on the portal."""
    from zholdama.ledger.work import Login, work

    actor = Actor(role=Role.CITIZEN, id=person_id, person_id=person_id)
    with work(login=Login.CITIZEN, by=actor, at=at, person=person_id):
        yield actor


def call_and_serve(counter_id: UUID) -> UUID:
    """Call the next person and begin to serve in one unit of work; returns the ticket."""
    from zholdama.reception import actions

    called = actions.call_next(counter_id=counter_id, key=uuid4())
    actions.start_service(ticket_id=called.id)
    return called.id


@contextmanager
def doorkeeper(at: datetime = AT) -> Iterator[None]:
    """A unit of work of the door, where nobody is signed in yet."""
    from zholdama.ledger.work import Login, work

    with work(login=Login.DOORKEEPER, at=at):
        yield


def sql(statement: str, arguments: Any = (), *, alias: str = "default") -> list[tuple[Any, ...]]:
    """Rows of a statement that no ORM has touched; without rows, an empty list."""
    from django.db import connections

    with connections[alias].cursor() as cursor:
        # Named %s only: a statement without arguments may hold a percent sign.
        cursor.execute(statement, arguments or None)
        return cursor.fetchall() if cursor.description else []


def changed(statement: str, arguments: Any = (), *, alias: str = "default") -> int:
    """How many rows the statement has touched."""
    from django.db import connections

    with connections[alias].cursor() as cursor:
        cursor.execute(statement, arguments or None)
        return int(cursor.rowcount)


def crowd(size: int, act: Callable[[int], T], *, threads: int | None = None) -> list[T | BaseException]:
    """`act(0)` to `act(size - 1)`, all begun together, each thread with connections of its own.

    An exception takes the place of the result. `threads`: fewer threads than acts, each takes the next one.
    """
    from django.db import connections

    count = threads or size
    outcomes: list[Any] = [None] * size
    begin = threading.Barrier(count)
    queue = iter(range(size))
    taking = threading.Lock()

    def run() -> None:
        begin.wait()
        try:
            while True:
                with taking:
                    place = next(queue, None)
                if place is None:
                    return
                try:
                    outcomes[place] = act(place)
                except Exception as error:
                    outcomes[place] = error
        finally:
            connections.close_all()

    crew = [threading.Thread(target=run, name=f"crowd-{number}") for number in range(count)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join(60)
        assert not thread.is_alive(), "a thread of the crowd hangs"
    return outcomes


def crowd_behind(lock: str, arguments: Any, size: int, act: Callable[[int], T]) -> list[T | BaseException]:
    """A crowd that really meets: the owner holds the rows of `lock` until half of it waits for a lock."""
    from django.db import transaction

    outcomes: list[Any] = []
    together = threading.Thread(target=lambda: outcomes.extend(crowd(size, act)))
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    with transaction.atomic(using="owner"):
        assert sql(lock, arguments, alias="owner"), "there is nothing to hold"
        together.start()
        for _ in range(40):
            if sql(waiting, alias="worker")[0][0] >= size // 2:
                break
            time.sleep(0.1)
    together.join(60)
    return outcomes


@dataclass(frozen=True)
class Shown:
    """A document that a person has seen on the portal and signed."""

    person_id: UUID
    document: bytes
    signature: bytes
    facts: Any


def newcomer(**changes: Any) -> Any:
    """A made-up person of this test's own, whom the stand-in register knows from now on."""
    from zholdama.demonstration.residents import Resident, by_iin, by_slug

    draw = random.Random(uuid4().int)
    # Grown up and not of pension age: nobody whom the rules of a measure keep out.
    born = date(1966, 1, 1) + timedelta(days=draw.randrange(14_000))
    card = ("id_card", f"{draw.randrange(10**9):09d}", date(2021, 4, 12), date(2031, 4, 11))
    values = {
        "slug": f"test-{uuid4().hex}",
        "surname": "Сынақов",
        "given_name": "Арман",
        "patronymic": "",
        "birth_date": born,
        "sex": "male",
        "documents": (card,),
        **changes,
    }
    resident = Resident(**values)
    if resident.iin in by_iin():
        return newcomer(**changes)
    by_slug()[resident.slug] = resident
    if resident.iin:
        by_iin()[resident.iin] = resident
    return resident


def enter(resident: Any, at: datetime = AT) -> UUID:
    """The person comes in through the portal's door; the id of his record."""
    from zholdama.demonstration import acts
    from zholdama.identity import actions as identity

    with doorkeeper(at):
        return identity.enter(acts.facts_of(resident, at))


def signed_application(
    centre: Any,
    resident: Any,
    *,
    measure: str = "training",
    at: datetime = AT,
    signer: Any = None,
    **changes: Any,
) -> Shown:
    """What the portal would show and the resident (or `signer`) would sign; nothing is sent yet.

    `changes` replace what the document states.
    """
    from zholdama.applications import document
    from zholdama.clocks import queries as clocks
    from zholdama.clocks.rules import Kind, begin
    from zholdama.demonstration import acts
    from zholdama.demonstration import signer as keys
    from zholdama.passport import edition as editions
    from zholdama.passport.texts import Text
    from zholdama.providers import queries as providers

    person_id = enter(resident, at)
    with doorkeeper(at):
        provider = providers.provider(centre.provider_id)
        clock = begin(
            kind=Kind.PORTAL,
            at=at,
            calendar=clocks.calendar_of(centre.provider_id),
            edition=editions.current(),
        )
    values = {
        "id": uuid4(),
        "edition": editions.current().id,
        "provider": centre.code,
        "measure": measure,
        "iin": resident.iin,
        "language": "kk",
        "phone": "",
        "wish": "",
        "prepared": at,
        "accepted": clock.runs_from,
        "due": clock.due_at,
    }
    stated = document.Stated(**{**values, **changes})
    name = Text(kk=provider.name_kk, ru=provider.name_ru, en=provider.name_en or provider.name_kk)
    text = document.compose(
        stated, full_name=resident.full_name, provider_name=name, edition=editions.current()
    )
    cms = keys.sign_as_resident(signer or resident, text, at=at)
    return Shown(person_id, text, cms, acts.facts_of(resident, at))


def send(shown: Shown, at: datetime = AT) -> Any:
    """Hand the signed application in as the person who is signed in; the receipt."""
    from zholdama.applications import submitting

    with citizen(shown.person_id, at):
        return submitting.submit(
            signed=shown.document, signature=shown.signature, facts=shown.facts, registry="found"
        )


def official_signature(centre: Any, content: bytes, *, at: datetime, login: str = "basshy") -> bytes:
    """A detached CMS by a head in the name of the centre's provider; inside a unit of work that reads providers."""
    from zholdama.demonstration import signer
    from zholdama.demonstration.centre import official_iin
    from zholdama.providers import queries as providers

    provider = providers.provider(centre.provider_id)
    return signer.sign_as_official(
        login=login,
        iin=official_iin(login),
        name=centre.actors[login].name,
        bin=provider.bin,
        organisation=provider.name_kk,
        content=content,
        at=at,
    )
