"""The desk's list and the look-ups in one provider with many applications: SQL time and plans under row security."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any
from uuid import UUID, uuid4

from zholdama import clock
from zholdama.actors import Actor, Role
from zholdama.bench import plans
from zholdama.bench.figures import Figure, Part, ratios
from zholdama.bench.ground import Ground
from zholdama.bench.providers import make_providers
from zholdama.ledger.work import Login, work

CODE = "L000"
TARGET = 1.0  # milliseconds of execution in SQL
BIG = frozenset(
    {
        "applications_application",
        "identity_person",
        "identity_acquaintance",
        "identity_name_word",
        "referrals_referral",
        "clocks_clock",
    }
)
MOST_ROWS = 100
"""More rows of a big table in one node mean that an index was not used, whatever the node is called."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the product: a name, the role it is asked under, and the query that asks it."""

    name: str
    login: Login
    ask: Callable[[], Any]


def measure(ground: Ground, *, quick: bool) -> Part:
    """Each question several times; the median of the execution times that PostgreSQL itself tells."""
    number, times = (20_000, 7) if quick else (100_000, 25)
    provider_id = make_providers([CODE])[CODE]
    _load(provider_id, number, code=CODE, people="999")
    at = clock.now()
    known = _known(provider_id)
    figures: list[Figure] = []
    wrong: list[str] = []
    told: list[dict[str, Any]] = []
    for question in _questions(provider_id, known):
        for each in _explained(question, provider_id, at=at, times=times):
            reads = faults(each.plan)
            wrong += [f"{question.name}: {fault}" for fault in reads]
            told.append({"name": question.name, "role": question.login.value, **_document(each)})
        spent = tuple(sum(runs) for runs in zip(*_times(told, question.name), strict=True))
        figures.append(Figure(name=question.name, unit="ms", runs=spent, target=TARGET))
    inside = _inside_functions(known)
    wrong += [f"{name}: {fault}" for name, each in inside for fault in faults(each.plan)]
    told += [{"name": name, "role": "the function's owner", **_document(each)} for name, each in inside]
    control = _control(provider_id, at=at)
    if not faults(control.plan):
        wrong.append("the check of plans lets a query pass that reads the whole tenant")
    figures.append(_many_open(at=at, quick=quick, times=times))
    return Part(
        name="lists",
        title=f"{number:,} applications in one provider, as the application's role under row security",
        figures=tuple(figures),
        notes=tuple(
            line for entry in told for line in (f"{entry['name']}:", *(f"  {x}" for x in entry["plan"]))
        ),
        wrong=tuple(wrong),
        details={
            "plans": told,
            "control": {**_document(control), "faults": faults(control.plan)},
        },
    )


def _many_open(*, at: datetime, quick: bool, times: int) -> Figure:
    """The work list of a provider with very many open cases over that of one with few, run by run."""
    from zholdama.applications import worklist

    few, many = make_providers(["LFEW", "LBIG"]).values()
    _load(few, 500, code="LFEW", people="998", every_one_open=True)
    _load(many, 5_000 if quick else 50_000, code="LBIG", people="997", every_one_open=True)

    def times_of(provider_id: UUID) -> tuple[float, ...]:
        question = Question(
            "work list",
            Login.STAFF,
            lambda: worklist.page(provider_id, worklist.Filters(), staff_id=None),
        )
        told = _explained(question, provider_id, at=at, times=times)
        return tuple(sum(runs) for runs in zip(*(each.runs for each in told), strict=True))

    return Figure(
        name="work list with 50,000 open cases over one with 500",
        unit="x",
        runs=ratios(times_of(many), times_of(few)),
        target=1.5,
    )


def faults(plan: dict[str, Any]) -> list[str]:
    """What is wrong with a plan: a big table read from end to end, or more rows taken in hand than a page shows."""
    whole = [f"reads all of {table}" for table in plans.whole_table_reads(plan, big=BIG)]
    return whole + plans.reads_without_index(plan, big=BIG, most=MOST_ROWS)


def _times(told: list[dict[str, Any]], name: str) -> list[list[float]]:
    return [entry["milliseconds"] for entry in told if entry["name"] == name]


def _document(each: plans.Explained) -> dict[str, Any]:
    return {"sql": each.sql, "milliseconds": list(each.runs), "plan": plans.lines(each.plan)}


def _explained(
    question: Question, provider_id: UUID, *, at: datetime, times: int
) -> tuple[plans.Explained, ...]:
    by = Actor(role=Role.SPECIALIST, id=UUID(int=1), provider_id=provider_id)
    provider = provider_id if question.login is Login.STAFF else None
    with work(login=question.login, by=by, at=at, provider=provider):
        return plans.explained(question.ask, times=times)


def _questions(provider_id: UUID, known: dict[str, Any]) -> tuple[Question, ...]:
    from zholdama.applications import queries as applications
    from zholdama.applications import worklist
    from zholdama.identity import actions as identity
    from zholdama.identity import duplicates
    from zholdama.identity import queries as people
    from zholdama.referrals import queries as referrals

    first, staff = known["person"], Login.STAFF
    after, mine = (known["due_at"], known["id"]), worklist.Filters(whose="mine")
    return (
        Question("desk list by due time", staff, lambda: applications.open_applications(provider_id)),
        Question(
            "desk list, a later page", staff, lambda: applications.open_applications(provider_id, after=after)
        ),
        Question(
            "desk list of decided cases",
            staff,
            lambda: applications.open_applications(provider_id, states=("decided_positively", "refused")),
        ),
        Question(
            "work list, of one specialist", staff, lambda: worklist.page(provider_id, mine, staff_id=first)
        ),
        Question("by name: one word cut short", staff, lambda: people.named(provider_id, "Мысал1042")),
        Question("by name: two words", staff, lambda: people.named(provider_id, "Akhmet42 Мысал1042")),
        Question("by number", staff, lambda: applications.by_number(provider_id, known["number"])),
        Question("by IIN: the person", staff, lambda: identity.search(iin=known["iin"], reason="bench")),
        Question("by IIN: the person's record", staff, lambda: people.person(first)),
        Question("by IIN: the applications", staff, lambda: applications.of_person(first)),
        Question("possible duplicates of a person", staff, lambda: duplicates.candidates(first)),
        Question("records taken for one person", staff, lambda: duplicates.linked(first)),
        Question("by verify code", Login.DOORKEEPER, lambda: referrals.public_state(known["code"])),
    )


def _inside_functions(known: dict[str, Any]) -> list[tuple[str, plans.Explained]]:
    """What the SQL functions do inside: as their owner, since a plan does not show what is inside of a function."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'referrals_public_state'")
        public_state = cursor.fetchone()[0].replace("p_code", "%(code)s")
        questions = {
            "by verify code, inside": public_state,
            "by IIN, inside": "SELECT id FROM identity_person WHERE iin = %(iin)s",
        }
        return [(name, _explained_once(cursor, sql, known)) for name, sql in questions.items()]


def _explained_once(cursor: Any, sql: str, values: Any) -> plans.Explained:
    cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", values)
    answer = cursor.fetchone()[0][0]
    return plans.Explained(" ".join(sql.split()), (answer["Execution Time"],), answer["Plan"])


def _control(provider_id: UUID, *, at: datetime) -> plans.Explained:
    """A query that no index can serve under row security: the check of plans has to catch it."""
    from django.db import connections

    by = Actor(role=Role.SPECIALIST, id=UUID(int=1), provider_id=provider_id)
    with (
        work(login=Login.STAFF, by=by, at=at, provider=provider_id),
        connections["default"].cursor() as cursor,
    ):
        sql = "SELECT id FROM applications_application WHERE wish LIKE %s"
        return _explained_once(cursor, sql, ["%bench%"])


def _load(provider_id: UUID, number: int, *, code: str, people: str, every_one_open: bool = False) -> None:
    """Applications of as many people, most of them delivered unless said otherwise, as the owner in bulk.

    `people` begins their numbers: a record is one for the country, so each load has people of its own.
    """
    from django.db import connections, transaction

    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        values: dict[str, Any] = {
            "provider": provider_id,
            "code": code,
            "people": people,
            "open": every_one_open,
            "number": number,
            "at": clock.now(),
            "salt": str(uuid4()),
        }
        for statement in (
            (files("zholdama.bench") / "many_applications.sql").read_text(encoding="utf-8").split(";\n")
        ):
            cursor.execute(statement, values)
    with connections["owner"].cursor() as cursor:
        for table in sorted(BIG):
            cursor.execute(f"VACUUM (ANALYZE) {table}")


def _known(provider_id: UUID) -> dict[str, Any]:
    """One application in the middle with all by which it can be looked up."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT a.id, a.number, a.due_at, a.person_id, p.iin, r.code FROM applications_application a "
            "JOIN identity_person p ON p.id = a.person_id JOIN referrals_referral r ON r.application_id = a.id "
            "WHERE a.provider_id = %s ORDER BY a.number OFFSET 1000 LIMIT 1",
            [provider_id],
        )
        names = ("id", "number", "due_at", "person", "iin", "code")
        return dict(zip(names, cursor.fetchone(), strict=True))
