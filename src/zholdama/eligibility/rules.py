"""Whom a measure is for: from facts and the edition's conditions to yes, no, or not known yet. Pure.

Three-valued throughout: a fact that is missing never makes a condition met or not met, so that taking a fact away can
only turn an answer into "not known yet".
"""

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from zholdama.applications.rules import age
from zholdama.eligibility.facts import Fact
from zholdama.passport.edition import Condition, Edition

VERSION = "1"
"""The version of these rules. A change that may change an answer makes a new one and keeps the old for the replay."""

State = Literal["met", "not_met", "not_known"]
Answer = Literal["yes", "no", "not_known"]
Facts = Mapping[str, Fact]
PERSON: tuple[str, ...] = ("person",)
PERSON_AND_PLACE: tuple[str, ...] = ("person", "place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One condition held against the facts: `used` are the facts it rests on, `needs` the names of those missing."""

    condition: Condition
    state: State
    used: tuple[Fact, ...]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What follows for one measure on one day. Advice stands apart: it never decides."""

    measure: str
    answer: Answer
    checked: tuple[Checked, ...]
    advice: tuple[Checked, ...]
    edition: str
    rules: str
    on: date
    about: tuple[str, ...]

    @property
    def needs(self) -> tuple[str, ...]:
        """The names of the facts without which it is not known, in the order of the conditions."""
        lacking = [one for one in self.checked if one.state == "not_known"]
        return tuple(dict.fromkeys(name for one in lacking for name in one.needs))

    @property
    def against(self) -> tuple[Checked, ...]:
        """The conditions that are not met."""
        return tuple(one for one in self.checked if one.state == "not_met")


def outcome(
    *, measure: str, facts: Facts, edition: Edition, on: date, about: tuple[str, ...] = PERSON
) -> Outcome:
    """The answer for one measure on the day `on`, with every condition's reason.

    `facts`: by name, at most one each. `about`: whether the person alone is asked about, or the place as well.
    """
    asked = [one for one in edition.conditions if measure in one.measures and one.about in about]
    held = [check(one, facts, on) for one in asked]
    deciding = tuple(one for one in held if one.condition.effect == "condition")
    return Outcome(
        measure=measure,
        answer=_together(deciding),
        checked=deciding,
        advice=tuple(one for one in held if one.condition.effect == "advice"),
        edition=edition.id,
        rules=VERSION,
        on=on,
        about=about,
    )


def outcomes(*, facts: Facts, edition: Edition, on: date) -> tuple[Outcome, ...]:
    """The answer about the person for every measure of the edition, in its order."""
    return tuple(outcome(measure=one.id, facts=facts, edition=edition, on=on) for one in edition.measures)


def _together(checked: tuple[Checked, ...]) -> Answer:
    states = {one.state for one in checked}
    if "not_met" in states:
        return "no"
    return "not_known" if "not_known" in states else "yes"


def check(condition: Condition, facts: Facts, on: date) -> Checked:
    """One condition against the facts."""
    judge, names = _KINDS[condition.kind]
    asked = names or (condition.fact,)
    truth = judge(condition, facts, on)
    used = tuple(facts[name] for name in asked if name in facts)
    missing = tuple(name for name in asked if name not in facts)
    if truth is None:
        # A fact that is there and cannot be read is as good as missing.
        return Checked(condition=condition, state="not_known", used=used, needs=missing or asked)
    return Checked(condition=condition, state="met" if truth else "not_met", used=used, needs=())


def _age(facts: Facts, on: date) -> int | None:
    born = facts["birth_date"].day if "birth_date" in facts else None
    return None if born is None or born > on else age(born=born, on=on)


def _truth(facts: Facts, name: str) -> bool | None:
    return facts[name].truth if name in facts else None


def _age_from(condition: Condition, facts: Facts, on: date) -> bool | None:
    years = _age(facts, on)
    return None if years is None else years >= condition.figure("years")


def _age_up_to(condition: Condition, facts: Facts, on: date) -> bool | None:
    years = _age(facts, on)
    return None if years is None else years <= condition.figure("years")


def _age_below_pension(condition: Condition, facts: Facts, on: date) -> bool | None:
    """Where the sex is not known, an answer stands only if it is the same for both."""
    years = _age(facts, on)
    if years is None:
        return None
    limits = {"male": condition.figure("men"), "female": condition.figure("women")}
    sex = facts["sex"].value if "sex" in facts else ""
    below = {years < limit for limit in ([limits[sex]] if sex in limits else limits.values())}
    return below.pop() if len(below) == 1 else None


def _one_of(condition: Condition, facts: Facts, on: date) -> bool | None:
    return facts[condition.fact].value in condition.values if condition.fact in facts else None


def _none_of(condition: Condition, facts: Facts, on: date) -> bool | None:
    return facts[condition.fact].value not in condition.values if condition.fact in facts else None


def _within_years_of(condition: Condition, facts: Facts, on: date) -> bool | None:
    """Up to and with the anniversary; a day to come says nothing."""
    day = facts[condition.fact].day if condition.fact in facts else None
    return None if day is None or day > on else on <= months_later(day, 12 * condition.figure("years"))


def _represented_under(condition: Condition, facts: Facts, on: date) -> bool | None:
    represented, years = _truth(facts, "represented"), _age(facts, on)
    if represented or (years is not None and years >= condition.figure("years")):
        return True
    return False if represented is False and years is not None else None


def _represented_if(condition: Condition, facts: Facts, on: date) -> bool | None:
    represented, holds = _truth(facts, "represented"), _truth(facts, condition.fact)
    if represented or holds is False:
        return True
    return False if represented is False and holds else None


def _not_longer(condition: Condition, facts: Facts, on: date) -> bool | None:
    period = facts[condition.fact].period if condition.fact in facts else None
    if period is None:
        return None
    first, last = period
    return last < months_later(first, condition.figure("months"))


def months_later(day: date, months: int) -> date:
    """The same day some months later; the first of the next month where that month has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= monthrange(year, month + 1)[1]:
        return date(year, month + 1, day.day)
    return date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)


Judge = Callable[[Condition, Facts, date], bool | None]
_KINDS: dict[str, tuple[Judge, tuple[str, ...]]] = {
    "age_from": (_age_from, ("birth_date",)),
    "age_up_to": (_age_up_to, ("birth_date",)),
    "age_below_pension": (_age_below_pension, ("birth_date", "sex")),
    "one_of": (_one_of, ()),
    "none_of": (_none_of, ()),
    "within_years_of": (_within_years_of, ()),
    "represented_under": (_represented_under, ("birth_date", "represented")),
    "represented_if": (_represented_if, ("incapable", "represented")),
    "not_longer": (_not_longer, ()),
}
"""Kind of condition -> how it is judged, and the facts it asks for; none named: the one that the condition names."""
