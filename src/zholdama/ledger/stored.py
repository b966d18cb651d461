"""Reading the chains as they lie in the database: heads and rows, in batches, never a whole chain at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections

from zholdama.ledger.work import current

BATCH = 2_000
BEFORE_ALL = -(2**63)

HEADS = "SELECT provider_id, sequence, hash, at FROM ledger_chain {} ORDER BY provider_id"
ROWS = """
    SELECT e.sequence, e.at, e.act, e.case_id, e.entry, e.hash, f.salt, f.facts
    FROM ledger_entry e
    LEFT JOIN ledger_facts f ON f.provider_id = e.provider_id AND f.sequence = e.sequence
    WHERE e.provider_id = %s AND e.sequence > %s AND e.sequence <= %s
    ORDER BY e.sequence LIMIT %s
"""
BEYOND = """
    SELECT c.provider_id, e.sequence FROM ledger_chain c CROSS JOIN LATERAL (
        SELECT sequence FROM ledger_entry WHERE provider_id = c.provider_id AND sequence > c.sequence
        ORDER BY sequence LIMIT 1
    ) e {}
"""
# One look into the index per provider; a chain born meanwhile has its head in the same statement's snapshot.
HEADLESS = """
    WITH RECURSIVE p(id) AS (
        (SELECT provider_id FROM ledger_entry ORDER BY provider_id LIMIT 1)
        UNION ALL
        SELECT (SELECT provider_id FROM ledger_entry WHERE provider_id > p.id ORDER BY provider_id LIMIT 1)
        FROM p WHERE p.id IS NOT NULL
    )
    SELECT p.id FROM p WHERE p.id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM ledger_chain c WHERE c.provider_id = p.id)
    ORDER BY p.id
"""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends: its last sequence, that step's hash, the latest time of its steps (None: no step yet)."""

    provider_id: UUID
    sequence: int
    hash: bytes
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Row:
    """One step as it lies there; salt and facts are None when they were erased."""

    sequence: int
    at: datetime
    act: str
    case_id: UUID | None
    entry: str
    hash: bytes
    salt: bytes | None
    facts: str | None


def heads(provider: UUID | None = None) -> tuple[Head, ...]:
    """The heads of all chains by provider, or of one provider's."""
    where = "WHERE provider_id = %s" if provider else ""
    rows = _fetched(HEADS.format(where), [provider] if provider else [])
    return tuple(Head(owner, sequence, bytes(hashed), at) for owner, sequence, hashed, at in rows)


def rows(provider: UUID, *, upto: int) -> Iterator[Row]:
    """The steps of a chain in order up to a sequence. Read it within the unit of work: it asks batch by batch.

    With `upto` from the head, steps appended meanwhile are left out, so that head and rows fit.
    """
    after = BEFORE_ALL
    while batch := _fetched(ROWS, [provider, after, upto, BATCH]):
        for sequence, at, act, case_id, entry, hashed, salt, facts in batch:
            yield Row(
                sequence, at, act, case_id, entry, bytes(hashed), None if salt is None else bytes(salt), facts
            )
        after = batch[-1][0]


def beyond_heads(provider: UUID | None = None) -> tuple[tuple[UUID, int], ...]:
    """(provider, sequence) of the first step after each chain's head: there must be none."""
    where = "WHERE c.provider_id = %s" if provider else ""
    return tuple(_fetched(BEYOND.format(where), [provider] if provider else []))


def headless() -> tuple[UUID, ...]:
    """Providers that have steps and no head: there must be none."""
    return tuple(row[0] for row in _fetched(HEADLESS, []))


def _fetched(statement: str, values: list[Any]) -> list[Any]:
    with connections[current().alias].cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def hash_at(provider: UUID, sequence: int) -> bytes | None:
    """The hash beside one step, None where there is no such step."""
    statement = "SELECT hash FROM ledger_entry WHERE provider_id = %s AND sequence = %s"
    found = _fetched(statement, [provider, sequence])
    return bytes(found[0][0]) if found else None
