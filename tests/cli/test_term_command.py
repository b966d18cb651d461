"""`zholdama term` as a script calls it."""

import json
import subprocess
import sys
from typing import Any

import pytest

from zholdama.cli.main import main


def _answer(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> dict[str, Any]:
    assert main(["term", *arguments, "--json"]) == status
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


@pytest.mark.clause("P6.1b", "P8.2b")
@pytest.mark.parametrize(
    ("at", "accepted", "due"),
    [
        ("2025-01-13T10:00", "2025-01-13T10:00:00+05:00", "2025-01-14T10:00:00+05:00"),
        ("2025-01-13 20:00", "2025-01-14T09:00:00+05:00", "2025-01-14T17:30:00+05:00"),
        ("2025-01-13T13:15", "2025-01-13T13:15:00+05:00", "2025-01-14T13:00:00+05:00"),
        ("2025-01-13T17:29:59.9", "2025-01-13T17:29:59.900000+05:00", "2025-01-14T17:29:59.900000+05:00"),
        ("2025-01-13T17:30:00.0", "2025-01-14T09:00:00+05:00", "2025-01-14T17:30:00+05:00"),
        ("2025-01-13T24:00", "2025-01-14T09:00:00+05:00", "2025-01-14T17:30:00+05:00"),
        ("2025-01-13T05:00Z", "2025-01-13T10:00:00+05:00", "2025-01-14T10:00:00+05:00"),
        ("2019-03-20T17:31", "2019-03-26T09:00:00+06:00", "2019-03-26T17:30:00+06:00"),
        ("2024-02-29T16:00", "2024-02-29T16:00:00+06:00", "2024-03-01T16:00:00+05:00"),
        ("2024-02-29T23:59", "2024-03-01T09:00:00+05:00", "2024-03-01T17:30:00+05:00"),
    ],
)
def test_the_portal(capsys: pytest.CaptureFixture[str], at: str, accepted: str, due: str) -> None:
    answer = _answer(capsys, "--channel", "portal", "--at", at)
    assert (answer["accepted_at"], answer["due_at"]) == (accepted, due)
    assert answer["working_minutes"] == 420
    assert answer["clauses"] == ["P6.1b", "P8.2b"]
    assert answer["calendar"] == "kz-2015-2027.1"
    assert answer["submitted_at"][-6:] in ("+05:00", "+06:00")
    assert answer["confirmed"] is True


@pytest.mark.parametrize(("clock", "clause"), [("waiting", "P6.2"), ("serving", "P6.3"), ("result", "P6.1a")])
def test_the_providers_clocks(capsys: pytest.CaptureFixture[str], clock: str, clause: str) -> None:
    answer = _answer(capsys, "--channel", "provider", "--clock", clock, "--at", "2025-01-13T12:45")
    assert answer["accepted_at"] == "2025-01-13T12:45:00+05:00"
    assert answer["due_at"] == "2025-01-13T14:45:00+05:00"
    assert answer["working_minutes"] == 30
    assert answer["clauses"][0] == clause


def test_a_providers_clock_asked_for_while_closed_starts_with_the_next_working_minute(
    capsys: pytest.CaptureFixture[str],
) -> None:
    answer = _answer(capsys, "--channel", "provider", "--clock", "waiting", "--at", "2025-01-13T13:15")
    assert answer["submitted_at"] == "2025-01-13T13:15:00+05:00"
    assert answer["accepted_at"] == "2025-01-13T14:30:00+05:00"
    assert answer["due_at"] == "2025-01-13T15:00:00+05:00"


@pytest.mark.parametrize(
    ("start", "end", "working", "wall"),
    [
        ("2025-01-13T12:50", "2025-01-13T14:40", 20, 110),
        ("2025-01-13T10:00", "2025-01-13T10:00", 0, 0),
        ("2025-01-13T10:00", "2025-01-13T10:00:30", 0.5, 0.5),
        ("2025-01-13T10:00", "2025-01-13T10:00:01", 0.016667, 0.016667),
        ("2024-02-29T17:00", "2024-03-01T09:10", 40, 1030),
    ],
)
def test_between(
    capsys: pytest.CaptureFixture[str], start: str, end: str, working: float, wall: float
) -> None:
    answer = _answer(capsys, "--between", start, end)
    assert (answer["working_minutes"], answer["wall_minutes"]) == (working, wall)
    assert isinstance(answer["working_minutes"], type(working))


@pytest.mark.parametrize(
    ("at", "accepted"),
    [
        ("2028-01-03T10:00", None),
        ("2014-12-31T10:00", None),
        ("0001-01-01T00:00", None),
        ("0001-01-01T00:00+06:00", None),
        ("9999-12-31T23:59Z", None),
        ("2027-12-31T17:30", None),
        ("2027-12-31T12:00", "2027-12-31T12:00:00+05:00"),
    ],
)
def test_beyond_the_calendar_is_answered_as_not_determined(
    capsys: pytest.CaptureFixture[str], at: str, accepted: str | None
) -> None:
    answer = _answer(capsys, "--channel", "portal", "--at", at, status=3)
    assert answer["due_at"] is None
    assert answer["accepted_at"] == accepted
    assert answer["reason"] == "beyond_calendar"


def test_between_beyond_the_calendar_still_tells_the_wall_minutes(capsys: pytest.CaptureFixture[str]) -> None:
    answer = _answer(capsys, "--between", "2027-12-31T10:00", "2028-01-01T10:00", status=3)
    assert (answer["working_minutes"], answer["wall_minutes"]) == (None, 1440)


def test_an_unconfirmed_day_in_the_span_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    answer = _answer(capsys, "--channel", "portal", "--at", "2026-05-26T16:00")
    assert answer["confirmed"] is False
    assert any(doubt.get("date") == "2026-05-27" for doubt in answer["doubts"])


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--channel", "portal"],
        ["--at", "2025-01-13T10:00"],
        ["--channel", "portal", "--at", "yesterday"],
        ["--channel", "portal", "--at", "2025-02-29T10:00"],
        ["--channel", "portal", "--clock", "waiting", "--at", "2025-01-13T10:00"],
        ["--channel", "provider", "--at", "2025-01-13T10:00"],
        ["--between", "2025-01-13T10:00", "2025-01-13T09:00"],
        ["--between", "2025-01-13T10:00", "x"],
        ["--between", "2025-01-13T10:00", "2025-01-13T11:00", "--at", "2025-01-13T10:00"],
    ],
)
def test_a_wrong_call_prints_no_document(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert main(["term", *arguments, "--json"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("zholdama: ")


@pytest.mark.parametrize(
    "arguments", [["--channel", "post"], ["--clock", "fast"], ["--between", "2025-01-13"]]
)
def test_unknown_words_are_a_wrong_call(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["term", *arguments])
    assert stopped.value.code == 2


def test_lines_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["term", "--channel", "portal", "--at", "2027-01-13T10:00"]) == 0
    printed = capsys.readouterr().out
    assert "due_at: 2027-01-14T10:00:00+05:00" in printed
    assert "The Government's moves of days off for 2027 are not known." in printed


def test_the_command_imports_neither_django_nor_numpy() -> None:
    program = (
        "import sys; from zholdama.cli.main import main; "
        "main(['term', '--channel', 'portal', '--at', '2025-01-13T10:00', '--json']); "
        "main(['calendar', '2025', '--json']); "
        "sys.exit(bool({'django', 'numpy', 'asyncio'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
