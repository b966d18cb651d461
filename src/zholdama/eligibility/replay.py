"""Every past decision computed anew from what it rested on, and held against the ledger that names it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from zholdama.applications.models import Application
from zholdama.eligibility import models, replaying
from zholdama.ledger.models import Entry
from zholdama.ledger.work import current

AT_ONCE = 500
"""Bases that are read together: the whole history never lies in memory."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One basis of one case that does not give what it gave, or that the ledger does not know; `lines` say what."""

    provider_id: UUID
    case_id: UUID
    number: str
    act: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """How many bases were replayed, which differ, and which could not be computed anew."""

    decisions: int
    same: int
    differences: tuple[Difference, ...]
    not_recomputed: tuple[Difference, ...]


def replay(*, provider: UUID | None = None, number: str | None = None) -> ReplayReport:
    """Replay the decisions that the open unit of work may see: all, one provider's, or those of the case `number`."""
    decisions, same = 0, 0
    differences: list[Difference] = []
    unknown: list[Difference] = []
    for rows in _portions(provider, number):
        named = _named_in_ledger({row.application_id for row in rows})
        numbers = _numbers({row.application_id for row in rows})
        for row in rows:
            decisions += 1
            found = replaying.replay(row.content)
            lines = [*_not_as_proved(row, named), *(found.lines if found.verdict == "differs" else ())]
            about = (row.provider_id, row.application_id, numbers.get(row.application_id, ""), row.act)
            if lines:
                differences.append(Difference(*about, tuple(lines)))
            elif found.verdict == "not_recomputed":
                unknown.append(Difference(*about, found.lines))
            else:
                same += 1
        differences += _without_basis(named, rows, numbers)
    differences += _lost(provider, number)
    return ReplayReport(decisions, same, tuple(differences), tuple(unknown))


def _portions(provider: UUID | None, number: str | None) -> Iterator[list[models.Basis]]:
    rows = models.Basis.objects.using(current().alias).order_by("application_id", "made_at", "id")
    if provider is not None:
        rows = rows.filter(provider_id=provider)
    if number is not None:
        cases = Application.objects.using(current().alias).filter(number=number)
        rows = rows.filter(application_id__in=cases.values("id"))
    last: UUID | None = None
    while True:
        portion = rows if last is None else rows.filter(application_id__gt=last)
        found = list(portion[:AT_ONCE])
        if not found:
            return
        last = found[-1].application_id
        # The last case of a portion may go on behind it: it is read whole.
        whole = [row for row in found if row.application_id != last]
        yield [*whole, *rows.filter(application_id=last)]


def _named_in_ledger(cases: set[UUID]) -> dict[tuple[UUID, str], list[str]]:
    """(case, act) -> the SHA-256 of each basis that the chain names for it."""
    named: dict[tuple[UUID, str], list[str]] = {}
    rows = Entry.objects.using(current().alias).filter(case_id__in=cases, act__in=ACTS)
    for case_id, act, entry in rows.values_list("case_id", "act", "entry"):
        sha256 = json.loads(entry).get("basis")
        if sha256 and case_id is not None:
            named.setdefault((case_id, act), []).append(sha256)
    return named


ACTS = ("propose", "propose_refusal", "sign", "sign_refusal")
"""The acts whose steps name a basis."""


def _numbers(cases: set[UUID]) -> dict[UUID, str]:
    rows = Application.objects.using(current().alias).filter(id__in=cases)
    return dict(rows.values_list("id", "number"))


def _not_as_proved(row: models.Basis, named: dict[tuple[UUID, str], list[str]]) -> Iterator[str]:
    if replaying.digest(row.content) != row.sha256:
        yield f"sha256: stored {row.sha256}, the text gives {replaying.digest(row.content)}"
    if row.sha256 not in named.get((row.application_id, row.act), []):
        yield f"ledger: no step {row.act} names {row.sha256}"


def _without_basis(
    named: dict[tuple[UUID, str], list[str]], rows: list[models.Basis], numbers: dict[UUID, str]
) -> Iterator[Difference]:
    """What the chain names and the table has lost."""
    there = {(row.application_id, row.act, row.sha256) for row in rows}
    provider = {row.application_id: row.provider_id for row in rows}
    for (case_id, act), hashes in named.items():
        for sha256 in hashes:
            if (case_id, act, sha256) not in there:
                line = f"the ledger names {sha256}, and no basis has it"
                yield Difference(provider[case_id], case_id, numbers.get(case_id, ""), act, (line,))


def _lost(provider: UUID | None, number: str | None) -> Iterator[Difference]:
    """Cases whose steps name a basis and of which no basis at all is left."""
    using = current().alias
    kept = models.Basis.objects.using(using).values("application_id")
    rows = (
        Entry.objects.using(using)
        .filter(act__in=ACTS, case_id__isnull=False, entry__contains='"basis":')
        .exclude(case_id__in=kept)
    )
    if provider is not None:
        rows = rows.filter(provider_id=provider)
    if number is not None:
        cases = Application.objects.using(using).filter(number=number)
        rows = rows.filter(case_id__in=cases.values("id"))
    for provider_id, case_id, act in rows.values_list("provider_id", "case_id", "act"):
        assert case_id is not None
        yield Difference(
            provider_id, case_id, number or "", act, ("the ledger names a basis, and none is left",)
        )
