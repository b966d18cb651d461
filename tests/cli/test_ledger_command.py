"""`zholdama ledger` as an operator and an auditor call it."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction
from tests.ledger import day

from zholdama.cli.main import main
from zholdama.cli.reading import DatabaseMissing
from zholdama.ledger import export


def called(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> dict[str, Any]:
    assert main(["ledger", *arguments, "--json"]) == status
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


@pytest.fixture
def morning(centre: Any) -> Any:
    day.visits(centre, 4)
    return centre


@pytest.fixture
def file(morning: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "ledger.jsonl"
    called(capsys, "export", str(path), "--provider", morning.code)
    return path


def test_the_chain_in_the_database_is_good(morning: Any, capsys: pytest.CaptureFixture[str]) -> None:
    answer = called(capsys, "verify", "--provider", morning.code)
    assert (answer["verdict"], answer["entries"], answer["broken_at"]) == ("good", 22, None)
    assert main(["ledger", "verify", "--provider", morning.code]) == 0
    assert capsys.readouterr().out == "good: 22 steps in 1 chains\n"


def test_an_export_is_verified_by_command_and_tool(
    file: Path, morning: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = called(capsys, "verify", str(file))
    assert (answer["verdict"], answer["entries"], answer["chains"]) == ("good", 22, 1)
    assert answer["compared"] == "same"
    key = called(capsys, "key")
    assert answer["public_key"] == key["public_key"]
    assert answer["fingerprint"] == key["fingerprint"]
    assert called(capsys, "verify", str(file), "--key", key["public_key"])["verdict"] == "good"
    with file.open("rb") as opened:
        assert day.tool().verify(opened, key["public_key"])["entries"] == 22
    assert not list(file.parent.glob(".ledger*")), "nothing half-written is left"


def test_an_export_may_be_repeated(file: Path, morning: Any, capsys: pytest.CaptureFixture[str]) -> None:
    first = file.read_bytes().splitlines()[1:]
    answer = called(capsys, "export", str(file), "--provider", morning.code)
    assert answer["entries"] == 22
    assert answer["exported_at"].endswith("+05:00")
    assert file.read_bytes().splitlines()[1:] == first, "only the header's time is another"


def test_a_changed_file_is_broken_and_says_where(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:4] + lines[5:]))
    answer = called(capsys, "verify", str(file), status=1)
    assert answer["verdict"] == "broken"
    assert (answer["broken_at"]["line"], answer["broken_at"]["sequence"]) == (5, 4)
    assert main(["ledger", "verify", str(file)]) == 1
    assert "line 5" in capsys.readouterr().out


def test_a_chain_rewritten_after_the_export_differs(
    file: Path, morning: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.ledger.test_chain_verification import rewrite

    rewrite(morning, 7)
    assert called(capsys, "verify", "--provider", morning.code)["verdict"] == "good"
    answer = called(capsys, "verify", str(file), status=1)
    assert answer["compared"] == "differs"
    assert answer["broken_at"]["provider"] == str(morning.provider_id)
    assert answer["broken_at"]["sequence"] == 7
    assert called(capsys, "verify", str(file), "--file-only")["compared"] == "not_asked"


def test_a_broken_chain_is_neither_good_nor_exported(
    morning: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.ledger.test_chain_verification import owner_behind_the_wall

    with owner_behind_the_wall() as cursor:
        cursor.execute(
            "UPDATE ledger_entry SET act = 'x' WHERE provider_id = %s AND sequence = 9", [morning.provider_id]
        )
    answer = called(capsys, "verify", "--provider", morning.code, status=1)
    assert (answer["verdict"], answer["broken_at"]["sequence"]) == ("broken", 9)
    path = tmp_path / "never.jsonl"
    answer = called(capsys, "export", str(path), "--provider", morning.code, status=1)
    assert answer["broken_at"]["sequence"] == 9
    assert list(tmp_path.iterdir()) == []
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT act FROM ledger_entry WHERE provider_id = %s AND sequence = 8", [morning.provider_id]
        )
        assert cursor.fetchone()[0] != "x"


def test_a_file_of_another_installation_is_judged_alone(
    morning: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its key is not ours and no step of it lies here: the chains are changed so that none does."""
    from tests.ledger.test_chain_verification import rewrite

    path = tmp_path / "theirs.jsonl"
    path.write_bytes(day.exported(morning.provider_id))
    assert called(capsys, "verify", str(path))["compared"] == "same", (
        "an earlier key of ours: the steps are here"
    )
    rewrite(morning, 2)
    answer = called(capsys, "verify", str(path))
    assert (answer["verdict"], answer["compared"]) == ("good", "another_installation")
    assert called(capsys, "verify", str(path), "--key", day.public_key())["verdict"] == "good"
    assert called(capsys, "verify", str(path), "--key", "0" * 64, status=1)["broken_at"]["line"] == 1


def test_a_file_is_verified_where_there_is_no_database(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = tmp_path / "auditor"
    monkeypatch.setenv("ZHOLDAMA_VAR", str(nowhere))
    answer = called(capsys, "verify", str(file))
    assert (answer["verdict"], answer["compared"]) == ("good", "no_database")
    assert not nowhere.exists(), "looking makes no installation"


def test_a_database_that_cannot_be_read_leaves_it_undetermined(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise DatabaseMissing("it is not there")

    monkeypatch.setattr("zholdama.cli.reading.open_for_reading", fail)
    assert main(["ledger", "verify", str(file)]) == 3
    assert main(["ledger", "verify"]) == 3
    assert "it is not there" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ("verify", "no-such-file"),
        ("verify", "--file-only"),
        ("verify", "--key", "00"),
        ("verify", "{file}", "--key", "xyz"),
        ("verify", "{file}", "--provider", "AAAA"),
        ("verify", "--provider", "no such code"),
        ("export", "no/such/folder/file"),
    ],
)
def test_a_wrong_call_is_told_apart(
    file: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert main(["ledger", *(word.format(file=file) for word in arguments)]) == 2
    answer = capsys.readouterr()
    assert (answer.out, bool(answer.err)) == ("", True)


def test_the_key_is_the_installations_own_and_stays(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = called(capsys, "key"), called(capsys, "key")
    assert first == second
    assert first["fingerprint"] == export.fingerprint(first["public_key"])
    assert first["public_key"] != day.public_key()
