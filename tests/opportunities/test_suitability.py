"""The order of places follows from their reasons alone."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zholdama.opportunities.cells import FIRST, LAST, cells, nested, without
from zholdama.opportunities.fit_words import SIDES, WORDS, line_words
from zholdama.opportunities.suitability import (
    CRITERIA,
    OUTCOMES,
    RANKED,
    PlaceFacts,
    Wishes,
    fit,
    position,
    ranked,
    wrong_wishes,
)
from zholdama.opportunities.vocabulary import DEMANDS, EDUCATIONS, WORK_MODES
from zholdama.passport.texts import LANGUAGES

GROUPS = ("2411", "2412", "2421", "2511", "5120", "9112")
TOWNS = ("111010100", "111033100", "113220100", "751110000")
SIDE_ORDER = ("good", "neutral", "unknown", "against")

places = st.builds(
    PlaceFacts,
    id=st.uuids(),
    valid_until=st.integers(0, 3).map(lambda days: date(2025, 1, 6) + timedelta(days=days)),
    profession=st.sampled_from(("", *GROUPS, "2411-9")),
    education=st.sampled_from(("", "unheard of", *EDUCATIONS)),
    kato=st.sampled_from(("", *TOWNS)),
    work_mode=st.sampled_from(("", *WORK_MODES)),
    wage_tenge=st.sampled_from((None, 0, 85_000, 250_000)),
    demands=st.lists(st.sampled_from(list(DEMANDS)), max_size=3, unique=True).map(tuple),
)
wishes = st.builds(
    Wishes,
    wanted=st.none() | st.lists(st.sampled_from(GROUPS), min_size=1, max_size=3).map(tuple),
    trained=st.none() | st.lists(st.sampled_from(GROUPS), min_size=1, max_size=3).map(tuple),
    education=st.none() | st.sampled_from(list(EDUCATIONS)),
    kato=st.none() | st.sampled_from(TOWNS),
    modes=st.none() | st.lists(st.sampled_from(list(WORK_MODES)), min_size=1, max_size=3).map(tuple),
    least_wage=st.none() | st.sampled_from((0, 85_000, 400_000)),
    limits=st.none() | st.lists(st.sampled_from(list(DEMANDS)), max_size=3).map(tuple),
)


@given(places, places, places, wishes)
def test_the_order_is_total_antisymmetric_and_transitive(
    one: PlaceFacts, other: PlaceFacts, third: PlaceFacts, stated: Wishes
) -> None:
    first, second, last = (position(each, stated) for each in (one, other, third))
    if one.id != other.id:
        assert (first < second) is not (second < first), "never both, never neither"
    if first < second < last:
        assert first < last


@given(st.lists(places, max_size=8, unique_by=lambda one: one.id), wishes, st.randoms())
def test_the_list_is_the_same_however_it_is_shuffled(
    found: list[PlaceFacts], stated: Wishes, chance: Any
) -> None:
    before = ranked(tuple(found), stated)
    chance.shuffle(found)
    assert ranked(tuple(found), stated) == before


@given(places, wishes, st.uuids(), st.integers(0, 5))
def test_places_with_equal_lines_stand_by_their_last_day_then_by_id(
    one: PlaceFacts, stated: Wishes, identity: UUID, days: int
) -> None:
    other = replace(one, id=identity, valid_until=one.valid_until + timedelta(days=days))
    assert fit(one, stated) == fit(other, stated)
    by_day = (one.valid_until, one.id) < (other.valid_until, other.id)
    assert (position(one, stated) < position(other, stated)) is by_day


@given(st.lists(places, min_size=2, max_size=6, unique_by=lambda one: one.id), wishes)
def test_the_order_can_be_read_off_the_lines(found: list[PlaceFacts], stated: Wishes) -> None:
    """Of two neighbours, the first criterion that differs in its outcome's rank speaks for the one above."""
    listed = ranked(tuple(found), stated)
    for above, below in pairwise(listed):
        pairs = zip(fit(above, stated).lines, fit(below, stated).lines, strict=True)
        differing = [
            (one.rank, two.rank) for one, two in pairs if one.criterion in RANKED and one.rank != two.rank
        ]
        assert not differing or differing[0][0] < differing[0][1]


BETTER = {
    "profession": lambda place, stated: (
        replace(place, profession=stated.professions[0]) if stated.professions else place
    ),
    "education": lambda place, stated: replace(place, education=""),
    "distance": lambda place, stated: replace(place, kato=stated.kato or place.kato),
    "mode": lambda place, stated: replace(
        place, work_mode=stated.modes[0] if stated.modes else place.work_mode
    ),
    "wage": lambda place, stated: replace(
        place, wage_tenge=place.wage_tenge if stated.least_wage is None else stated.least_wage
    ),
}


@pytest.mark.parametrize("criterion", RANKED)
@given(place=places, stated=wishes)
def test_a_good_reason_more_never_lowers_a_place(criterion: str, place: PlaceFacts, stated: Wishes) -> None:
    better = BETTER[criterion](place, stated)
    before, after = fit(place, stated), fit(better, stated)
    assert position(better, stated) <= position(place, stated)
    at = CRITERIA.index(criterion)
    assert after.lines[at].side == "good" or after.lines[at] == before.lines[at]


@given(places, wishes)
def test_a_limit_of_health_is_never_contradicted(place: PlaceFacts, stated: Wishes) -> None:
    met = bool(set(place.demands) & set(stated.limits or ()))
    assert (ranked((place,), stated) == ()) is met


@given(places)
def test_what_nobody_has_stated_counts_neither_for_nor_against(place: PlaceFacts) -> None:
    sides = {line.criterion: line.side for line in fit(place, Wishes()).lines}
    assert sides.pop("education") == ("unknown" if place.education else "good")
    assert sides.pop("health") == ("unknown" if place.demands else "neutral")
    assert set(sides.values()) == {"unknown"}


@given(wishes)
def test_what_a_place_does_not_name_counts_neither_for_nor_against(stated: Wishes) -> None:
    silent = PlaceFacts(id=UUID(int=1), valid_until=date(2025, 1, 6))
    sides = {line.criterion: line.side for line in fit(silent, stated).lines}
    assert sides["education"] == "good", "an empty education is said to be: none is asked for"
    assert {sides[name] for name in ("profession", "distance", "mode", "wage")} == {"unknown"}


def test_ranks_within_a_criterion_go_from_good_to_against() -> None:
    for criterion in RANKED:
        found = sorted(
            (one.rank, SIDE_ORDER.index(one.side)) for one in OUTCOMES.values() if one.criterion == criterion
        )
        assert [side for _, side in found] == sorted(side for _, side in found)


@given(places, wishes)
def test_every_line_has_words_in_three_languages(place: PlaceFacts, stated: Wishes) -> None:
    for line in fit(place, stated).lines:
        said = {line_words(line, language) for language in LANGUAGES}
        assert len(said) == 3
        assert not any("{" in text or text == "" for text in said)
        assert line.side in SIDES


def test_no_words_without_a_line_and_no_line_without_words() -> None:
    assert {name.partition(".")[0] for name in WORDS} == set(OUTCOMES)


@given(
    st.lists(st.text("0123456789", min_size=4, max_size=4), min_size=1, max_size=4),
    st.text("0123456789X", max_size=4),
)
def test_every_code_lies_in_exactly_one_interval_that_of_its_rank(own: list[str], code: str) -> None:
    code = code if len(code) == 4 else ""
    found = [rank for rank, parts in nested(own, (4, 3, 2)) for low, high in parts if low <= code < high]
    agreeing = [next((k for k in (4, 3, 2) if code[:k] == one[:k]), 0) for one in own]
    expected = 3 if not code else {4: 0, 3: 1, 2: 2, 0: 4}[max(agreeing)]
    assert found == [expected]


def test_what_is_left_of_an_interval() -> None:
    assert without((FIRST, LAST), [("20", "30"), ("10", "15")]) == [(FIRST, "10"), ("15", "20"), ("30", LAST)]
    assert without(("2411", "2412"), [("24", "25")]) == []


def test_a_full_search_has_few_cells() -> None:
    """The database may look into each of them: there must not be hundreds."""
    stated = Wishes(wanted=GROUPS, kato=TOWNS[0], education="higher", modes=("remote",), least_wage=1)
    assert sum(len(batch) for batch in cells(stated)) < 50


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"wanted": ("24",)}, "wanted"),
        ({"wanted": ("baker",)}, "wanted"),
        ({"wanted": ("٢٤١١",)}, "wanted"),
        ({"trained": tuple(str(code) for code in range(2411, 2422))}, "trained"),
        ({"kato": "7511"}, "kato"),
        ({"least_wage": -1}, "least_wage"),
        ({"least_wage": 10**9}, "least_wage"),
        ({"education": "much"}, "education"),
        ({"modes": ("full_day", "never")}, "modes"),
        ({"limits": ("work",)}, "limits"),
    ],
)
def test_wishes_that_cannot_be_are_refused_by_field(changes: dict[str, Any], field: str) -> None:
    refused = wrong_wishes(Wishes(**changes))
    assert refused is not None
    assert refused.field == field
    assert all(refused.words(language) for language in LANGUAGES)
