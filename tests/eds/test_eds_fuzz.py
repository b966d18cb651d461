"""A few seconds of the fuzzer over every reader, and proof that it finds what is planted."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytest.importorskip("atheris", reason="no fuzzer for this system")


def fuzz(*words):
    command = [sys.executable, str(ROOT / "tools" / "fuzz.py"), "--seed", "1", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def test_a_short_run_finds_nothing(capsys):
    done = fuzz("--seconds", "5")
    with capsys.disabled():
        print("\n" + done.stdout.strip())
    assert done.returncode == 0, done.stdout + done.stderr
    counts = {
        name: int(count.replace(",", ""))
        for name, count in re.findall(r"(\w+) +([0-9,]+) inputs", done.stdout)
    }
    assert set(counts) >= {"cms", "certificate", "crl", "ocsp", "timestamp"}
    assert all(count > 20 for count in counts.values()), counts


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("planted-error", "KeyError: 'planted'"),
        ("planted-delay", "TimeoutError"),
        ("planted-hunger", "out-of-memory"),
        ("planted-forgery", "Forgery"),
    ],
)
def test_what_is_planted_is_found(target, told):
    done = fuzz("--seconds", "60", target)
    assert done.returncode == 1
    assert told in done.stdout
    assert f"found in {target}" in done.stdout


def test_an_unknown_target_is_a_wrong_call():
    assert fuzz("nonsense").returncode == 2
