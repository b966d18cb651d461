"""The basis of a decision as exact text, and its outcome computed anew from that text. Pure."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from zholdama.eligibility import rules
from zholdama.eligibility.facts import Fact, by_name
from zholdama.passport import edition as editions

RULES: Mapping[str, Callable[..., rules.Outcome]] = {"1": rules.outcome}
"""Every version of the rules under which a decision was made, by its name."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the replay of one basis says: same, differs (with the lines that do) or not_recomputed (and why)."""

    verdict: str
    lines: tuple[str, ...] = ()


def compose(outcome: rules.Outcome, facts: Iterable[Fact]) -> str:
    """The exact text that is stored: facts, edition, rules, day, and what followed. Sorted keys, no blanks."""
    return _text(
        {
            "edition": outcome.edition,
            "rules": outcome.rules,
            "measure": outcome.measure,
            "on": outcome.on.isoformat(),
            "about": list(outcome.about),
            "facts": [
                {**asdict(fact), "as_of": fact.as_of.isoformat()}
                for fact in sorted(facts, key=lambda each: each.name)
            ],
            **_conclusion(outcome),
        }
    )


def digest(text: str) -> str:
    """The SHA-256 that the ledger names."""
    return hashlib.sha256(text.encode()).hexdigest()


def replay(text: str) -> Replayed:
    """Compute the outcome anew from a stored basis, with the edition and the rules that it names."""
    try:
        stored = json.loads(text)
        rule, edition = RULES[stored["rules"]], editions.load(stored["edition"])
        facts = by_name(_fact(each) for each in stored["facts"])
        on, about = date.fromisoformat(stored["on"]), tuple(stored["about"])
        again = rule(measure=stored["measure"], facts=facts, edition=edition, on=on, about=about)
    except KeyError as error:
        return Replayed("not_recomputed", (f"not known here: {error}",))
    except (ValueError, TypeError, editions.UnknownEdition) as error:
        return Replayed("not_recomputed", (str(error),))
    lines = tuple(_differences(stored, _conclusion(again)))
    return Replayed("differs", lines) if lines else Replayed("same")


def _conclusion(outcome: rules.Outcome) -> dict[str, Any]:
    return {
        "answer": outcome.answer,
        "conditions": {one.condition.id: _line(one) for one in (*outcome.checked, *outcome.advice)},
    }


def _line(one: rules.Checked) -> dict[str, Any]:
    return {
        "state": one.state,
        "effect": one.condition.effect,
        "figures": dict(one.condition.figures),
        "values": list(one.condition.values),
        "sure": one.condition.sure,
        "used": [fact.name for fact in one.used],
        "needs": list(one.needs),
    }


def _differences(stored: Mapping[str, Any], again: Mapping[str, Any]) -> Iterable[str]:
    if stored["answer"] != again["answer"]:
        yield f"answer: stored {stored['answer']}, recomputed {again['answer']}"
    before, after = stored["conditions"], again["conditions"]
    for name in sorted(before.keys() | after.keys()):
        for key in sorted(before.get(name, {}).keys() | after.get(name, {}).keys()):
            one, other = before.get(name, {}).get(key), after.get(name, {}).get(key)
            if one != other:
                yield f"{name}.{key}: stored {_text(one)}, recomputed {_text(other)}"


def _fact(each: Mapping[str, Any]) -> Fact:
    return Fact(**{**each, "as_of": date.fromisoformat(each["as_of"])})


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
