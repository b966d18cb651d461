"""The authority and the keys of made-up people in one folder, each made when it is first needed and kept."""

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from zholdama.development_signer.holders import Holder
from zholdama.eds import oids
from zholdama.eds.certificate import DIGITAL_SIGNATURE, Certificate
from zholdama.eds.development import Credential, DevelopmentAuthority, Kind, Template
from zholdama.eds.development_services import Revoked, service

KINDS: tuple[Kind, ...] = ("rsa", "gost")
VALID = (datetime(2014, 6, 1, tzinfo=UTC), datetime(2045, 12, 31, tzinfo=UTC))
"""Validity of the certificates: the whole calendar, so that a set clock finds them valid."""
EXPIRED = (datetime(2014, 6, 1, tzinfo=UTC), datetime(2014, 12, 31, tzinfo=UTC))
KEY_ENCIPHERMENT = 0x20

HOLD, KEY_COMPROMISE = 6, 1
REVOKED = "revoked.json"


@dataclass
class Keyring:
    """One folder of keys. Processes may share it: whatever is missing is made by one of them."""

    folder: Path
    _held: dict[str, Credential] = field(default_factory=dict, repr=False)
    _authority: DevelopmentAuthority | None = field(default=None, repr=False)

    def authority(self) -> DevelopmentAuthority:
        """The development authority, with an issuer for each kind of key."""
        if self._authority is None:
            with self._alone():
                self._authority = self._loaded_or_made()
        return self._authority

    def _loaded_or_made(self) -> DevelopmentAuthority:
        place = self.folder / "authority"
        try:
            found = DevelopmentAuthority.load(place)
        except FileNotFoundError:
            found = DevelopmentAuthority({}, {})
        missing = tuple(kind for kind in KINDS if kind not in found.roots)
        if not missing:
            return found
        added = DevelopmentAuthority.create(at=VALID[0], kinds=missing)
        added.save(place)
        return DevelopmentAuthority({**found.roots, **added.roots}, {**found.issuers, **added.issuers})

    def credential(self, holder: Holder, kind: Kind = "rsa") -> Credential:
        """The holder's key and certificate for signing."""
        return self._credential(
            f"{holder.id}-{kind}",
            lambda: self.authority().issue(holder.identity(), at=VALID[0], kind=kind, valid=VALID),
        )

    def expired(self, holder: Holder, kind: Kind) -> Credential:
        """The same person's certificate whose validity is long over."""
        return self._credential(
            f"{holder.id}-{kind}-expired",
            lambda: self.authority().issue(holder.identity(), at=EXPIRED[0], kind=kind, valid=EXPIRED),
        )

    def for_authentication(self, holder: Holder, kind: Kind) -> Credential:
        """The certificate that serves to sign in to sites, not to sign documents."""
        usage = Template(key_usage=DIGITAL_SIGNATURE | KEY_ENCIPHERMENT, purposes=(oids.CLIENT_AUTH,))
        return self._credential(
            f"{holder.id}-{kind}-authentication",
            lambda: self.authority().issue(
                holder.identity(), at=VALID[0], kind=kind, valid=VALID, template=usage
            ),
        )

    def revoked(self, holder: Holder, kind: Kind, *, at: datetime, reason: int) -> Credential:
        """A certificate of the holder that is revoked an hour before `at` when it is first asked for, and stays so."""
        made = self._credential(
            f"{holder.id}-{kind}-{'held' if reason == HOLD else 'revoked'}",
            lambda: self.authority().issue(holder.identity(), at=VALID[0], kind=kind, valid=VALID),
        )
        serial = Certificate.from_der(made.certificate).serial
        with self._alone():
            known = self._revocations()
            if str(serial) not in known:
                known[str(serial)] = [(at - timedelta(hours=1)).isoformat(), reason, kind]
                (self.folder / REVOKED).write_text(json.dumps(known), encoding="utf-8")
        return made

    def revocations(self, kind: Kind | None = None) -> dict[int, Revoked]:
        """What is revoked, by serial number; of one issuer when `kind` is given."""
        return {
            int(serial): Revoked(datetime.fromisoformat(at), reason)
            for serial, (at, reason, of) in self._revocations().items()
            if kind in (None, of)
        }

    def _revocations(self) -> dict[str, list[Any]]:
        try:
            found: dict[str, list[Any]] = json.loads((self.folder / REVOKED).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return found

    def stamping(self) -> Credential:
        """The time-stamping service: GOST, as the National Certification Authority's."""
        return self._service("time-stamping", "Zholdama development TSA", oids.TIME_STAMPING, "gost")

    def answering(self, kind: Kind) -> Credential:
        """The OCSP responder of one issuer."""
        return self._service(f"ocsp-{kind}", f"Zholdama development OCSP {kind}", oids.OCSP_SIGNING, kind)

    def _service(self, name: str, common: str, purpose: str, kind: Kind) -> Credential:
        issuer = self.authority().issuers[kind]
        return self._credential(
            f"service-{name}", lambda: service(issuer, common, purpose, at=VALID[0], until=VALID[1])
        )

    def _credential(self, name: str, make: Callable[[], Credential]) -> Credential:
        if name not in self._held:
            self.authority()
            with self._alone():
                self._held[name] = self._stored(name, make)
        return self._held[name]

    def _stored(self, name: str, make: Callable[[], Credential]) -> Credential:
        place = self.folder / "people"
        try:
            return Credential.load(place, name)
        except OSError:
            made = make()
            made.save(place, name)
            return made

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(self.folder / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
