"""`zholdama professions`: the starter list, and a file taken in over it."""

import json
from pathlib import Path
from typing import Any

import pytest

from zholdama.cli.main import main
from zholdama.opportunities import professions


@pytest.fixture
def at_hand(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command finds the tests' own database open already."""
    from zholdama.cli import reading

    monkeypatch.setattr(reading, "open_for_reading", lambda: None)
    monkeypatch.setattr(reading, "open_for_writing", lambda: None)


def test_the_starter_list_is_sound() -> None:
    starter = professions.starter()
    assert 60 <= len(starter) <= 130
    assert len({one.code for one in starter}) == len(starter)
    assert all(len(one.code) == 4 and one.kk != one.ru for one in starter)


def test_a_file_adds_codes_and_replaces_names(at_hand: None, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "professions.csv"
    file.write_text(
        "ru,code,kk\nПекарь-мастер,7512-1,Бас наубайшы\nНеобычное дело,X001,Ерекше іс\n", encoding="utf-8"
    )
    for _ in range(2):
        assert main(["professions", "--json", "import", str(file)]) == 0
        assert json.loads(capsys.readouterr().out)["taken_in"] == 2
    assert main(["professions", "--json", "list"]) == 0
    listed = {one["code"]: one for one in json.loads(capsys.readouterr().out)["professions"]}
    assert listed["X001"]["kk"] == "Ерекше іс"
    assert listed["7512"]["ru"] == "Пекари и кондитеры"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code;kk\n4110;x\n", "lacks ru"),
        ("code;kk;ru\n41;x;y\n", "no code"),
        ("code;kk;ru\n4110;x;\n", "no name"),
        ("code;kk;ru\n4110;x;y\n4110;x;y\n", "twice"),
        ("", "empty"),
    ],
)
def test_a_bad_file_is_refused_whole(
    at_hand: None, tmp_path: Path, capsys: Any, text: str, said: str
) -> None:
    file = tmp_path / "professions.csv"
    file.write_text(text, encoding="utf-8")
    assert main(["professions", "import", str(file)]) == 2
    assert said in capsys.readouterr().err
