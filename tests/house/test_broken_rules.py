"""A rule that can break unnoticed is not kept: each `@keeps` rule is broken, and a test must fail."""

import hashlib
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from zholdama.passport.marks import TESTS, rule_marks, shown_by_clause, shown_marks

ROOT = TESTS.parent
SAMPLE = 6
LIMIT_SECONDS = 300
PROVE_ALL = os.environ.get("ZHOLDAMA_PROVE") == "1"


def rules() -> dict[str, set[str]]:
    """Dotted names of all marked rules with the clause ids they keep."""
    found: dict[str, set[str]] = {}
    for mark in rule_marks():
        found.setdefault(mark.name, set()).add(mark.clause)
    return dict(sorted(found.items()))


def sample() -> list[str]:
    """All rules under ZHOLDAMA_PROVE=1, else a few; which ones changes with the set of rules, not in time."""
    names = list(rules())
    if PROVE_ALL or len(names) <= SAMPLE:
        return names
    seed = os.environ.get("ZHOLDAMA_SEED") or hashlib.sha256(" ".join(names).encode()).hexdigest()
    return sorted(random.Random(seed).sample(names, SAMPLE))


def shown_by(clauses: set[str]) -> list[str]:
    """The pytest ids that show one of the clauses."""
    return sorted({mark.name for mark in shown_marks() if mark.clause in clauses})


def stages(rule: str, test_ids: list[str]) -> list[list[str]]:
    """The tests in the order worth trying: files that name the rule, the rest, browsers and journeys."""
    word = re.compile(rf"\b{re.escape(rule.rpartition('.')[2])}\b")
    room = f"tests/{rule.split('.')[1]}/"
    first, then, last = [], [], []
    for test_id in sorted(test_ids, key=lambda each: (not each.startswith(room), each)):
        source = (ROOT / test_id.partition("::")[0]).read_text(encoding="utf-8")
        slow = "tests/journeys/" in test_id or "tests/house/" in test_id or "mark.browser" in source
        (last if slow else first if word.search(source) else then).append(test_id)
    return [stage for stage in (first, then, last) if stage]


def notices(rule: str, test_ids: list[str]) -> bool:
    """Whether a test fails because `rule` was broken: it ended badly *and* the broken rule was called."""
    return any(_one_run(rule, stage) for stage in stages(rule, test_ids))


def _one_run(rule: str, test_ids: list[str]) -> bool:
    paths = os.pathsep.join(filter(None, [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]))
    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "break_rule", "-p", "no:cacheprovider", "-x", "-q", *test_ids],
        cwd=ROOT,
        env={**os.environ, "ZHOLDAMA_BREAK_RULE": rule, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
    )
    said = re.search(r"broken rule was called (\d+) times", outcome.stdout)
    # 1: a test failed; 2: a test file that asks the rule while it is read could not be read.
    return outcome.returncode in (1, 2) and said is not None and int(said[1]) > 0


@pytest.mark.parametrize("rule", sample())
def test_a_broken_rule_is_noticed_by_a_test_of_its_clauses(rule: str) -> None:
    print(
        f"breaking {rule}: one of {len(sample())} tried, of {len(rules())} rules (ZHOLDAMA_PROVE=1 tries all)"
    )
    clauses = rules()[rule]
    test_ids = shown_by(clauses)
    assert test_ids, f"{rule} keeps {sorted(clauses)}, but no test shows them"
    assert notices(rule, test_ids), f"{rule} was broken and none of {test_ids} failed"


def test_a_rule_that_no_test_asks_is_reported() -> None:
    blind = ["tests/passport/test_texts.py::test_a_text_speaks_the_language_asked_for"]
    assert not notices("zholdama.passport.fees.refuse_fees", blind)


def test_a_failure_that_has_another_cause_proves_nothing(tmp_path: Path) -> None:
    failing = tmp_path / "test_fails_anyway.py"
    failing.write_text("def test_fails_anyway():\n    assert False\n", encoding="utf-8")
    assert not _one_run("zholdama.passport.fees.refuse_fees", [str(failing)])


def test_the_tests_of_a_clause_are_found() -> None:
    by_clause = shown_by_clause()
    assert all(set(shown_by({clause.value})) == set(tests) for clause, tests in by_clause.items())
    assert shown_by({"P5"})
