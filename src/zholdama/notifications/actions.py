"""Following the ledger: each step that concerns a person becomes a notice in his cabinet, exactly once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from zholdama.applications.models import Application
from zholdama.ledger.models import Entry
from zholdama.ledger.work import tenant
from zholdama.notifications import models

WATCHER = "notices"
TOLD = {
    "submit": "submitted",
    "register": "registered",
    "ask": "question",
    "announce_refusal": "refusal_intended",
    "hand_over": "delivered",
    "withdraw": "withdrawn",
    "reject_signature": "not_signed",
    "recalculate": "due_changed",
}
"""Act -> the kind of notice it makes; the words of a kind are the portal's."""


@dataclass(frozen=True, slots=True)
class Followed:
    """How far the watcher came: steps read, notices made."""

    steps: int
    notices: int


def follow(*, most: int = 500) -> Followed:
    """Read the next steps of the unit's provider and tell the people concerned.

    The cursor moves in the same transaction as the notices: a crash in between repeats nothing and loses nothing.
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
    concerned = [
        (sequence, act, case, at) for sequence, act, case, at in entries if act in TOLD and case is not None
    ]
    owners = dict(
        Application.objects.filter(
            provider_id=tenant(), id__in={entry[2] for entry in concerned}
        ).values_list("id", "person_id")
    )
    notices = [_notice(entry, owners[entry[2]]) for entry in concerned if entry[2] in owners]
    models.Notice.objects.bulk_create(notices, ignore_conflicts=True)
    models.Cursor.objects.filter(provider_id=tenant(), watcher=WATCHER).update(sequence=entries[-1][0])
    return Followed(len(entries), len(notices))


def _notice(entry: tuple[int, str, UUID, datetime], person_id: UUID) -> models.Notice:
    sequence, act, case, at = entry
    return models.Notice(
        id=uuid4(),
        provider_id=tenant(),
        person_id=person_id,
        sequence=sequence,
        kind=TOLD[act],
        application_id=case,
        at=at,
    )
