"""The personal link of an organisation: 128 random bits bound to it, kept as a hash, ending by itself or at a word.

Who follows it shows the last digits of the organisation's number once; wrong ones are counted, and the fifth ends it.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connections
from django.db.models import F

from zholdama.actors import Actor, Role
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.opportunities import models
from zholdama.opportunities.actions import made_once
from zholdama.refusals import Refused

HOLDS = timedelta(days=180)
DIGITS = 4
TRIES = 5
"""The same figure stands in `functions.sql`."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a secret opens: one organisation of one provider."""

    link_id: UUID
    provider_id: UUID
    organisation_id: UUID

    @property
    def actor(self) -> Actor:
        """Who acts behind the link: the organisation, not a person known by name."""
        return Actor(role=Role.EMPLOYER, id=self.organisation_id, provider_id=self.provider_id)


@dataclass(frozen=True, slots=True)
class LinkCard:
    """A link as the desk lists it; the secret itself is nowhere."""

    id: UUID
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    locked: bool


def make(organisation_id: UUID, *, key: UUID) -> str:
    """A new link of the organisation; returns its secret, which is shown once and kept nowhere.

    A specialist's or head's act. Raises Refused link_made where the page is sent twice: the secret was shown then.
    """
    if current().by.role not in {Role.SPECIALIST, Role.HEAD}:
        raise Refused("step_not_for_role")
    if not models.Organisation.objects.filter(provider_id=tenant(), id=organisation_id).exists():
        raise Refused("not_found")
    secret, at = secrets.token_urlsafe(16), current().at
    row = models.OrganisationLink(
        id=key, provider_id=tenant(), organisation_id=organisation_id, secret_hash=_hash(secret),
        made_by=current().by.label, made_at=at, expires_at=at + HOLDS,
    )  # fmt: skip
    if not made_once(row.save, models.OrganisationLink.objects.filter(provider_id=tenant(), id=key).exists):
        raise Refused("link_made")
    chain.append("organisation_link_made", case=organisation_id, facts={"link": key})
    return secret


def revoke(link_id: UUID) -> None:
    """The link opens nothing from now on. Said again, nothing changes."""
    if current().by.role not in {Role.SPECIALIST, Role.HEAD}:
        raise Refused("step_not_for_role")
    rows = models.OrganisationLink.objects.filter(provider_id=tenant(), id=link_id)
    row = rows.first()
    if row is None:
        raise Refused("not_found")
    if rows.filter(revoked_at__isnull=True).update(revoked_at=current().at):
        chain.append("organisation_link_revoked", case=row.organisation_id, facts={"link": link_id})


def opened(secret: str) -> Opened | None:
    """What the secret opens now; None for a stranger's, a revoked, an expired or a locked one. Changes nothing."""
    unit = current()
    with connections[unit.alias].cursor() as cursor:
        cursor.execute(
            "SELECT link, provider, organisation FROM opportunities_link(%s, %s)", [_hash(secret), unit.at]
        )
        row = cursor.fetchone()
    return Opened(*row) if row else None


def proved(link_id: UUID, digits: str) -> bool:
    """Whether these are the last digits of the organisation's number; a wrong answer is counted, not raised.

    It is no Refused, because a refusal would roll the count back.
    """
    rows = models.OrganisationLink.objects.select_for_update().filter(provider_id=tenant(), id=link_id)
    link = rows.filter(revoked_at__isnull=True, wrong_digits__lt=TRIES, expires_at__gt=current().at).first()
    if link is None:
        return False
    owners = models.Organisation.objects.filter(provider_id=tenant(), id=link.organisation_id)
    number = owners.values_list("number", flat=True).get()
    if secrets.compare_digest(number[-DIGITS:].encode(), digits.strip().encode()):
        models.OrganisationLink.objects.filter(provider_id=tenant(), id=link_id).update(
            used_at=current().at, wrong_digits=0
        )
        return True
    models.OrganisationLink.objects.filter(provider_id=tenant(), id=link_id).update(
        wrong_digits=F("wrong_digits") + 1
    )
    return False


def links(organisation_id: UUID) -> tuple[LinkCard, ...]:
    """The links of an organisation that still open something, or were locked by wrong digits; newest first."""
    rows = models.OrganisationLink.objects.filter(
        provider_id=tenant(),
        organisation_id=organisation_id,
        revoked_at__isnull=True,
        expires_at__gt=current().at,
    )
    return tuple(
        LinkCard(one.id, one.made_at, one.expires_at, one.used_at, one.wrong_digits >= TRIES)
        for one in rows.order_by("-made_at")[:20]
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
