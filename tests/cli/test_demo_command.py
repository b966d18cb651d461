"""`zholdama demo`: one whole day, and everything it says agrees with what an auditor recomputes."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

PRODUCTION = {"DJANGO_SETTINGS_MODULE": "zholdama.config.settings", "ZHOLDAMA_MODE": "production"}


@pytest.fixture(scope="module")
def own_database(database: None) -> Any:
    """An empty database of this module's own on the tests' server."""
    from zholdama.config import database as house

    name = f"zholdama_demo_{uuid4().hex[:8]}"
    yield name
    with house.administrator() as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def call(own_database: str) -> Any:
    def run(*arguments: str) -> tuple[int, dict[str, Any]]:
        done = subprocess.run(
            [sys.executable, "-m", "zholdama.cli.main", *arguments, "--json"],
            env={**os.environ, "ZHOLDAMA_DATABASE_NAME": own_database},
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout)

    return run


@pytest.fixture(scope="module")
def day(call: Any) -> dict[str, Any]:
    status, document = call("demo")
    assert status == 0
    return document


def test_the_day_has_both_channels_all_results_and_a_refusal(day: dict[str, Any]) -> None:
    applications = day["applications"]
    assert len(applications) >= 12
    assert {entry["channel"] for entry in applications} == {"provider", "portal"}
    assert {entry["measure"] for entry in applications} == {
        "job_placement",
        "public_works",
        "training",
        "social_workplace",
        "youth_practice",
        "guidance",
    }
    assert all(entry["state"] == "delivered" for entry in applications)
    assert any(path.endswith("-refusal.pdf") for entry in applications for path in entry["documents"])
    for entry in applications:
        assert [Path(path).read_bytes()[:5] for path in entry["documents"]] == [b"%PDF-"]
    assert datetime.fromisoformat(day["at"]).isoformat() == "2025-01-06T17:30:00+05:00"


@pytest.mark.clause("P8.2b")
def test_the_holiday_the_night_lunch_and_closing(day: dict[str, Any]) -> None:
    due = sorted(entry["due_at"] for entry in day["applications"] if entry["channel"] == "portal")
    assert due == [
        "2025-01-05T17:30:00+05:00",  # Friday, the moved day off
        "2025-01-05T17:30:00+05:00",  # Saturday night
        "2025-01-06T13:00:00+05:00",  # Sunday 13:15, lunch of a worked Sunday
        "2025-01-06T17:30:00+05:00",  # Sunday 17:30:00, already after hours
    ]


def test_one_clock_was_missed_and_is_reported_everywhere(day: dict[str, Any], call: Any) -> None:
    missed = [entry for entry in day["applications"] if entry["kept"] is False]
    assert len(missed) == 1
    clocks = [clock for entry in day["applications"] for clock in entry["clocks"]]
    status, terms = call("terms", "verify")
    assert (status, terms["differing"]) == (0, 0)
    assert terms["clocks"] == len(clocks)
    for entry in day["applications"]:
        starts = [clock["started_at"] for clock in entry["clocks"]]
        assert starts == sorted(starts)
    assert (terms["kept"], terms["missed"]) == (len(clocks) - 1, 1)
    status, ledger = call("ledger", "verify")
    assert (status, ledger["verdict"], ledger["broken_at"]) == (0, "good", None)


def test_a_second_run_is_a_second_centre(day: dict[str, Any], call: Any) -> None:
    status, again = call("demo")
    assert status == 0
    assert not {e["number"] for e in day["applications"]} & {e["number"] for e in again["applications"]}


def test_it_refuses_to_run_in_production(own_database: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "zholdama.cli.main", "demo"],
        env={**os.environ, "ZHOLDAMA_DATABASE_NAME": own_database, **PRODUCTION},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "production" in done.stderr
