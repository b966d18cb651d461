"""Two records that may be one person: found, laid side by side, decided by people, undone (J16)."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.acting import AT, newcomer, sql, staff

from zholdama.demonstration import acts
from zholdama.identifiers import read_iin
from zholdama.identity import actions as identity
from zholdama.identity import duplicates
from zholdama.identity.rules import alike_names, folded_key, read_document, transposed_iins
from zholdama.refusals import Refused


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Сәрсенова Әйгерім Қайратқызы", "Sarsenova Aigerim", True),
        ("Сәрсенова Әйгерім", "Айгерим Сарсенова", True),
        ("Абай", "Құнанбаев Абай", True),
        ("Ахметов Арман", "Ахметов Бауыржан", False),
        ("", "Ахметов", False),
    ],
)
def test_names_that_may_be_one(one: str, other: str, alike: bool) -> None:
    assert alike_names(folded_key(one), folded_key(other)) is alike


def test_neighbouring_digits_that_changed_places() -> None:
    for _ in range(30):
        iin = newcomer().iin
        for other in transposed_iins(iin):
            assert read_iin(other).valid
            assert sorted(other) == sorted(iin)
            assert sum(mine != theirs for mine, theirs in zip(iin, other, strict=True)) == 2


def meet(centre: Any, login: str = "maman1", **facts: Any) -> UUID:
    with staff(centre, login):
        values = {"iin": None, "surname": "Сынақов", "given_name": "Арман", "sex": "male", **facts}
        return identity.meet(identity.PersonFacts(**values), ticket_id=None, screen="test", reason="сынақ")


def look(centre: Any, person_id: UUID) -> dict[UUID, str]:
    with staff(centre):
        return duplicates.candidates(person_id)


def born() -> Any:
    return newcomer().birth_date


def test_found_by_name_and_birth_date_within_the_own_provider(centre: Any, database: None) -> None:
    from tests.conftest import fresh_centre

    from zholdama.demonstration import centre as centres

    other = fresh_centre(centres)
    day = born()
    one, two = (
        meet(centre, birth_date=day),
        meet(centre, birth_date=day, given_name="Arman", surname="Synaqov"),
    )
    stranger = meet(other, birth_date=day)
    unlike = meet(centre, birth_date=day, surname="Әбенов", given_name="Қанат")
    found = look(centre, one)
    assert found == {two: "name"}
    assert not {stranger, unlike} & set(found)


def test_found_by_one_document_and_by_a_slip_in_the_iin(centre: Any) -> None:
    resident = newcomer()
    while not transposed_iins(resident.iin):
        resident = newcomer()
    one = meet(centre, iin=resident.iin)
    slip = meet(centre, iin=transposed_iins(resident.iin)[0], surname="Басқа", given_name="Аты")
    reading = read_document("passport", "N12345678", at=AT)
    reading = replace(reading, number=f"N{uuid4().int % 10**8:08d}")
    holder = meet(centre, surname="Үшінші", given_name="Адам")
    with staff(centre):
        for person_id in (one, holder):
            identity.keep_document(
                person_id=person_id, reading=reading, issued_on=None, expires_on=None, source="shown"
            )
    assert look(centre, one) == {slip: "iin", holder: "document"}


@pytest.fixture
def pair(centre: Any) -> duplicates.PairCard:
    day = born()
    one, _ = meet(centre, birth_date=day), meet(centre, birth_date=day)
    with staff(centre):
        assert duplicates.look_for(one) == 1
        assert duplicates.look_for(one) == 1  # and it is still one pair
        (card,) = duplicates.pairs(centre.provider_id, states=["open"])
    return card


def test_same_takes_two_people_links_both_and_can_be_undone(centre: Any, pair: duplicates.PairCard) -> None:
    with staff(centre):
        duplicates.ask_same(pair_id=pair.id, canonical=pair.first, reason="Бір адам")
        assert duplicates.linked(pair.first) == ()
    with pytest.raises(Refused, match="step_not_for_role"), staff(centre, "maman2"):
        duplicates.decide_same(pair_id=pair.id, granted=True)
    with staff(centre, "basshy"):
        duplicates.decide_same(pair_id=pair.id, granted=True)
        assert duplicates.linked(pair.first) == (pair.second,)
        assert duplicates.linked(pair.second) == (pair.first,)
    both = "SELECT count(*) FROM identity_person WHERE id IN (%s, %s)"
    assert sql(both, [pair.first, pair.second], alias="owner") == [(2,)]
    with pytest.raises(Refused, match="duplicate_decided"), staff(centre):
        duplicates.say_different(pair_id=pair.id, reason="жоқ")
    with staff(centre, "basshy"):
        duplicates.undo(pair_id=pair.id, reason="Егіз екен")
        assert duplicates.linked(pair.first) == ()
    taken = sql(
        "SELECT act FROM ledger_entry WHERE provider_id = %s AND act LIKE 'duplicate%%' ORDER BY sequence",
        [centre.provider_id],
        alias="owner",
    )
    assert [act for (act,) in taken] == ["duplicate_same_asked", "duplicate_same", "duplicate_undone"]


def test_a_head_does_not_grant_what_he_asked_for(centre: Any, pair: duplicates.PairCard) -> None:
    with staff(centre, "basshy"):
        duplicates.ask_same(pair_id=pair.id, canonical=pair.second, reason="Бір адам")
    with pytest.raises(Refused, match="second_person"), staff(centre, "basshy"):
        duplicates.decide_same(pair_id=pair.id, granted=True)


def test_different_is_not_offered_again(centre: Any, pair: duplicates.PairCard) -> None:
    with pytest.raises(Refused, match="duplicate_needs_reason"), staff(centre):
        duplicates.say_different(pair_id=pair.id, reason=" ")
    with staff(centre):
        duplicates.say_different(pair_id=pair.id, reason="Аттас адамдар")
        duplicates.look_for(pair.first)
        assert duplicates.pairs(centre.provider_id, states=["open"]) == ()


def test_no_case_moves(centre: Any) -> None:
    resident = newcomer()
    ticket = acts.arrive(centre, AT)
    acts.serve_next(centre, "maman1", 0, AT)
    case = acts.register_package(centre, "maman1", ticket, resident, measure="training", at=AT)
    twin = meet(
        centre, birth_date=resident.birth_date, surname=resident.surname, given_name=resident.given_name
    )
    with staff(centre):
        duplicates.look_for(twin)
        (card,) = duplicates.pairs(centre.provider_id, states=["open"])
        duplicates.ask_same(pair_id=card.id, canonical=twin, reason="Бір адам")
    owner = "SELECT person_id FROM applications_application WHERE id = %s"
    before = sql(owner, [case.application_id], alias="owner")
    with staff(centre, "basshy"):
        duplicates.decide_same(pair_id=card.id, granted=True)
    assert sql(owner, [case.application_id], alias="owner") == before
