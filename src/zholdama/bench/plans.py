"""What PostgreSQL does for a query of the product: its plan and its time, as the role that the product runs it under."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db import connections

from zholdama.ledger.work import current

SETTING_UP = "set_config("


@dataclass(frozen=True, slots=True)
class Explained:
    """One statement: its text with places for values, times in milliseconds, and the last plan."""

    sql: str
    runs: tuple[float, ...]
    plan: dict[str, Any]

    @property
    def milliseconds(self) -> float:
        return median(self.runs)


def explained(question: Callable[[], Any], *, times: int) -> tuple[Explained, ...]:
    """Every statement that `question` sends, in the open unit of work, with the execution time of each run."""
    seen: dict[str, tuple[list[float], dict[str, Any]]] = {}
    with _explaining(seen):
        for _ in range(times):
            question()
    return tuple(Explained(sql, tuple(runs), plan) for sql, (runs, plan) in seen.items())


@contextmanager
def _explaining(seen: dict[str, tuple[list[float], dict[str, Any]]]) -> Iterator[None]:
    connection = connections[current().alias]

    def explain(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if SETTING_UP not in sql:
            cursor = context["cursor"].cursor
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
            answer = cursor.fetchone()[0][0]
            runs, _ = seen.get(sql, ([], {}))
            seen[sql] = ([*runs, answer["Execution Time"]], answer["Plan"])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield


def whole_table_reads(plan: dict[str, Any], *, big: frozenset[str]) -> list[str]:
    """The big tables that this plan reads from end to end."""
    found = (
        [plan["Relation Name"]] if plan["Node Type"] == "Seq Scan" and plan["Relation Name"] in big else []
    )
    for below in plan.get("Plans", ()):
        found += whole_table_reads(below, big=big)
    return found


def reads_without_index(plan: dict[str, Any], *, big: frozenset[str], most: int) -> list[str]:
    """The nodes that take more than `most` rows of a big table in hand, returned or thrown away."""
    rows = plan.get("Actual Rows", 0) + plan.get("Rows Removed by Filter", 0)
    loops = plan.get("Actual Loops", 1)
    here = plan.get("Relation Name") in big and rows * loops > most
    found = [f"{plan['Node Type']} on {plan['Relation Name']}: {rows * loops:.0f} rows"] if here else []
    for below in plan.get("Plans", ()):
        found += reads_without_index(below, big=big, most=most)
    return found


def lines(plan: dict[str, Any], depth: int = 0) -> list[str]:
    """The plan for people: one node a line."""
    where = " ".join(
        f"{word} {plan[key]}"
        for word, key in (("using", "Index Name"), ("on", "Relation Name"), ("of", "Function Name"))
        if key in plan
    )
    conditions = "; ".join(f"{key}: {plan[key]}" for key in ("Index Cond", "Filter") if key in plan)
    rows = f"rows={plan.get('Actual Rows', 0):.0f}"
    told = [f"{'  ' * depth}{plan['Node Type']} {where} {rows}{'  ' + conditions if conditions else ''}"]
    for below in plan.get("Plans", ()):
        told += lines(below, depth + 1)
    return told
