"""What became of referrals, for pages: answers with what the person says to them, and the count per measure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

from django.db import connections

from zholdama.ledger.work import current, tenant
from zholdama.passport.edition import Answers
from zholdama.referrals import models
from zholdama.referrals.outcome_models import Answer, Statement
from zholdama.referrals.rules import undo_until


@dataclass(frozen=True, slots=True)
class StatementCard:
    """What the person says to an answer."""

    agrees: bool
    words: str
    source: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """An answer as a page shows it; `undone_at` None: it stands."""

    id: UUID
    referral_id: UUID
    kind: str
    source: str
    reason: str
    note: str
    hired_from: date | None
    contract_number: str
    contract_date: date | None
    given_on: date
    given_at: datetime
    undone_at: datetime | None
    statement: StatementCard | None

    def may_be_undone(self, *, at: datetime, answers: Answers) -> bool:
        """Whether it stands and the time for taking it back is not over."""
        return self.undone_at is None and at <= undo_until(self.given_at, answers)


def answers_of(application_id: UUID) -> tuple[AnswerCard, ...]:
    """The answers of a case, the oldest first, those taken back too. A person's own unit sees those about himself."""
    rows = list(Answer.objects.filter(application_id=application_id).order_by("given_at", "id"))
    return _cards(rows, list(Statement.objects.filter(application_id=application_id)) if rows else [])


def answers_to(referral_id: UUID) -> tuple[AnswerCard, ...]:
    """The answers about one referral, the oldest first."""
    rows = list(Answer.objects.filter(referral_id=referral_id).order_by("given_at", "id"))
    return _cards(rows, [])


def _cards(rows: list[Answer], statements: Iterable[Statement]) -> tuple[AnswerCard, ...]:
    undone = {row.undoes_id: row.given_at for row in rows if row.kind == "undo"}
    said = {
        one.answer_id: StatementCard(one.agrees, one.words, one.source, one.given_at) for one in statements
    }
    return tuple(
        AnswerCard(
            id=row.id,
            referral_id=row.referral_id,
            kind=row.kind,
            source=row.source,
            reason=row.reason,
            note=row.note,
            hired_from=row.hired_from,
            contract_number=row.contract_number,
            contract_date=row.contract_date,
            given_on=row.given_on,
            given_at=row.given_at,
            undone_at=undone.get(row.id),
            statement=said.get(row.id),
        )
        for row in rows
        if row.kind != "undo"
    )


@dataclass(frozen=True, slots=True)
class AskedCard:
    """A referral as its employer is asked about it."""

    id: UUID
    application_id: UUID
    person_id: UUID
    kind: str
    state: str
    number: str
    version: int
    issued_at: datetime
    valid_until: date
    answer_by: date | None
    place_id: UUID


_ASKED = tuple(each.name for each in fields(AskedCard))


def asked(referral_id: UUID) -> AskedCard | None:
    """A referral of the unit's provider that was issued, None where there is none."""
    rows = models.Referral.objects.filter(provider_id=tenant(), id=referral_id, issued_at__isnull=False)
    row = rows.values_list(*_ASKED).first()
    return AskedCard(*row) if row else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many referrals of one measure to one organisation ended how. Those replaced are counted by their successor."""

    provider_id: UUID
    measure: str
    organisation: str
    organisation_bin: str
    counts: Mapping[str, int]

    @property
    def issued(self) -> int:
        return sum(self.counts[name] for name in ENDINGS)


ENDINGS = (
    "waiting",
    "hired",
    "refused_by_employer",
    "refused_by_person",
    "did_not_come",
    "expired",
    "withdrawn",
)
"""What became of a referral; every one that was issued is counted under exactly one of them."""
BESIDE = ("taking_part", "ended", "disputed")
"""Counted beside: of the hired those who take part or have ended, and answers that the person disputes."""

_OUTCOMES = """
    SELECT r.provider_id, r.kind, max(l.organisation), l.organisation_bin,
           CASE WHEN r.state = 'answered' THEN a.kind WHEN r.state IN ('issued', 'delivered') THEN 'waiting'
                ELSE r.state END AS ending,
           count(*), count(*) FILTER (WHERE p.id IS NOT NULL AND p.ended_on IS NULL),
           count(*) FILTER (WHERE p.ended_on IS NOT NULL), count(*) FILTER (WHERE s.id IS NOT NULL)
    FROM referrals_referral r
    JOIN opportunities_place l ON l.provider_id = r.provider_id AND l.id = r.place_id
    LEFT JOIN referrals_answer a ON a.provider_id = r.provider_id AND a.referral_id = r.id AND r.state = 'answered'
        AND a.kind NOT IN ('came', 'undo') AND NOT EXISTS (
            SELECT 1 FROM referrals_answer u WHERE u.provider_id = a.provider_id AND u.undoes_id = a.id)
    LEFT JOIN referrals_participation p ON p.provider_id = r.provider_id AND p.referral_id = r.id
        AND p.voided_at IS NULL
    LEFT JOIN referrals_statement s ON s.provider_id = a.provider_id AND s.answer_id = a.id AND NOT s.agrees
    WHERE r.issued_at >= %s AND r.issued_at < %s AND r.state <> 'replaced'
      AND (%s::uuid IS NULL OR r.provider_id = %s::uuid)
    GROUP BY r.provider_id, r.kind, l.organisation_bin, CASE WHEN l.organisation_bin = '' THEN l.organisation END, ending
    ORDER BY r.provider_id, r.kind, 3, 4, ending
"""


def outcomes(*, since: datetime, until: datetime, provider_id: UUID | None = None) -> tuple[Outcome, ...]:
    """Referrals issued in `[since, until)`, counted per provider, measure and organisation.

    `provider_id` None: every provider that the unit of work may see, the auditor's all of them.
    """
    with connections[current().alias].cursor() as cursor:
        cursor.execute(_OUTCOMES, [since, until, provider_id, provider_id])
        rows = cursor.fetchall()
    found: dict[tuple[UUID, str, str, str], dict[str, int]] = {}
    names: dict[tuple[UUID, str, str, str], str] = {}
    for owner, measure, name, number, ending, many, goes_on, ended, disputed in rows:
        key = (owner, measure, number, "" if number else name)
        names.setdefault(key, name)
        counts = found.setdefault(key, dict.fromkeys((*ENDINGS, *BESIDE), 0))
        counts[ending] += many
        counts["taking_part"] += goes_on
        counts["ended"] += ended
        counts["disputed"] += disputed
    return tuple(Outcome(key[0], key[1], names[key], key[2], counts) for key, counts in found.items())


def totals(rows: Iterable[Outcome]) -> dict[str, int]:
    """The sums over several rows, with `issued`."""
    rows = tuple(rows)
    sums = {name: sum(row.counts[name] for row in rows) for name in (*ENDINGS, *BESIDE)}
    return {"issued": sum(row.issued for row in rows), **sums}
