"""Meeting a person: one record for the country, seen for a recorded reason; the register's word and nobody else's."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from tests.acting import AT, crowd, doorkeeper, enter, newcomer, sql, staff
from tests.generators import iins

from zholdama.demonstration import acts
from zholdama.demonstration.registry import DemonstrationRegistry
from zholdama.demonstration.residents import residents
from zholdama.identity import actions as identity
from zholdama.identity import queries as people
from zholdama.identity.registry import RegisteredPerson, RegistryAnswer, SilentRegistry, registry, trusted
from zholdama.identity.rules import read_document

MINE, HIS = "940308900011", "871121900022"


def answer(state: str, iin: str | None) -> RegistryAnswer:
    person = (
        None
        if iin is None
        else RegisteredPerson(
            iin=iin, surname="Сәрсенова", given_name="Әйгерім", patronymic="", birth_date=None, sex="", is_kandas=False,
            documents=(),
        )
    )  # fmt: skip
    return RegistryAnswer(state=state, person=person, source="test", at=AT)


@pytest.mark.clause("P9.2b")
def test_the_registers_answer_about_the_person_asked_for_is_taken_as_it_is() -> None:
    found = answer("found", MINE)
    assert trusted(found, iin=MINE) is found


@pytest.mark.clause("P9.2b")
@pytest.mark.parametrize("person", [HIS, None, "", MINE + "0"])
def test_data_of_somebody_else_never_reaches_the_case(person: str | None) -> None:
    told = trusted(answer("found", person), iin=MINE)
    assert (told.state, told.person, told.source, told.at) == ("not_checked", None, "test", AT)


@pytest.mark.clause("P9.2b")
@pytest.mark.parametrize("state", ["not_found", "not_checked"])
def test_a_silent_register_is_no_no(state: str) -> None:
    told = trusted(answer(state, None), iin=MINE)
    assert (told.state, told.person) == (state, None)


@pytest.mark.clause("P9.2b")
@settings(max_examples=60, deadline=None)
@given(iin=iins)
def test_nobody_unknown_is_ever_found(iin: str) -> None:
    for register in (DemonstrationRegistry(), SilentRegistry()):
        told = trusted(register.person(iin=iin, at=AT), iin=iin)
        known = {resident.iin for resident in residents()}
        assert told.state == "found" if iin in known and register.is_stand_in else told.person is None


def test_the_stand_in_says_that_it_is_one(database: None) -> None:
    assert registry().is_stand_in
    assert not SilentRegistry().is_stand_in


@pytest.mark.clause("P9.1a", "P9.1b")
@pytest.mark.parametrize("resident", residents(), ids=lambda one: one.slug)
def test_every_document_of_the_demonstration_is_read_as_good_and_expires(resident: Any) -> None:
    for kind, number, issued, expires in resident.documents:
        reading = read_document(kind, number, issued_on=issued, expires_on=expires, at=AT)
        assert reading.valid
        assert reading.proves == ("status" if kind == "kandas_certificate" else "identity")
        if expires is not None:
            late = datetime(expires.year, expires.month, expires.day, tzinfo=UTC).replace(
                year=expires.year + 1
            )
            assert (
                read_document(kind, number, issued_on=issued, expires_on=expires, at=late).reason == "expired"
            )


# With the database.


@pytest.fixture
def serving(centre: Any) -> UUID:
    """A ticket that maman1 is serving."""
    ticket = acts.arrive(centre, AT)
    acts.serve_next(centre, "maman1", 0, AT)
    return ticket


def facts(iin: str | None, **changed: Any) -> identity.PersonFacts:
    values = {"iin": iin, "surname": "Қасым", "given_name": "Жомарт", "source": "document", **changed}
    return identity.PersonFacts(**values)


def unused_iin() -> str:
    import random

    from tests.generators import made_up_iin

    return made_up_iin(random.Random(uuid4().int))


def test_a_person_is_one_record_for_the_country(centre: Any, serving: UUID) -> None:
    resident = newcomer()
    at_the_door = enter(resident)
    with staff(centre):
        at_the_counter = identity.meet(acts.facts_of(resident, AT), ticket_id=serving, screen="test")
        assert at_the_counter == at_the_door
        card = people.person(at_the_door)
        assert card is not None
        assert card.full_name == resident.full_name
    assert sql("SELECT count(*) FROM identity_person WHERE iin = %s", [resident.iin], alias="owner") == [(1,)]


def test_twenty_doors_at_once_make_one_record(database: None) -> None:
    iin = unused_iin()

    def come_in(_: int) -> UUID:
        with doorkeeper():
            return identity.enter(facts(iin))

    assert len({str(one) for one in crowd(20, come_in)}) == 1


def test_the_register_corrects_a_name_and_the_counters_typing_does_not(centre: Any, serving: UUID) -> None:
    iin = unused_iin()
    with staff(centre):
        person = identity.meet(facts(iin), ticket_id=serving, screen="test")
        identity.meet(facts(iin, surname="Басқа"), ticket_id=serving, screen="test")
        assert people.person(person).surname == "Қасым"  # type: ignore[union-attr]
        identity.meet(facts(iin, surname="Қасымов", source="register"), ticket_id=serving, screen="test")
        assert people.person(person).surname == "Қасымов"  # type: ignore[union-attr]
        identity.meet(facts(iin, surname="Басқа"), ticket_id=serving, screen="test")
        assert people.person(person).surname == "Қасымов"  # type: ignore[union-attr]


def test_every_meeting_leaves_a_reading(centre: Any, serving: UUID) -> None:
    with staff(centre) as actor:
        person = identity.meet(facts(unused_iin()), ticket_id=serving, screen="identify")
    rows = sql(
        "SELECT actor_id, actor_role, screen, at FROM access_reading WHERE provider_id = %s AND person_id = %s",
        [centre.provider_id, person],
        alias="owner",
    )
    assert rows == [(actor.id, "specialist", "identify", AT)]


def test_without_an_iin_the_same_document_and_name_lead_to_the_same_record(
    centre: Any, serving: UUID
) -> None:
    number = f"{uuid4().int % 10**9:09d}"
    reading = read_document("residence_permit", number, issued_on=date(2020, 1, 1), expires_on=None, at=AT)

    def meet(surname: str) -> UUID:
        with staff(centre):
            person = identity.meet(
                facts(None, surname=surname), ticket_id=serving, screen="test", document=reading
            )
            identity.keep_document(
                person_id=person, reading=reading, issued_on=date(2020, 1, 1), expires_on=None, source="shown"
            )
            return person

    assert meet("Коваленко") == meet("КОВАЛЕНКО")
    assert meet("Коваленко") != meet("Іваненко")


def test_a_document_is_kept_once(centre: Any, serving: UUID) -> None:
    reading = read_document("passport", "N00000001", issued_on=None, expires_on=None, at=AT)
    with staff(centre):
        person = identity.meet(facts(unused_iin()), ticket_id=serving, screen="test")
        kept = {
            identity.keep_document(
                person_id=person, reading=reading, issued_on=None, expires_on=None, source="shown"
            )
            for _ in range(3)
        }
        assert len(kept) == 1
        assert [(one.kind, one.number) for one in people.documents(person)] == [("passport", "N00000001")]


def test_a_search_for_nobody_makes_no_record(centre: Any) -> None:
    iin = unused_iin()
    with staff(centre):
        assert identity.search(iin=iin, reason="letter 5") is None
    assert sql("SELECT count(*) FROM identity_person WHERE iin = %s", [iin], alias="owner") == [(0,)]


def test_a_case_is_recorded_as_the_reason_to_know_somebody(centre: Any, serving: UUID) -> None:
    with staff(centre):
        person = identity.meet(facts(unused_iin()), ticket_id=serving, screen="test")
        identity.has_a_case(person)
        identity.has_a_case(person)
        grounds = sql(
            "SELECT ground FROM identity_acquaintance WHERE person_id = %s ORDER BY ground", [person]
        )
    assert grounds == [("case",), ("ticket",)]
