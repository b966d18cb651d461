"""The `zholdama` command itself: what it answers when a command cannot, and how it prints."""

import argparse
import json
import os
import subprocess
import sys

import pytest

from zholdama.cli import iin, output
from zholdama.cli.main import main

COMMAND = [sys.executable, "-m", "zholdama.cli.main"]


@pytest.mark.parametrize("arguments", [(), ("no-such-command",), ("iin",), ("term", "--no-such-option")])
def test_a_wrong_call(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert (said.out, bool(said.err)) == ("", True)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (output.NotDetermined("the lamp is out"), "zholdama: the lamp is out"),
        (KeyError("x"), "KeyError: 'x'"),
    ],
)
def test_no_answer_is_never_taken_for_a_no(
    error: Exception, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(args: argparse.Namespace) -> int:
        raise error

    monkeypatch.setattr(iin, "run", fail)
    assert main(["iin", "1"]) == 3
    said = capsys.readouterr()
    assert (said.out, said.err.strip().splitlines()[-1]) == ("", words)


def test_an_answer_that_cannot_be_written_is_no_answer() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run([*COMMAND, "iin", "1"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 3
    assert b"No space left" in done.stderr


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_went_away_is_no_failure(unbuffered: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*COMMAND, "calendar", "2025"],
        stdout=writing,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("arguments", [("calendar", "2025", "--json"), ("iin", "1")])
def test_it_prints_utf8_whatever_the_locale_says(arguments: tuple[str, ...]) -> None:
    done = subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
        check=False,
    )
    assert done.stderr == b""
    assert "Ж" in done.stdout.decode("utf-8")


def test_bytes_that_are_no_text_are_answered() -> None:
    done = subprocess.run([*COMMAND, "iin", b"\xff\xfe", "--json"], capture_output=True, check=False)
    assert (done.returncode, json.loads(done.stdout)["valid"]) == (1, False)
