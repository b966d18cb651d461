"""Crowds on real PostgreSQL, each thread with a connection of its own: the database counts, orders and numbers."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError, transaction
from tests.acting import (
    AT,
    call_and_serve,
    crowd,
    crowd_behind,
    enter,
    newcomer,
    send,
    signed_application,
    sql,
    staff,
)

from zholdama.actors import Actor, Role
from zholdama.refusals import Refused


def codes(outcomes: list[Any]) -> Counter[str]:
    """How often which outcome: a refusal by its code, anything else by its type."""
    return Counter(
        outcome.code if isinstance(outcome, Refused) else type(outcome).__name__ for outcome in outcomes
    )


# Places.


@pytest.fixture
def three_places(centre: Any) -> UUID:
    from zholdama.opportunities.actions import Offer, offer

    with staff(centre, "basshy"):
        return offer(
            Offer(
                measure="training",
                title_kk="Нан пісіруші",
                title_ru="Пекарь",
                organisation="«Үлгі нан» ЖШС",
                address="Үлгі көшесі, 3",
                total=3,
                valid_until=date(2025, 3, 31),
            )
        )


def test_two_hundred_drafts_get_three_places(centre: Any, three_places: UUID) -> None:
    from zholdama.opportunities import actions as places

    def draft(_: int) -> str:
        with staff(centre, "maman1"):
            places.reserve(three_places, measure="training", on=AT.date())
            return "reserved"

    outcomes = crowd(200, draft, threads=25)
    assert codes(outcomes) == {"str": 3, "place_gone": 197}
    assert all(outcome.conflict for outcome in outcomes if isinstance(outcome, Refused))
    counted = sql(
        "SELECT total, reserved, taken FROM opportunities_place WHERE id = %s", [three_places], alias="owner"
    )
    assert counted == [(3, 3, 0)]


def test_places_given_back_and_taken_at_once_still_add_up(centre: Any, three_places: UUID) -> None:
    from zholdama.opportunities import actions as places

    def turn(number: int) -> None:
        with staff(centre, "maman1"):
            places.reserve(three_places, measure="training", on=AT.date())
        with staff(centre, "maman1"):
            places.take(three_places) if number % 4 == 0 else places.release(three_places)

    outcomes = crowd(60, turn, threads=15)
    taken = sum(1 for number, outcome in enumerate(outcomes) if outcome is None and number % 4 == 0)
    assert taken <= 3
    counted = sql(
        "SELECT reserved, taken FROM opportunities_place WHERE id = %s", [three_places], alias="owner"
    )
    assert counted == [(0, taken)]


# The queue.


def desks(centre: Any, count: int) -> list[Actor]:
    """Specialists of the centre, as many as there are desks."""
    from zholdama.providers.models import Staff

    made = []
    for number in range(count):
        account, row = uuid4(), uuid4()
        Staff.objects.using("owner").create(
            id=row, provider_id=centre.provider_id, account_id=account, name=f"{number}", role="specialist"
        )
        made.append(
            Actor(
                role=Role.SPECIALIST,
                id=account,
                provider_id=centre.provider_id,
                staff_id=row,
                name=f"{number}",
            )
        )
    return made


def arrivals(centre: Any, count: int) -> list[UUID]:
    from zholdama.reception import actions as reception

    tickets = []
    for number in range(count):
        with staff(centre, "qabyldau", AT + timedelta(seconds=number)):
            tickets.append(reception.arrive(key=uuid4()).id)
    return tickets


def call(centre: Any, actor: Actor, at: datetime) -> UUID:
    from zholdama.ledger.work import Login, work

    with work(login=Login.STAFF, by=actor, at=at, provider=centre.provider_id):
        return call_and_serve(centre.counters[0][0])


@pytest.mark.clause("P8.1c")
def test_twenty_desks_call_at_once_without_doubles_or_skips(centre: Any) -> None:
    tickets, actors = arrivals(centre, 30), desks(centre, 20)
    later = AT + timedelta(minutes=10)
    first = crowd(20, lambda number: call(centre, actors[number], later))
    assert codes(first) == {"UUID": 20}
    assert set(first) == set(tickets[:20]), "twenty calls take the first twenty, whoever is quicker"

    def finish_and_call(number: int) -> UUID:
        from zholdama.ledger.work import Login, work
        from zholdama.reception import actions as reception

        with work(login=Login.STAFF, by=actors[number], at=later, provider=centre.provider_id):
            reception.finish_service(ticket_id=first[number])  # type: ignore[arg-type]
        return call(centre, actors[number], later)

    second = crowd(20, finish_and_call)
    assert codes(second) == {"UUID": 10, "nobody_waits": 10}
    assert {one for one in second if isinstance(one, UUID)} == set(tickets[20:])


@pytest.mark.clause("P8.1c")
def test_one_desk_alone_serves_in_the_order_of_arrival(centre: Any) -> None:
    from zholdama.ledger.work import Login, work
    from zholdama.reception import actions as reception
    from zholdama.reception import queries as queue

    tickets, (actor,) = arrivals(centre, 6), desks(centre, 1)
    with staff(centre, "maman1"):
        assert [card.id for card in queue.waiting(centre.provider_id)] == tickets
        assert [card.number for card in queue.waiting(centre.provider_id)] == [1, 2, 3, 4, 5, 6]
    served = []
    for number in range(6):
        served.append(call(centre, actor, AT + timedelta(minutes=number + 1)))
        with work(
            login=Login.STAFF, by=actor, at=AT + timedelta(minutes=number + 1), provider=centre.provider_id
        ):
            reception.finish_service(ticket_id=served[-1])
    assert served == tickets


def test_a_desk_that_clicks_twice_serves_one_person(centre: Any) -> None:
    tickets, (actor,) = arrivals(centre, 8), desks(centre, 1)
    outcomes = crowd(8, lambda _: call(centre, actor, AT + timedelta(minutes=1)))
    assert codes(outcomes) == {"UUID": 1, "finish_first": 7}
    assert set(outcomes) & set(tickets)
    serving = sql(
        "SELECT count(*) FROM reception_ticket WHERE provider_id = %s AND state = 'serving'",
        [centre.provider_id],
        alias="owner",
    )
    assert serving == [(1,)]


def test_a_call_that_fails_gives_the_ticket_back(centre: Any) -> None:
    from zholdama.ledger.work import Login, work

    tickets, actors = arrivals(centre, 2), desks(centre, 2)
    with (
        pytest.raises(ZeroDivisionError),
        work(login=Login.STAFF, by=actors[0], at=AT, provider=centre.provider_id),
    ):
        _fail_after(lambda: call_and_serve(centre.counters[0][0]))
    assert call(centre, actors[1], AT) == tickets[0]


def _fail_after(act: Any) -> None:
    act()
    raise ZeroDivisionError


def test_tickets_of_a_crowd_are_numbered_without_gap_and_one_key_gets_one_ticket(centre: Any) -> None:
    from zholdama.reception import actions as reception

    one_key = uuid4()

    def arrive(number: int) -> Any:
        with staff(centre, "qabyldau"):
            return reception.arrive(key=one_key if number < 10 else uuid4())

    issued = crowd(30, arrive, threads=15)
    assert codes(issued) == {"Issued": 30}
    assert sorted({ticket.number for ticket in issued}) == list(range(1, 22))
    assert len({ticket.id for ticket in issued[:10]}) == 1
    assert [ticket.fresh for ticket in issued[:10]].count(True) == 1


# Applications.


def test_one_signed_application_sent_twenty_times_at_once_is_one_case(centre: Any) -> None:
    send(signed_application(centre, newcomer(), measure="training"))  # the number book is open
    shown = signed_application(centre, newcomer(), measure="training")
    book = "SELECT 1 FROM ledger_number WHERE provider_id = %s FOR UPDATE"
    outcomes = crowd_behind(book, [centre.provider_id], 20, lambda _: send(shown))
    assert codes(outcomes) == {"Receipt": 20}
    assert len({(one.application_id, one.number, one.accepted_at, one.due_at) for one in outcomes}) == 1
    assert [one.fresh for one in outcomes].count(True) == 1
    rows = sql(
        "SELECT number FROM applications_application WHERE provider_id = %s AND person_id = %s",
        [centre.provider_id, shown.person_id],
        alias="owner",
    )
    assert rows == [(outcomes[0].number,)]
    assert _steps(centre, "submit") == 2
    assert _last_number(centre, "A") == 2


def test_two_applications_of_one_kind_at_once_leave_one(centre: Any) -> None:
    resident = newcomer()
    shown = [signed_application(centre, resident, measure="training") for _ in range(6)]
    outcomes = crowd(6, lambda number: send(shown[number]))
    assert codes(outcomes) == {"Receipt": 1, "live_application_exists": 5}
    assert _last_number(centre, "A") == 1, "a refusal gives its number back"


def test_numbers_stay_gapless_when_transactions_fail(centre: Any) -> None:
    from zholdama.ledger import chain

    def give(number: int) -> str:
        with staff(centre, "maman1"):
            given = chain.next_number(series="T", year=2025)
            if number % 3 == 0:
                raise ZeroDivisionError
            return given

    given = sorted(one for one in crowd(45, give, threads=15) if isinstance(one, str))
    assert given == [f"T{centre.code}-25-{number:06d}" for number in range(1, 31)]
    with staff(centre, "maman1"):
        assert chain.next_number(series="T", year=2026) == f"T{centre.code}-26-000001"


def _steps(centre: Any, act: str) -> int:
    rows = sql(
        "SELECT count(*) FROM ledger_entry WHERE provider_id = %s AND act = %s",
        [centre.provider_id, act],
        alias="owner",
    )
    return int(rows[0][0])


def _last_number(centre: Any, series: str) -> int:
    rows = sql(
        "SELECT last FROM ledger_number WHERE provider_id = %s AND series = %s",
        [centre.provider_id, series],
        alias="owner",
    )
    return int(rows[0][0])


# At the counter and with the head.


def test_one_package_registered_many_times_at_once_is_one_case(centre: Any) -> None:
    from zholdama.applications import actions as applications
    from zholdama.demonstration import acts

    resident = newcomer()
    ticket = acts.arrive(centre, AT)
    acts.serve_next(centre, "maman1", 0, AT)
    person = enter(resident)
    package, key = _identified(centre, ticket, resident, person), uuid4()

    def register(_: int) -> Any:
        with staff(centre, "maman1"):
            return applications.register(package, key=key)

    outcomes = crowd(8, register)
    assert codes(outcomes) == {"Registered": 8}
    assert len({one.number for one in outcomes}) == 1
    assert [one.fresh for one in outcomes].count(True) == 1


def _identified(centre: Any, ticket: UUID, resident: Any, person: UUID) -> Any:
    from zholdama.applications import actions as applications
    from zholdama.demonstration import acts
    from zholdama.identity import actions as identity
    from zholdama.identity.rules import read_document
    from zholdama.reception import actions as reception

    kind, number, issued, expires = resident.documents[0]
    with staff(centre, "maman1"):
        assert identity.meet(acts.facts_of(resident, AT), ticket_id=ticket, screen="test") == person
        reading = read_document(kind, number, issued_on=issued, expires_on=expires, at=AT)
        document = identity.keep_document(
            person_id=person, reading=reading, issued_on=issued, expires_on=expires, source="shown"
        )
        reception.identify(ticket_id=ticket, person_id=person, document_id=document)
    return applications.Package(
        ticket_id=ticket, measure="training", language="kk", identity_document_id=document
    )


def test_two_heads_who_sign_at_once_sign_once(centre: Any) -> None:
    from zholdama.applications import queries as applications
    from zholdama.demonstration import acts, signer
    from zholdama.demonstration import centre as centres
    from zholdama.providers import queries as providers
    from zholdama.referrals import deciding

    case = acts.apply_on_portal(centre, newcomer(), measure="training", at=AT)
    acts.take_from_portal(centre, "maman1", case, AT)
    acts.propose(centre, "maman1", case, AT)
    with staff(centre, "basshy"):
        version = applications.application(case.application_id).version  # type: ignore[union-attr]
        text = deciding.text_to_sign(case.application_id)
        provider = providers.provider(centre.provider_id)
        cms = signer.sign_as_official(
            login="basshy",
            iin=centres.official_iin("basshy"),
            name=centre.actors["basshy"].name,
            bin=provider.bin,
            organisation=provider.name_kk,
            content=text,
            at=AT,
        )

    def sign(_: int) -> UUID:
        with staff(centre, "basshy"):
            return deciding.sign(
                application_id=case.application_id, version=version, signature=cms, key=uuid4()
            )

    outcomes = crowd(2, sign)
    assert codes(outcomes) == {"UUID": 1, "changed_meanwhile": 1}
    assert [one.conflict for one in outcomes if isinstance(one, Refused)] == [True]
    assert _steps(centre, "sign") == 1
    assert _last_number(centre, "R") == 1
    taken = sql(
        "SELECT sum(taken), sum(reserved) FROM opportunities_place WHERE provider_id = %s AND measure = 'training'",
        [centre.provider_id],
        alias="owner",
    )
    assert taken == [(1, 0)]


def test_one_key_signs_once_and_answers_twice(centre: Any) -> None:
    from zholdama.demonstration import acts
    from zholdama.referrals import deciding

    case = acts.apply_on_portal(centre, newcomer(), measure="training", at=AT)
    acts.take_from_portal(centre, "maman1", case, AT)
    acts.propose(centre, "maman1", case, AT)
    acts.sign(centre, case, AT)
    key = sql(
        "SELECT decision_key FROM applications_application WHERE id = %s",
        [case.application_id],
        alias="owner",
    )[0][0]

    def again(_: int) -> UUID:
        with staff(centre, "basshy"):
            return deciding.sign(application_id=case.application_id, version=1, signature=b"", key=key)

    assert len(set(crowd(4, again))) == 1
    assert _last_number(centre, "R") == 1


# Deadlocks.


def test_a_deadlock_is_told_from_other_trouble(centre: Any) -> None:
    from threading import Barrier

    from zholdama.ledger.work import is_deadlock
    from zholdama.opportunities.models import Place

    with staff(centre, "maman1"):
        places = list(Place.objects.filter(provider_id=centre.provider_id).order_by("id")[:2])
    both_hold_one = Barrier(2)

    def cross(number: int) -> str:
        with staff(centre, "maman1"):
            first, second = places if number == 0 else reversed(places)
            Place.objects.select_for_update().get(provider_id=centre.provider_id, id=first.id)
            both_hold_one.wait(10)
            Place.objects.select_for_update().get(provider_id=centre.provider_id, id=second.id)
            return "through"

    outcomes = crowd(2, cross)
    errors = [one for one in outcomes if isinstance(one, OperationalError)]
    assert outcomes.count("through") == 1
    assert len(errors) == 1
    assert is_deadlock(errors[0])


def test_waiting_too_long_for_a_lock_is_no_deadlock(centre: Any) -> None:
    from zholdama.ledger.work import is_deadlock

    lock = "SELECT 1 FROM opportunities_place WHERE provider_id = %s FOR UPDATE"
    with transaction.atomic(using="owner"):
        sql(lock, [centre.provider_id], alias="owner")
        with staff(centre, "maman1"):
            sql("SET LOCAL lock_timeout = '50ms'")
            with pytest.raises(OperationalError) as refused, transaction.atomic():
                sql(lock, [centre.provider_id])
    assert not is_deadlock(refused.value)
    assert not is_deadlock(OperationalError("no cause"))


def test_a_page_is_tried_once_more_after_a_deadlock_and_only_once(centre: Any, rf: Any) -> None:
    import psycopg
    from django.http import HttpResponse

    from zholdama.access.doors import staff as for_staff

    tries: list[int] = []

    def broken(until: int) -> Any:
        @for_staff(Role.SPECIALIST)
        def view(request: Any) -> HttpResponse:
            tries.append(1)
            if len(tries) <= until:
                raise OperationalError("deadlock detected") from psycopg.errors.DeadlockDetected()
            return HttpResponse("through")

        return view

    request = rf.get("/")
    request.actor, request.at, request.refusal = centre.actors["maman1"], AT, None
    assert broken(1)(request).content == b"through"
    assert len(tries) == 2
    tries.clear()
    with pytest.raises(OperationalError):
        broken(2)(request)
    assert len(tries) == 2


def test_the_crowd_has_connections_of_its_own(database: None) -> None:
    """The negative control of this file: a crowd on one connection would prove nothing."""

    def backend(_: int) -> int:
        return int(sql("SELECT pg_backend_pid(), pg_sleep(0.05)")[0][0])

    assert len(set(crowd(8, backend))) == 8
