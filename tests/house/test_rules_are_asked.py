"""A rule that nothing asks keeps no clause: each `@keeps` rule is called somewhere in the product outside its module."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from zholdama.passport.marks import PACKAGE, rule_marks

ASKED_FROM_ITS_OWN_MODULE = {
    "zholdama.reception.rules.is_next": "says of one ticket what `next_in_order` says of the queue; tests ask it",
}


def calls(path: Path, source: str) -> Iterator[tuple[str, str]]:
    """(name, where) of everything that the module reads by name, but for its own definitions and imports."""
    for node in ast.walk(ast.parse(source, str(path))):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id, str(path)
        elif isinstance(node, ast.Attribute):
            yield node.attr, str(path)


def unasked(rules: set[str], modules: dict[str, str]) -> set[str]:
    """The dotted names of rules that no other module of `modules` (dotted name -> source) reads."""
    readers: dict[str, set[str]] = {}
    for module, source in modules.items():
        for name, _ in calls(Path(module), source):
            readers.setdefault(name, set()).add(module)
    return {
        rule for rule in rules if not readers.get(rule.rpartition(".")[2], set()) - {rule.rpartition(".")[0]}
    }


def the_product() -> dict[str, str]:
    return {
        ".".join((PACKAGE.name, *path.relative_to(PACKAGE).with_suffix("").parts)): path.read_text(
            encoding="utf-8"
        )
        for path in PACKAGE.rglob("*.py")
        if "bench" not in path.parts
    }


def test_every_rule_is_asked_by_the_product() -> None:
    rules = {mark.name for mark in rule_marks()}
    assert len(rules) > 20
    assert unasked(rules, the_product()) == set(ASKED_FROM_ITS_OWN_MODULE)


@pytest.mark.parametrize(
    ("reader", "found"),
    [
        ("from a.rules import rule\nrule()\n", set()),
        ("from a import rules\nrules.rule()\n", set()),
        ("from a.rules import rule\n", {"a.rules.rule"}),
        ("'rule'\n", {"a.rules.rule"}),
    ],
)
def test_a_rule_that_is_only_imported_is_not_asked(reader: str, found: set[str]) -> None:
    modules = {"a.rules": "def rule(): ...\nrule()\n", "a.doors": reader}
    assert unasked({"a.rules.rule"}, modules) == found
