"""What a provider's head arranges without touching accounts: counters and absence; and what the operator corrects.

Accounts belong to a higher floor: `access.staffing` adds staff, resets them and changes their roles.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from zholdama.actors import Role
from zholdama.identifiers import read_bin
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.passport import edition as editions
from zholdama.passport.rules import admitted_provider
from zholdama.providers import models
from zholdama.providers.catalogue import ProviderRow
from zholdama.refusals import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What the operator knows of a provider when it opens here."""

    bin: str = ""
    address_kk: str = ""
    address_ru: str = ""
    phone: str = ""


def head_only() -> None:
    """Raises Refused unless a head acts."""
    if current().by.role is not Role.HEAD:
        raise Refused("step_not_for_role")


def operator_only() -> None:
    """Raises Refused unless the operator acts."""
    if current().by.role is not Role.OPERATOR:
        raise Refused("step_not_for_role")


def add_counter(*, label: str) -> UUID:
    """One more counter; raises Refused for a label that is empty, too long or used already."""
    head_only()
    name = label.strip()
    if not name or len(name) > 10:
        raise Refused("counter_label", "label")
    counter_id = uuid4()
    try:
        with transaction.atomic(using=current().alias):
            models.Counter.objects.create(id=counter_id, provider_id=tenant(), label=name)
    except IntegrityError as error:
        raise Refused("counter_exists", "label") from error
    chain.append("counter_added", case=None, facts={"counter": counter_id, "label": name})
    return counter_id


def set_counter(*, counter_id: UUID, active: bool) -> None:
    """Take a counter out of use, or into use again."""
    head_only()
    if not models.Counter.objects.filter(provider_id=tenant(), id=counter_id).update(active=active):
        raise Refused("not_found")
    chain.append("counter_opened" if active else "counter_closed", case=None, facts={"counter": counter_id})


def set_absence(*, staff_id: UUID, absent_from: date | None, absent_until: date | None) -> None:
    """Write down when a member of staff is away (both days included), or None for back again; appends no step.

    `applications.actions.mark_absent` is the whole act: it gives the open work to everybody and appends.
    """
    head_only()
    if absent_from is not None and absent_until is not None and absent_until < absent_from:
        raise Refused("absence_ends_before", "absent_until")
    changed = models.Staff.objects.filter(provider_id=tenant(), id=staff_id).update(
        absent_from=absent_from, absent_until=absent_until
    )
    if not changed:
        raise Refused("not_found")


def open_provider(office: Office) -> None:
    """The provider of the unit of work serves people here from now on; appends no step of its own.

    `referrals.provider_setup.set_up` is the whole act. Raises Refused for a BIN that is none.
    """
    operator_only()
    if office.bin and not read_bin(office.bin).valid:
        raise Refused("bin_wrong", "bin")
    rows = models.Provider.objects.filter(id=tenant(), open=False)
    for kind in rows.values_list("kind", flat=True):
        admitted_provider(
            kind=kind, edition=editions.current()
        )  # P2: the importer's list is not taken on trust
    values = {name: getattr(office, name).strip() for name in Office.__slots__}
    if not rows.update(open=True, **values):
        raise Refused("provider_open_already", conflict=True)


def correct(row: ProviderRow) -> None:
    """Write names and code of the official classifier to the provider of the unit of work; a step of its chain."""
    operator_only()
    values = {
        "name_kk": row.kk,
        "name_ru": row.ru,
        "kato": row.kato or "",
        "source": row.source,
        "confirmed": row.confirmed,
    }
    models.Provider.objects.filter(id=tenant()).update(**values)
    chain.append("provider_corrected", case=None, facts=values)
