"""The stored basis as text, and what the replay finds in it."""

import json
from datetime import date

from zholdama.eligibility import replaying, rules
from zholdama.eligibility.facts import Fact
from zholdama.passport.edition import current

ON = date(2025, 1, 6)
FACTS = [
    Fact(name="status", value="unemployed", source="word", as_of=ON, sure="said"),
    Fact(name="birth_date", value="1990-01-01", source="register", as_of=ON, sure="firm"),
]


def basis() -> str:
    facts = {fact.name: fact for fact in FACTS}
    found = rules.outcome(measure="public_works", facts=facts, edition=current(), on=ON)
    return replaying.compose(found, FACTS)


def test_the_text_does_not_depend_on_the_order_of_the_facts() -> None:
    text = basis()
    FACTS.reverse()
    assert basis() == text
    stored = json.loads(text)
    assert (stored["edition"], stored["rules"], stored["answer"]) == ("2015", rules.VERSION, "not_known")
    assert [fact["name"] for fact in stored["facts"]] == ["birth_date", "status"]


def test_the_same_facts_give_the_same_answer() -> None:
    assert replaying.replay(basis()) == replaying.Replayed("same")


def test_a_changed_answer_fact_or_figure_is_found() -> None:
    text = basis()
    for old, new in (
        ('"answer":"not_known"', '"answer":"yes"'),
        ('"value":"unemployed"', '"value":"none"'),
        ('"value":"1990-01-01"', '"value":"1940-01-01"'),
        ('"years":16', '"years":18'),
    ):
        assert old in text
        found = replaying.replay(text.replace(old, new, 1))
        assert found.verdict == "differs", new
        assert found.lines


def test_unknown_rules_and_editions_cannot_be_recomputed() -> None:
    text = basis()
    for old, new in (('"rules":"1"', '"rules":"0"'), ('"edition":"2015"', '"edition":"1999"'), ("{", "[")):
        found = replaying.replay(text.replace(old, new, 1))
        assert found.verdict == "not_recomputed"
        assert found.lines


def test_the_digest_is_of_the_exact_text() -> None:
    assert replaying.digest(basis()) != replaying.digest(basis() + " ")
