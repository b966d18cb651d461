"""The state machine: a table of steps as data, an engine that refuses whatever the table does not have.

A `Lifecycle` is a name and its steps. Rooms declare theirs in `lifecycle.py`; screens ask the same table which
acts to offer; one test walks every state and step.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from zholdama.actors import Role
from zholdama.refusals import Refused


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the table: from any of `sources` to `target`, open to `roles`.

    `target=None` keeps the state (a question, a note): such a step is recorded and changes nothing else.
    """

    name: str
    sources: frozenset[str]
    target: str | None
    roles: frozenset[Role]


def step(name: str, sources: Iterable[str], target: str | None, *roles: Role) -> Step:
    """A line of the table, written shortly."""
    return Step(name=name, sources=frozenset(sources), target=target, roles=frozenset(roles))


@dataclass(frozen=True)
class Lifecycle:
    """A table of steps over named states."""

    name: str
    states: tuple[str, ...]
    final: frozenset[str]
    steps: tuple[Step, ...]
    _by_name: dict[str, Step] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for line in self.steps:
            unknown = (line.sources | ({line.target} if line.target else set())) - set(self.states)
            if unknown:
                raise ValueError(f"{self.name}.{line.name} names unknown states: {sorted(unknown)}")
            if line.name in self._by_name:
                raise ValueError(f"{self.name}.{line.name} stands twice in the table")
            self._by_name[line.name] = line

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def take(self, name: str, *, state: str, role: Role) -> str:
        """The state after step `name`; raises Refused when the table does not have it for this state and role."""
        line = self._by_name[name]
        if role not in line.roles:
            raise Refused("step_not_for_role")
        if state not in line.sources:
            raise Refused("step_not_from_state", conflict=True)
        return line.target or state

    def open_to(self, *, state: str, role: Role) -> tuple[str, ...]:
        """The names of the steps that `role` may take from `state`, in the table's order."""
        return tuple(line.name for line in self.steps if state in line.sources and role in line.roles)
