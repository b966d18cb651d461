"""Appending steps: Python makes the exact text, the database adds the sequence and the hash."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connections

from zholdama.actors import Actor
from zholdama.ledger import work as unit

APPEND = "SELECT ledger_append(%s, %s, %s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class StepText:
    """A step ready to be appended: the entry without its sequence, and the facts with their salt."""

    entry: str
    facts: str
    salt: bytes


def timestamp(moment: datetime) -> str:
    """UTC with microseconds and a Z, the one spelling in the ledger."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def as_text(values: Mapping[str, Any]) -> str:
    """Sorted keys, no spaces, letters as they are, no floats (TypeError): they have no one spelling."""
    _refuse_floats(values)
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return timestamp(value)
    return str(value)


def _refuse_floats(value: Any) -> None:
    # The encoder writes floats before it asks `default`, so they are looked for beforehand.
    if isinstance(value, float):
        raise TypeError("no floats in the ledger")
    if isinstance(value, Mapping):
        value = value.values()
    elif not isinstance(value, list | tuple):
        return
    for part in value:
        _refuse_floats(part)


def compose(
    *,
    act: str,
    actor: str,
    at: datetime,
    provider: UUID,
    case: UUID | None,
    facts: Mapping[str, Any],
    public: Mapping[str, Any] | None = None,
) -> StepText:
    """The text of one step.

    `facts` may hold personal data: only their salted hash enters the chain, the facts lie beside it and can be
    erased. `public` holds what verification needs (calendar hash, channel, clock figures) and no personal data.
    """
    salt = os.urandom(16)
    facts_text = as_text(facts)
    entry = {
        "act": act,
        "actor": actor,
        "at": timestamp(at),
        "case": str(case) if case else None,
        "facts": hashlib.sha256(salt + facts_text.encode()).hexdigest(),
        "provider": str(provider),
        **(public or {}),
    }
    return StepText(entry=as_text(entry), facts=facts_text, salt=salt)


def append(
    act: str,
    *,
    case: UUID | None,
    facts: Mapping[str, Any] | None = None,
    public: Mapping[str, Any] | None = None,
    number: str | None = None,
    provider: UUID | None = None,
    by: Actor | None = None,
) -> int:
    """Append the step `act` of the open unit of work; returns its sequence. Last act of a transaction, once.

    `by`: who acts, where it is not the actor of the unit of work.
    """
    open_unit = unit.current()
    owner = provider or unit.tenant()
    text = compose(
        act=act,
        actor=(by or open_unit.by).label,
        at=open_unit.at,
        provider=owner,
        case=case,
        facts=facts or {},
        public=public,
    )
    with connections[open_unit.alias].cursor() as cursor:
        cursor.execute(APPEND, [owner, open_unit.at, act, case, number, text.entry, text.salt, text.facts])
        return int(cursor.fetchone()[0])


def next_number(*, series: str, year: int) -> str:
    """The next number of a series for the provider of the open unit of work (P-wide gapless per year)."""
    open_unit = unit.current()
    with connections[open_unit.alias].cursor() as cursor:
        cursor.execute("SELECT ledger_number_next(%s, %s, %s)", [unit.tenant(), series, year])
        return str(cursor.fetchone()[0])
