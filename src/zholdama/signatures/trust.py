"""The installed store of trusted authorities, and the archive that keeps what a verdict has ever rested on."""

import hashlib
import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from zholdama.eds.certificate_files import certificates_of
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
    try:
        changed = os.stat(folder).st_mtime_ns
    except FileNotFoundError:
        changed = 0
    return _installed(folder, production, changed)


@lru_cache(maxsize=4)
def _installed(folder: Path, production: bool, changed: int) -> Installed:
    """Production trusts pinned authorities alone, and nothing when it finds another one."""
    found = certificates_of(folder) if changed else []
    if not production:
        return _kept(TrustStore.from_certificates(found), found)
    try:
        return _kept(TrustStore.production(found), found)
    except NotTrusted:
        log.exception("the trust folder holds an authority that production refuses: nothing is trusted")
        return _kept(TrustStore.from_certificates(()), [])


def _kept(store: TrustStore, certificates: list[bytes]) -> Installed:
    return Installed(store, tuple(sorted(_archived(each) for each in certificates)))


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
