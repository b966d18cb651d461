"""The documented order cut into cells, in which the database looks one after the other until a page is full. Pure.

A cell is a part of the places that an index finds: an interval of professions, or of territories where no profession is
known. Cells of a step stand beside each other, steps one after the other; every place lies in exactly one cell.
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
    """Where to look at a step: `kind` names the way, the ranks are those that all places of the cell share.

    `..._best` holds the places that are best in all criteria below the cell's own and end first; the cell after it with
    the same interval holds the others.
    """

    step: int
    kind: str
    profession: int
    education: int = 0
    distance: int = 0
    interval: Interval = ("", "")


def cells(wishes: Wishes) -> tuple[Cell, ...]:
    """All cells in the order of their steps."""
    if wishes.professions:
        return tuple(_by_profession(wishes))
    return tuple(_by_territory(wishes.kato) if wishes.kato else _by_education())


def driver(wishes: Wishes) -> str:
    """By what the cells are cut: profession, territory, or nothing but education."""
    return "profession" if wishes.professions else "territory" if wishes.kato else "education"


def _by_profession(wishes: Wishes) -> Iterator[Cell]:
    distance = 0 if wishes.kato else _UNKNOWN_PLACE
    own = wishes.professions
    for code in own:
        yield Cell(
            step=0, kind="group_best", profession=0, distance=distance, interval=(code, after_prefix(code))
        )
    for step, (rank, intervals) in enumerate(nested(own, (4, 3, 2)), start=1):
        kind = "group_rest" if rank == 0 else "group"
        for interval in intervals:
            yield Cell(step=step, kind=kind, profession=rank, distance=distance, interval=interval)


def _by_territory(kato: str) -> Iterator[Cell]:
    step = 0
    for education in _EDUCATION_RANKS:
        for rank, intervals in nested((kato,), (9, 4, 2)):
            one = len(intervals) == 1 and rank in (0, _UNKNOWN_PLACE)
            named = {"profession": _UNKNOWN_PROFESSION, "education": education, "distance": rank}
            best = "town_best" if one else "open_best"
            yield Cell(step=step, kind=best, interval=intervals[0] if one else ("", ""), **named)  # type: ignore[arg-type]
            for interval in intervals:
                yield Cell(step=step + 1, kind="town_rest", interval=interval, **named)  # type: ignore[arg-type]
            step += 2


def _by_education() -> Iterator[Cell]:
    for education in _EDUCATION_RANKS:
        for place, kind in enumerate(("open_best", "open_rest")):
            yield Cell(
                step=2 * education + place,
                kind=kind,
                profession=_UNKNOWN_PROFESSION,
                education=education,
                distance=_UNKNOWN_PLACE,
            )


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
