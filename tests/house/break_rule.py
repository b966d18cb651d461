"""A pytest plugin that breaks one `@keeps` rule: `ZHOLDAMA_BREAK_RULE=dotted.name pytest -p break_rule`.

The rule's code is exchanged inside the very function object at the moment it is marked, so that every module
that imports it by name gets the broken one. At the end the plugin says how often the rule was called.
"""

import inspect
import os
from collections.abc import Callable
from typing import Any

from zholdama.passport import keeps

TARGET = os.environ.get("ZHOLDAMA_BREAK_RULE", "")
CALLED = "broken rule was called"
calls = 0


class BrokenRule(RuntimeError):
    """What the broken rule raises."""

    def __init__(self) -> None:
        global calls
        calls += 1
        super().__init__(f"{TARGET} was broken on purpose")


def _broken(*args: Any, **kwargs: Any) -> Any:
    # The code runs with the globals of the rule's own module, so it finds this module by itself.
    raise __import__("break_rule").BrokenRule


def break_function(rule: Callable[..., Any]) -> None:
    """Exchange the code of `rule`, below caches and wrappers. Raises `TypeError` for a closure."""
    function: Any = inspect.unwrap(rule)
    if function.__code__.co_freevars:
        raise TypeError(f"{TARGET} is a closure; a rule is a function of a module")
    function.__code__ = _broken.__code__


class _BreakingRegister(dict[str, Any]):
    def __setitem__(self, name: str, entry: Any) -> None:
        if name == TARGET:
            break_function(entry[0])
        super().__setitem__(name, entry)


keeps._register = _BreakingRegister(keeps._register)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    terminalreporter.write_line(f"{CALLED} {calls} times: {TARGET}")
