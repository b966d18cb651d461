"""The installed store of trusted authorities, and the archive that keeps what a verdict has ever rested on."""

import hashlib
import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from zholdama.eds.installed_trust import InstalledTrust
from zholdama.eds.trust import NotTrusted, TrustStore

log = logging.getLogger("zholdama.signatures")


@dataclass(frozen=True, slots=True, eq=False)
class Installed:
    """A store and the SHA-256 (hex) of the certificates it was made from."""

    store: TrustStore = field(repr=False)
    fingerprints: tuple[str, ...]


def installed() -> Installed:
    """What is trusted here and now; a certificate added to a running installation is seen."""
    from django.conf import settings

    folder, production = settings.ZHOLDAMA_TRUST, bool(settings.ZHOLDAMA_PRODUCTION)
    return _installed(folder, production, InstalledTrust(folder).changed())


@lru_cache(maxsize=4)
def _installed(folder: Path, production: bool, _changed: tuple[int, ...]) -> Installed:
    """Production trusts pinned and confirmed authorities alone, and nothing when it finds another one."""
    try:
        store = InstalledTrust(folder).load(production=production)
    except NotTrusted:
        log.exception("the trust folder holds an authority that production refuses: nothing is trusted")
        store = TrustStore.from_certificates(())
    held = [one.certificate.der for same_name in store.authorities.values() for one in same_name]
    return Installed(store, tuple(sorted(_archived(each) for each in held)))


def _archive() -> Path:
    from django.conf import settings

    folder: Path = settings.ZHOLDAMA_SIGNATURE_FOLDER / "authorities"
    return folder


def _archived(certificate: bytes) -> str:
    """The certificate's SHA-256; its bytes stay here though the operator takes the file out of the store."""
    fingerprint = hashlib.sha256(certificate).hexdigest()
    path = _archive() / f"{fingerprint}.cer"
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f"{path.name}.{os.getpid()}.new")
            draft.write_bytes(certificate)
            draft.replace(path)
    except OSError:
        # Judging goes on; `zholdama eds recompute` will say what it misses.
        log.exception("a trusted certificate could not be put into the archive")
    return fingerprint


class Lost(LookupError):
    """Something that a stored verdict rests on is not here any more; the message says what."""


def store_of(fingerprints: Iterable[str]) -> TrustStore:
    """The store of then, from the archive; raises Lost."""
    return _store_of(tuple(sorted(fingerprints)))


@lru_cache(maxsize=16)
def _store_of(fingerprints: tuple[str, ...]) -> TrustStore:
    found = []
    for fingerprint in fingerprints:
        try:
            certificate = (_archive() / f"{fingerprint}.cer").read_bytes()
        except OSError as error:
            raise Lost(f"the certificate {fingerprint}") from error
        if hashlib.sha256(certificate).hexdigest() != fingerprint:
            raise Lost(f"the certificate {fingerprint}, whose file was changed")
        found.append(certificate)
    return TrustStore.from_certificates(found)
