"""A rule that nothing asks keeps no clause: each `@keeps` rule is called somewhere in the product outside its module."""

import ast

import pytest

from zholdama.passport.marks import PACKAGE, rule_marks

NOT_ASKED_YET = {
    "zholdama.reception.rules.next_in_order": "the next is given by `reception_call`, one statement under the queue's lock; "
    "tests/reception compare the two",
    "zholdama.reception.rules.is_next": "says of one ticket what `next_in_order`, which is asked, says of the queue",
}
"""Rules that are shown by tests and that no Python of the product reads, each with the reason."""


def asked(source: str) -> set[str]:
    """The dotted names that a module reads through its imports."""
    tree = ast.parse(source)
    imported: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            imported |= {each.asname or each.name: f"{node.module}.{each.name}" for each in node.names}
    read = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            read.add(imported.get(node.id, ""))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            read.add(f"{imported.get(node.value.id, '')}.{node.attr}")
    return read


def unasked(rules: set[str], modules: dict[str, str]) -> set[str]:
    """The dotted names of rules that no module of `modules` (dotted name -> source) reads through an import."""
    return rules - set().union(*(asked(source) for source in modules.values()))


def the_product() -> dict[str, str]:
    return {
        path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8")
        for path in PACKAGE.rglob("*.py")
        if "bench" not in path.parts
    }


def test_every_rule_is_asked_by_the_product() -> None:
    rules = {mark.name for mark in rule_marks()}
    assert len(rules) > 20
    assert unasked(rules, the_product()) == set(NOT_ASKED_YET)


@pytest.mark.parametrize(
    ("reader", "found"),
    [
        ("from a.rules import rule\nrule()\n", set()),
        ("from a.rules import rule as law\nkeep(law)\n", set()),
        ("from a import rules\nrules.rule()\n", set()),
        ("from a import rules as laws\nlaws.rule()\n", set()),
        ("from a.rules import rule\n", {"a.rules.rule"}),
        ("from b.rules import rule\nrule()\n", {"a.rules.rule"}),
        ("thing.rule()\n'rule'\n", {"a.rules.rule"}),
    ],
)
def test_a_rule_that_is_only_named_is_not_asked(reader: str, found: set[str]) -> None:
    modules = {"a.rules": "def rule(): ...\nrule()\n", "a.doors": reader}
    assert unasked({"a.rules.rule"}, modules) == found
