"""What a person wants and can: stated once per key, in versions, seen by his provider and himself alone."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.utils import ProgrammingError
from tests.acting import AT, changed, citizen, crowd, newcomer, send, signed_application, sql, staff

from zholdama.opportunities import wishing
from zholdama.opportunities.suitability import NOTHING_STATED, Wishes
from zholdama.refusals import Refused

STATED = Wishes(
    wanted=("2411", "5120-3"),
    education="vocational",
    kato="111010100",
    modes=("remote",),
    least_wage=200_000,
    limits=(),
)


@pytest.fixture
def person(centre: Any) -> UUID:
    """Somebody who has a case at the centre."""
    shown = signed_application(centre, newcomer())
    send(shown)
    return shown.person_id


def state(centre: Any, person_id: UUID, wishes: Wishes = STATED, **more: Any) -> int:
    with staff(centre):
        return wishing.state_wishes(
            wishes,
            provider_id=centre.provider_id,
            person_id=person_id,
            **{"key": uuid4(), "version": 0, **more},
        )


def newest(centre: Any, person_id: UUID) -> wishing.WishCard:
    with staff(centre):
        return wishing.newest(centre.provider_id, person_id)


def test_nothing_is_known_until_something_is_stated(centre: Any, person: UUID) -> None:
    card = newest(centre, person)
    assert (card.wishes, card.version) == (NOTHING_STATED, 0)


def test_what_is_stated_is_read_back_exactly_and_the_newest_holds(centre: Any, person: UUID) -> None:
    assert state(centre, person) == 1
    card = newest(centre, person)
    assert (card.wishes, card.source, card.stated_at, card.version) == (STATED, "person", AT, 1)
    assert card.wishes.limits == (), "none said is not the same as not asked"
    assert state(centre, person, NOTHING_STATED, version=1, source="document") == 2
    assert newest(centre, person).wishes == NOTHING_STATED


def test_the_step_is_in_the_ledger_with_its_facts_beside(centre: Any, person: UUID) -> None:
    state(centre, person)
    ((entry, facts),) = sql(
        "SELECT e.entry, f.facts FROM ledger_entry e JOIN ledger_facts f USING (provider_id, sequence) "
        "WHERE e.provider_id = %s AND e.act = 'state_wishes'",
        [centre.provider_id],
        alias="owner",
    )
    assert json.loads(facts)["wanted"] == ["2411", "5120-3"]
    assert "2411" not in entry


def test_the_same_key_states_once(centre: Any, person: UUID) -> None:
    key = uuid4()
    assert [state(centre, person, key=key) for _ in range(3)] == [1, 1, 1]


def test_five_at_once_with_one_key_make_one_version(centre: Any, person: UUID) -> None:
    key = uuid4()
    assert crowd(5, lambda _: state(centre, person, key=key)) == [1] * 5


def test_of_two_at_once_the_second_is_told(centre: Any, person: UUID) -> None:
    told = crowd(4, lambda place: state(centre, person, Wishes(least_wage=place)))
    assert told.count(1) == 1
    others = [one for one in told if one != 1]
    assert all(isinstance(one, Refused) and one.code == "wishes_changed" and one.conflict for one in others)


def test_an_old_page_does_not_overwrite(centre: Any, person: UUID) -> None:
    state(centre, person)
    with pytest.raises(Refused, match="wishes_changed"):
        state(centre, person, NOTHING_STATED, version=0)


def test_a_word_that_is_none_leaves_nothing(centre: Any, person: UUID) -> None:
    with pytest.raises(Refused, match="wished_word_unknown"):
        state(centre, person, Wishes(limits=("work",)))
    assert newest(centre, person).version == 0


def test_a_provider_writes_down_the_wishes_of_those_alone_whom_it_has_met(centre: Any) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"):
        state(centre, uuid4())


def test_a_person_sees_and_states_his_own_in_his_own_case(centre: Any) -> None:
    shown = signed_application(centre, newcomer())
    receipt = send(shown)
    case = UUID(str(receipt.application_id))
    with citizen(shown.person_id):
        version = wishing.state_wishes(
            STATED,
            provider_id=centre.provider_id,
            person_id=shown.person_id,
            key=uuid4(),
            version=0,
            case=case,
        )
        assert version == 1
        assert wishing.newest(centre.provider_id, shown.person_id).wishes == STATED
    with citizen(uuid4()):
        assert wishing.newest(centre.provider_id, shown.person_id).version == 0
    assert newest(centre, shown.person_id).wishes == STATED


def test_a_person_states_nothing_for_another(centre: Any, person: UUID) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), citizen(uuid4()):
        wishing.state_wishes(
            STATED, provider_id=centre.provider_id, person_id=person, key=uuid4(), version=0, case=uuid4()
        )
    assert newest(centre, person).version == 0


def test_a_statement_is_never_changed(centre: Any, person: UUID) -> None:
    state(centre, person)
    with pytest.raises(Exception, match="append"):
        changed("UPDATE opportunities_wish SET least_wage = 1 WHERE person_id = %s", [person], alias="owner")
