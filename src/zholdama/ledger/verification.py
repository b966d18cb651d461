"""Recomputing the chains in the database: every hash, every column, every head, and what was published of them."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from zholdama.ledger import stored
from zholdama.ledger.chain import timestamp
from zholdama.ledger.stored import Head, Row

START = bytes(32)
"""The hash before a chain's first step."""


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain, or a file, is not as it was written. `line`: of an exported file, from 1."""

    reason: str
    provider: str | None = None
    sequence: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What was recomputed: steps and chains read, and the first break of each broken chain."""

    entries: int
    chains: int
    breaks: tuple[Break, ...] = ()

    @property
    def verdict(self) -> str:
        """good or broken."""
        return "broken" if self.breaks else "good"

    @property
    def broken_at(self) -> Break | None:
        """The first break."""
        return self.breaks[0] if self.breaks else None


@dataclass(frozen=True, slots=True)
class Published:
    """An end of a chain as somebody outside keeps it; `hashes`: of all its steps, to find where they part."""

    sequence: int
    hash: bytes
    hashes: Mapping[int, bytes]


class ChainBroken(Exception):
    """The chain breaks here; `at` says where."""

    def __init__(self, at: Break) -> None:
        super().__init__(at.reason)
        self.at = at


def verify(*, provider: UUID | None = None, published: Mapping[UUID, Published] | None = None) -> ChainReport:
    """Recompute all chains, or one provider's, inside the open unit of work; an auditor's sees them all.

    With `published`, the recomputed chains must also run through those ends: only this finds a chain that the
    database's owner rewrote as a whole. A chain is good without its erased facts; facts that lie there must fit.
    """
    published = published or {}
    entries, breaks = 0, []
    heads = stored.heads(provider)
    for head in heads:
        try:
            for _ in recomputed(head, published.get(head.provider_id)):
                entries += 1
        except ChainBroken as broken:
            breaks.append(broken.at)
    breaks += [
        Break("there is a step after the head", str(owner), sequence)
        for owner, sequence in stored.beyond_heads(provider)
    ]
    lost = [owner for owner in stored.headless() if provider in (None, owner)]
    breaks += [Break("the chain has lost its head", str(owner)) for owner in lost]
    here = {head.provider_id for head in heads}
    gone = [owner for owner in published if owner not in here and provider in (None, owner)]
    breaks += [Break("the published chain is not in the database", str(owner)) for owner in gone]
    return ChainReport(entries=entries, chains=len(heads), breaks=tuple(_first_of_each(breaks)))


def recomputed(head: Head, published: Published | None = None) -> Iterator[tuple[Row, bytes]]:
    """Each row of a chain up to its head with its recomputed hash; raises ChainBroken at the first that is wrong."""
    provider, previous, expected, latest = str(head.provider_id), START, 1, None
    for row in stored.rows(head.provider_id, upto=head.sequence):
        if row.sequence != expected:
            reason = "a step is missing" if row.sequence > expected else "a step before the first one"
            raise ChainBroken(Break(reason, provider, min(expected, row.sequence)))
        previous = hashlib.sha256(previous + row.entry.encode()).digest()
        reason = _what_is_wrong(row, provider, previous, published)
        if reason:
            raise ChainBroken(Break(reason, provider, row.sequence))
        latest = row.at if latest is None else max(latest, row.at)
        expected += 1
        yield row, previous
    if head.sequence != expected - 1:
        raise ChainBroken(Break("steps are missing before the head", provider, expected))
    if head.hash != previous or (latest is not None and head.at != latest):
        raise ChainBroken(Break("the head is not that of the last step", provider, head.sequence))
    if published is not None and published.sequence > head.sequence:
        raise ChainBroken(Break("the chain is shorter than it was published", provider, head.sequence + 1))


def _what_is_wrong(row: Row, provider: str, hashed: bytes, published: Published | None) -> str:
    if hashed != row.hash:
        return "the step or its hash was changed"
    try:
        entry = json.loads(row.entry, object_pairs_hook=_without_repeats)
    except (ValueError, RecursionError) as error:
        return f"the step cannot be read: {error}"
    beside = {
        "sequence": row.sequence,
        "provider": provider,
        "at": timestamp(row.at),
        "act": row.act,
        "case": str(row.case_id) if row.case_id else None,
    }
    for name, value in beside.items():
        if not isinstance(entry, dict) or name not in entry or entry[name] != value:
            return f"{name} beside the step is not what the step says"
    if row.facts is not None:
        salted = hashlib.sha256((row.salt or b"") + row.facts.encode()).hexdigest()
        if salted != entry.get("facts"):
            return "the facts are not those of the step"
    if published is not None:
        known = published.hashes.get(row.sequence)
        if row.sequence == published.sequence and published.hash != hashed:
            return "the chain does not lead to its published head"
        if known is not None and known != hashed:
            return "the chain was rewritten from here on after it was published"
    return ""


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # JSON takes the last of two equal names, people read the first.
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def _first_of_each(breaks: list[Break]) -> Iterator[Break]:
    seen: set[str | None] = set()
    for each in sorted(breaks, key=lambda each: each.provider or ""):
        if each.provider not in seen:
            yield each
        seen.add(each.provider)
