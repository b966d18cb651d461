"""How a place suits a person: one line per criterion, and an order that follows from the lines alone. Pure.

The documented order. Criteria are compared one after the other, the first that differs decides:
profession, education, distance, working mode, wage; then the place that ends first, then its id.
Within a criterion the outcomes stand in the order of `OUTCOMES`. What is not known is said and stands between fit and
misfit. There is no score. Limits of health do not rank: a place that contradicts one is not offered.

Sources: suitable work matches training, experience, health, working mode and the way to work (common knowledge, not
quoted as law); NKZ groups by leading digits (sub-major 2, minor 3, unit 4); KATO by leading digits (region 2, district 4).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from uuid import UUID

from zholdama.opportunities.vocabulary import DEMANDS, EDUCATIONS, WORK_MODES
from zholdama.refusals import Refused

Side = Literal["good", "neutral", "against", "unknown"]

CRITERIA = ("profession", "education", "distance", "mode", "wage", "health")
RANKED = CRITERIA[:-1]
"""The criteria in the order in which they decide; health decides only what is offered at all."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a criterion can come to: which criterion, its rank within it (0 is best), and its side."""

    criterion: str
    rank: int
    side: Side


OUTCOMES: Mapping[str, Outcome] = {
    "same_unit_group": Outcome("profession", 0, "good"),
    "same_minor_group": Outcome("profession", 1, "good"),
    "same_sub_major_group": Outcome("profession", 2, "neutral"),
    "profession_not_stated": Outcome("profession", 3, "unknown"),
    "profession_not_named": Outcome("profession", 3, "unknown"),
    "other_profession": Outcome("profession", 4, "against"),
    "no_education_asked": Outcome("education", 0, "good"),
    "education_enough": Outcome("education", 0, "good"),
    "education_not_stated": Outcome("education", 1, "unknown"),
    "education_not_named": Outcome("education", 1, "unknown"),
    "more_education_asked": Outcome("education", 2, "against"),
    "same_settlement": Outcome("distance", 0, "good"),
    "same_district": Outcome("distance", 1, "good"),
    "same_region": Outcome("distance", 2, "neutral"),
    "residence_not_stated": Outcome("distance", 3, "unknown"),
    "territory_not_named": Outcome("distance", 3, "unknown"),
    "other_region": Outcome("distance", 4, "against"),
    "mode_wanted": Outcome("mode", 0, "good"),
    "mode_not_stated": Outcome("mode", 1, "unknown"),
    "mode_not_named": Outcome("mode", 1, "unknown"),
    "other_mode": Outcome("mode", 2, "against"),
    "wage_enough": Outcome("wage", 0, "good"),
    "wage_not_stated": Outcome("wage", 1, "unknown"),
    "wage_not_named": Outcome("wage", 1, "unknown"),
    "wage_less": Outcome("wage", 2, "against"),
    "health_fits": Outcome("health", 0, "good"),
    "health_no_demands": Outcome("health", 0, "neutral"),
    "health_not_stated": Outcome("health", 0, "unknown"),
    "health_contradicts": Outcome("health", 1, "against"),
}
"""Every line there is, in the documented order within each criterion. `..._not_stated`: the person has not said;
`..._not_named`: the place does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a person wants and can; None is "not known", an empty `limits` is "none, and the person has said so".

    Professions are codes of the national classifier (NKZ), `kato` the nine digits of the residence, `education` and
    `modes` words of `vocabulary`, `least_wage` in tenge a month, `limits` what the person must not be asked for.
    """

    wanted: tuple[str, ...] | None = None
    trained: tuple[str, ...] | None = None
    education: str | None = None
    kato: str | None = None
    modes: tuple[str, ...] | None = None
    least_wage: int | None = None
    limits: tuple[str, ...] | None = None

    @property
    def professions(self) -> tuple[str, ...]:
        """Unit groups wanted or trained for, each once, the wanted first; empty where none is known."""
        return tuple(dict.fromkeys(code[:4] for code in (*(self.wanted or ()), *(self.trained or ()))))


NOTHING_STATED = Wishes()

MOST_NAMED = 10
"""Professions of one kind that a person may name."""
HIGHEST_WAGE = 100_000_000
_PROFESSION = re.compile(r"[0-9X][0-9]{3}(-[0-9]{1,3})?")
_KATO = re.compile(r"[0-9]{9}")


def wrong_wishes(wishes: Wishes) -> Refused | None:
    """The first thing that cannot be, as a refusal that names the field; None where all is sound."""
    for name in ("wanted", "trained"):
        codes = getattr(wishes, name) or ()
        if len(codes) > MOST_NAMED or not all(_PROFESSION.fullmatch(code) for code in codes):
            return Refused("wished_profession_wrong", name, most=MOST_NAMED)
    if wishes.kato is not None and not _KATO.fullmatch(wishes.kato):
        return Refused("wished_territory_wrong", "kato")
    if wishes.least_wage is not None and not 0 <= wishes.least_wage <= HIGHEST_WAGE:
        return Refused("wished_wage_wrong", "least_wage")
    words = (
        ("education", EDUCATIONS, (wishes.education,) if wishes.education is not None else ()),
        ("modes", WORK_MODES, wishes.modes or ()),
        ("limits", DEMANDS, wishes.limits or ()),
    )
    for name, vocabulary, said in words:
        if not set(said) <= set(vocabulary):
            return Refused("wished_word_unknown", name)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFacts:
    """What of a place bears on suitability; an empty text is "not named", an empty `education` "none is asked"."""

    id: UUID
    valid_until: date
    profession: str = ""
    education: str = ""
    kato: str = ""
    work_mode: str = ""
    wage_tenge: int | None = None
    demands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One reason: its code and what it speaks of (codes and numbers, to be put into words at the door)."""

    code: str
    about: Mapping[str, str | int | tuple[str, ...]] = field(default_factory=dict)

    @property
    def criterion(self) -> str:
        return OUTCOMES[self.code].criterion

    @property
    def rank(self) -> int:
        return OUTCOMES[self.code].rank

    @property
    def side(self) -> Side:
        return OUTCOMES[self.code].side


Position = tuple[int, int, int, int, int, date, UUID]


@dataclass(frozen=True, slots=True)
class Fit:
    """How one place suits one person: a line per criterion, in their order."""

    lines: tuple[Line, ...]

    @property
    def ranks(self) -> tuple[int, int, int, int, int]:
        """The ranks of the criteria that decide the order."""
        profession, education, distance, mode, wage = (line.rank for line in self.lines[:-1])
        return profession, education, distance, mode, wage

    @property
    def is_offered(self) -> bool:
        """Whether no demand contradicts a limit of the person's health."""
        return self.lines[-1].side != "against"


def fit(place: PlaceFacts, wishes: Wishes) -> Fit:
    """The reasons for and against a place, one line per criterion in the order of CRITERIA."""
    return Fit(
        (
            _profession(place, wishes),
            _education(place, wishes),
            _distance(place, wishes),
            _mode(place, wishes),
            _wage(place, wishes),
            _health(place, wishes),
        )
    )


def position(place: PlaceFacts, wishes: Wishes) -> Position:
    """Where a place stands: the lower tuple comes first. A total order, since ids differ."""
    return (*fit(place, wishes).ranks, place.valid_until, place.id)


def ranked(places: tuple[PlaceFacts, ...], wishes: Wishes) -> tuple[PlaceFacts, ...]:
    """The places that may be offered, in the documented order."""
    offered = [one for one in places if fit(one, wishes).is_offered]
    return tuple(sorted(offered, key=lambda one: position(one, wishes)))


def _profession(place: PlaceFacts, wishes: Wishes) -> Line:
    known = wishes.professions
    if not known:
        return Line("profession_not_stated")
    if not place.profession:
        return Line("profession_not_named")
    for digits, code in ((4, "same_unit_group"), (3, "same_minor_group"), (2, "same_sub_major_group")):
        for own in known:
            if place.profession[:digits] == own[:digits]:
                wanted = {one[:4] for one in wishes.wanted or ()}
                return Line(
                    code, {"group": own[:digits], "because": "wanted" if own in wanted else "trained"}
                )
    return Line("other_profession", {"group": place.profession[:4]})


def _education(place: PlaceFacts, wishes: Wishes) -> Line:
    if not place.education:
        return Line("no_education_asked")
    asked = {"asked": place.education}
    if wishes.education not in EDUCATIONS:
        return Line("education_not_stated", asked)
    if place.education not in EDUCATIONS:
        return Line("education_not_named")
    enough = place.education in educations_within(wishes.education)
    return Line("education_enough" if enough else "more_education_asked", asked)


def educations_within(education: str | None) -> tuple[str, ...]:
    """The educations that somebody with this one has: itself and all before it; none where it is not known."""
    levels = tuple(EDUCATIONS)
    return levels[: levels.index(education) + 1] if education in EDUCATIONS else ()


def _distance(place: PlaceFacts, wishes: Wishes) -> Line:
    if not wishes.kato:
        return Line("residence_not_stated")
    if not place.kato:
        return Line("territory_not_named")
    for digits, code in ((9, "same_settlement"), (4, "same_district"), (2, "same_region")):
        if place.kato[:digits] == wishes.kato[:digits]:
            return Line(code)
    return Line("other_region")


def _mode(place: PlaceFacts, wishes: Wishes) -> Line:
    if not wishes.modes:
        return Line("mode_not_stated", {"mode": place.work_mode} if place.work_mode else {})
    if not place.work_mode:
        return Line("mode_not_named")
    return Line("mode_wanted" if place.work_mode in wishes.modes else "other_mode", {"mode": place.work_mode})


def _wage(place: PlaceFacts, wishes: Wishes) -> Line:
    if wishes.least_wage is None:
        return Line("wage_not_stated")
    if place.wage_tenge is None:
        return Line("wage_not_named")
    enough = place.wage_tenge >= wishes.least_wage
    return Line("wage_enough" if enough else "wage_less", {"wish": wishes.least_wage})


def _health(place: PlaceFacts, wishes: Wishes) -> Line:
    if wishes.limits is None:
        return (
            Line("health_not_stated", {"demands": place.demands})
            if place.demands
            else Line("health_no_demands")
        )
    if met := tuple(one for one in place.demands if one in wishes.limits):
        return Line("health_contradicts", {"demands": met})
    return Line("health_fits") if place.demands else Line("health_no_demands")
