"""Every clause is kept and shown, or says honestly that it is not; every mark names a real clause."""

from functools import cache
from pathlib import Path

import pytest

from zholdama.passport.clauses import Clause, ClauseRecord, records
from zholdama.passport.marks import MarkError, rules_by_clause, shown_by_clause
from zholdama.passport.texts import Text

PACKAGE = Path(__file__).parents[2] / "src" / "zholdama"
kept, shown = cache(rules_by_clause), cache(shown_by_clause)
MAY_BE_INFORMATIVE = {Clause.P1, Clause.P10}


def complaints(record: ClauseRecord, *, rules: tuple[str, ...], tests: tuple[str, ...]) -> list[str]:
    """What is dishonest or lacking about one clause; nothing when it is in order."""
    found = []
    if record.informative:
        if record.clause not in MAY_BE_INFORMATIVE:
            found.append(f"{record.clause} is not one of the clauses with nothing to keep")
        if record.owed:
            found.append(f"{record.clause} is informative, so nobody owes it")
        return found
    if record.owed:
        if not (PACKAGE / record.owed).is_dir():
            found.append(f"{record.clause} is owed by {record.owed}, which is no room")
        if rules and tests:
            found.append(f"{record.clause} is kept and shown; take its `owed` out of clauses.toml")
        return found
    if not rules:
        found.append(f"{record.clause} has no rule that keeps it")
    if not tests:
        found.append(f"{record.clause} has no test that shows it")
    return found


@pytest.mark.parametrize("clause", list(Clause))
def test_a_clause_is_kept_and_shown_or_honestly_not(clause: Clause) -> None:
    found = complaints(records()[clause], rules=kept()[clause], tests=shown()[clause])
    assert not found, "; ".join(found)


def _record(clause: Clause, *, informative: bool = False, owed: str | None = None) -> ClauseRecord:
    text = Text(kk="мәтін", ru="текст", en="text")
    return ClauseRecord(clause=clause, text=text, informative=informative, owed=owed)


@pytest.mark.parametrize(
    ("record", "rules", "tests", "wanted"),
    [
        (_record(Clause.P4), (), ("t",), "no rule"),
        (_record(Clause.P4), ("r",), (), "no test"),
        (_record(Clause.P4, informative=True), (), (), "nothing to keep"),
        (_record(Clause.P1, informative=True, owed="portal"), (), (), "nobody owes"),
        (_record(Clause.P4, owed="nowhere"), (), (), "no room"),
        (_record(Clause.P4, owed="portal"), ("r",), ("t",), "take its `owed` out"),
    ],
)
def test_each_dishonest_state_is_reported(
    record: ClauseRecord, rules: tuple[str, ...], tests: tuple[str, ...], wanted: str
) -> None:
    assert wanted in " ".join(complaints(record, rules=rules, tests=tests))


def test_a_rule_that_names_no_real_clause_is_reported(tmp_path: Path) -> None:
    package = tmp_path / "somewhere"
    package.mkdir()
    (package / "rules.py").write_text("@keeps(Clause.P99)\ndef rule(): ...\n", encoding="utf-8")
    with pytest.raises(MarkError, match=r"somewhere\.rules\.rule names Clause\.P99"):
        rules_by_clause(package=package)


def test_a_test_that_names_no_real_clause_is_reported(tmp_path: Path) -> None:
    tests = tmp_path / "tests"
    tests.mkdir()
    mark = '@pytest.mark.clause("P4", "P6.9")\ndef test_it(): ...\n'
    (tests / "test_it.py").write_text(mark, encoding="utf-8")
    with pytest.raises(MarkError, match=r"tests/test_it\.py::test_it names P6\.9"):
        shown_by_clause(tests=tests)
