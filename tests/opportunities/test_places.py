"""Places on offer: counted by the database, never more taken than there are."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.acting import AT, staff

from zholdama.opportunities import actions as places
from zholdama.opportunities import queries
from zholdama.refusals import Refused

TODAY = date(2025, 1, 6)
GOOD = places.Offer(
    measure="training", title_kk="Нан пісіруші", title_ru="Пекарь", organisation="«Үлгі нан» ЖШС", address="Үлгі, 3",
    total=2, valid_until=date(2025, 1, 31),
)  # fmt: skip


@pytest.fixture
def place(centre: Any) -> UUID:
    with staff(centre, "basshy"):
        return places.offer(GOOD)


def counted(centre: Any, place_id: UUID) -> tuple[int, int, int]:
    with staff(centre):
        card = queries.place(centre.provider_id, place_id)
        assert card is not None
        return card.reserved, card.taken, card.free


def test_a_place_goes_from_free_to_reserved_to_taken_and_back(centre: Any, place: UUID) -> None:
    def act(what: Any, *arguments: Any, **named: Any) -> None:
        with staff(centre):
            what(place, *arguments, **named)

    act(places.reserve, measure="training", on=TODAY)
    assert counted(centre, place) == (1, 0, 1)
    act(places.take)
    assert counted(centre, place) == (0, 1, 1)
    act(places.reserve, measure="training", on=TODAY)
    act(places.release)
    assert counted(centre, place) == (0, 1, 1)
    act(places.free)
    assert counted(centre, place) == (0, 0, 2)


@pytest.mark.parametrize(
    ("measure", "on"),
    [("youth_practice", TODAY), ("training", date(2025, 2, 1))],
    ids=["another measure", "too late"],
)
def test_a_place_is_reserved_only_for_what_it_is_offered_for(
    centre: Any, place: UUID, measure: str, on: date
) -> None:
    with pytest.raises(Refused, match="place_gone"), staff(centre):
        places.reserve(place, measure=measure, on=on)


def test_a_place_is_offered_through_its_last_day(centre: Any, place: UUID) -> None:
    with staff(centre):
        places.reserve(place, measure="training", on=GOOD.valid_until)


def test_what_was_not_reserved_cannot_be_taken(centre: Any, place: UUID) -> None:
    for unknown in (place, uuid4()):
        with pytest.raises(Refused, match="place_gone") as refused, staff(centre):
            places.take(unknown)
        assert refused.value.conflict


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"total": 0}, "places_at_least_one"),
        ({"total": -1}, "places_at_least_one"),
        ({"wage_tenge": -1}, "wage_negative"),
        ({"organisation_bin": "123456789012"}, "organisation_number_wrong"),
    ],
)
def test_a_bad_offer_is_refused_and_leaves_nothing(centre: Any, changes: dict[str, Any], code: str) -> None:
    with staff(centre):
        before = queries.open_places(centre.provider_id, measure="training", on=TODAY)
    with pytest.raises(Refused, match=code), staff(centre, "basshy"):
        places.offer(replace(GOOD, **changes))
    with staff(centre):
        assert queries.open_places(centre.provider_id, measure="training", on=TODAY) == before


def test_full_and_past_places_are_not_shown(centre: Any, place: UUID) -> None:
    def shown(on: date) -> set[UUID]:
        with staff(centre):
            return {card.id for card in queries.open_places(centre.provider_id, measure="training", on=on)}

    assert place in shown(TODAY)
    assert place not in shown(date(2025, 2, 1))
    for _ in range(GOOD.total):
        with staff(centre):
            places.reserve(place, measure="training", on=TODAY)
    assert place not in shown(TODAY)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.sampled_from(["reserve", "take", "release", "free"]), max_size=12))
def test_the_count_is_that_of_a_plain_model(centre: Any, acts: list[str]) -> None:
    with staff(centre, "basshy"):
        place = places.offer(GOOD)
    reserved = taken = 0
    for name in acts:
        possible = {
            "reserve": reserved + taken < GOOD.total, "take": reserved > 0, "release": True, "free": True
        }[name]  # fmt: skip
        try:
            with staff(centre, at=AT):
                if name == "reserve":
                    places.reserve(place, measure="training", on=TODAY)
                else:
                    getattr(places, name)(place)
            done = True
        except Refused:
            done = False
        assert done is possible
        if done and name == "reserve":
            reserved += 1
        elif done and name == "take":
            reserved, taken = reserved - 1, taken + 1
        elif name == "release":
            reserved = max(0, reserved - 1)
        elif name == "free":
            taken = max(0, taken - 1)
        assert counted(centre, place) == (reserved, taken, GOOD.total - reserved - taken)
