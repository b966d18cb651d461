"""One service day through both channels, played on a set clock in a new demonstration centre.

From Friday 2025-01-03, a day off that the Government moved, to Monday 2025-01-06, with the Sunday worked instead in
between: an application on the holiday, one in the night, one during lunch, one at 17:30:00; twelve people at the
counters with every kind of document; all six results and one refusal. One result is handed over three minutes late,
on purpose: it has to be reported missed everywhere. On Monday afternoon some employers answer: one refuses and
the person is referred to a next place and hired, another says that nobody came, which the person disputes.
"""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from zholdama.applications import queries as applications
from zholdama.clocks import queries as clocks
from zholdama.clocks.rules import Clock
from zholdama.demonstration import acts, aftermath, centre
from zholdama.demonstration.acts import Case
from zholdama.demonstration.centre import Centre
from zholdama.demonstration.residents import by_slug
from zholdama.ledger.work import Login, work
from zholdama.notifications import actions as notifications
from zholdama.papers import queries as papers
from zholdama.working_time.zone import ALMATY

FRIDAY, SATURDAY, SUNDAY, MONDAY = (datetime(2025, 1, day, tzinfo=ALMATY) for day in (3, 4, 5, 6))
ENDS = MONDAY + timedelta(hours=17, minutes=30)
RESULTS = ("referral", "guidance", "refusal")

COUNTER = (
    # (who, measure, specialist, counter): in the order of arrival
    ("aigerim", "job_placement", "maman1", 0),
    ("galina", "public_works", "maman2", 1),
    ("timur", "training", "maman1", 0),
    ("farrukh", "social_workplace", "maman2", 1),
    ("saken", "guidance", "maman1", 0),
    ("gulnar", "job_placement", "maman2", 1),
    ("olena", "guidance", "maman1", 0),
    ("erbol", "youth_practice", "maman2", 1),
    ("maria", "training", "maman1", 0),
    ("zhanna", "public_works", "maman2", 1),
)
PORTAL = (
    # (who, measure, applies, taken to the desk): on the moved day off, at night, at lunch, at closing
    ("dinara", "youth_practice", FRIDAY + timedelta(hours=10), SUNDAY + timedelta(hours=9, minutes=5)),
    (
        "bauyrzhan",
        "job_placement",
        SATURDAY + timedelta(hours=22, minutes=15),
        SUNDAY + timedelta(hours=9, minutes=6),
    ),
    (
        "qairat",
        "public_works",
        SUNDAY + timedelta(hours=13, minutes=15),
        MONDAY + timedelta(hours=9, minutes=10),
    ),
    ("nurlan", "training", SUNDAY + timedelta(hours=17, minutes=30), MONDAY + timedelta(hours=9, minutes=30)),
)
MINUTE = timedelta(minutes=1)
REFUSED, LATE, RETURNED = "zhanna", "erbol", "farrukh"
REFUSED_BY_EMPLOYER, DISPUTES = "aigerim", "galina"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One application at the end of the day."""

    number: str
    channel: str
    state: str
    measure: str
    due_at: datetime | None
    kept: bool | None
    clocks: tuple[Clock, ...]
    documents: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """The day that was played."""

    centre: Centre
    at: datetime
    outcomes: tuple[Outcome, ...]


Say = Callable[[datetime, str], None]


def play(*, folder: Path, say: Say) -> Day:
    """Play the day; documents are written below `folder`; `say` hears each step with its time."""
    made = _new_centre()
    say(FRIDAY, f"centre {made.code} opens its books")
    cases: list[Case] = []
    visits: dict[str, Case] = {}
    stories = [_portal(made, *line, cases, say) for line in PORTAL]
    stories += [_visit(made, place, *line, cases, visits, say) for place, line in enumerate(COUNTER)]
    stories.append(aftermath.employers_file(made, SUNDAY + timedelta(hours=9), say))
    _in_order(stories)
    afternoon = MONDAY + timedelta(hours=14, minutes=35)
    _in_order(
        [
            aftermath.refused_then_hired(made, visits[REFUSED_BY_EMPLOYER], afternoon, say),
            aftermath.did_not_come(made, visits[DISPUTES], afternoon + 5 * MINUTE, say),
        ]
    )
    _tell(made)
    outcomes = tuple(_outcome(made, case, folder / made.code) for case in cases)
    return Day(made, ENDS, outcomes)


Story = Iterator[datetime]
"""What one person lives through: yields when the next act happens, then does it."""


def _in_order(stories: list[Story]) -> None:
    """Let all stories happen in the order of time, act by act."""
    waiting = [(next(story), place, story) for place, story in enumerate(stories)]
    heapq.heapify(waiting)
    while waiting:
        _, place, story = heapq.heappop(waiting)
        following = next(story, None)
        if following is not None:
            heapq.heappush(waiting, (following, place, story))


def _new_centre() -> Centre:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
    value = uuid4().int
    code = letters[value % 24] + "".join(letters[(value >> (8 * place)) % 34] for place in (1, 2, 3))
    if not centre.is_free(code):
        return _new_centre()
    return centre.make(code=code, at=FRIDAY, number=f" {code}", prefix=f"{code.lower()}-{uuid4().hex[:6]}-")


def _portal(
    made: Centre, slug: str, measure: str, at: datetime, taken: datetime, cases: list[Case], say: Say
) -> Story:
    yield at
    case = acts.apply_on_portal(made, by_slug()[slug], measure=measure, at=at)
    cases.append(case)
    say(at, f"{case.number} portal: applied for {measure}")
    yield taken
    acts.take_from_portal(made, "maman1", case, taken)
    yield taken + 6 * MINUTE
    acts.propose(made, "maman1", case, taken + 6 * MINUTE)
    yield taken + 12 * MINUTE
    acts.sign(made, case, taken + 12 * MINUTE)
    say(taken + 12 * MINUTE, f"{case.number} portal: signed, delivered to the cabinet")


def _visit(
    made: Centre,
    place: int,
    slug: str,
    measure: str,
    login: str,
    counter: int,
    cases: list[Case],
    visits: dict[str, Case],
    say: Say,
) -> Story:
    """People come two by two; two counters serve strictly in the order of arrival."""
    arrives = SUNDAY + timedelta(hours=9, minutes=30 + 22 * (place // 2) + 2 * (place % 2))
    yield arrives
    ticket = acts.arrive(made, arrives)
    say(arrives, f"ticket {place + 1} for {slug}")
    yield (starts := arrives + 4 * MINUTE)
    served = acts.serve_next(made, login, counter, starts)
    if served != ticket:
        raise RuntimeError("the queue served somebody out of order")
    yield (registers := starts + 2 * MINUTE)
    case = acts.register_package(made, login, ticket, by_slug()[slug], measure=measure, at=registers)
    cases.append(case)
    visits[slug] = case
    say(registers + MINUTE, f"{case.number} counter: registered for {measure}")
    yield from _decided(made, slug, login, case, starts + 5 * MINUTE, say)
    leaves = starts + 15 * MINUTE
    if slug == LATE:
        yield leaves
        # The person waits in the hall, the counter is free; the result comes three minutes after its term.
        acts.finish(made, login, ticket, leaves)
        yield (late := registers + MINUTE + 33 * MINUTE)
        acts.hand_over(made, login, case, late)
        say(late, f"{case.number} counter: handed over, three minutes late")
        return
    yield leaves - MINUTE
    acts.hand_over(made, login, case, leaves - MINUTE)
    say(leaves - MINUTE, f"{case.number} counter: handed over")
    yield leaves
    acts.finish(made, login, ticket, leaves)


def _decided(made: Centre, slug: str, login: str, case: Case, at: datetime, say: Say) -> Story:
    yield at
    if slug == REFUSED:
        acts.propose_refusal(made, login, case, at, fact="Өтініштегі мәлімет құжатпен расталмады.")
    else:
        acts.propose(made, login, case, at)
    if slug == RETURNED:
        yield at + 2 * MINUTE
        acts.return_draft(made, case, at + 2 * MINUTE, remark="Жұмыс тәртібін тексеріңіз.")
        say(at + 2 * MINUTE, f"{case.number} counter: returned by the head, the clock runs on")
        yield at + 4 * MINUTE
        acts.propose(made, login, case, at + 4 * MINUTE)
    yield at + 6 * MINUTE
    acts.sign(made, case, at + 6 * MINUTE)


def _tell(made: Centre) -> None:
    with work(login=Login.STAFF, by=made.actors["baqylau"], at=ENDS, provider=made.provider_id):
        notifications.follow()


def _outcome(made: Centre, case: Case, folder: Path) -> Outcome:
    with acts.staff(made, "baqylau", ENDS):
        application = applications.application(case.application_id)
        assert application is not None
        ids = [case.application_id, *([case.ticket_id] if case.ticket_id else [])]
        found = tuple(clocks.clocks_of(made.provider_id, ids).values())
        documents = tuple(
            _write(case, kind, folder) for kind in RESULTS if papers.newest(case.application_id, kind)
        )
    kept = all(clock.kept for clock in found) if all(clock.kept is not None for clock in found) else None
    return Outcome(
        number=application.number,
        channel=application.channel,
        state=application.state,
        measure=application.measure,
        due_at=application.due_at,
        kept=kept,
        clocks=found,
        documents=documents,
    )


def _write(case: Case, kind: str, folder: Path) -> Path:
    found = papers.newest(case.application_id, kind)
    assert found is not None
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{case.number}-{kind}.pdf"
    path.write_bytes(found[1])
    return path
