"""What a fresh machine relies on: Python and make alone, locks that name no host, one command for CI."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TARGETS = {
    "help",
    "setup",
    "assets",
    "run",
    "test",
    "check",
    "demo",
    "bench",
    "prove",
    "samples",
    "fmt",
    "fuzz",
}


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: path.name)
def test_a_lock_names_hashes_and_no_host(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    assert "index-url" not in text
    pins = re.findall(r"^[\w.\[\]-]+==.*?(?=^[\w.\[\]-]+==|\Z)", text, re.M | re.S)
    assert pins
    assert [pin.split("\n")[0] for pin in pins if "--hash=sha256:" not in pin] == []


def test_every_lock_has_its_source() -> None:
    folder = ROOT / "requirements"
    assert {path.stem for path in folder.glob("*.in")} == {path.stem for path in folder.glob("*.txt")}


@pytest.mark.parametrize("tool", ["environment.py", "chromium.py"])
def test_what_runs_before_anything_is_installed_needs_nothing_installed(tool: str) -> None:
    tree = ast.parse((ROOT / "tools" / tool).read_text())
    names = {
        alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    names |= {
        node.module.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
    }
    assert names <= sys.stdlib_module_names


def test_help_tells_every_target() -> None:
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {line.split()[0] for line in told.splitlines()} == TARGETS


def test_an_old_python_is_refused_in_words() -> None:
    old = (
        "import sys; sys.version_info = (3, 9, 1); sys.argv = ['', 'runtime']; sys.path.insert(0, 'tools'); "
    )
    done = subprocess.run(
        [sys.executable, "-c", old + "import environment; sys.exit(environment.main())"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Python 3.11 is needed" in done.stderr


def test_no_python_is_said_in_words() -> None:
    done = subprocess.run(["make", "PYTHON=", "setup"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "Python 3.11 is needed and not found" in done.stderr


def test_a_missing_chromium_is_said_and_fails(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "chromium.py"],
        env={**os.environ, "CHROMIUM": str(tmp_path / "none")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "apt-get install chromium" in done.stderr


def test_ci_calls_make_test() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text()
