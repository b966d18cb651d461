"""The documented order cut into cells, in which the database looks one after the other until a page is full. Pure.

A cell is a part of the places that an index finds: intervals of professions, or of territories where the profession
decides nothing. Every place lies in exactly one cell, and all places of a cell stand before those of the next.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zholdama.opportunities.suitability import OUTCOMES, Wishes

FIRST, LAST = "\x01", "\U0010ffff"
"""Below and above every code; the empty code, "not named", stands below FIRST."""

Interval = tuple[str, str]
"""From (inclusive), to (exclusive), in the order of code points."""

_UNKNOWN_PROFESSION = OUTCOMES["profession_not_stated"].rank
_UNKNOWN_PLACE = OUTCOMES["residence_not_stated"].rank
_EDUCATION_RANKS = (0, 1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Where to look at one step: `kind` names the way, the ranks are those that the places of the cell share.

    `..._best` holds the places that are best in all criteria below the cell's own, those first that end first; the cell
    after it, with the same intervals, holds the others, or all of them where it `has_best`.
    """

    kind: str
    profession: int
    education: int = 0
    distance: int = 0
    intervals: tuple[Interval, ...] = ()
    has_best: bool = False


def cells(wishes: Wishes) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    """All cells in the order in which the database looks: those that fill most pages, and those after them."""
    if wishes.professions:
        far = OUTCOMES["other_profession"].rank
        return tuple(_by_profession(wishes)), tuple(_without_profession(wishes, far))
    found = tuple(_without_profession(wishes, _UNKNOWN_PROFESSION))
    return found[:2], found[2:]


def _by_profession(wishes: Wishes) -> Iterator[Cell]:
    """Near professions, then those that are not named; what is left is nearly everything and is cut otherwise."""
    distance = 0 if wishes.kato else _UNKNOWN_PLACE
    for rank, intervals in nested(wishes.professions, (4, 3, 2))[:-1]:
        named = {"profession": rank, "distance": distance, "intervals": tuple(intervals)}
        one_code_each = rank in (0, _UNKNOWN_PROFESSION)
        if one_code_each:  # an index gives them by the day they end
            yield Cell(kind="group_best", **named)  # type: ignore[arg-type]
        yield Cell(kind="group_rest", has_best=not one_code_each, **named)  # type: ignore[arg-type]


def _without_profession(wishes: Wishes, profession: int) -> Iterator[Cell]:
    for education in _EDUCATION_RANKS:
        if wishes.kato:
            yield from _by_territory(wishes.kato, profession, education)
            continue
        for kind in ("open_best", "open_rest"):
            yield Cell(kind=kind, profession=profession, education=education, distance=_UNKNOWN_PLACE)


def _by_territory(kato: str, profession: int, education: int) -> Iterator[Cell]:
    for rank, intervals in nested((kato,), (9, 4, 2)):
        named = {
            "profession": profession,
            "education": education,
            "distance": rank,
            "intervals": tuple(intervals),
        }
        one_code = rank in (0, _UNKNOWN_PLACE)
        yield Cell(kind="town_best" if one_code else "open_best", **named)  # type: ignore[arg-type]
        yield Cell(kind="town_rest", **named)  # type: ignore[arg-type]


def nested(codes: Iterable[str], digits: tuple[int, ...]) -> list[tuple[int, list[Interval]]]:
    """(rank, disjoint intervals) for codes that agree in ever fewer leading digits, then those not named, then all others."""
    found: list[tuple[int, list[Interval]]] = []
    taken: list[Interval] = []
    for rank, length in enumerate(digits):
        wide = [(one, after_prefix(one)) for one in dict.fromkeys(code[:length] for code in codes)]
        found.append((rank, [part for one in wide for part in without(one, taken)]))
        taken = wide
    found.append((len(digits), [("", FIRST)]))
    found.append((len(digits) + 1, without((FIRST, LAST), taken)))
    return found


def after_prefix(prefix: str) -> str:
    """The end of the interval of all codes that begin so."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def without(whole: Interval, holes: Iterable[Interval]) -> list[Interval]:
    """What is left of an interval; the holes are disjoint."""
    left: list[Interval] = []
    low, high = whole
    for start, end in sorted(hole for hole in holes if hole[0] < high and hole[1] > low):
        if low < start:
            left.append((low, start))
        low = max(low, end)
    if low < high:
        left.append((low, high))
    return left
