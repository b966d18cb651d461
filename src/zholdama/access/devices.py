"""Devices of the hall: ticket machines and boards, paired once by a code of the head's, known by a secret since.

A device is no person: it sees numbers and counters only. Codes and secrets are kept as hashes.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from zholdama.access import models
from zholdama.access.staffing import PLAIN_SIGNS
from zholdama.actors import Actor, Role
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.providers.actions import head_only
from zholdama.refusals import Refused

KINDS = ("kiosk", "board")
COOKIE = "hall"
CODE_HOLDS = timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=1)
LETTERS = "BCEHKMPTX"
"""Letters of ticket machines, the same in Latin and Cyrillic; A is the reception's."""


@dataclass(frozen=True, slots=True)
class Device:
    """A paired device."""

    id: UUID
    provider_id: UUID
    kind: str
    name: str
    series: str

    @property
    def actor(self) -> Actor:
        """Who acts when somebody presses the machine's button: the machine."""
        return Actor(role=Role.SYSTEM, id=self.id, provider_id=self.provider_id, name=self.name)


@dataclass(frozen=True, slots=True)
class DeviceCard:
    """A device as the head sees it. `paired_at` None: its code has not been typed yet."""

    id: UUID
    kind: str
    name: str
    series: str
    paired_at: datetime | None
    seen_at: datetime | None


def add(*, kind: str, name: str, key: UUID) -> str:
    """A new device of the own provider; returns its one-time code, shown once. A head's act, idempotent by `key`.

    Sent twice, the device is one and the newer code holds. Raises Refused: machines_enough, device_kind_unknown.
    """
    head_only()
    if kind not in KINDS:
        raise Refused("device_kind_unknown", "kind")
    code = f"{_signs(4)}-{_signs(4)}"
    values = {"code_hash": _hash(_plain(code)), "code_until": current().at + CODE_HOLDS}
    if models.Device.objects.filter(provider_id=tenant(), id=key, paired_at__isnull=True).update(**values):
        return code
    models.Device.objects.create(
        id=key,
        provider_id=tenant(),
        kind=kind,
        name=name.strip(),
        series=_letter() if kind == "kiosk" else "",
        made_at=current().at,
        **values,
    )
    chain.append("device_added", case=None, facts={"device": key, "kind": kind})
    return code


def revoke(*, device_id: UUID) -> None:
    """The device shows nothing from now on. A head's act; said again, nothing changes."""
    head_only()
    rows = models.Device.objects.filter(provider_id=tenant(), id=device_id)
    if not rows.exists():
        raise Refused("not_found")
    if rows.filter(revoked_at__isnull=True).update(revoked_at=current().at):
        chain.append("device_revoked", case=None, facts={"device": device_id})


def devices(provider_id: UUID) -> tuple[DeviceCard, ...]:
    """The devices in use, by name."""
    rows = models.Device.objects.filter(provider_id=provider_id, revoked_at__isnull=True)
    fields = ("id", "kind", "name", "series", "paired_at", "seen_at")
    return tuple(DeviceCard(*row) for row in rows.order_by("name", "made_at").values_list(*fields)[:100])


def pair(*, code: str) -> tuple[Device, str]:
    """The device of this code and what its cookie holds from now on; the code is used up.

    Raises Refused device_code_wrong: unknown, used, revoked or older than a quarter of an hour.
    """
    at = current().at
    row = models.Device.objects.select_for_update().filter(
        code_hash=_hash(_plain(code)), code_until__gte=at, revoked_at__isnull=True
    ).first()  # fmt: skip
    if row is None:
        raise Refused("device_code_wrong", "code")
    secret = secrets.token_urlsafe(32)
    models.Device.objects.filter(id=row.id).update(
        code_hash=None, code_until=None, secret_hash=_hash(secret), paired_at=at, seen_at=at
    )
    return _device(row), f"{row.id}.{secret}"


def recognised(cookie: str) -> Device | None:
    """The device that this cookie belongs to; None for a stranger or a revoked one. Notes that it was seen."""
    name, _, secret = cookie.partition(".")
    try:
        device_id = UUID(name)
    except ValueError:
        return None
    row = models.Device.objects.filter(id=device_id, revoked_at__isnull=True).first()
    if row is None or not row.secret_hash or not secrets.compare_digest(row.secret_hash, _hash(secret)):
        return None
    at = current().at
    if row.seen_at is None or at - row.seen_at > SEEN_EVERY:
        models.Device.objects.filter(id=device_id).update(seen_at=at)
    return _device(row)


def _device(row: models.Device) -> Device:
    return Device(row.id, row.provider_id, row.kind, row.name, row.series)


def _letter() -> str:
    taken = set(
        models.Device.objects.filter(provider_id=tenant(), kind="kiosk", revoked_at__isnull=True).values_list(
            "series", flat=True
        )
    )
    free = next((letter for letter in LETTERS if letter not in taken), None)
    if free is None:
        raise Refused("machines_enough", "kind")
    return free


def _signs(count: int) -> str:
    return "".join(secrets.choice(PLAIN_SIGNS) for _ in range(count))


def _plain(code: str) -> str:
    """The code as it was meant: capitals, spaces and the hyphen do not matter."""
    return "".join(sign for sign in code.lower() if sign in PLAIN_SIGNS)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
