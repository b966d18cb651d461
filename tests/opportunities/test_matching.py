"""The database ranks as the pure rule does, a page at a time, whatever is known of the person."""

import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.acting import AT, sql, staff

from zholdama.opportunities import matching
from zholdama.opportunities.suitability import PlaceFacts, Wishes, ranked
from zholdama.opportunities.vocabulary import DEMANDS, EDUCATIONS, WORK_MODES

TODAY = date(2025, 1, 6)
GROUPS = ("", "2411", "2412", "2413", "2421", "2511", "2411-9", "5120", "9112", "X000")
TOWNS = ("", "111010100", "111033100", "111045300", "113220100", "750000000", "751110000")


def some_place(chance: random.Random, provider_id: UUID, measure: str) -> PlaceFacts:
    """A place of random facts, put into the table below the actions, which would not take odd ones."""
    facts = PlaceFacts(
        id=uuid4(),
        valid_until=TODAY + timedelta(days=chance.randrange(4)),
        profession=chance.choice(GROUPS),
        education=chance.choice(("", "not in the vocabulary", *EDUCATIONS)),
        kato=chance.choice(TOWNS),
        work_mode=chance.choice(("", "full_day", "remote", "shift")),
        wage_tenge=chance.choice((None, 0, 85_000, 200_000, 350_000)),
        demands=tuple(chance.sample(list(DEMANDS), chance.randrange(3))),
    )
    sql(
        "INSERT INTO opportunities_place (id, provider_id, measure, title_kk, title_ru, organisation, organisation_bin, "
        "address, contact, regime_kk, regime_ru, total, reserved, taken, valid_until, created_at, profession, "
        "description_kk, description_ru, kato, work_mode, education, demands, budget, reminders, end_reason, version, "
        "wage_tenge) VALUES (%s, %s, %s, 'Орын', 'Место', 'Үлгі', '', '', '', '', '', 1, 0, 0, %s, %s, %s, '', '', %s, "
        "%s, %s, %s, '', 0, '', 1, %s)",
        [
            facts.id, provider_id, measure, facts.valid_until, AT, facts.profession, facts.kato, facts.work_mode,
            facts.education, list(facts.demands), facts.wage_tenge,
        ],
        alias="owner",
    )  # fmt: skip
    return facts


def some_wishes(chance: random.Random) -> Wishes:
    """Wishes of which each is known in two cases of three."""

    def known(value: Any) -> Any:
        return value if chance.random() < 0.66 else None

    return Wishes(
        wanted=known(tuple(chance.sample(("2411", "2412", "2511", "5120-3", "9331"), 2))),
        trained=known(("2421",)),
        education=known(chance.choice(list(EDUCATIONS))),
        kato=known(chance.choice(TOWNS[1:])),
        modes=known(tuple(chance.sample(list(WORK_MODES), 2))),
        least_wage=known(chance.choice((0, 85_000, 250_000))),
        limits=known(tuple(chance.sample(list(DEMANDS), 2))),
    )


@pytest.fixture
def places(centre: Any) -> tuple[PlaceFacts, ...]:
    chance = random.Random(20250106)
    return tuple(some_place(chance, centre.provider_id, "training") for _ in range(300))


def pages(centre: Any, wishes: Wishes, *, limit: int = 7) -> list[UUID]:
    """Every page one after the other."""
    found: list[UUID] = []
    after = None
    with staff(centre):
        while True:
            page = matching.suitable_places(
                centre.provider_id, measure="training", wishes=wishes, on=TODAY, after=after, limit=limit
            )
            found += [one.card.id for one in page.places]
            after = page.after
            if after is None:
                return found


CASES = [
    Wishes(),
    Wishes(wanted=("2411",)),
    Wishes(kato="111010100"),
    Wishes(education="secondary"),
    *(some_wishes(random.Random(seed)) for seed in range(40)),
]


@pytest.mark.parametrize("half", [0, 1])
def test_the_database_ranks_as_the_rule_does(centre: Any, places: tuple[PlaceFacts, ...], half: int) -> None:
    own = {one.id for one in places}
    for wishes in CASES[half::2]:
        expected = [one.id for one in ranked(places, wishes)]
        assert [one for one in pages(centre, wishes) if one in own] == expected, wishes


def test_what_is_full_ended_past_or_of_another_measure_is_not_offered(
    centre: Any, places: tuple[PlaceFacts, ...]
) -> None:
    full, ended, other = [one for one in places[:-1] if one.valid_until > TODAY and not one.demands][:3]
    sql("UPDATE opportunities_place SET reserved = total WHERE id = %s", [full.id], alias="owner")
    sql("UPDATE opportunities_place SET ended_at = %s WHERE id = %s", [AT, ended.id], alias="owner")
    sql("UPDATE opportunities_place SET measure = 'youth_practice' WHERE id = %s", [other.id], alias="owner")
    shown = set(pages(centre, Wishes(wanted=("2411",)), limit=50))
    assert shown & {full.id, ended.id, other.id} == set()
    with staff(centre):
        asked: dict[str, Any] = {"measure": "training", "wishes": Wishes()}
        later = matching.suitable_places(
            centre.provider_id, on=TODAY + timedelta(days=2), limit=500, **asked
        ).places
        assert {
            one.card.valid_until - TODAY for one in later if one.card.id in {place.id for place in places}
        } == {
            timedelta(days=2),
            timedelta(days=3),
        }
        assert matching.one_place(centre.provider_id, full.id, on=TODAY, **asked) is None
        assert matching.one_place(centre.provider_id, places[-1].id, on=TODAY, **asked) is not None


def test_places_of_another_provider_are_not_there(centre: Any, places: tuple[PlaceFacts, ...]) -> None:
    stranger = uuid4()
    with staff(centre):
        page = matching.suitable_places(stranger, measure="training", wishes=Wishes(), on=TODAY)
    assert page.places == ()


def test_what_health_leaves_out_is_counted_by_its_reason(centre: Any, places: tuple[PlaceFacts, ...]) -> None:
    stated = Wishes(limits=("lifting", "night"))
    with staff(centre):
        page = matching.suitable_places(centre.provider_id, measure="training", wishes=stated, on=TODAY)
        fine = matching.suitable_places(
            centre.provider_id, measure="training", wishes=Wishes(limits=()), on=TODAY
        )
    expected = {one: sum(one in place.demands for place in places) for one in ("lifting", "night")}
    assert page.left_out == expected
    assert fine.left_out == {}


def test_the_next_places_are_the_most_suitable_besides_the_lost_one(
    centre: Any, places: tuple[PlaceFacts, ...]
) -> None:
    stated = Wishes(wanted=("2411",), kato="111010100")
    first, *others = pages(centre, stated, limit=50)
    with staff(centre):
        found = matching.next_places(
            centre.provider_id, measure="training", wishes=stated, on=TODAY, besides=frozenset({first})
        )
    assert [one.card.id for one in found] == others[:3]
