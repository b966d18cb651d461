"""The rules of eligibility on facts alone: the worked cases, three values, and no answer out of nothing."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zholdama.eligibility import rules
from zholdama.eligibility.facts import Fact, kinds, surely
from zholdama.passport.edition import Edition, current

ON = date(2025, 1, 6)
EDITION = current()
MEASURES = [measure.id for measure in EDITION.measures]


def known(**values: str) -> dict[str, Fact]:
    return {
        name: Fact(name=name, value=value, source="document", as_of=ON, sure="firm")
        for name, value in values.items()
    }


def answer(measure: str, *, on: date = ON, about: tuple[str, ...] = rules.PERSON, **values: str) -> Any:
    return rules.outcome(measure=measure, facts=known(**values), edition=EDITION, on=on, about=about)


ADULT = {"birth_date": "1990-01-01", "citizenship": "citizen", "sex": "female", "represented": "no"}
GRADUATE = {
    **ADULT,
    "birth_date": "2000-03-01",
    "status": "unemployed",
    "education": "vocational",
    "graduated_on": "2023-06-30",
}


@pytest.mark.parametrize(
    ("measure", "values", "expected"),
    [
        ("guidance", ADULT, "yes"),
        ("guidance", {}, "not_known"),
        ("job_placement", {**ADULT, "status": "job_seeker"}, "yes"),
        ("job_placement", {**ADULT, "status": "none"}, "no"),
        ("job_placement", ADULT, "not_known"),
        ("public_works", {**ADULT, "status": "unemployed"}, "yes"),
        ("public_works", {**ADULT, "status": "unemployed", "birth_date": "1963-01-01"}, "no"),
        ("public_works", {**ADULT, "status": "unemployed", "birth_date": "1963-01-01", "sex": "male"}, "yes"),
        ("public_works", {**ADULT, "status": "job_seeker", "birth_date": "2009-01-07"}, "no"),
        ("social_workplace", {**ADULT, "status": "unemployed", "target_group": "carer"}, "yes"),
        ("social_workplace", {**ADULT, "status": "unemployed", "target_group": "none"}, "no"),
        ("social_workplace", {**ADULT, "status": "unemployed"}, "not_known"),
        ("social_workplace", {**ADULT, "status": "job_seeker", "target_group": "carer"}, "no"),
        ("youth_practice", GRADUATE, "yes"),
        ("youth_practice", {**GRADUATE, "education": "school"}, "no"),
        ("youth_practice", {**GRADUATE, "status": "job_seeker"}, "no"),
    ],
)
def test_the_worked_cases(measure: str, values: dict[str, str], expected: str) -> None:
    assert answer(measure, **values).answer == expected


@pytest.mark.parametrize(
    ("condition", "measure", "values", "last_met", "first_not_met"),
    [
        ("youth_age", "youth_practice", {"birth_date": "1995-01-07"}, date(2025, 1, 6), date(2025, 1, 7)),
        ("public_works_to", "public_works", {"birth_date": "1964-02-29", "sex": "female"}, date(2025, 2, 28), date(2025, 3, 1)),
        ("youth_years", "youth_practice", {"graduated_on": "2022-01-06"}, date(2025, 1, 6), date(2025, 1, 7)),
        ("youth_years", "youth_practice", {"graduated_on": "2024-02-29"}, date(2027, 3, 1), date(2027, 3, 2)),
    ],
)  # fmt: skip
def test_a_bound_ends_on_its_day(
    condition: str, measure: str, values: dict[str, str], last_met: date, first_not_met: date
) -> None:
    def state(on: date) -> str:
        return next(
            one.state for one in answer(measure, on=on, **values).checked if one.condition.id == condition
        )

    assert (state(last_met), state(first_not_met)) == ("met", "not_met")


def test_sixteen_is_a_birthday_and_before_it_a_representative_applies() -> None:
    child = {**ADULT, "birth_date": "2009-01-06"}
    assert answer("guidance", **child).answer == "yes"
    assert answer("guidance", on=date(2025, 1, 5), **child).answer == "no"
    assert answer("guidance", on=date(2025, 1, 5), **{**child, "represented": "yes"}).answer == "yes"
    unknown = {name: value for name, value in child.items() if name != "represented"}
    assert answer("guidance", on=date(2025, 1, 5), **unknown).answer == "not_known"


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2025-01-06/2025-07-05", "met"),
        ("2025-01-06/2025-07-06", "not_met"),
        ("2025-08-31/2026-02-28", "met"),
        ("2025-08-31/2026-03-01", "not_met"),
        ("from spring to autumn", "not_known"),
        ("2025-07-05/2025-01-06", "not_known"),
    ],
)
def test_a_place_of_youth_practice_lasts_six_months(period: str, expected: str) -> None:
    found = answer("youth_practice", about=rules.PERSON_AND_PLACE, place_period=period, **GRADUATE)
    assert next(one.state for one in found.checked if one.condition.id == "youth_months") == expected


def test_the_place_is_not_asked_about_before_it_is_chosen() -> None:
    assert not [one for one in answer("youth_practice").checked if one.condition.about == "place"]
    assert answer("youth_practice", about=rules.PERSON_AND_PLACE, **GRADUATE).needs[-1] == "place_period"


def test_what_a_person_does_now_is_advice_and_never_decides() -> None:
    for value in kinds()["occupation"].values:
        found = answer("job_placement", **ADULT, status="unemployed", occupation=value)
        assert found.answer == "yes"
    worker = answer("job_placement", **ADULT, status="unemployed", occupation="working")
    assert [one.state for one in worker.advice if one.condition.id == "occupied"] == ["not_met"]


def test_every_reason_names_its_facts_its_figure_and_what_would_change_it() -> None:
    found = answer("public_works", birth_date="2010-05-05", citizenship="citizen")
    against = {one.condition.id: one for one in found.against}
    young = against["public_works_from"]
    assert [fact.name for fact in young.used] == ["birth_date"]
    assert young.condition.figure("years") == 16
    assert "16" in young.condition.text.ru
    assert young.condition.change.kk
    assert young.condition.basis.en == "Government decree of 15.06.2023"
    assert found.needs == ("represented", "status")


def test_where_the_sex_is_unknown_an_answer_stands_only_if_it_is_the_same_for_both() -> None:
    def state(born: str) -> str:
        found = answer("public_works", birth_date=born)
        return next(one.state for one in found.checked if one.condition.id == "public_works_to")

    assert [state(born) for born in ("1970-01-01", "1963-01-01", "1950-01-01")] == [
        "met",
        "not_known",
        "not_met",
    ]


_DAYS = st.dates(date(1940, 1, 1), date(2026, 1, 1)).map(date.isoformat)


def _value(name: str) -> st.SearchStrategy[str]:
    kind = kinds()[name]
    if kind.kind == "choice":
        return st.sampled_from([*kind.values, "nonsense"])
    if kind.kind == "flag":
        return st.sampled_from(["yes", "no", "perhaps"])
    if kind.kind == "period":
        return st.tuples(_DAYS, _DAYS).map("/".join)
    return st.one_of(_DAYS, st.just("unknown"))


EVERYTHING = st.fixed_dictionaries({}, optional={name: _value(name) for name in kinds()})


def taken_away(
    measure: str, facts: dict[str, Fact], name: str, edition: Edition = EDITION
) -> tuple[str, str]:
    """The answer with all facts, and without one of them."""
    about = rules.PERSON_AND_PLACE
    less = {key: fact for key, fact in facts.items() if key != name}
    whole = rules.outcome(measure=measure, facts=facts, edition=edition, on=ON, about=about)
    part = rules.outcome(measure=measure, facts=less, edition=edition, on=ON, about=about)
    return whole.answer, part.answer


def allowed(whole: str, part: str) -> bool:
    """Knowing less says the same or less."""
    return part in (whole, "not_known")


@settings(max_examples=400, deadline=None)
@given(values=EVERYTHING, measure=st.sampled_from(MEASURES), data=st.data())
def test_taking_a_fact_away_never_makes_an_answer(values: dict[str, str], measure: str, data: Any) -> None:
    facts = known(**values)
    if not facts:
        assert taken_away(measure, facts, "sex") == ("not_known", "not_known")
        return
    name = data.draw(st.sampled_from(sorted(facts)))
    assert allowed(*taken_away(measure, facts, name))


@settings(max_examples=200, deadline=None)
@given(values=EVERYTHING, measure=st.sampled_from(MEASURES))
def test_every_condition_without_an_answer_says_what_it_needs(values: dict[str, str], measure: str) -> None:
    found = rules.outcome(
        measure=measure, facts=known(**values), edition=EDITION, on=ON, about=rules.PERSON_AND_PLACE
    )
    for one in (*found.checked, *found.advice):
        assert bool(one.needs) == (one.state == "not_known")
    assert bool(found.needs) == any(one.state == "not_known" for one in found.checked)


def test_the_monotony_test_sees_a_rule_that_takes_silence_for_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the same question put to rules that are wrong on purpose."""
    good = known(**GRADUATE, place_period="2025-01-06/2025-03-06")
    bad = {**good, "status": known(status="none")["status"]}
    assert taken_away("youth_practice", good, "education") == ("yes", "not_known")
    assert taken_away("youth_practice", bad, "status") == ("no", "not_known")

    def silence_is_no(condition: Any, facts: Any, on: date) -> bool:
        return condition.fact in facts and facts[condition.fact].value in condition.values

    monkeypatch.setitem(rules._KINDS, "one_of", (silence_is_no, ()))
    assert not allowed(*taken_away("youth_practice", good, "education"))

    def silence_is_yes(condition: Any, facts: Any, on: date) -> bool:
        return condition.fact not in facts or facts[condition.fact].value in condition.values

    monkeypatch.setitem(rules._KINDS, "one_of", (silence_is_yes, ()))
    assert not allowed(*taken_away("youth_practice", bad, "status"))


def test_a_figure_of_the_edition_decides() -> None:
    older = replace(
        EDITION,
        conditions=tuple(
            replace(one, figures=(("years", 35),)) if one.id == "youth_age" else one
            for one in EDITION.conditions
        ),
    )
    facts = known(**{**GRADUATE, "birth_date": "1992-01-01"})
    assert rules.outcome(measure="youth_practice", facts=facts, edition=EDITION, on=ON).answer == "no"
    assert rules.outcome(measure="youth_practice", facts=facts, edition=older, on=ON).answer == "yes"


def test_a_setting_is_never_told_as_law() -> None:
    law = ("заң", "закон", "law", "кодекс", "code", "қаулы", "постановлен", "decree", "статья", "article")
    settings_ = [one for one in EDITION.conditions if one.is_setting]
    assert {one.id for one in settings_} >= {"registered", "public_works_to", "occupied"}
    for one in settings_:
        for text in (one.text, one.change, one.basis):
            told = (
                " ".join(text.as_dict().values())
                .lower()
                .replace("заңды өкіл", "")
                .replace("законный представ", "")
            )
            assert not [word for word in law if word in told], one.id


def test_every_condition_asks_for_facts_that_there_are() -> None:
    assert {one.fact for one in EDITION.conditions if one.fact} <= set(kinds())
    for one in EDITION.conditions:
        if one.values:
            assert set(one.values) <= set(kinds()[one.fact].values), one.id


def test_a_word_is_said_and_a_document_is_firm() -> None:
    assert [surely(source) for source in ("register", "document", "record", "word")] == ["firm"] * 3 + [
        "said"
    ]
