"""Finds in the source which rules keep a clause and which tests show it, without importing either."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from zholdama.passport.clauses import Clause

PACKAGE = Path(__file__).resolve().parent.parent
"""The folder of the package `zholdama`."""

TESTS = PACKAGE.parent.parent / "tests"
"""The folder of the tests beside `src`; it is not there in an installed package."""


class MarkError(ValueError):
    """A mark in the source names no real clause; the message says where."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Mark:
    """One clause named by one rule (dotted name) or by one test (`path::function`, from the repository)."""

    name: str
    clause: str


def rules_by_clause(*, package: Path = PACKAGE) -> dict[Clause, tuple[str, ...]]:
    """Every clause with the dotted names of the functions marked `@keeps(...)`. Raises `MarkError`."""
    return _by_clause(list(rule_marks(package=package)))


def shown_by_clause(*, tests: Path | None = None) -> dict[Clause, tuple[str, ...]]:
    """Every clause with the pytest ids of the tests marked `clause(...)`. Raises `MarkError`."""
    return _by_clause(list(shown_marks(tests=tests)))


def rule_marks(*, package: Path = PACKAGE) -> Iterator[Mark]:
    """The `@keeps(Clause.X, ...)` marks of all modules of the package, as they are written."""
    for path in sorted(package.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "keeps" not in source:
            continue
        module = ".".join((package.name, *path.relative_to(package).with_suffix("").parts))
        for qualified, decorators in _functions(ast.parse(source, str(path))):
            for call in _calls(decorators, "keeps"):
                for argument in call.args:
                    yield Mark(name=f"{module}.{qualified}", clause=_clause_written(argument))


def shown_marks(*, tests: Path | None = None) -> Iterator[Mark]:
    """The `pytest.mark.clause("P...")` marks of functions, classes and whole modules under `tests`."""
    tests = TESTS if tests is None else tests
    for path in sorted(tests.rglob("test_*.py")):
        source = path.read_text(encoding="utf-8")
        if "mark.clause" not in source:
            continue
        tree = ast.parse(source, str(path))
        place = path.relative_to(tests.parent).as_posix()
        everywhere = [a for call in _calls(_module_marks(tree), "clause") for a in call.args]
        for qualified, decorators in _functions(tree):
            if not qualified.rpartition(".")[2].startswith("test"):
                continue
            own = [a for call in _calls(decorators, "clause") for a in call.args]
            for argument in everywhere + own:
                yield Mark(name=f"{place}::{qualified.replace('.', '::')}", clause=_clause_written(argument))


def _by_clause(marks: list[Mark]) -> dict[Clause, tuple[str, ...]]:
    real = {clause.value for clause in Clause}
    wrong = [f"{mark.name} names {mark.clause}" for mark in marks if mark.clause not in real]
    if wrong:
        raise MarkError("no such clause: " + "; ".join(wrong))
    found: Mapping[str, set[str]] = defaultdict(set)
    for mark in marks:
        found[mark.clause].add(mark.name)
    return {clause: tuple(sorted(found.get(clause.value, ()))) for clause in Clause}


def _functions(
    node: ast.AST, prefix: str = "", outer: tuple[ast.expr, ...] = ()
) -> Iterator[tuple[str, list[ast.expr]]]:
    """Functions and methods with their decorators and those of the classes around them."""
    for child in getattr(node, "body", []):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + child.name, [*outer, *child.decorator_list]
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{prefix}{child.name}.", (*outer, *child.decorator_list))


def _module_marks(tree: ast.Module) -> list[ast.expr]:
    """What the module's `pytestmark` lists."""
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytestmark" for target in statement.targets
        ):
            value = statement.value
            return list(value.elts) if isinstance(value, ast.List | ast.Tuple) else [value]
    return []


def _calls(decorators: list[ast.expr], name: str) -> Iterator[ast.Call]:
    for decorator in decorators:
        if isinstance(decorator, ast.Call):
            called = decorator.func
            if getattr(called, "id", None) == name or getattr(called, "attr", None) == name:
                yield decorator


def _clause_written(argument: ast.expr) -> str:
    """`Clause.P8_2B` and "P8.2b" give "P8.2b"; anything else comes back as it is written."""
    if isinstance(argument, ast.Attribute):
        return Clause[argument.attr].value if argument.attr in Clause.__members__ else ast.unparse(argument)
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    return ast.unparse(argument)
