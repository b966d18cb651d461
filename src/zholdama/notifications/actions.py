"""Following the ledger: each step that concerns somebody becomes a notice in the cabinet and messages, exactly once."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

from zholdama.ledger.models import Entry
from zholdama.ledger.work import current, tenant
from zholdama.notifications import carriers, kinds, models
from zholdama.notifications.kinds import TO_PERSONS, Telling
from zholdama.notifications.recipients import Found, Step

WATCHER = "notices"


@dataclass(frozen=True, slots=True)
class Followed:
    """How far the watcher came: steps read, notices made, messages put on their way."""

    steps: int
    notices: int
    messages: int = 0


def follow(*, most: int = 500) -> Followed:
    """Read the next steps of the unit's provider and tell those concerned.

    The cursor moves in the same transaction as the notices and messages: a crash in between repeats nothing and loses
    nothing. A channel that is switched on later begins with the steps from then on.
    """
    cursor, _ = models.Cursor.objects.select_for_update().get_or_create(
        provider_id=tenant(), watcher=WATCHER, defaults={"sequence": 0}
    )
    entries = list(
        Entry.objects.filter(provider_id=tenant(), sequence__gt=cursor.sequence)
        .order_by("sequence")
        .values_list("sequence", "act", "case_id", "at")[:most]
    )
    if not entries:
        return Followed(0, 0)
    steps = [Step(sequence, act, case, at) for sequence, act, case, at in entries if case is not None]
    found = _found(steps)
    notices = [_notice(step, one) for one, told, step in found if told.kind == TO_PERSONS.get(step.act)]
    messages = [row for one, told, _ in found for row in _messages(one, told)]
    models.Notice.objects.bulk_create(notices, ignore_conflicts=True)
    models.Message.objects.bulk_create(messages, ignore_conflicts=True)
    models.Cursor.objects.filter(provider_id=tenant(), watcher=WATCHER).update(sequence=entries[-1][0])
    return Followed(len(entries), len(notices), len(messages))


def _found(steps: list[Step]) -> list[tuple[Found, Telling, Step]]:
    """Who is told what of which step; each way of finding people is asked once."""
    told = kinds.told()
    found = []
    for find in dict.fromkeys(telling.find for telling in told):
        by_act = {act: telling for telling in told if telling.find is find for act in telling.acts}
        if concerned := [step for step in steps if step.act in by_act]:
            found += [(one, by_act[one.step.act], one.step) for one in find(concerned)]
    return found


def _notice(step: Step, found: Found) -> models.Notice:
    return models.Notice(
        id=uuid4(),
        provider_id=tenant(),
        person_id=found.recipient_id,
        sequence=step.sequence,
        kind=TO_PERSONS[step.act],
        application_id=step.case_id,
        at=step.at,
    )


def _messages(found: Found, told: Telling) -> Iterator[models.Message]:
    unit, on = current(), carriers.names()
    for channel in told.channels:
        if channel in on and channel in found.channels:
            yield models.Message(
                id=uuid4(),
                provider_id=tenant(),
                sequence=found.step.sequence,
                recipient=found.recipient,
                recipient_id=found.recipient_id,
                channel=channel,
                kind=told.kind,
                language=found.language,
                case_id=found.step.case_id,
                about=found.about,
                next_at=unit.at,
                created_at=unit.at,
            )
