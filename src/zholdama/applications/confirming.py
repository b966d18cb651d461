"""What the edition ships as unconfirmed and an operator has confirmed since, with the basis he names."""

from zholdama.applications.models import Confirmation
from zholdama.ledger.work import current
from zholdama.passport import edition as editions
from zholdama.refusals import Refused


def confirmed_reasons(edition_id: str) -> frozenset[str]:
    """The ids of the edition's refusal reasons that an operator has confirmed."""
    rows = Confirmation.objects.filter(edition=edition_id)
    return frozenset(rows.values_list("item", flat=True))


def confirmed_basis(edition_id: str, reason: str) -> str:
    """The legal basis that an operator has confirmed for a refusal reason, in his words; empty where nobody has."""
    row = Confirmation.objects.filter(edition=edition_id, item=reason).values_list("basis", flat=True).first()
    return row or ""


def confirm(*, edition_id: str, reason: str, basis: str) -> None:
    """An operator confirms a refusal reason with its legal basis; recorded once and for good."""
    known = {entry.id for entry in editions.load(edition_id).refusal_reasons}
    if reason not in known:
        raise Refused("refusal_reason_unknown", "reason")
    if not basis.strip():
        raise Refused("confirmation_needs_basis", "basis")
    unit = current()
    Confirmation.objects.bulk_create(
        [
            Confirmation(
                edition=edition_id, item=reason, basis=basis.strip(), by=unit.by.label, confirmed_at=unit.at
            )
        ],
        ignore_conflicts=True,
    )
