"""Results: referrals and guidance records, the published keys, and the state that anybody may ask for."""

import base64
from dataclasses import dataclass, fields
from datetime import date, datetime
from uuid import UUID

from django.db import connections

from zholdama.ledger.work import current
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
