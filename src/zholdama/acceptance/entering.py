"""A paper filled in without power is entered later: its own times make the clocks, the time of entry stands beside."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from zholdama.acceptance import models
from zholdama.acceptance.packs import locked_number
from zholdama.acceptance.rules import PaperTimes, plausible
from zholdama.applications import packages, representing
from zholdama.applications.lifecycle import APPLICATION
from zholdama.applications.packages import Package, Registered
from zholdama.applications.representing import Represented
from zholdama.clocks import queries as clocks
from zholdama.clocks.actions import take_step
from zholdama.clocks.rules import OnPaper
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.passport import edition as editions
from zholdama.refusals import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperEntry:
    """A used paper: its number, the person it is about, what it says, the times it bears."""

    number_id: UUID
    person_id: UUID
    package: Package
    times: PaperTimes
    represented: Represented | None = None


def enter(entry: PaperEntry, *, key: UUID) -> Registered:
    """Enter a used paper: a case with the paper's times; waiting, serving and result clocks follow from them.

    Idempotent by `key`. Raises Refused: number used or void, times that cannot be true, and whatever a package at the
    counter would be refused for. The numbers are taken before the ledger's head is locked.
    """
    unit = current()
    row = locked_number(number_id=entry.number_id)
    done = packages.registered_with(key)
    if done is not None:
        return done
    if row.state != "reserved":
        raise Refused("paper_number_closed", conflict=True)
    pack = models.Pack.objects.get(provider_id=tenant(), id=row.pack_id)
    remarks = plausible(
        entry.times,
        entered_at=unit.at,
        valid_from=pack.valid_from,
        valid_until=pack.valid_until,
        calendar=clocks.calendar_of(tenant()),
    )
    package = entry.package
    if entry.represented is not None:
        representation_id, _ = representing.write_down(
            entry.represented, ticket_id=None, key=key, at=entry.times.registered
        )
        package = replace(package, representation_id=representation_id)
    registered = packages.enter(
        package,
        person_id=entry.person_id,
        key=key,
        on_paper=OnPaper(entry.times.registered, row.number),
    )
    _write(row, entry.times, remarks, registered.application_id)
    if entry.represented is not None:
        facts = representing.facts_of(entry.represented)
        chain.append("represent", case=registered.application_id, facts=facts)
    _visit(row, entry.times, registered.application_id)
    return registered


def _write(
    row: models.PaperNumber, times: PaperTimes, remarks: tuple[str, ...], application_id: UUID
) -> None:
    unit = current()
    models.PaperNumber.objects.filter(provider_id=tenant(), id=row.id).update(
        state="entered",
        application_id=application_id,
        arrived_at=times.arrived,
        started_at=times.started,
        registered_at=times.registered,
        delivered_at=times.delivered,
        left_at=times.left,
        remarks=" ".join(remarks),
        entered_by=unit.by.id,
        entered_at=unit.at,
    )


def _visit(row: models.PaperNumber, times: PaperTimes, application_id: UUID) -> None:
    """The steps of the visit as the paper tells them; its number takes the place of a ticket."""

    def step(act: str, case: UUID, at: datetime) -> None:
        take_step(
            act,
            case=case,
            channel="provider",
            edition_id=editions.current().id,
            facts={"application": application_id, "by": current().by.id},
            on_paper=OnPaper(at, row.number),
        )

    step("arrive", row.id, times.arrived)
    step("start_service", row.id, times.started)
    if times.delivered is not None:
        APPLICATION.take("hand_over_on_paper", state="registered", role=current().by.role)
        step("hand_over_on_paper", application_id, times.delivered)
    step("finish_service", row.id, times.left)
