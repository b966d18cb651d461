"""A message on its way: taken up, brought to the point of no return, ended. Each step is a unit of work of its own.

    queued --take--> queued (kept back for a while) --commit--> sending --> sent | failed | unknown | queued

`sending` is written down right before the other side is given the last sign. Whoever dies before it leaves a row that
comes up again by itself, and nothing has gone out; whoever dies after it leaves a row in `sending`, which is never
sent again unless the other side says that it has nothing. Every step names the attempt it belongs to, so that a
worker that was thought dead changes nothing any more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from zholdama.applications.models import Application
from zholdama.ledger.work import current, tenant
from zholdama.notifications import kinds, models, recipients, rules, texts
from zholdama.notifications.carriers import Letter

KEPT_BACK = timedelta(minutes=10)
"""How long a message that was taken up is nobody else's; longer than any talk with a server may last."""
SETTLED_AFTER = timedelta(minutes=10)
"""How long a row may stand in `sending` before it is asked what became of it."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message taken up: which row, which attempt, since when, and the letter."""

    id: UUID
    channel: str
    attempt: int
    since: datetime
    letter: Letter


def take(channels: tuple[str, ...]) -> Parcel | None:
    """The next message that is due on one of the channels, kept back for this attempt; None where there is none.

    One that has nowhere to go any more is given up on the way.
    """
    unit = current()
    due = models.Message.objects.filter(
        provider_id=tenant(), state="queued", channel__in=channels, next_at__lte=unit.at
    ).order_by("next_at", "sequence")
    while (row := due.select_for_update(skip_locked=True).first()) is not None:
        letter = "too_late" if unit.at - row.created_at >= rules.TRIED_FOR else _letter(row)
        if isinstance(letter, Letter):
            models.Message.objects.filter(provider_id=tenant(), id=row.id).update(
                attempts=row.attempts + 1, next_at=unit.at + KEPT_BACK
            )
            return Parcel(row.id, row.channel, row.attempts + 1, row.created_at, letter)
        _change(Q(id=row.id, state="queued"), state="given_up", error=letter, ended_at=unit.at)
    return None


def commit(parcel: Parcel) -> bool:
    """Write down that the point of no return is reached; False where this attempt is not the last one any more."""
    of_attempt = Q(id=parcel.id, attempts=parcel.attempt, state="queued")
    return _change(of_attempt, state="sending", sending_at=current().at)


def sent(parcel: Parcel, taken_as: str) -> bool:
    """The other side has taken it. An answer that comes after all ends the doubt, too."""
    of_attempt = _at_stake(parcel, "sending", "unknown")
    return _change(of_attempt, state="sent", taken_as=taken_as, error="", ended_at=current().at)


def failed(parcel: Parcel, code: str) -> bool:
    """The other side has refused it for good."""
    return _change(_at_stake(parcel, "queued", "sending"), state="failed", error=code, ended_at=current().at)


def unsure(parcel: Parcel, code: str) -> bool:
    """Nobody here can say: it is never sent again, and the desk sees it."""
    return _change(_at_stake(parcel, "sending"), state="unknown", error=code, ended_at=current().at)


def postponed(parcel: Parcel, code: str, *, chance: float) -> bool:
    """The other side has certainly not taken it: tried again, or given up after days of trying."""
    at = current().at
    again = rules.next_attempt(attempts=parcel.attempt, since=parcel.since, at=at, chance=chance)
    if again is None:
        values = {"state": "given_up", "ended_at": at}
    else:
        values = {"state": "queued", "next_at": again, "sending_at": None}
    return _change(_at_stake(parcel, "queued", "sending"), error=code, **values)


@dataclass(frozen=True, slots=True)
class Stranded:
    """A message whose sender has gone after the point of no return."""

    id: UUID
    channel: str
    attempt: int
    message_id: str


def stranded(*, most: int = 50) -> tuple[Stranded, ...]:
    """The messages of the unit's provider that have stood in `sending` for too long."""
    rows = models.Message.objects.filter(
        provider_id=tenant(), state="sending", sending_at__lte=current().at - SETTLED_AFTER
    ).order_by("next_at", "sequence")
    found = rows.values_list("id", "channel", "attempts")[:most]
    return tuple(Stranded(id, channel, attempt, message_id(id)) for id, channel, attempt in found)


def settle(one: Stranded, *, taken: bool | None) -> bool:
    """What the other side says of a stranded message; without an answer it stays unknown and is not sent again."""
    at, of_attempt = current().at, Q(id=one.id, attempts=one.attempt, state="sending")
    if taken is None:
        return _change(of_attempt, state="unknown", error="interrupted", ended_at=at)
    if taken:
        return _change(of_attempt, state="sent", error="", ended_at=at)
    return _change(of_attempt, state="queued", error="interrupted", next_at=at, sending_at=None)


def message_id(id: UUID) -> str:
    """The message's name in the world: the same at every attempt."""
    domain = settings.ZHOLDAMA_SMTP["from"].rpartition("@")[2].strip("<> ") or "localhost"
    return f"<{id}@{domain}>"


def _at_stake(parcel: Parcel, *states: str) -> Q:
    return Q(id=parcel.id, attempts=parcel.attempt, state__in=states)


def _change(which: Q, **values: object) -> bool:
    return bool(models.Message.objects.filter(which, provider_id=tenant()).update(**values))


def _letter(row: models.Message) -> Letter | str:
    """The letter as it goes now, or the code of why it cannot go."""
    to = recipients.address_of(row.recipient, row.recipient_id, row.case_id, row.channel)
    if not to:
        return "no_address"
    address, number = settings.ZHOLDAMA_PUBLIC_ADDRESS.rstrip("/"), ""
    cabinet = f"{address}/applications/"
    if row.recipient == "person":
        cases = Application.objects.filter(provider_id=tenant(), id=row.case_id)
        number, address = str(cases.values_list("number", flat=True).get()), cabinet
    elif (make := kinds.link_of(row.kind)) is not None:
        address = make(row.about, at=current().at)
    if not address:
        return "no_link"
    stop = row.recipient == "person" and row.channel == "email"
    if row.channel == "sms":
        text, subject = texts.short(row.kind, row.language, number=number, address=address), ""
    else:
        words = texts.words(row.kind, row.language, number=number, address=address, stop=stop)
        text, subject = words.text, words.subject
    return Letter(
        message_id=message_id(row.id),
        to=to,
        subject=subject,
        text=text,
        language=row.language,
        made_at=row.created_at,
        answer_page=cabinet if stop else "",
    )
