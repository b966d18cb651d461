"""Which rule keeps which clause: the mark on a rule and the register of the marks."""

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from zholdama.passport.clauses import Clause

Rule = TypeVar("Rule", bound=Callable[..., Any])

_register: dict[str, tuple[Callable[..., Any], tuple[Clause, ...]]] = {}


def keeps(*clauses: Clause) -> Callable[[Rule], Rule]:
    """Mark a rule as the keeper of `clauses` (at least one). It is returned as it is: a call costs nothing.

    The order of decorators: `keeps` outermost, above caches. Raises `TypeError` when no clause is given, when
    something else than a `Clause` is, or when what is marked is not a Python function.
    """
    if not clauses or not all(isinstance(clause, Clause) for clause in clauses):
        raise TypeError(f"keeps() takes one or more Clause members, got {clauses!r}")

    def mark(rule: Rule) -> Rule:
        if not hasattr(inspect.unwrap(rule), "__code__"):
            raise TypeError(f"only functions keep clauses, not {rule!r}")
        _register[f"{rule.__module__}.{rule.__qualname__}"] = (rule, clauses)
        return rule

    return mark


def registered() -> dict[str, tuple[Callable[..., Any], tuple[Clause, ...]]]:
    """The marked rules of the modules imported so far: dotted name -> (function, clauses)."""
    return dict(_register)


def kept_by() -> dict[Clause, tuple[str, ...]]:
    """Every clause with the sorted dotted names of the rules that keep it, read from the source.

    Raises `zholdama.passport.marks.MarkError` when a mark in the source names no real clause.
    """
    from zholdama.passport.marks import rules_by_clause

    return rules_by_clause()
