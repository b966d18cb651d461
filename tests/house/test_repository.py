"""The repository speaks of itself alone, and every file has a reason to be as long as it is."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 400
GENERATED = ("requirements/", "package-lock.json", "src/zholdama/locale/", "docs/pages.png")


def tracked() -> list[Path]:
    """Files of the checkout: those git knows, or all but what is ignored where there is no git."""
    done = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.fail("the tests run in a git checkout")
    return [ROOT / line for line in done.stdout.splitlines() if (ROOT / line).is_file()]


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_file_names_a_machine_or_a_registry() -> None:
    forbidden = re.compile(
        r"(?<![\w.])/(?:work|root|home)/\w|files\.pythonhosted|registry\.npmjs|pypi\.org/simple"
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if path != Path(__file__)
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if forbidden.search(line)
    ]
    assert found == []


def test_no_source_file_has_grown_too_long() -> None:
    long = {
        str(path.relative_to(ROOT)): len(text_of(path).splitlines())
        for path in tracked()
        if path.suffix == ".py" and "src/" in str(path) and "migrations" not in path.parts
    }
    assert {name: lines for name, lines in long.items() if lines > LONGEST} == {}


def test_packages_say_what_they_are_and_nothing_else() -> None:
    for path in (ROOT / "src" / "zholdama").glob("*/__init__.py"):
        lines = [line for line in text_of(path).splitlines() if line.strip()]
        assert len(lines) == 1, path
        assert lines[0].startswith('"""'), path


def test_no_large_or_generated_file_is_tracked() -> None:
    large = [str(path.relative_to(ROOT)) for path in tracked() if path.stat().st_size > 300_000]
    assert [name for name in large if not name.startswith(GENERATED)] == []
    assert [path.name for path in tracked() if path.suffix in {".mo", ".woff2", ".ttf", ".pyc"}] == []


def test_seventh_digits_of_made_up_people() -> None:
    """No IIN in the sources could be a real person's: the 7th digit of whatever passes the check digit is no century."""
    from zholdama.identifiers import read_iin

    found = []
    for path in tracked():
        if path.suffix in {".py", ".toml", ".md", ".html", ".po"}:
            for number in set(re.findall(r"(?<!\d)\d{12}(?!\d)", text_of(path))):
                reading = read_iin(number)
                if reading.valid and reading.birth_date is not None:
                    found.append(f"{path.relative_to(ROOT)}: {number}")
    assert found == []
