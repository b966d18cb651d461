"""Suitable open places for a person, ranked by the database in the documented order of `suitability`.

The database walks through the cells of that order and stops when the page is full, so that a page costs the same
however many places are open. Under the row security of the open unit of work.
"""

from dataclasses import dataclass
from datetime import date
from string import Template
from typing import Any
from uuid import UUID

from django.db import connections

from zholdama.ledger.work import current
from zholdama.opportunities.cells import Cell, cells
from zholdama.opportunities.queries import _CARD, PlaceCard
from zholdama.opportunities.suitability import (
    RANKED,
    Fit,
    PlaceFacts,
    Position,
    Wishes,
    educations_within,
    fit,
    position,
)
from zholdama.opportunities.vocabulary import EDUCATIONS

PAGE = 20
_RANKED = len(RANKED)
MOST_COUNTED = 1000
"""Places left out for health are counted up to here."""


@dataclass(frozen=True, slots=True)
class SuitablePlace:
    """A place that may be offered, and how it suits."""

    card: PlaceCard
    facts: PlaceFacts
    fit: Fit


@dataclass(frozen=True, slots=True)
class SuitablePlaces:
    """A page of places in the documented order; `after` is the id to go on from, None at the end.

    `left_out`: for each limit of the person's health that stands against open places, how many it leaves out
    (counted up to MOST_COUNTED).
    """

    places: tuple[SuitablePlace, ...]
    after: UUID | None
    left_out: dict[str, int]


_FACTS = ("profession", "education", "kato", "work_mode", "demands")
_COLUMNS = ", ".join(f"p.{name}" for name in (*_CARD, *_FACTS))

_OFFERED = (
    "p.provider_id = %(provider)s AND p.measure = %(measure)s AND p.ended_at IS NULL "
    "AND p.total > p.reserved + p.taken AND p.valid_until >= %(on)s"
)

_RANKS = """
CASE WHEN p.education = '' OR p.education = ANY(%(enough)s) THEN 0
     WHEN p.education = ANY(%(more)s) THEN 2 ELSE 1 END AS r_education,
CASE WHEN %(kato)s::text = '' OR p.kato = '' THEN 3 WHEN p.kato = %(kato)s THEN 0
     WHEN left(p.kato, 4) = left(%(kato)s, 4) THEN 1 WHEN left(p.kato, 2) = left(%(kato)s, 2) THEN 2 ELSE 4 END AS r_distance,
CASE WHEN cardinality(%(modes)s::text[]) = 0 OR p.work_mode = '' THEN 1
     WHEN p.work_mode = ANY(%(modes)s::text[]) THEN 0 ELSE 2 END AS r_mode,
CASE WHEN %(wage)s::int IS NULL OR p.wage_tenge IS NULL THEN 1 WHEN p.wage_tenge >= %(wage)s THEN 0 ELSE 2 END AS r_wage"""

_IS_BEST = "r_education = cell.education AND r_distance = cell.distance AND r_mode = %(best_mode)s AND r_wage = %(best_wage)s"
_IN_RANKS = "r_education, r_distance, r_mode, r_wage, valid_until, id"

_LOOK = Template("""(SELECT ranked.* FROM (
    SELECT p.id, p.valid_until, $ranks FROM opportunities_place p
    WHERE $offered AND NOT p.demands && %(limits)s::text[] $where
    ) ranked WHERE $condition $after ORDER BY $order LIMIT %(limit)s)""")

_IN_INTERVALS = Template("""(SELECT one.* FROM unnest(%(lows)s::text[], %(highs)s::text[], %(of)s::int[])
    AS part (low, high, step) CROSS JOIN LATERAL $look one
    WHERE part.step = cell.step AND cell.kind = '$kind' ORDER BY $order LIMIT %(limit)s)""")

_ANYWHERE = Template(
    "(SELECT one.* FROM $look one WHERE cell.kind = '$kind' ORDER BY $order LIMIT %(limit)s)"
)

# The database looks into a cell only when those before it have not filled the page: the outer side of this join is
# sorted, the inner side depends on it. Which cells were looked into is told by the plan.
_PAGE = Template("""SELECT first.profession, first.r_education, first.r_distance, first.r_mode, first.r_wage, $columns FROM (
    SELECT cell.profession, found.* FROM (
        SELECT * FROM unnest(%(steps)s::int[], %(kinds)s::text[], %(professions)s::int[], %(educations)s::int[],
            %(distances)s::int[], %(has_best)s::bool[]) AS c (step, kind, profession, education, distance, has_best) ORDER BY step
        ) cell CROSS JOIN LATERAL ($arms) found LIMIT %(limit)s
    ) first JOIN opportunities_place p ON p.id = first.id AND p.provider_id = %(provider)s
    ORDER BY first.profession, r_education, r_distance, r_mode, r_wage, p.valid_until, p.id""")

_AFTER = (
    "AND (cell.profession, r_education, r_distance, r_mode, r_wage, valid_until, id) > (%(after_profession)s, "
    "%(after_education)s, %(after_distance)s, %(after_mode)s, %(after_wage)s, %(after_day)s, %(after_id)s)"
)

_FAR = "AND NOT p.profession_group = '' AND NOT left(p.profession_group, 2) = ANY(%(near)s::text[])"
"""A profession of another kind; nothing is asked where the person's own is not known (`near` is NULL)."""
_TOWNS = "AND p.kato >= part.low AND p.kato < part.high"
_GROUPS = "AND p.profession_group >= part.low AND p.profession_group < part.high"
_BY_DAY = "valid_until, id"
_OTHERS = f"r_education = cell.education AND NOT ({_IS_BEST})"

_WAYS: dict[str, tuple[str, str, str]] = {
    "group_best": ("AND p.profession_group = part.low", _IS_BEST, _BY_DAY),
    "group_rest": (_GROUPS, f"(cell.has_best OR NOT ({_IS_BEST}))", _IN_RANKS),
    "town_best": ("AND p.kato = part.low", _IS_BEST, _BY_DAY),
    "town_rest": (_TOWNS, _OTHERS, _IN_RANKS),
    "open_best": ("", _IS_BEST, _BY_DAY),
    "open_rest": ("", _OTHERS, _IN_RANKS),
}
"""Kind of cell -> what the index finds, which of these, in which order."""

_LEFT_OUT = """SELECT hit, count(*) FROM (
    SELECT p.demands FROM opportunities_place p
    WHERE p.provider_id = %(provider)s AND p.measure = %(measure)s AND p.ended_at IS NULL
      AND p.total > p.reserved + p.taken AND p.valid_until >= %(on)s AND p.demands && %(limits)s::text[]
    ORDER BY p.valid_until, p.id LIMIT %(most)s) out, unnest(out.demands) AS hit WHERE hit = ANY(%(limits)s::text[]) GROUP BY hit ORDER BY hit"""


def suitable_places(
    provider_id: UUID,
    *,
    measure: str,
    wishes: Wishes,
    on: date,
    after: UUID | None = None,
    limit: int = PAGE,
) -> SuitablePlaces:
    """A page of free places of a measure that are offered on that day, the most suitable first.

    `after`: the id of the place that the page before ended with; one that is not there begins at the top.
    """
    start = _position_of(provider_id, after, wishes) if after else None
    given = {**_given(provider_id, measure, wishes, on), **_begin(start)}
    rows: list[tuple[Any, ...]] = []
    for batch in cells(wishes):
        cut = [cell for cell in batch if start is None or not _is_behind(cell, start)]
        if cut and len(rows) <= limit:
            rows += _rows(
                _statement(cut, wishes, start), {**given, **_lists(cut), "limit": limit + 1 - len(rows)}
            )
    found = tuple(_suitable(row[_RANKED:], wishes) for row in rows[:limit])
    assert [one.fit.ranks for one in found] == [row[:_RANKED] for row in rows[:limit]], "two orders of places"
    left_out = dict(_rows(_LEFT_OUT, given)) if wishes.limits else {}
    return SuitablePlaces(found, found[-1].card.id if len(rows) > limit else None, left_out)


def next_places(
    provider_id: UUID, *, measure: str, wishes: Wishes, on: date, besides: frozenset[UUID], limit: int = 3
) -> tuple[SuitablePlace, ...]:
    """The most suitable places besides those that have fallen through (an employer's refusal, J17)."""
    page = suitable_places(provider_id, measure=measure, wishes=wishes, on=on, limit=limit + len(besides))
    return tuple(one for one in page.places if one.card.id not in besides)[:limit]


def first_to_end(provider_id: UUID, *, measure: str, on: date, limit: int = PAGE) -> tuple[PlaceCard, ...]:
    """The bare list without any ranking: those that end first."""
    statement = Template(
        "SELECT $columns FROM opportunities_place p WHERE p.provider_id = %(provider)s AND p.measure = %(measure)s "
        "AND p.ended_at IS NULL AND p.total > p.reserved + p.taken AND p.valid_until >= %(on)s "
        "ORDER BY p.valid_until LIMIT %(limit)s"
    ).substitute(columns=_COLUMNS)
    rows = _rows(statement, {"provider": provider_id, "measure": measure, "on": on, "limit": limit})
    return tuple(PlaceCard(*row[: len(_CARD)]) for row in rows)


def one_place(
    provider_id: UUID, place_id: UUID, *, measure: str, wishes: Wishes, on: date
) -> SuitablePlace | None:
    """One place as `suitable_places` would show it; None where it is not to be offered."""
    statement = Template(
        "SELECT $columns FROM opportunities_place p WHERE p.provider_id = %(provider)s AND p.id = %(id)s "
        "AND p.measure = %(measure)s AND p.ended_at IS NULL AND p.total > p.reserved + p.taken AND p.valid_until >= %(on)s"
    ).substitute(columns=_COLUMNS)
    rows = _rows(statement, {"provider": provider_id, "id": place_id, "measure": measure, "on": on})
    found = _suitable(rows[0], wishes) if rows else None
    return found if found and found.fit.is_offered else None


def _statement(cut: list[Cell], wishes: Wishes, start: Position | None) -> str:
    arms = []
    for kind in dict.fromkeys(cell.kind for cell in cut):
        where, condition, order = _WAYS[kind]
        far = _FAR if wishes.professions and not kind.startswith("group") else ""
        look = _LOOK.substitute(
            ranks=_RANKS,
            offered=_OFFERED,
            where=f"{where} {far}",
            condition=condition,
            order=order,
            after=_AFTER if start else "",
        )
        around = _ANYWHERE if kind.startswith("open") else _IN_INTERVALS
        arms.append(around.substitute(look=look, kind=kind, order=order))
    return _PAGE.substitute(arms=" UNION ALL ".join(arms), columns=_COLUMNS)


def _given(provider_id: UUID, measure: str, wishes: Wishes, on: date) -> dict[str, Any]:
    within = educations_within(wishes.education)
    return {
        "provider": provider_id,
        "measure": measure,
        "on": on,
        "enough": list(within),
        "more": [one for one in EDUCATIONS if within and one not in within],
        "kato": wishes.kato or "",
        "modes": list(wishes.modes or ()),
        "wage": wishes.least_wage,
        "limits": list(wishes.limits or ()),
        "near": [code[:2] for code in wishes.professions],
        "best_mode": 0 if wishes.modes else 1,
        "best_wage": 1 if wishes.least_wage is None else 0,
        "most": MOST_COUNTED,
    }


def _lists(cut: list[Cell]) -> dict[str, list[Any]]:
    parts = [(low, high, step) for step, cell in enumerate(cut) for low, high in cell.intervals]
    return {
        "steps": list(range(len(cut))),
        "kinds": [cell.kind for cell in cut],
        "professions": [cell.profession for cell in cut],
        "educations": [cell.education for cell in cut],
        "distances": [cell.distance for cell in cut],
        "has_best": [cell.has_best for cell in cut],
        "lows": [low for low, _, _ in parts],
        "highs": [high for _, high, _ in parts],
        "of": [step for _, _, step in parts],
    }


def _begin(start: Position | None) -> dict[str, Any]:
    names = ("profession", "education", "distance", "mode", "wage", "day", "id")
    return {f"after_{name}": value for name, value in zip(names, start or (), strict=start is not None)}


def _is_behind(cell: Cell, start: Position) -> bool:
    """Whether all places of the cell stand before this position."""
    if cell.kind.startswith("group"):
        return cell.profession < start[0]
    return (cell.profession, cell.education) < start[:2]


def _position_of(provider_id: UUID, place_id: UUID, wishes: Wishes) -> Position | None:
    statement = Template(
        "SELECT $columns FROM opportunities_place p WHERE p.provider_id = %(provider)s AND p.id = %(id)s"
    ).substitute(columns=_COLUMNS)
    rows = _rows(statement, {"provider": provider_id, "id": place_id})
    return position(_suitable(rows[0], wishes).facts, wishes) if rows else None


def _suitable(row: tuple[Any, ...], wishes: Wishes) -> SuitablePlace:
    card = PlaceCard(*row[: len(_CARD)])
    named = dict(zip(_FACTS, row[len(_CARD) :], strict=False))
    facts = PlaceFacts(
        id=card.id,
        valid_until=card.valid_until,
        wage_tenge=card.wage_tenge,
        **{**named, "demands": tuple(named["demands"])},
    )
    return SuitablePlace(card, facts, fit(facts, wishes))


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connections[current().alias].cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
