"""The parts of the bench and the order in which they run; those that need no database come without one."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack

from zholdama import clock
from zholdama.bench import eds, lists, pdf, places, queue, simulation, submit, terms
from zholdama.bench.figures import Part
from zholdama.bench.ground import Ground, own_ground

ALONE: dict[str, Callable[..., Part]] = {
    "terms": terms.measure,
    "eds": eds.measure,
    "pdf": pdf.measure,
    "simulation": simulation.measure,
}
ON_GROUND: dict[str, Callable[..., Part]] = {
    "submit": submit.measure,
    "queue": queue.measure,
    "lists": lists.measure,
    "places": places.measure,
}
NAMES = (*ALONE, *ON_GROUND)


def run(
    names: Sequence[str], *, quick: bool, progress: Callable[[str], None]
) -> tuple[tuple[Part, ...], dict[str, str]]:
    """The parts, and the database server's facts where one was needed. Raises ground.NotHere."""
    made: list[Part] = []
    ground: Ground | None = None
    with ExitStack() as stack:
        for name in (name for name in NAMES if name in names):
            progress(f"bench: {name}")
            if name in ALONE:
                made.append(ALONE[name](quick=quick))
                continue
            if ground is None:
                ground = stack.enter_context(own_ground(at=clock.now()))
            made.append(ON_GROUND[name](ground, quick=quick))
    return tuple(made), ground.server if ground else {}
