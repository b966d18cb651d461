"""What a part of the bench answers: figures with their runs, beside a floor and a target. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure: the median of its runs.

    `target` is what the house promises and `aim` what it strives for; figures without a target are told only.
    """

    name: str
    unit: str
    runs: tuple[float, ...]
    better: Literal["more", "less"] = "less"
    target: float | None = None
    aim: float | None = None

    @property
    def value(self) -> float:
        return median(self.runs)

    @property
    def reached(self) -> bool | None:
        """Whether the target is reached; None where there is none."""
        if self.target is None:
            return None
        return self.value >= self.target if self.better == "more" else self.value <= self.target

    def as_document(self) -> dict[str, Any]:
        """The figure as `--json` prints it."""
        return {
            "name": self.name,
            "value": rounded(self.value),
            "unit": self.unit,
            "runs": [rounded(run) for run in self.runs],
            "better": self.better,
            "target": self.target,
            "aim": self.aim,
            "reached": self.reached,
        }

    def line(self) -> str:
        """The figure for people."""
        said = f"  {self.name:<58} {rounded(self.value):>10} {self.unit}"
        if self.target is not None:
            sign = ">=" if self.better == "more" else "<="
            said += f"   {'reached' if self.reached else 'MISSED'} ({sign} {self.target}"
            said += f", aim {self.aim})" if self.aim is not None else ")"
        return said


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The answer of one part. `wrong` says what is not as it must be, whatever the machine's speed."""

    name: str
    title: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    def as_document(self) -> dict[str, Any]:
        """The part as `--json` prints it."""
        return {
            "name": self.name,
            "title": self.title,
            "figures": [figure.as_document() for figure in self.figures],
            "notes": list(self.notes),
            "wrong": list(self.wrong),
            **self.details,
        }

    def lines(self) -> list[str]:
        """The part for people."""
        told = [f"{self.name}: {self.title}", *(figure.line() for figure in self.figures)]
        told += [f"    {note}" for note in self.notes]
        return [*told, *(f"  WRONG: {fault}" for fault in self.wrong), ""]


def interleaved(rounds: int, *sides: Callable[[], float]) -> tuple[tuple[float, ...], ...]:
    """Run the sides in turn, A B A B, so that a busy moment of the machine meets all alike; one tuple per side."""
    answers = [[side() for side in sides] for _ in range(rounds)]
    return tuple(zip(*answers, strict=True))


def ratios(above: Sequence[float], below: Sequence[float]) -> tuple[float, ...]:
    """The ratio within each round."""
    return tuple(one / other for one, other in zip(above, below, strict=True))


def rounded(value: float) -> float:
    """Three significant digits: more would be told of this machine, not of the product."""
    return float(f"{value:.3g}")
