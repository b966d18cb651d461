"""Results: referrals and guidance records, the published keys, and the state that anybody may ask for."""

import base64
from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

from django.db import connections

from zholdama.ledger.work import current, tenant
from zholdama.papers.keys import KeyRing, code_hash
from zholdama.papers.token import end_of_validity
from zholdama.referrals import keys, models


@dataclass(frozen=True, slots=True)
class ReferralCard:
    """A referral as a page shows it."""

    id: UUID
    application_id: UUID
    kind: str
    state: str
    number: str
    issued_at: datetime | None
    valid_until: date | None
    paper_id: UUID | None
    version: int
    place_id: UUID | None


@dataclass(frozen=True, slots=True)
class PublicState:
    """What anybody with the code may know. `verdict` is valid, expired, replaced or withdrawn."""

    verdict: str
    number: str
    kind: str
    issued_at: datetime
    valid_until: date
    provider_id: UUID
    initials: str


_CARD = tuple(field.name for field in fields(ReferralCard))


def referrals_of(application_id: UUID) -> tuple[ReferralCard, ...]:
    """The referrals of an application, the newest last."""
    rows = models.Referral.objects.filter(application_id=application_id)
    return tuple(
        ReferralCard(*row) for row in rows.exclude(number="").order_by("issued_at").values_list(*_CARD)
    )


@dataclass(frozen=True, slots=True)
class CorrectionCard:
    """A correction asked for, and what came of it. `asked_by` and `decided_by` are members of staff."""

    id: UUID
    application_id: UUID
    referral_id: UUID
    kind: str
    reason: str
    place_id: UUID | None
    bearer_name: str
    asked_by: UUID
    asked_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    granted: bool | None


_CORRECTION = tuple(field.name for field in fields(CorrectionCard))


def corrections_of(application_id: UUID) -> tuple[CorrectionCard, ...]:
    """The corrections of a case, the oldest first."""
    rows = models.Correction.objects.filter(provider_id=tenant(), application_id=application_id)
    return tuple(CorrectionCard(*row) for row in rows.order_by("asked_at").values_list(*_CORRECTION))


def corrections_waiting(provider_id: UUID, *, limit: int = 50) -> tuple[CorrectionCard, ...]:
    """The corrections that wait for the second person, the oldest first."""
    rows = models.Correction.objects.filter(provider_id=provider_id, decided_at__isnull=True)
    return tuple(CorrectionCard(*row) for row in rows.order_by("asked_at").values_list(*_CORRECTION)[:limit])


def correction(correction_id: UUID) -> CorrectionCard | None:
    """One correction, None where it is not this provider's."""
    rows = models.Correction.objects.filter(provider_id=tenant(), id=correction_id)
    row = rows.values_list(*_CORRECTION).first()
    return CorrectionCard(*row) if row else None


def public_state(code: str) -> PublicState | None:
    """The state as of now of the referral with this verify code; one and the same None for unknown and private."""
    unit = current()
    with connections[unit.alias].cursor() as cursor:
        cursor.execute("SELECT * FROM referrals_public_state(%s)", [code])
        row = cursor.fetchone()
    if row is None:
        return None
    state, number, kind, issued_at, valid_until, _, provider_id, initials = row
    verdict = state if state in {"replaced", "withdrawn"} else "valid"
    if verdict == "valid" and (state == "expired" or unit.at >= end_of_validity(valid_until)):
        verdict = "expired"
    return PublicState(verdict, number, kind, issued_at, valid_until, provider_id, initials)


def keyring() -> KeyRing:
    """The public keys of all providers with the withdrawn and replaced referrals, as of now."""
    unit = current()
    with connections[unit.alias].cursor() as cursor:
        cursor.execute("SELECT code, state FROM referrals_ended()")
        ended = cursor.fetchall()
    by_state: dict[str, set[str]] = {"withdrawn": set(), "replaced": set()}
    for code, state in ended:
        by_state[state].add(code_hash(_code_bytes(code)))
    return KeyRing(
        as_of=unit.at,
        keys=keys.published(),
        withdrawn=frozenset(by_state["withdrawn"]),
        replaced=frozenset(by_state["replaced"]),
    )


def _code_bytes(text: str) -> bytes:
    """The 16 bytes behind a verify code as it is typed."""
    plain = text.replace("-", "")
    return base64.b32decode(plain + "=" * (-len(plain) % 8))
