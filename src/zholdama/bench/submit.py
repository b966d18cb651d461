"""Submitting an application over HTTP, beside a bare WSGI function that does the unavoidable part of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from zholdama import clock
from zholdama.bench import floor, machine, servers
from zholdama.bench.figures import Figure, Part, ratios
from zholdama.bench.ground import Ground
from zholdama.bench.load import Answered, send
from zholdama.bench.people import Applicants
from zholdama.bench.providers import make_providers
from zholdama.bench.servers import Served

PROVIDERS = 200
CONNECTIONS = 16


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one side: requests a second, processor milliseconds a request, latencies in seconds."""

    rate: float
    cpu: float
    latencies: tuple[float, ...]

    def percentile(self, share: float) -> float:
        """The latency that `share` of the requests kept, in milliseconds."""
        return self.latencies[min(len(self.latencies) - 1, int(share * len(self.latencies)))] * 1000


def measure(ground: Ground, *, quick: bool) -> Part:
    """Throughput and processor time, the product's as a share of the floor's, in alternating runs."""
    rounds, number, warming_up = (5, 96, 64) if quick else (7, 700, 400)
    codes = _prepare()
    applicants = Applicants(ground.authority, at=clock.now())
    with servers.serve(servers.PRODUCT) as product, servers.serve(servers.FLOOR) as bare:
        side = _Sides(ground, product, bare)
        warming = applicants.requests(codes, number=warming_up)
        for served in (bare, product):
            _all_made(send(served.port, warming, connections=CONNECTIONS), warming_up)
        runs: list[tuple[Run, Run, Run]] = []
        for _ in range(rounds):
            many = applicants.requests(codes, number=number)
            one = applicants.requests(codes[:1], number=number)
            runs.append((side.run(bare, many), side.run(product, many), side.run(product, one)))
    return _part(runs, number)


def _part(runs: Sequence[tuple[Run, Run, Run]], number: int) -> Part:
    bare, many, one = zip(*runs, strict=True)

    def figure(name: str, above: Sequence[float], below: Sequence[float], **more: Any) -> Figure:
        return Figure(name=name, unit="x", runs=ratios(above, below), **more)

    rates, spent = (
        [[run.rate for run in side] for side in (bare, many, one)],
        [[run.cpu for run in side] for side in (bare, many, one)],
    )
    return Part(
        name="submit",
        title=f"an application over HTTP, {CONNECTIONS} connections, {number} requests a run; the floor is 1",
        figures=(
            figure(
                f"throughput over {PROVIDERS} providers",
                rates[1],
                rates[0],
                better="more",
                target=0.45,
                aim=0.6,
            ),
            figure("throughput over one provider", rates[2], rates[0], better="more"),
            figure(
                f"CPU with PostgreSQL's over {PROVIDERS} providers", spent[1], spent[0], target=2.6, aim=2.0
            ),
            figure("CPU with PostgreSQL's over one provider", spent[2], spent[0]),
            Figure(name="floor: requests a second", unit="/s", runs=tuple(rates[0]), better="more"),
            Figure(name="product: requests a second", unit="/s", runs=tuple(rates[1]), better="more"),
            Figure(name="floor: CPU a request", unit="ms", runs=tuple(spent[0])),
            Figure(name="product: CPU a request", unit="ms", runs=tuple(spent[1])),
            Figure(name="product: latency p50", unit="ms", runs=tuple(run.percentile(0.5) for run in many)),
            Figure(name="product: latency p99", unit="ms", runs=tuple(run.percentile(0.99) for run in many)),
        ),
        notes=(
            f"floor: bare WSGI, same server settings, same CMS check, one statement with {floor.ROWS} rows, committed",
            "product: signature, rows, number, ledger, clock, tenant wall, all on",
            f"server: {' '.join(servers.command('APPLICATION', host='127.0.0.1', port=0)[2:])}",
        ),
    )


class _Sides:
    """Runs a batch against a server and reads the processor time that everything took meanwhile."""

    def __init__(self, ground: Ground, *served: Served) -> None:
        self._ground = ground
        self._served = served

    def run(self, served: Served, requests: Sequence[bytes]) -> Run:
        pids = self._pids()
        before = machine.cpu_seconds(pids)
        answered = send(served.port, requests, connections=CONNECTIONS)
        spent = machine.cpu_seconds(pids) - before
        _all_made(answered, len(requests))
        return Run(answered.rate, spent / len(requests) * 1000, answered.latencies)

    def _pids(self) -> set[int]:
        found = set().union(*(each.pids() for each in self._served))
        return found | _backends() if self._ground.embedded else found


def _all_made(answered: Answered, number: int) -> None:
    if answered.statuses != {201: number}:
        raise RuntimeError(f"not every application was taken: {dict(answered.statuses)} {answered.complaint}")


def _backends() -> set[int]:
    """PostgreSQL's processes that work for this database, and those that write for all."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() OR backend_type IN "
            "('walwriter', 'checkpointer', 'background writer', 'io worker')"
        )
        return {int(pid) for (pid,) in cursor.fetchall()}


def _prepare() -> list[str]:
    """Open providers and the floor's tables; the codes."""
    from django.db import connections

    codes = [f"B{place:03d}" for place in range(PROVIDERS)]
    make_providers(codes)
    with connections["owner"].cursor() as cursor:
        cursor.execute(floor.TABLES)
    return codes
