"""What became of the messages of a case, in one line; and of all that did not go, for the operator."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from zholdama.notifications import queries as notifications

CHANNELS: Mapping[str, Any] = {"email": _("e-mail"), "sms": _("SMS")}
RECIPIENTS: Mapping[str, Any] = {"person": _("to the person"), "organisation": _("to the organisation")}
STATES: Mapping[str, Any] = {
    "queued": _("waiting"),
    "sending": _("being sent"),
    "sent": _("sent"),
    "failed": _("refused by the other side"),
    "given_up": _("given up"),
    "unknown": _("not known whether it arrived"),
}


def of_case(case_id: UUID) -> str:
    """For example: e-mail to the person: sent 2, waiting 1. Empty where no message was made."""
    lines: dict[tuple[str, str], list[str]] = {}
    for one in notifications.deliveries_of(case_id):
        counted = f"{STATES[one.state]} {one.how_many}"
        lines.setdefault((one.channel, one.recipient), []).append(counted)
    return "; ".join(
        f"{CHANNELS[channel]} {RECIPIENTS[recipient]}: {', '.join(counted)}"
        for (channel, recipient), counted in lines.items()
    )


def not_sent() -> str:
    """For example: waiting 3, refused by the other side 1. Empty where everything has gone."""
    counted = notifications.not_sent()
    return ", ".join(f"{name} {counted[state]}" for state, name in STATES.items() if state in counted)
