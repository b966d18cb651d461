"""A referral that came to nothing is followed by a next one, asked for by one person and signed by another (J17)."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.acting import AT, staff
from tests.referrals.outcome_steps import (
    HIRED,
    LATER,
    REFUSED,
    Issued,
    acts_of,
    counted,
    issued,
    of_case,
    say,
    state_of,
    take_back,
)  # fmt: skip
from tests.referrals.test_corrections import sign

from zholdama.applications import queries as applications
from zholdama.referrals import correcting, following, links, queries, tasks
from zholdama.referrals.correcting import Asked
from zholdama.refusals import Refused


def places(one: Issued) -> list[UUID]:
    with staff(one.centre, "maman1", LATER):
        case = applications.application(one.case)
        assert case is not None
        return [place.id for place in following.next_places(case, on=AT.date(), besides=one.place)]


def ask(one: Issued, place: UUID | None) -> UUID:
    with staff(one.centre, "maman1", LATER):
        case = applications.application(one.case)
        assert case is not None
        asked = Asked(kind="next", reason="Жұмыс беруші бас тартты", place_id=place)
        return correcting.ask(asked, application_id=one.case, version=case.version)


def refused(code: str, act: Any) -> None:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code


def test_the_next_referral_has_a_number_and_a_term_of_its_own(centre: Any) -> None:
    one = issued(centre)
    answer = say(one, REFUSED)
    (other,) = places(one)
    free = counted(other)
    sign(centre, ask(one, other))
    second = of_case(centre, one.case)
    assert (second.place, state_of(second), state_of(one)) == (other, "issued", "answered")
    assert second.number != one.number
    assert counted(other) == (free[0], free[1], free[2] + 1)
    with staff(centre, "maman1", LATER):
        card = queries.referrals_of(one.case)[-1]
        case = applications.application(one.case)
        assert case is not None
        assert (card.version, case.place_id) == (1, other)
        assert tasks.open_tasks(centre.provider_id) == ()
        assert links.address(second.referral) != links.address(one.referral)
        correcting.hand_over_version(application_id=one.case, version=case.version)
    assert state_of(second) == "delivered"
    refused("answer_followed_by_another", lambda: take_back(one, answer))
    say(second, HIRED)
    assert acts_of(one.case)[-3:] == ["referral_next", "hand_over_version", "answer"]


def test_only_what_came_to_nothing_is_followed(centre: Any) -> None:
    one = issued(centre)
    (other,) = places(one)
    refused("next_place_needs_ended", lambda: ask(one, other))
    hired = say(one, HIRED)
    refused("no_referral_stands", lambda: ask(one, other))
    take_back(one, hired)
    answer = say(one, REFUSED)
    refused("choose_a_place", lambda: ask(one, None))
    asked = ask(one, other)
    refused("correction_waits", lambda: ask(one, other))
    take_back(one, answer)
    before = counted(other)
    refused("next_place_needs_ended", lambda: sign(centre, asked))  # taken back meanwhile: nothing is issued
    assert counted(other) == before


def test_one_key_makes_one_referral_and_the_third_follows_the_second(centre: Any) -> None:
    one = issued(centre)
    say(one, REFUSED)
    asked, key = ask(one, places(one)[0]), uuid4()
    sign(centre, asked, key=key)
    second = of_case(centre, one.case)
    say(second, REFUSED, at=LATER + timedelta(minutes=1))
    sign(centre, ask(second, one.place))
    with staff(centre, "maman1", LATER):
        assert len(queries.referrals_of(one.case)) == 3
