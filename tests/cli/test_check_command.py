"""`zholdama check`: what it looks at, and the words and exit statuses it answers with."""

import argparse
import datetime as dt
import json
import sys
import types
from pathlib import Path

import pytest

from zholdama.cli import check
from zholdama.cli.check import Finding
from zholdama.config.installation import Installation

ARGS = argparse.Namespace(json=True)


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """No room and no database is looked at unless a test says so."""
    monkeypatch.setattr(check, "FINDINGS", [])
    monkeypatch.setattr(check, "migrations", list)
    monkeypatch.setattr(check, "edition_here", list)
    monkeypatch.setattr(check, "database", lambda: ([Finding("PostgreSQL 18 answers", "good")], True))


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    monkeypatch.setenv("ZHOLDAMA_VAR", str(tmp_path / "var"))
    return Installation(tmp_path / "var")


def _only(monkeypatch: pytest.MonkeyPatch, *found: Finding) -> None:
    for name in ("python", "zone", "calendar", "edition", "secrets", "assets", "disk"):
        monkeypatch.setattr(check, name, list)
    monkeypatch.setattr(check, "python", lambda: list(found))


@pytest.mark.parametrize(("state", "status"), [("good", 0), ("warning", 0), ("bad", 1)])
def test_only_what_is_bad_is_a_no(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], state: check.State, status: int
) -> None:
    _only(monkeypatch, Finding("a thing", state, "do this"))
    assert check.run(ARGS) == status
    document = json.loads(capsys.readouterr().out)
    assert document["findings"][0] == {"what": "a thing", "state": state, "do": "do this"}
    assert document["good"] is (status == 0)


def test_no_database_cannot_be_determined(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _only(monkeypatch)
    monkeypatch.undo()
    broken = types.ModuleType("zholdama.config.database")

    def join() -> None:
        raise RuntimeError("connection refused")

    broken.join = join  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "zholdama.config.database", broken)
    monkeypatch.setattr("zholdama.config.database", broken, raising=False)
    assert check.run(ARGS) == 3
    document = json.loads(capsys.readouterr().out)
    assert document["database_reached"] is False
    assert any("connection refused" in finding["what"] for finding in document["findings"])


def test_a_room_adds_its_findings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    room = types.ModuleType("a_room")
    room.findings = lambda *, at: [{"what": "three rows", "state": "warning", "do": "look"}]  # type: ignore[attr-defined]
    room.__spec__ = types.SimpleNamespace()  # type: ignore[assignment]
    monkeypatch.setitem(sys.modules, "a_room", room)
    monkeypatch.setattr(check, "FINDINGS", ["a_room.findings"])
    assert list(check.of_rooms()) == [Finding("three rows", "warning", "look")]


def test_a_look_that_breaks_is_a_finding_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _only(monkeypatch)

    def zone() -> list[Finding]:
        raise OSError("no such zone")

    monkeypatch.setattr(check, "zone", zone)
    monkeypatch.setattr(check, "disk", lambda: [Finding("room enough", "good")])
    assert check.run(argparse.Namespace(json=False)) == 1
    printed = capsys.readouterr().out
    assert "BAD      zone could not be looked at: no such zone" in printed
    assert "good     room enough" in printed


@pytest.mark.parametrize(
    ("days", "state"), [(400, "good"), (180, "good"), (179, "warning"), (0, "warning"), (-1, "bad")]
)
def test_the_calendars_end_is_announced_180_days_before(days: int, state: str) -> None:
    last_day = dt.date(2027, 12, 31)
    assert check._calendar_end(last_day, last_day - dt.timedelta(days=days)).state == state


def test_an_opened_secret_is_bad_and_the_remedy_works(own: Installation) -> None:
    assert [finding.state for finding in check.secrets()] == ["warning"]
    own.secret("django_secret_key")
    assert [finding.state for finding in check.secrets()] == ["good"]
    path = own.secrets_path / "django_secret_key"
    path.chmod(0o640)
    (finding,) = check.secrets()
    assert finding.state == "bad"
    assert finding.do == f"chmod 0600 {path}"


@pytest.mark.parametrize(("free", "state"), [(10**11, "good"), (2 * 10**9, "warning"), (10**8, "bad")])
def test_little_room_is_announced(
    monkeypatch: pytest.MonkeyPatch, own: Installation, free: int, state: str
) -> None:
    monkeypatch.setattr(check.shutil, "disk_usage", lambda path: types.SimpleNamespace(free=free))
    assert [finding.state for finding in check.disk()] == [state]


def test_missing_assets_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("zholdama.ui.build.OUTPUTS", (tmp_path / "frontend.css",))
    (finding,) = check.assets()
    assert (finding.state, finding.do) == ("bad", "run `make assets`")
    assert "frontend.css" in finding.what


def test_every_finding_that_is_not_good_says_what_to_do(own: Installation) -> None:
    looks = (check.python, check.zone, check.calendar, check.edition, check.secrets, check.assets, check.disk)
    found = [finding for look in looks for finding in check._looked(look)]
    assert found
    assert all(finding.do for finding in found if finding.state != "good")
    assert not [finding for finding in found if "could not be looked at" in finding.what]


def test_a_reason_that_an_operator_confirmed_is_not_asked_for_again(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zholdama.applications import confirming

    monkeypatch.undo()
    before = [finding.do for finding in check.edition()]
    monkeypatch.setattr(confirming, "confirmed_reasons", lambda edition: frozenset({"false_documents"}))
    after = [finding.do for finding in check.edition_here()]
    assert "false_documents" in before[0]
    assert "false_documents" not in after[0]
    assert "court_forbids_service" in after[0]
