"""Calling the next person from many desks at once, beside the bare statement that takes a row and skips locked ones."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import psycopg

from zholdama import clock
from zholdama.actors import Actor, Role
from zholdama.bench.figures import Figure, Part, interleaved, ratios
from zholdama.bench.ground import Ground
from zholdama.bench.providers import make_providers
from zholdama.config import addresses
from zholdama.config.installation import here as installation

PROVIDERS = 8
DESKS = 8
WARMING_UP = 8
"""Calls of each new connection before time is taken: a counter's connection lives for hours, with its plans made."""

TABLES = """
CREATE SCHEMA IF NOT EXISTS bench;
CREATE TABLE IF NOT EXISTS bench.queue (id uuid PRIMARY KEY, provider uuid, arrived_at timestamptz, number int, state text);
CREATE INDEX IF NOT EXISTS queue_in_order ON bench.queue (provider, arrived_at, number) WHERE state = 'waiting';
GRANT USAGE ON SCHEMA bench TO zholdama_web;
GRANT SELECT, UPDATE ON bench.queue TO zholdama_web;
"""
FLOOR = """
UPDATE bench.queue SET state = 'called' WHERE id = (
    SELECT id FROM bench.queue WHERE provider = %s AND state = 'waiting'
    ORDER BY arrived_at, number LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id
"""
"""One row, one statement, committed; no order kept when a caller is slow, no ledger, no wall, no key."""

LOAD_FLOOR = (
    "INSERT INTO bench.queue SELECT gen_random_uuid(), %(provider)s, %(at)s + n * interval '1 millisecond', n, 'waiting' "
    "FROM generate_series(1, %(number)s) n"
)
LOAD_TICKETS = (
    "INSERT INTO reception_ticket (id, provider_id, day, series, number, arrived_at, state, recalls, idempotency_key) "
    "SELECT gen_random_uuid(), %(provider)s, %(day)s, 'A', n, %(at)s + n * interval '1 millisecond', 'waiting', 0, "
    "gen_random_uuid() FROM generate_series(1, %(number)s) n"
)
LOAD_STAFF = (
    "INSERT INTO providers_staff (id, provider_id, account_id, name, role, person_iin_hash, active) "
    "SELECT gen_random_uuid(), %(provider)s, gen_random_uuid(), n::text, 'specialist', '', true "
    "FROM generate_series(1, %(number)s) n"
)
LOAD_COUNTERS = (
    "INSERT INTO providers_counter (id, provider_id, label, active) "
    "SELECT gen_random_uuid(), %(provider)s, n::text, true FROM generate_series(1, %(desks)s) n"
)


@dataclass(frozen=True, slots=True)
class Queue:
    """One provider's queue: its specialists, who call one person each, and its counters."""

    provider: UUID
    specialists: Iterator[UUID]
    counters: list[UUID]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one side: calls a second, latencies in seconds, sorted."""

    rate: float
    latencies: tuple[float, ...]

    def percentile(self, share: float) -> float:
        """The latency that `share` of the calls kept, in milliseconds."""
        return self.latencies[min(len(self.latencies) - 1, int(share * len(self.latencies)))] * 1000


def measure(ground: Ground, *, quick: bool) -> Part:
    """Throughput as a share of the floor's, and the slowest call of a hundred beside the median one."""
    rounds, number = (5, 80) if quick else (7, 640)
    codes = [f"Q{place:03d}" for place in range(PROVIDERS)]
    queues = [
        _load(provider, number=rounds * (number + DESKS * WARMING_UP))
        for provider in make_providers(codes).values()
    ]
    runs: dict[str, list[Run]] = {"floor": [], "product": [], "floor of one": [], "product of one": []}

    def side(name: str, act: Callable[[Queue, int], Any], over: Sequence[Queue]) -> float:
        runs[name].append(_together(number, lambda place: act(over[place % len(over)], place % DESKS)))
        return runs[name][-1].rate

    bare, ours, bare_of_one, ours_of_one = interleaved(
        rounds,
        partial(side, "floor", _take, queues),
        partial(side, "product", _call, queues),
        partial(side, "floor of one", _take, queues[:1]),
        partial(side, "product of one", _call, queues[:1]),
    )
    wrong = tuple(
        f"{queue.provider}: the calls do not follow the arrivals" for queue in queues if _unordered(queue)
    )
    return _part(runs, ratios(ours, bare), ratios(ours_of_one, bare_of_one), number, wrong=wrong)


def _part(
    runs: dict[str, list[Run]],
    shares: Sequence[float],
    shares_of_one: Sequence[float],
    number: int,
    *,
    wrong: tuple[str, ...],
) -> Part:
    def told(name: str, of: str, value: Callable[[Run], float], unit: str = "ms") -> Figure:
        better: Any = "more" if unit == "/s" else "less"
        return Figure(name=name, unit=unit, runs=tuple(value(run) for run in runs[of]), better=better)

    one = runs["product of one"]
    spread = tuple(run.percentile(0.99) / run.percentile(0.5) for run in one)
    return Part(
        name="queue",
        title=f"call the next person, {DESKS} desks at once, {number} calls a run; the floor is 1",
        figures=(
            Figure(
                name=f"throughput over {PROVIDERS} providers",
                unit="x",
                runs=tuple(shares),
                better="more",
                target=0.35,
            ),
            Figure(name="throughput over one provider", unit="x", runs=tuple(shares_of_one), better="more"),
            Figure(name="latency p99 over the median, one provider", unit="x", runs=spread, target=4.0),
            told(f"floor over {PROVIDERS} providers: calls a second", "floor", lambda run: run.rate, "/s"),
            told(
                f"product over {PROVIDERS} providers: calls a second", "product", lambda run: run.rate, "/s"
            ),
            told("floor over one provider: calls a second", "floor of one", lambda run: run.rate, "/s"),
            told("product over one provider: calls a second", "product of one", lambda run: run.rate, "/s"),
            told("product over one provider: latency p50", "product of one", lambda run: run.percentile(0.5)),
            told(
                "product over one provider: latency p99", "product of one", lambda run: run.percentile(0.99)
            ),
        ),
        notes=(
            "floor: one UPDATE over SELECT ... FOR UPDATE SKIP LOCKED, committed; it passes over rows that are held",
            "product: strict order under one lock per queue, act by key, ledger, guard, tenant wall, all on",
            "one provider's calls go one after the other, each to the disk: they cannot share a flush as the floor's do",
        ),
        wrong=wrong,
    )


def _together(number: int, act: Callable[[int], Any]) -> Run:
    """`act(0)` to `act(number - 1)` by as many threads as there are desks, each with a connection of its own."""
    from django.db import connections

    places, spent, faults = iter(range(number)), [], []
    lock, ready = threading.Lock(), threading.Barrier(DESKS + 1)

    def desk() -> None:
        try:
            _own_connection()
            connections["default"].ensure_connection()
            for turn in range(WARMING_UP):
                act(turn)
            ready.wait(30)
            while True:
                with lock:
                    place = next(places, None)
                if place is None:
                    return
                begin = time.perf_counter()
                act(place)
                spent.append(time.perf_counter() - begin)
        except Exception as error:
            faults.append(error)
        finally:
            _own.connection.close()
            connections.close_all()

    desks = [threading.Thread(target=desk, daemon=True) for _ in range(DESKS)]
    for one in desks:
        one.start()
    ready.wait(30)
    begin = time.perf_counter()
    for one in desks:
        one.join()
    if faults:
        raise faults[0]
    return Run(number / (time.perf_counter() - begin), tuple(sorted(spent)))


def _call(queue: Queue, desk: int) -> None:
    from zholdama.reception import actions as reception

    staff_id = next(queue.specialists)
    reception.call_at_once(
        by=Actor(role=Role.SPECIALIST, id=staff_id, provider_id=queue.provider, staff_id=staff_id),
        at=clock.now(),
        provider_id=queue.provider,
        counter_id=queue.counters[desk],
        key=uuid4(),
    )


def _take(queue: Queue, _: int) -> None:
    if _own_connection().execute(FLOOR, [queue.provider]).fetchone() is None:
        raise RuntimeError("the floor's queue is empty")


_own = threading.local()


def _own_connection() -> "psycopg.Connection[Any]":
    if getattr(_own, "connection", None) is None or _own.connection.closed:
        where = addresses.databases(installation())["default"]
        _own.connection = psycopg.connect(
            host=where["HOST"],
            port=where["PORT"],
            dbname=where["NAME"],
            user=where["USER"],
            password=where["PASSWORD"],
            application_name="zholdama-bench-floor",
            autocommit=True,
        )
    connection: psycopg.Connection[Any] = _own.connection
    return connection


def _load(provider: UUID, *, number: int) -> Queue:
    """So many people who wait, twice as many specialists (each calls one), and the counters."""
    from django.db import connections

    at = clock.now() - timedelta(hours=1)
    values: dict[str, Any] = {
        "provider": provider,
        "at": at,
        "day": at.date(),
        "number": 2 * number,
        "desks": DESKS,
    }
    with connections["owner"].cursor() as cursor:
        cursor.execute(TABLES)
        for statement in (LOAD_FLOOR, LOAD_TICKETS, LOAD_STAFF, LOAD_COUNTERS):
            cursor.execute(statement, values)
        cursor.execute("ANALYZE bench.queue, reception_ticket, providers_staff, providers_counter")
        found = []
        for table in ("providers_staff", "providers_counter"):
            cursor.execute(f"SELECT id FROM {table} WHERE provider_id = %s", [provider])  # noqa: S608
            found.append([one for (one,) in cursor.fetchall()])
    # An iterator of a list is advanced in one step of the interpreter: no two threads get the same one.
    return Queue(provider, iter(found[0]), found[1])


def _unordered(queue: Queue) -> bool:
    """Whether the calls of the ledger are anything but the tickets in the order of arrival, each once."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT t.number FROM ledger_entry e JOIN reception_ticket t ON t.id = e.case_id "
            "WHERE e.provider_id = %s AND e.act = 'call' ORDER BY e.sequence",
            [queue.provider],
        )
        called = [place for (place,) in cursor.fetchall()]
    return not called or called != list(range(1, len(called) + 1))
