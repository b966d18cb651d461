"""Registering and preparing an application. Deciding it lives in `referrals`, the highest room it touches."""

from datetime import date
from uuid import UUID

from zholdama.applications import models, packages
from zholdama.applications.lifecycle import APPLICATION
from zholdama.applications.own_cases import (
    note_same_surname,
    own_case_mark,
    refuse_key_of_another,
    refuse_own_case,
)
from zholdama.applications.packages import Package, Registered
from zholdama.clocks.actions import take_step
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.providers import actions as providers
from zholdama.providers import queries as staff
from zholdama.reception import actions as reception
from zholdama.reception import queries as queue
from zholdama.reception.models import Ticket
from zholdama.refusals import Refused
from zholdama.working_time.zone import ALMATY

SPECIALIST_AWAY = "the specialist is away"
"""Why a ticket goes back into the queue: a word for the record."""

__all__ = [
    "SPECIALIST_AWAY", "Package", "Registered", "ask", "assign", "change", "locked", "mark_absent", "mark_back",
    "note_same_surname", "own_case_mark", "refuse_key_of_another", "refuse_own_case", "register",
    "register_from_portal", "take",
]  # fmt: skip


def register(package: Package, *, key: UUID) -> Registered:
    """Register the package of documents at the counter: number and receipt, the result clock starts (P6.1a, P9.1).

    Idempotent by `key`. Raises Refused: no person identified, documents incomplete, own case, a live application, a
    legal representative who is needed and not there.
    """
    unit = current()
    if package.ticket_id is None:
        raise Refused("nobody_at_the_counter", conflict=True)
    ticket = Ticket.objects.select_for_update().filter(provider_id=tenant(), id=package.ticket_id).first()
    # Asked behind the ticket's lock: of two calls with one key the second finds what the first has made.
    done = packages.registered_with(key)
    if done is not None:
        return done
    if ticket is None or ticket.state != "serving" or ticket.specialist_id != unit.by.staff_id:
        raise Refused("nobody_at_the_counter", conflict=True)
    if ticket.person_id is None:
        raise Refused("identify_first")
    return packages.enter(package, person_id=ticket.person_id, key=key)


def locked(application_id: UUID, *, version: int | None = None) -> models.Application:
    """The application's row, locked; raises Refused when it is not here or somebody has changed it meanwhile."""
    row = (
        models.Application.objects.select_for_update().filter(provider_id=tenant(), id=application_id).first()
    )
    if row is None:
        raise Refused("not_found")
    if version is not None and row.version != version:
        raise Refused("changed_meanwhile", conflict=True)
    return row


def change(row: models.Application, **values: object) -> None:
    """Write `values` to a locked row and count its version up."""
    models.Application.objects.filter(provider_id=tenant(), id=row.id).update(
        version=row.version + 1, **values
    )


def register_from_portal(*, application_id: UUID, version: int) -> None:
    """A specialist takes an application from the portal to his desk; its clock has been running since acceptance."""
    unit = current()
    row = locked(application_id, version=version)
    state = APPLICATION.take("register", state=row.state, role=unit.by.role)
    refuse_own_case(row.person_id)
    change(
        row,
        state=state,
        registered_by=unit.by.staff_id,
        registered_at=unit.at,
        specialist_id=unit.by.staff_id,
    )
    note_same_surname(case=row.id, person_id=row.person_id)
    take_step("register", case=row.id, channel="portal", edition_id=row.edition, facts={"by": unit.by.id})


def take(*, application_id: UUID, version: int) -> None:
    """The specialist begins the review, or goes on with what the head has returned."""
    unit = current()
    row = locked(application_id, version=version)
    state = APPLICATION.take("take", state=row.state, role=unit.by.role)
    refuse_own_case(row.person_id)
    change(row, state=state, specialist_id=unit.by.staff_id)
    chain.append("take", case=row.id, facts={"by": unit.by.id})


def ask(*, application_id: UUID, version: int, question: str) -> None:
    """A question to the applicant; the clock runs on (R11)."""
    unit = current()
    if not question.strip():
        raise Refused("question_empty", "question")
    row = locked(application_id, version=version)
    APPLICATION.take("ask", state=row.state, role=unit.by.role)
    change(row)
    chain.append("ask", case=row.id, facts={"question": question.strip()})


def assign(*, application_id: UUID, version: int, staff_id: UUID) -> None:
    """The head gives a case to a specialist; its due time stays. Raises Refused: nobody who serves here today."""
    unit = current()
    row = locked(application_id, version=version)
    APPLICATION.take("assign", state=row.state, role=unit.by.role)
    today = unit.at.astimezone(ALMATY).date()
    if staff_id not in {one.id for one in staff.specialists(tenant(), on=today)}:
        raise Refused("no_specialist_of_today", "staff")
    change(row, specialist_id=staff_id)
    chain.append("assign", case=row.id, facts={"from": row.specialist_id, "to": staff_id, "by": unit.by.id})


def mark_absent(*, staff_id: UUID, absent_from: date, absent_until: date | None) -> int:
    """A member of staff is away: all his open work is everybody's in one act, and no due time moves.

    Whoever stands called or half served at his counter waits again with the original time. Returns how many cases
    went back. The head's act, one step for the absence and one for each ticket and case.
    """
    unit = current()
    # Tickets before applications: the order of locks of the whole house.
    present = queue.at_counter(tenant(), staff_id)
    if present is not None:
        reception.send_back(ticket_id=present.id, reason=SPECIALIST_AWAY)
    providers.set_absence(staff_id=staff_id, absent_from=absent_from, absent_until=absent_until)
    open_cases = models.Application.objects.select_for_update().filter(
        provider_id=tenant(), specialist_id=staff_id, state__in=models.LIVE
    )
    cases = list(open_cases.order_by("id").values_list("id", flat=True))
    models.Application.objects.filter(provider_id=tenant(), id__in=cases).update(specialist_id=None)
    facts = {"staff": staff_id, "from": absent_from, "until": absent_until, "by": unit.by.id}
    for case in cases:
        chain.append("to_everybody", case=case, facts={"staff": staff_id})
    chain.append("staff_absent", case=None, facts=facts, public={"cases": len(cases)})
    return len(cases)


def mark_back(*, staff_id: UUID) -> None:
    """The member of staff is back."""
    providers.set_absence(staff_id=staff_id, absent_from=None, absent_until=None)
    chain.append("staff_back", case=None, facts={"staff": staff_id})
