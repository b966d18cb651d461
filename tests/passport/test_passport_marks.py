from pathlib import Path

import pytest

from zholdama.passport import rules
from zholdama.passport.clauses import Clause
from zholdama.passport.fees import refuse_fees
from zholdama.passport.keeps import keeps, kept_by, registered
from zholdama.passport.marks import Mark, rule_marks, shown_marks


def test_the_mark_gives_the_rule_itself_back() -> None:
    def rule() -> str:
        return "answer"

    assert keeps(Clause.P4)(rule) is rule


@pytest.mark.parametrize("clauses", [(), ("P4",), (Clause.P4, None)])
def test_a_mark_without_a_clause_is_a_mistake(clauses: tuple[object, ...]) -> None:
    with pytest.raises(TypeError, match="Clause members"):
        keeps(*clauses)  # type: ignore[arg-type]


def test_only_a_function_keeps_a_clause() -> None:
    with pytest.raises(TypeError, match="only functions keep clauses"):
        keeps(Clause.P4)(dict)


def test_what_is_found_in_the_source_is_what_the_modules_register() -> None:
    found = kept_by()
    assert found[Clause.P5] == ("zholdama.passport.fees.refuse_fees",)
    assert registered()["zholdama.passport.fees.refuse_fees"] == (refuse_fees, (Clause.P5,))
    ours = {
        name: set(clauses) for name, (_, clauses) in registered().items() if name.startswith(rules.__name__)
    }
    assert ours == {
        name: {clause for clause, names in found.items() if name in names}
        for name in {n for names in found.values() for n in names if n.startswith(rules.__name__)}
    }


def test_marks_of_rules_are_read_as_they_are_written(tmp_path: Path) -> None:
    package = tmp_path / "house"
    (package / "room").mkdir(parents=True)
    source = """
@keeps(Clause.P8_2B, Clause.P6_1B)
def acceptance(): ...

class Queue:
    @staticmethod
    @passport.keeps(Clause.P8_1C)
    def order(): ...

@sweeps(Clause.P4)
def unmarked(): ...
"""
    (package / "room" / "rules.py").write_text(source, encoding="utf-8")
    assert list(rule_marks(package=package)) == [
        Mark(name="house.room.rules.acceptance", clause="P8.2b"),
        Mark(name="house.room.rules.acceptance", clause="P6.1b"),
        Mark(name="house.room.rules.Queue.order", clause="P8.1c"),
    ]


def test_marks_of_tests_are_read_from_functions_classes_and_modules(tmp_path: Path) -> None:
    tests = tmp_path / "tests"
    (tests / "room").mkdir(parents=True)
    source = """
pytestmark = [pytest.mark.django_db, pytest.mark.clause("P4")]

@pytest.mark.clause("P2", "P7")
@pytest.mark.parametrize("x", [1])
def test_one(x): ...

@pytest.mark.clause("P5")
class TestAll:
    def test_two(self): ...

def helper(): ...
"""
    (tests / "room" / "test_room.py").write_text(source, encoding="utf-8")
    found = [(mark.name, mark.clause) for mark in shown_marks(tests=tests)]
    one, two = "tests/room/test_room.py::test_one", "tests/room/test_room.py::TestAll::test_two"
    assert found == [(one, "P4"), (one, "P2"), (one, "P7"), (two, "P4"), (two, "P5")]
