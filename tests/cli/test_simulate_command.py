"""`zholdama simulate`: the contract's fields, the same answer for the same seed, no database, wrong calls in words."""

import json
import subprocess
import sys
from typing import Any

import pytest

from zholdama.cli.main import main

FIELDS = {"share_within_30", "p50_wait", "p99_wait", "longest_wait", "not_served"}


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["simulate", "--json", *words]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


CENTRE = ("--visitors", "120", "--service", "12", "--counters", "5", "--days", "40")


def test_the_fields_in_working_and_in_wall_minutes(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, *CENTRE)
    assert set(found) >= FIELDS | {"wall"}
    assert set(found["wall"]) == FIELDS
    assert 0 < found["share_within_30"] < 1
    assert found["wall"]["share_within_30"] <= found["share_within_30"]
    for name in ("p50_wait", "p99_wait", "longest_wait"):
        assert found["wall"][name] >= found[name] >= 0
    assert found["p50_wait"] <= found["p99_wait"] <= found["longest_wait"]
    assert found["visitors"] == pytest.approx(40 * 120, rel=0.1)


def test_the_seed_repeats_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    one = told(capsys, *CENTRE, "--seed", "5")
    assert told(capsys, *CENTRE, "--seed", "5") == one
    assert told(capsys, *CENTRE, "--seed", "6") != one


def test_more_counters_more_people_within(capsys: pytest.CaptureFixture[str]) -> None:
    shares = [
        told(capsys, "--visitors", "120", "--service", "12", "--counters", str(counters), "--days", "20")[
            "share_within_30"
        ]
        for counters in (0, 2, 4, 6, 9)
    ]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] > 0.99


def test_without_counters_nobody_is_served(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "--visitors", "20", "--service", "10", "--counters", "0", "--days", "2")
    assert found["not_served"] == found["visitors"] > 0
    assert found["share_within_30"] == found["wall"]["share_within_30"] == 0


def test_without_visitors_there_is_nothing_to_tell(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "--visitors", "0", "--service", "10", "--counters", "2")
    assert (found["visitors"], found["not_served"], found["share_within_30"]) == (0, 0, None)
    assert main(["simulate", "--visitors", "0", "--service", "10", "--counters", "2"]) == 0


def test_fractions_of_visitors_and_minutes_are_means(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "--visitors", "2.5", "--service", "0.5", "--counters", "1", "--days", "200")
    assert found["visitors"] == pytest.approx(500, rel=0.2)
    assert found["share_within_30"] == 1


def test_a_crowd_is_answered_over_fewer_days(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "--visitors", "2500000", "--service", "1", "--counters", "0")
    assert found["days"] == 2
    assert found["not_served"] == found["visitors"]


def test_people_read_it_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--visitors", "60", "--service", "12", "--counters", "1", "--days", "5"]) == 0
    out = capsys.readouterr().out
    assert "not served:" in out
    assert "within 30 minutes" in out
    assert "at least" in out


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--visitors", "-1", "no number"),
        ("--visitors", "nan", "no number"),
        ("--visitors", "inf", "no number"),
        ("--visitors", "many", "no number"),
        ("--visitors", "1e300", "no number"),
        ("--service", "-0.5", "no number"),
        ("--service", "1441", "no number"),
        ("--counters", "-1", "no whole number"),
        ("--counters", "2.5", "no whole number"),
        ("--counters", "", "no whole number"),
        ("--days", "0", "no whole number"),
        ("--days", "99999999999999999999", "no whole number"),
        ("--seed", "one", "no whole number"),
    ],
)
def test_a_wrong_call_is_said_in_words(
    capsys: pytest.CaptureFixture[str], option: str, value: str, said: str
) -> None:
    words = {"--visitors": "10", "--service": "10", "--counters": "1", option: value}
    with pytest.raises(SystemExit) as ended:
        main(["simulate", *(f"{name}={text}" for name, text in words.items())])
    assert ended.value.code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert f"argument {option}" in printed.err
    assert said in printed.err


def test_too_many_people_altogether_are_a_wrong_call(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--visitors", "10000", "--service", "10", "--counters", "1", "--days", "5000")
    assert main(["simulate", "--json", *words]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "50,000,000 people" in printed.err


@pytest.mark.parametrize("missing", ["--visitors", "--service", "--counters"])
def test_what_describes_the_centre_has_to_be_given(missing: str) -> None:
    words = {"--visitors": "10", "--service": "10", "--counters": "1"}
    del words[missing]
    with pytest.raises(SystemExit) as ended:
        main(["simulate", *(word for pair in words.items() for word in pair)])
    assert ended.value.code == 2


def test_neither_django_nor_a_database_is_asked_for() -> None:
    source = (
        "import sys; from zholdama.cli.main import main; "
        "main(['simulate', '--visitors=9', '--service=9', '--counters=1', '--json']); "
        "sys.exit(bool({'django', 'psycopg', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["seed"] == 1
