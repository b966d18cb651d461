"""The employer's link to one referral: its secret is derived from the installation's key, the database holds a hash.

A secret is 128 bits in 26 signs. Nothing of it is logged or stored; whoever has the key of this installation and the
referral's id can show it again, as the message to the employer does.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connections

from zholdama.applications.models import Application
from zholdama.clocks import queries as clocks
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.opportunities import queries as opportunities
from zholdama.passport import edition as editions
from zholdama.passport.edition import Answers
from zholdama.referrals import models, tasks
from zholdama.referrals.outcome_models import AnswerLink
from zholdama.referrals.rules import local_day, working_days_after

DIGITS = 4
"""So many last digits of the organisation's number are asked for."""
TRIES, HOLD = 5, timedelta(hours=1)
"""After so many wrong tries in a row nothing is taken for this long."""
MOST = 20
"""Wrong tries after which the link is closed for good: of 10,000 readings a guesser has seen 20."""


@dataclass(frozen=True, slots=True)
class LinkCard:
    """A link as the answer page needs it."""

    id: UUID
    referral_id: UUID
    valid_through: date


def secret_of(provider_id: UUID, referral_id: UUID) -> str:
    """The secret of this referral's link: 128 bits in 26 lower-case signs of base32."""
    text = f"zholdama-answer-link/1:{provider_id}:{referral_id}".encode()
    mac = hmac.new(settings.ZHOLDAMA_KEY_SECRET, text, hashlib.sha256).digest()[:16]
    return base64.b32encode(mac).decode().rstrip("=").lower()


def _address(referral_id: UUID) -> str:
    return f"{settings.ZHOLDAMA_PUBLIC_ADDRESS}/employers/answer/{secret_of(tenant(), referral_id)}/"


def address(referral_id: UUID) -> str | None:
    """The whole address to be sent to the employer of the unit's provider; None where there is no link that holds."""
    rows = AnswerLink.objects.filter(
        provider_id=tenant(),
        referral_id=referral_id,
        closed_at__isnull=True,
        valid_through__gte=local_day(current().at),
    )
    if not rows.exists():
        return None
    return _address(referral_id)


def for_message(about: UUID, /, *, at: datetime) -> str:
    """The address for the letter to the employer about the referral `about`; empty where no link holds any more."""
    return address(about) or ""


def make(*, referral_id: UUID, place_id: UUID, last_day: date, answers: Answers) -> None:
    """The link of a referral that is being issued; none where the organisation has no number to be asked for."""
    place = opportunities.place(tenant(), place_id)
    if place is None or len(place.organisation_bin) < DIGITS:
        return
    calendar = clocks.calendar_of(tenant())
    AnswerLink.objects.create(
        id=uuid4(),
        provider_id=tenant(),
        referral_id=referral_id,
        secret_hash=_hash(secret_of(tenant(), referral_id)),
        made_at=current().at,
        valid_through=working_days_after(last_day, answers.link_working_days, calendar=calendar),
    )


def resolved(secret: str) -> tuple[UUID, UUID] | None:
    """(provider, referral) behind a secret, at the door; the same None for unknown, expired and revoked."""
    unit = current()
    with connections[unit.alias].cursor() as cursor:
        cursor.execute("SELECT * FROM referrals_answer_link(%s, %s)", [_hash(secret), local_day(unit.at)])
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None


def link_of(referral_id: UUID) -> LinkCard | None:
    """The link of a referral of the unit's provider."""
    rows = AnswerLink.objects.filter(provider_id=tenant(), referral_id=referral_id)
    row = rows.values_list("id", "referral_id", "valid_through").first()
    return LinkCard(*row) if row else None


def open_with(digits: str, *, referral_id: UUID) -> str:
    """Try the last digits of the organisation's number; returns open, wrong, wait or closed.

    Never raises for a wrong try: it has to be counted, and a refusal would roll the count back. Wrong tries are counted
    in the database, so that many addresses and many processes guess no faster than one.
    """
    unit = current()
    rows = AnswerLink.objects.filter(provider_id=tenant(), referral_id=referral_id)
    link = rows.select_for_update().get()
    if link.closed_at is not None:
        return "closed"
    if link.hold_until is not None and unit.at < link.hold_until:
        return "wait"
    referral = models.Referral.objects.get(provider_id=tenant(), id=referral_id)
    place = opportunities.place(tenant(), referral.place_id)
    assert place is not None
    if hmac.compare_digest(digits.encode(), place.organisation_bin[-DIGITS:].encode()):
        if link.opened_at is None:
            rows.update(opened_at=unit.at)
        return "open"
    wrong = link.wrong_tries + 1
    hold = unit.at + HOLD if wrong % TRIES == 0 else None
    rows.update(wrong_tries=wrong, hold_until=hold, closed_at=unit.at if wrong >= MOST else None)
    if wrong >= MOST:
        _closed(link, referral)
        return "closed"
    return "wait" if hold else "wrong"


def _closed(link: AnswerLink, referral: models.Referral) -> None:
    """Somebody guesses: the link holds no more, and a specialist asks the employer in another way."""
    case = Application.objects.get(provider_id=tenant(), id=referral.application_id)
    task = tasks.make("link_closed", referral=referral, cause_id=link.id, edition=editions.load(case.edition))
    facts = {"referral": referral.id, "task": task}
    chain.append("answer_link_closed", case=case.id, facts=facts, public={"wrong_tries": MOST})


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
