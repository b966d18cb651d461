"""`zholdama bench --quick`: every part runs on real servers and a database of its own, and leaves nothing behind.

No time is asserted anywhere: a busy machine is no fault of the product.
"""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from zholdama.bench import ground, parts, servers
from zholdama.cli import run


def bench(*words: str, **surroundings: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "zholdama.cli.main", "bench", *words]
    plain = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(command, env=plain | surroundings, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def answer(django_db_setup: None) -> dict[str, Any]:
    done = bench("--quick", "--json")
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-3000:]
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def figures(answer: dict[str, Any], part: str) -> dict[str, dict[str, Any]]:
    found = next(each for each in answer["parts"] if each["name"] == part)
    return {figure["name"]: figure for figure in found["figures"]}


def test_every_part_answers_with_the_machine_beside(answer: dict[str, Any]) -> None:
    assert [part["name"] for part in answer["parts"]] == list(parts.NAMES)
    assert {"cores", "load", "python", "postgresql"} <= set(answer["machine"])
    assert answer["machine"]["postgresql"]["server_version"]


def test_every_figure_is_the_median_of_at_least_five_runs(answer: dict[str, Any]) -> None:
    for part in parts.NAMES:
        for name, figure in figures(answer, part).items():
            assert len(figure["runs"]) >= 5, name
            assert min(figure["runs"]) <= figure["value"] <= max(figure["runs"])
            assert figure["value"] > 0


def test_submitting_stands_as_a_ratio_beside_its_floor(answer: dict[str, Any]) -> None:
    found = figures(answer, "submit")
    ratios = {name: figure for name, figure in found.items() if figure["unit"] == "x"}
    assert {name: (figure["target"], figure["aim"]) for name, figure in ratios.items()} == {
        "throughput over 200 providers": (0.45, 0.6),
        "throughput over one provider": (None, None),
        "CPU with PostgreSQL's over 200 providers": (2.6, 2.0),
        "CPU with PostgreSQL's over one provider": (None, None),
    }


def test_calling_stands_as_a_ratio_beside_its_floor(answer: dict[str, Any]) -> None:
    found = figures(answer, "queue")
    assert {name: figure["target"] for name, figure in found.items() if figure["unit"] == "x"} == {
        "throughput over 8 providers": 0.35,
        "throughput over one provider": None,
        "latency p99 over the median, one provider": 4.0,
    }
    assert next(each for each in answer["parts"] if each["name"] == "queue")["wrong"] == []


def test_plans_are_shown_and_none_reads_a_whole_table(answer: dict[str, Any]) -> None:
    part = next(each for each in answer["parts"] if each["name"] == "lists")
    assert part["wrong"] == []
    roles = {plan["name"]: plan["role"] for plan in part["plans"]}
    assert roles["desk list by due time"] == "zholdama_staff"
    assert roles["by verify code"] == "zholdama_doorkeeper"
    assert all(plan["plan"] and plan["sql"] for plan in part["plans"])


def test_suitable_places_keep_a_page_and_stand_as_a_ratio_beside_the_bare_query(
    answer: dict[str, Any],
) -> None:
    from zholdama.bench import places

    found = figures(answer, "places")
    asked = {asker.name: 5.0 for asker in places.ASKERS} | {asker.name: None for asker in places.HARD}
    assert {name: figure["target"] for name, figure in found.items() if figure["unit"] == "x"} == {
        f"over the bare query: {name}": target for name, target in asked.items()
    }
    assert {figure["target"] for figure in found.values() if figure["unit"] == "ms"} == {50.0}
    assert next(each for each in answer["parts"] if each["name"] == "places")["wrong"] == []


def test_the_check_of_plans_catches_a_query_that_reads_the_tenant(answer: dict[str, Any]) -> None:
    control = next(each for each in answer["parts"] if each["name"] == "lists")["control"]
    assert any("applications_application" in fault for fault in control["faults"])


def test_the_database_of_the_bench_is_gone(answer: dict[str, Any]) -> None:
    from zholdama.config import database

    with database.administrator() as connection:
        names = {name for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall()}
    assert ground.DATABASE not in names


def test_refused_under_production_settings() -> None:
    done = bench("--quick", "--only", "lists", ZHOLDAMA_MODE="production")
    assert done.returncode == 2
    assert "production" in done.stderr


def test_an_unknown_part_is_a_wrong_call() -> None:
    done = bench("--only", "weather")
    assert done.returncode == 2
    assert "terms" in done.stderr


def test_the_server_is_started_as_the_product_starts_it(monkeypatch: pytest.MonkeyPatch) -> None:
    started: dict[str, list[str]] = {}

    class Children:
        def start(self, name: str, command: list[str]) -> None:
            started[name] = command

        def ended(self) -> str:
            return "nothing was really started"

    monkeypatch.setattr(run.time, "sleep", lambda _: None)
    with pytest.raises(run.DidNotStart):
        run._start(Children(), "127.0.0.1", 8000)  # type: ignore[arg-type]
    told = started["the web server"]
    assert _tuning(told) == _tuning(servers.command(servers.PRODUCT, host="127.0.0.1", port=8000))


def _tuning(command: list[str]) -> dict[str, str]:
    """What bears on speed; how a server is stopped and what it logs does not."""
    valued = ("--interface", "--workers", "--blocking-threads")
    found = {option: command[command.index(option) + 1] for option in valued}
    switches = [word for word in command if word in {"--no-ws", "--ws", "--http", "--backpressure", "--loop"}]
    unknown = [word for word in command if word.startswith(("--runtime", "--backlog", "--http1", "--task"))]
    return {**found, "switches": str(switches + unknown), "application": command[-1]}
