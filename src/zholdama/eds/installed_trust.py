"""The trust store of an installation: two folders of certificates, and the log of what was added to them.

`trust/` holds what production may trust; `trust-test/` beside it the authority's test CA and development
authorities, which production never opens. `trust-additions.jsonl` is appended to, one JSON object a line:
an authority that is not pinned is trusted in production only when a line of it says that a person confirmed
its whole fingerprint.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from zholdama.eds import pins
from zholdama.eds.certificate import Certificate
from zholdama.eds.certificate_files import certificates_of
from zholdama.eds.der import Malformed
from zholdama.eds.trust import NotTrusted, TrustStore, issued, why_no_authority

Basis = Literal["pinned", "confirmed"]


@dataclass(frozen=True, slots=True)
class Addition:
    """One line of the log: when, which authority, on whose word. `at` is ISO 8601 with its offset."""

    at: str
    fingerprint: str
    basis: Basis
    by: str
    store: str


@dataclass(frozen=True, slots=True)
class InstalledTrust:
    """The store whose production folder is `folder`; nothing needs to exist yet."""

    folder: Path

    @property
    def test_folder(self) -> Path:
        """Where the test and development authorities lie."""
        return self.folder.with_name(self.folder.name + "-test")

    @property
    def log(self) -> Path:
        """The additions, one JSON object a line."""
        return self.folder.with_name(self.folder.name + "-additions.jsonl")

    def changed(self) -> tuple[int, ...]:
        """When folders and log last changed, to know whether a store that was built still stands."""
        return tuple(_changed(path) for path in (self.folder, self.test_folder, self.log))

    def load(self, *, production: bool) -> TrustStore:
        """The store for this mode; raises NotTrusted when production's folder holds what it must not, OSError."""
        found = certificates_of(self.folder) if self.folder.is_dir() else []
        if production:
            return TrustStore.production(found, confirmed=self.confirmed())
        if self.test_folder.is_dir():
            found += certificates_of(self.test_folder)
        return TrustStore.from_certificates(found)

    def confirmed(self) -> frozenset[str]:
        """Fingerprints that a person confirmed. A line that cannot be read confirms nothing."""
        found = set()
        for line in self._lines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if (
                isinstance(entry, dict)
                and entry.get("basis") == "confirmed"
                and entry.get("store") == "trust"
            ):
                found.add(str(entry.get("fingerprint")))
        return frozenset(found)

    def _lines(self) -> list[bytes]:
        try:
            return self.log.read_bytes().splitlines()
        except FileNotFoundError:
            return []

    def holds(self, certificate: Certificate) -> bool:
        """Whether it is there already, and, if it is not pinned, confirmed."""
        if not self.path_of(certificate).exists():
            return False
        return pins.pin_of(certificate.fingerprint) is not None or any(
            certificate.fingerprint.encode() in line for line in self._lines()
        )

    def path_of(self, certificate: Certificate) -> Path:
        """The file of a certificate."""
        folder = self.test_folder if belongs_to_test(certificate) else self.folder
        return folder / f"{certificate.fingerprint}.cer"

    def add(self, certificate: Certificate, *, by: str, at: str, basis: Basis) -> Addition:
        """Log the addition, then write the file; the folders must exist. The caller has asked `why_refused`."""
        path = self.path_of(certificate)
        store = "trust-test" if path.parent == self.test_folder else "trust"
        addition = Addition(at, certificate.fingerprint, basis, by, store)
        # The log comes first: a crash between the two leaves a line too many, never an unlogged authority.
        line = json.dumps(asdict(addition), ensure_ascii=False) + "\n"
        descriptor = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        with os.fdopen(descriptor, "ab") as out:
            out.write(line.encode())
            out.flush()
            os.fsync(out.fileno())
        draft = path.with_name(path.name + ".new")
        draft.write_bytes(certificate.der)
        draft.replace(path)
        return addition


def belongs_to_test(certificate: Certificate) -> bool:
    """Whether it is a test or development authority, which production never trusts."""
    return certificate.development or pins.kind_of(certificate.fingerprint) == "test"


def why_refused(certificate: Certificate, *, production: bool, confirmed: bool) -> str:
    """Why a certificate may not enter the store, as a code; empty when it may."""
    try:
        problem = why_no_authority(certificate)
    except Malformed:
        problem = "not in form"
    if problem or (certificate.self_issued and not issued(certificate, certificate)):
        return "not_an_authority"
    if production and certificate.development:
        return "development_in_production"
    if production and belongs_to_test(certificate):
        return "test_in_production"
    if pins.pin_of(certificate.fingerprint) is None and not confirmed:
        return "not_pinned"
    return ""


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


__all__ = ["Addition", "InstalledTrust", "NotTrusted", "belongs_to_test", "why_refused"]
