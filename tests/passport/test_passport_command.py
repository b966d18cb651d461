import json
import subprocess
import sys
from pathlib import Path

import pytest

from zholdama.cli.main import main
from zholdama.passport import marks
from zholdama.passport.clauses import Clause


def test_the_command_prints_one_document_with_every_clause(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["passport", "--json"]) == 0
    printed = capsys.readouterr()
    document = json.loads(printed.out)
    assert printed.err == ""
    assert document["edition"] == "2015"
    assert [clause["id"] for clause in document["clauses"]] == [clause.value for clause in Clause]
    for clause in document["clauses"]:
        assert set(clause) == {"id", "text", "kept_by", "shown_by", "informative", "owed"}
        assert set(clause["text"]) == {"kk", "ru", "en"}
        assert clause["informative"] is (clause["id"] in ("P1", "P10"))
    free = next(clause for clause in document["clauses"] if clause["id"] == "P5")
    assert free["kept_by"] == ["zholdama.passport.fees.refuse_fees"]
    assert "tests/passport/test_fees.py::test_the_shipped_edition_names_no_fee" in free["shown_by"]


def test_people_are_answered_in_their_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["passport"]) == 0
    assert "Қызмет тегін" in capsys.readouterr().out
    assert main(["passport", "--language", "ru"]) == 0
    assert "Услуга бесплатна" in capsys.readouterr().out


def test_without_a_tests_folder_the_command_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(marks, "TESTS", tmp_path / "tests")
    assert main(["passport", "--json"]) == 0
    printed = capsys.readouterr()
    assert "no tests folder" in printed.err
    assert all(clause["shown_by"] == [] for clause in json.loads(printed.out)["clauses"])


def test_a_mark_that_names_nothing_could_not_be_determined(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "tests").mkdir()
    wrong = '@pytest.mark.clause("P77")\ndef test_it(): ...\n'
    (tmp_path / "tests" / "test_it.py").write_text(wrong, encoding="utf-8")
    monkeypatch.setattr(marks, "TESTS", tmp_path / "tests")
    assert main(["passport", "--json"]) == 3
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "names P77" in printed.err


def test_the_command_does_not_pay_for_django() -> None:
    asked = (
        "import sys; from zholdama.cli.main import main; main(['passport']); print('django' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "False"
