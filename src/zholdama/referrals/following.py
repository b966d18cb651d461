"""The next place for a person whose referral came to nothing: a new referral under the same application (J17).

The application was decided positively, and that decision stands. A specialist asks for the next place, a head who is
somebody else signs it: a referral with a number, a term and a paper of its own. The old one stays as it ended.
"""

from datetime import date
from uuid import UUID

from zholdama.applications.models import Application
from zholdama.applications.queries import ApplicationCard
from zholdama.ledger.work import tenant
from zholdama.opportunities import queries as opportunities
from zholdama.opportunities.queries import PlaceCard
from zholdama.referrals import models
from zholdama.referrals.answering import OPEN, standing
from zholdama.referrals.outcome_models import FREEING
from zholdama.refusals import Refused


def next_places(case: ApplicationCard, *, on: date, besides: UUID | None = None) -> tuple[PlaceCard, ...]:
    """Places that the person of this case can be referred to now; without the one that came to nothing."""
    found = opportunities.open_places(tenant(), measure=case.measure, on=on)
    return tuple(one for one in found if one.id != besides)


def ended(application_id: UUID) -> models.Referral:
    """The newest referral of the case, locked: it came to nothing, and its place is free.

    Raises Refused: none was issued, one still holds, the person was hired.
    """
    rows = models.Referral.objects.select_for_update().filter(
        provider_id=tenant(), application_id=application_id, issued_at__isnull=False
    )
    newest = rows.order_by("-issued_at", "-version").first()
    if newest is None:
        raise Refused("no_referral_stands", conflict=True)
    if newest.state in OPEN:
        raise Refused("next_place_needs_ended", conflict=True)
    if newest.state == "answered":
        answer = standing(newest.id)
        if answer is None or answer.kind not in FREEING:
            raise Refused("no_referral_stands", conflict=True)
    return newest


def may_follow(application_id: UUID) -> bool:
    """Whether the person of this case can be referred to a next place."""
    rows = models.Referral.objects.filter(
        provider_id=tenant(), application_id=application_id, issued_at__isnull=False
    )
    newest = rows.order_by("-issued_at", "-version").first()
    if newest is None or newest.state not in {"answered", "expired", "withdrawn"}:
        return False
    answer = standing(newest.id) if newest.state == "answered" else None
    return answer is None or answer.kind in FREEING


def still_decided(row: Application) -> None:
    """The positive decision under which a next referral is made; raises Refused where there is none."""
    if row.decision != "positive" or row.state not in {"decided_positively", "delivered"}:
        raise Refused("no_referral_stands", conflict=True)
