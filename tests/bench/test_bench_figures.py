"""The bench's pure parts: figures, the check of plans with plans that must fail it, the naive model."""

from datetime import datetime
from typing import Any

import pytest

from zholdama.bench import lists, plans, terms
from zholdama.bench.figures import Figure, interleaved, ratios
from zholdama.passport import edition as editions
from zholdama.working_time import terms as rules
from zholdama.working_time.calendar import WorkingCalendar
from zholdama.working_time.zone import ALMATY


def test_a_figure_is_the_median_of_its_runs() -> None:
    figure = Figure(name="f", unit="x", runs=(9.0, 0.5, 0.4), better="more", target=0.45)
    assert (figure.value, figure.reached) == (0.5, True)


@pytest.mark.parametrize(("better", "reached"), [("more", False), ("less", True)])
def test_which_way_is_better_decides(better: Any, reached: bool) -> None:
    assert Figure(name="f", unit="x", runs=(0.4,), better=better, target=0.45).reached is reached


def test_without_a_target_nothing_is_reached_or_missed() -> None:
    assert Figure(name="f", unit="ms", runs=(1.0,)).reached is None


def test_sides_run_in_turn() -> None:
    seen: list[str] = []
    first, second = interleaved(3, lambda: float(seen.append("A") or 2), lambda: float(seen.append("B") or 4))
    assert "".join(seen) == "ABABAB"
    assert ratios(first, second) == (0.5, 0.5, 0.5)


def scan(kind: str, table: str, *, rows: int, removed: int = 0) -> dict[str, Any]:
    return {
        "Node Type": kind,
        "Relation Name": table,
        "Actual Rows": rows,
        "Rows Removed by Filter": removed,
        "Actual Loops": 1,
    }


GOOD = scan("Index Scan", "applications_application", rows=30)


def test_an_index_scan_of_a_page_passes() -> None:
    assert lists.faults({"Node Type": "Limit", "Plans": [GOOD]}) == []


@pytest.mark.parametrize(
    "plan",
    [
        scan("Seq Scan", "applications_application", rows=1),
        scan("Index Scan", "applications_application", rows=1, removed=90_000),
        scan("Index Only Scan", "identity_acquaintance", rows=90_000),
    ],
)
def test_reading_a_whole_big_table_fails_whatever_the_node_is_called(plan: dict[str, Any]) -> None:
    assert lists.faults({"Node Type": "Sort", "Plans": [{"Node Type": "Append", "Plans": [GOOD, plan]}]})


def test_a_small_table_may_be_read_whole() -> None:
    assert lists.faults(scan("Seq Scan", "clocks_calendar", rows=1)) == []


def test_a_plan_reads_as_indented_lines() -> None:
    told = plans.lines({"Node Type": "Limit", "Actual Rows": 30, "Plans": [GOOD]})
    assert [line.startswith("  ") for line in told] == [False, True]


@pytest.mark.parametrize(
    "submitted",
    [
        datetime(2025, 1, 3, 10, 0),
        datetime(2025, 1, 5, 12, 30),
        datetime(2024, 2, 29, 18, 29),
        datetime(2023, 12, 29, 18, 30),
    ],
)
def test_the_naive_walk_and_the_rule_agree(submitted: datetime) -> None:
    calendar, edition, at = WorkingCalendar.shipped(), editions.current(), submitted.replace(tzinfo=ALMATY)
    accepted = rules.acceptance(submitted_at=at, calendar=calendar, edition=edition)
    assert terms.naive_due(at, calendar) == rules.portal_due(
        accepted_at=accepted, calendar=calendar, edition=edition
    )
