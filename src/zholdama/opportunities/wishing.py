"""Stating what a person wants and can, and reading the newest statement."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from zholdama.ledger import chain
from zholdama.ledger.work import current
from zholdama.opportunities import wish_models as models
from zholdama.opportunities.suitability import NOTHING_STATED, Wishes, wrong_wishes
from zholdama.refusals import Refused

FIELDS = ("wanted", "trained", "education", "kato", "modes", "least_wage", "limits")
SOURCES = frozenset({"person", "document", "register"})


@dataclass(frozen=True, slots=True)
class WishCard:
    """The newest statement of a person at a provider; version 0 with nothing stated where there is none."""

    wishes: Wishes
    source: str = ""
    stated_at: datetime | None = None
    version: int = 0


def state_wishes(
    wishes: Wishes,
    *,
    provider_id: UUID,
    person_id: UUID,
    key: UUID,
    version: int,
    source: str = "person",
    case: UUID | None = None,
) -> int:
    """Write down the person's wishes as they are from now on; returns their version. Idempotent by `key`.

    `version`: the one that the page was drawn from, 0 where nothing was stated. Raises Refused: a code, word or sum
    that cannot be (naming the field), or wishes that somebody else has stated meanwhile.
    """
    if source not in SOURCES:
        raise ValueError(source)
    if problem := wrong_wishes(wishes):
        raise problem
    if done := _version_of(provider_id, key):
        return done
    given = {"provider_id": provider_id, "person_id": person_id, "version": version + 1, "source": source}
    if newest(provider_id, person_id).version != version or not _write(wishes, key=key, **given):
        if done := _version_of(provider_id, key):  # the same statement, sent twice at once
            return done
        raise Refused("wishes_changed", conflict=True)
    chain.append(
        "state_wishes",
        case=case,
        facts={"person": person_id, "source": source, "version": version + 1, **asdict(wishes)},
        provider=provider_id,
    )
    return version + 1


def newest(provider_id: UUID, person_id: UUID) -> WishCard:
    """What the person has stated last at this provider."""
    rows = models.Wish.objects.filter(provider_id=provider_id, person_id=person_id).order_by("-version")
    row = rows.values_list(*FIELDS, "source", "stated_at", "version").first()
    if row is None:
        return WishCard(NOTHING_STATED)
    stated = dict(zip(FIELDS, map(_frozen, row), strict=False))
    return WishCard(Wishes(**stated), *row[len(FIELDS) :])


def _write(wishes: Wishes, *, key: UUID, **given: Any) -> bool:
    """Whether the row is this statement's: of two that state at once, the second waits for the first and writes none."""
    unit = current()
    row = models.Wish(
        id=uuid4(),
        stated_by=unit.by.label,
        stated_at=unit.at,
        idempotency_key=key,
        **given,
        **{name: _stored(getattr(wishes, name)) for name in FIELDS},
    )
    models.Wish.objects.bulk_create([row], ignore_conflicts=True)
    return models.Wish.objects.filter(provider_id=given["provider_id"], id=row.id).exists()


def _version_of(provider_id: UUID, key: UUID) -> int:
    """The version that this key has made, 0 where it has made none."""
    done = models.Wish.objects.filter(provider_id=provider_id, idempotency_key=key)
    return done.values_list("version", flat=True).first() or 0


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _stored(value: Any) -> Any:
    return list(value) if isinstance(value, Iterable) and not isinstance(value, str) else value
