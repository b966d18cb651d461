"""Who is told of a step: found once for a whole batch of steps, in the unit's provider."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from zholdama.applications.models import Application
from zholdama.ledger.work import tenant
from zholdama.opportunities.models import Organisation, Place
from zholdama.referrals.models import Referral

Recipient = Literal["person", "organisation"]
ADDRESS = {"email": "email", "sms": "phone"}
"""Channel -> where the address stands, in the application and in the organisation."""


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the ledger that concerns a case."""

    sequence: int
    act: str
    case_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """One who is told of a step: in which language, about what, and on which channels he can be reached."""

    step: Step
    recipient: Recipient
    recipient_id: UUID
    about: UUID
    language: str
    channels: frozenset[str]


def applicants(steps: Sequence[Step]) -> Iterable[Found]:
    """Each case's applicant."""
    rows = Application.objects.filter(provider_id=tenant(), id__in={step.case_id for step in steps})
    cases = {row[0]: row[1:] for row in rows.values_list("id", "person_id", "language", "email", "phone")}
    for step in steps:
        if step.case_id in cases:
            person_id, language, email, phone = cases[step.case_id]
            reached = _reached(email=email, sms=phone)
            yield Found(step, "person", person_id, step.case_id, language, reached)


def employers(steps: Sequence[Step]) -> Iterable[Found]:
    """The organisation to which each case's valid referral leads."""
    rows = Referral.objects.filter(
        provider_id=tenant(), application_id__in={step.case_id for step in steps}, ended_at__isnull=True
    ).exclude(number="")
    referrals = {
        row[0]: row[1:] for row in rows.order_by("version").values_list("application_id", "id", "place_id")
    }
    offering = _offering({place_id for _, place_id in referrals.values() if place_id})
    for step in steps:
        referral_id, place_id = referrals.get(step.case_id, (None, None))
        if referral_id is not None and place_id in offering:
            yield _organisation(step, offering[place_id], about=referral_id)


def offerers(steps: Sequence[Step]) -> Iterable[Found]:
    """The organisation of each step's place."""
    offering = _offering({step.case_id for step in steps})
    for step in steps:
        if step.case_id in offering:
            yield _organisation(step, offering[step.case_id], about=step.case_id)


def _organisation(step: Step, organisation: Organisation, *, about: UUID) -> Found:
    reached = _reached(email=organisation.email, sms=organisation.phone)
    return Found(step, "organisation", organisation.id, about, organisation.language, reached)


def _offering(places: set[UUID]) -> dict[UUID, Organisation]:
    rows = Place.objects.filter(provider_id=tenant(), id__in=places, organisation_id__isnull=False)
    of_place = dict(rows.values_list("id", "organisation_id"))
    found = Organisation.objects.filter(provider_id=tenant(), id__in=set(of_place.values()))
    known = {one.id: one for one in found}
    return {place: known[owner] for place, owner in of_place.items() if owner in known}


def _reached(**addresses: str) -> frozenset[str]:
    return frozenset(channel for channel, address in addresses.items() if address)


def address_of(recipient: str, recipient_id: UUID, case_id: UUID, channel: str) -> str:
    """Where the recipient is reached now; empty where he has taken the address back."""
    if recipient == "person":
        cases = Application.objects.filter(provider_id=tenant(), id=case_id, person_id=recipient_id)
        return str(cases.values_list(ADDRESS[channel], flat=True).first() or "")
    known = Organisation.objects.filter(provider_id=tenant(), id=recipient_id)
    return str(known.values_list(ADDRESS[channel], flat=True).first() or "")
