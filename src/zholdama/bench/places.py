"""Suitable places out of very many open ones of one provider: a page as the product asks for it, beside a bare query.

The floor is what any list of places costs: the same row security, the same columns, one index that gives the rows in
order (`ORDER BY valid_until LIMIT 20`).
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.resources import files
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

from zholdama import clock
from zholdama.actors import Actor, Role
from zholdama.bench import plans
from zholdama.bench.figures import Figure, Part, interleaved, ratios
from zholdama.bench.ground import Ground
from zholdama.bench.providers import make_providers
from zholdama.ledger.work import Login, work
from zholdama.opportunities.suitability import NOTHING_STATED, Wishes
from zholdama.working_time.zone import ALMATY

CODE = "P000"
MEASURE = "job_placement"
TABLE = frozenset({"opportunities_place"})
PAGE_TARGET = 50.0
"""Milliseconds of the server for a page of 20."""
RATIO_TARGET = 5.0
"""The ranking over the bare query."""
MOST_ROWS = 1000
"""More rows of the table in one node mean that the tenant is being read, not a page."""

_COMMON, _MIDDLE, _RARE = "8322", "2411", "7114"
_OWN = {"education": "vocational", "kato": "111010100"}


@dataclass(frozen=True, slots=True)
class Asker:
    """A person of the bench: what is known of him, and whether his page has to keep the ratio to the floor."""

    name: str
    wishes: Wishes
    page: int = 1


ASKERS = (
    Asker("nothing known", NOTHING_STATED),
    Asker("profession of one place in seven", Wishes(wanted=(_COMMON,), **_OWN)),  # type: ignore[arg-type]
    Asker(
        "all known, two professions",
        Wishes(wanted=(_COMMON, _MIDDLE), modes=("full_day", "shift"), least_wage=250_000, limits=(), **_OWN),  # type: ignore[arg-type]
    ),
    Asker("rare profession", Wishes(wanted=(_RARE,), **_OWN)),  # type: ignore[arg-type]
    Asker("residence and education alone", Wishes(**_OWN)),  # type: ignore[arg-type]
)
"""Those whose page has to keep both targets."""

HARD = (
    Asker("limits of health, counted", Wishes(wanted=(_MIDDLE,), limits=("lifting", "night"), **_OWN)),  # type: ignore[arg-type]
    Asker("lives in a village, no profession", Wishes(kato="111033100", education="basic_secondary")),
    Asker("wage nobody pays, common profession", Wishes(wanted=(_COMMON,), least_wage=9_000_000, **_OWN)),  # type: ignore[arg-type]
    Asker("a profession nobody offers", Wishes(wanted=("9999",), **_OWN)),  # type: ignore[arg-type]
    Asker("the tenth page", Wishes(wanted=(_MIDDLE,), **_OWN), page=10),  # type: ignore[arg-type]
)
"""Those who make the database look longer: the page has to keep its time, the ratio is told."""


def measure(ground: Ground, *, quick: bool) -> Part:
    """Each asker's page beside the bare query, in turn, as the application's role under row security."""
    number, rounds = (30_000, 7) if quick else (100_000, 25)
    provider_id = make_providers([CODE])[CODE]
    at = clock.now()
    _load(provider_id, number, at)
    figures: list[Figure] = []
    wrong: list[str] = []
    notes: list[str] = []
    for asker in (*ASKERS, *HARD):
        told, problems, plan = _asked(asker, provider_id, at=at, rounds=rounds)
        figures += told
        wrong += problems
        notes += [f"{asker.name}:", *(f"  {line}" for line in plan)]
    return Part(
        name="places",
        title=f"{number:,} open places of one measure at one provider, a page of 20, under row security",
        figures=tuple(figures),
        notes=tuple(notes),
        wrong=tuple(wrong),
    )


def _asked(
    asker: Asker, provider_id: UUID, *, at: datetime, rounds: int
) -> tuple[list[Figure], list[str], list[str]]:
    """(figures, what is wrong with the plan, the plan) of one asker."""
    from zholdama.opportunities import matching

    on = at.astimezone(ALMATY).date()
    ask = partial(matching.suitable_places, provider_id, measure=MEASURE, wishes=asker.wishes, on=on)
    by = Actor(role=Role.SPECIALIST, id=UUID(int=1), provider_id=provider_id)
    with work(login=Login.STAFF, by=by, at=at, provider=provider_id):
        after = None
        for _ in range(asker.page - 1):
            after = ask(after=after).after
        ranked, bare = interleaved(
            rounds,
            partial(_timed, partial(ask, after=after)),
            partial(_timed, partial(_bare, provider_id, on)),
        )
        explained = plans.explained(partial(ask, after=after), times=3)
    kept = RATIO_TARGET if asker in ASKERS else None
    figures = [
        Figure(name=f"page: {asker.name}", unit="ms", runs=ranked, target=PAGE_TARGET),
        Figure(name=f"over the bare query: {asker.name}", unit="x", runs=ratios(ranked, bare), target=kept),
    ]
    problems = [f"{asker.name}: {fault}" for each in explained for fault in _faults(asker, each)]
    return figures, problems, [line for each in explained for line in plans.lines(each.plan)]


def _faults(asker: Asker, each: plans.Explained) -> list[str]:
    """A plan that reads the table from end to end, or, for those who keep the ratio, more rows than a page needs."""
    found = [f"reads all of {table}" for table in plans.whole_table_reads(each.plan, big=TABLE)]
    if asker in ASKERS:
        found += plans.reads_without_index(each.plan, big=TABLE, most=MOST_ROWS)
    return found


def _timed(act: Any) -> float:
    begun = perf_counter()
    act()
    return (perf_counter() - begun) * 1000


def _bare(provider_id: UUID, on: Any) -> Any:
    """The floor: the same columns of the first 20 by the day they end."""
    from zholdama.opportunities import matching

    return matching.first_to_end(provider_id, measure=MEASURE, on=on)


def _load(provider_id: UUID, number: int, at: datetime) -> None:
    """Places of the provider in bulk, as the owner."""
    from django.db import connections, transaction

    statement = (files("zholdama.bench") / "many_places.sql").read_text(encoding="utf-8")
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute("CREATE TEMPORARY TABLE bench_group (place int PRIMARY KEY, code text) ON COMMIT DROP")
        cursor.executemany("INSERT INTO bench_group VALUES (%s, %s)", list(enumerate(_groups(), start=1)))
        cursor.execute("SELECT setseed(0.5)")
        values: dict[str, Any] = {
            "provider": provider_id,
            "number": number,
            "on": at.astimezone(ALMATY).date(),
            "salt": str(uuid4()),
        }
        cursor.execute(statement, values)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) opportunities_place")


def _groups() -> list[str]:
    """444 made-up unit groups spread over the classifier's digits; those of the askers stand where they are wanted."""
    codes = [
        f"{a}{b}{c}{d}" for a in range(1, 10) for b in range(1, 6) for c in range(1, 5) for d in range(1, 5)
    ]
    others = [code for code in codes if code not in {_COMMON, _MIDDLE, _RARE}]
    spread = sorted(others, key=lambda code: code[::-1])[:441]
    return [_COMMON, *spread[:20], _MIDDLE, *spread[20:], _RARE]
