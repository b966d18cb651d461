"""Reserving a pack of numbered forms, and closing the numbers that were not used."""

from datetime import date
from uuid import UUID, uuid4

from zholdama.acceptance import models
from zholdama.acceptance.rules import pack_of
from zholdama.actors import Role
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.papers import actions as papers
from zholdama.papers import pack_sheet
from zholdama.passport import edition as editions
from zholdama.providers import queries as providers
from zholdama.referrals.issuing import day, office
from zholdama.refusals import Refused
from zholdama.working_time.zone import ALMATY

PACKERS = frozenset({Role.HEAD, Role.SPECIALIST})


def _packers_only() -> None:
    if current().by.role not in PACKERS:
        raise Refused("step_not_for_role")


def reserve(*, count: int, valid_from: date, valid_until: date, key: UUID) -> UUID:
    """Reserve numbers of the series P and print their forms; returns the pack's id. Idempotent by `key`."""
    _packers_only()
    unit = current()
    done = models.Pack.objects.filter(provider_id=tenant(), idempotency_key=key).first()
    if done is not None:
        return done.id
    today = unit.at.astimezone(ALMATY).date()
    pack_of(count=count, valid_from=valid_from, valid_until=valid_until, today=today)
    pack_id = uuid4()
    numbers = tuple(chain.next_number(series="P", year=valid_from.year) for _ in range(count))
    paper_id = papers.keep(
        case_id=pack_id,
        person_id=None,
        kind="paper_pack",
        media_type="application/pdf",
        content=_printed(numbers, valid_from, valid_until),
    )
    models.Pack.objects.create(
        id=pack_id,
        provider_id=tenant(),
        valid_from=valid_from,
        valid_until=valid_until,
        reserved_by=unit.by.id,
        reserved_at=unit.at,
        paper_id=paper_id,
        idempotency_key=key,
    )
    models.PaperNumber.objects.bulk_create(
        models.PaperNumber(id=uuid4(), provider_id=tenant(), pack_id=pack_id, number=number)
        for number in numbers
    )
    facts = {
        "first": numbers[0],
        "last": numbers[-1],
        "from": valid_from,
        "until": valid_until,
        "by": unit.by.id,
    }
    chain.append("pack_reserved", case=pack_id, facts=facts, public={"numbers": count})
    return pack_id


def _printed(numbers: tuple[str, ...], valid_from: date, valid_until: date) -> bytes:
    edition = editions.current()
    return pack_sheet.render(
        pack_sheet.PackPaper(
            numbers=numbers,
            issued_at=current().at,
            office=office(providers.provider(tenant())),
            valid=f"{day(valid_from)} – {day(valid_until)}",
            measures=tuple(measure.name for measure in edition.measures),
            result_minutes=str(edition.terms.result_minutes),
        )
    )


def void(*, number_id: UUID, reason: str) -> None:
    """Close one unused number for good, with a reason. It is never given again."""
    _packers_only()
    unit = current()
    _with_reason(reason)
    row = locked_number(number_id=number_id)
    if row.state != "reserved":
        raise Refused("paper_number_closed", conflict=True)
    _close([row.id], reason, by=unit.by.id)
    facts = {"number": row.number, "reason": reason.strip(), "by": unit.by.id}
    chain.append("paper_number_void", case=row.id, facts=facts)


def ask_void(*, pack_id: UUID, reason: str) -> UUID:
    """Ask that every unused number of a pack be void; a second person, a head, decides."""
    _packers_only()
    unit = current()
    _with_reason(reason)
    pack = models.Pack.objects.select_for_update().filter(provider_id=tenant(), id=pack_id).first()
    if pack is None:
        raise Refused("not_found")
    if models.VoidRequest.objects.filter(provider_id=tenant(), pack_id=pack_id, decided_at=None).exists():
        raise Refused("void_request_waits", conflict=True)
    if not _unused(pack_id):
        raise Refused("paper_number_closed", conflict=True)
    request_id = uuid4()
    models.VoidRequest.objects.create(
        id=request_id,
        provider_id=tenant(),
        pack_id=pack_id,
        reason=reason.strip(),
        asked_by=unit.by.id,
        asked_at=unit.at,
    )
    chain.append("pack_void_asked", case=pack_id, facts={"reason": reason.strip(), "by": unit.by.id})
    return request_id


def decide_void(*, request_id: UUID, granted: bool) -> int:
    """The second person, a head, grants or refuses; returns how many numbers are void now."""
    unit = current()
    if unit.by.role is not Role.HEAD:
        raise Refused("step_not_for_role")
    rows = models.VoidRequest.objects.select_for_update().filter(provider_id=tenant(), id=request_id)
    row = rows.first()
    if row is None:
        raise Refused("not_found")
    if row.decided_at is not None:
        raise Refused("request_decided", conflict=True)
    if row.asked_by == unit.by.id:
        raise Refused("second_person")
    rows.update(decided_by=unit.by.id, decided_at=unit.at, granted=granted)
    numbers = _unused(row.pack_id) if granted else []
    _close([number for number, _ in numbers], row.reason, by=unit.by.id)
    facts = {"numbers": [text for _, text in numbers], "asked_by": row.asked_by, "by": unit.by.id}
    act = "pack_void_granted" if granted else "pack_void_refused"
    chain.append(act, case=row.pack_id, facts=facts, public={"numbers": len(numbers)})
    return len(numbers)


def locked_number(*, number_id: UUID) -> models.PaperNumber:
    """The number's row, locked: of two counters that enter one paper at once the second waits and finds it entered."""
    rows = models.PaperNumber.objects.select_for_update()
    row = rows.filter(provider_id=tenant(), id=number_id).first()
    if row is None:
        raise Refused("not_found")
    return row


def _unused(pack_id: UUID) -> list[tuple[UUID, str]]:
    rows = models.PaperNumber.objects.select_for_update().filter(
        provider_id=tenant(), pack_id=pack_id, state="reserved"
    )
    return list(rows.order_by("number").values_list("id", "number"))


def _close(number_ids: list[UUID], reason: str, *, by: UUID) -> None:
    models.PaperNumber.objects.filter(provider_id=tenant(), id__in=number_ids, state="reserved").update(
        state="void", void_reason=reason.strip(), voided_by=by, voided_at=current().at
    )


def _with_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("void_needs_reason", "reason")
