"""Revocation lists held on this machine: fetched by a job, verified, indexed, kept by content.

`current.json` says which list of each address is in use and is replaced whole. A list that a verdict has rested on
stays, so that the verdict can be given again.
"""

import hashlib
import json
import logging
import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from zholdama.eds import names
from zholdama.eds.crl import Crl
from zholdama.eds.crl_file import open_indexed, write_index
from zholdama.eds.der import Malformed
from zholdama.signatures import fetching, trust
from zholdama.signatures.fetching import Silent
from zholdama.signatures.judgement import ListRef

log = logging.getLogger("zholdama.signatures")
LARGEST_LIST = 96 * 1024 * 1024
FETCH_SECONDS = 120.0
KEPT_UNUSED = timedelta(days=2)


def _folder() -> Path:
    from django.conf import settings

    folder: Path = settings.ZHOLDAMA_SIGNATURE_FOLDER / "lists"
    return folder


def current() -> tuple[tuple[Crl, ...], tuple[ListRef, ...]]:
    """The lists in use, mapped into memory, and what they are called in evidence."""
    folder = _folder()
    try:
        changed = os.stat(folder / "current.json").st_mtime_ns
    except FileNotFoundError:
        return (), ()
    return _current(folder, changed)


@lru_cache(maxsize=2)
def _current(folder: Path, _changed: int) -> tuple[tuple[Crl, ...], tuple[ListRef, ...]]:
    found = []
    for digest in sorted(set(_in_use(folder).values())):
        try:
            found.append((digest, _opened(folder, digest)))
        except (OSError, Malformed):
            log.exception("a revocation list that is in use cannot be read")
    return tuple(one for _, one in found), tuple(reference(digest, one) for digest, one in found)


def reference(digest: str, crl: Crl) -> ListRef:
    """What evidence says of a list."""
    return ListRef(digest, names.in_words(crl.issuer), crl.number, crl.this_update)


def keep(references: Iterable[ListRef]) -> None:
    """A verdict rests on these lists: they are not removed any more."""
    for one in references:
        _mark(_folder(), one.sha256)


@lru_cache(maxsize=256)
def _mark(folder: Path, digest: str) -> None:
    (folder / f"{digest}.used").touch()


def by_digest(digests: Iterable[str]) -> tuple[Crl, ...]:
    """The lists of then; raises trust.Lost."""
    return tuple(_found(_folder(), digest) for digest in digests)


@lru_cache(maxsize=8)
def _found(folder: Path, digest: str) -> Crl:
    try:
        return _opened(folder, digest)
    except (OSError, Malformed) as error:
        raise trust.Lost(f"the revocation list {digest}") from error


def _opened(folder: Path, digest: str) -> Crl:
    return open_indexed(folder / f"{digest}.crl", folder / f"{digest}.index")


def fetch(addresses: Iterable[str], *, at: datetime) -> dict[str, str]:
    """Ask every address for its list; returns address -> "new", "same" or why there is no list from there.

    A list is taken when a trusted authority signed it, and never an older one than the one in use.
    """
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    used, told = _in_use(folder), {}
    for address in addresses:
        try:
            data = fetching.ask(address, most=LARGEST_LIST, seconds=FETCH_SECONDS)
            digest = _taken(folder, data, instead_of=used.get(address))
        except (Silent, Malformed, OSError) as error:
            told[address] = str(error) or type(error).__name__
            log.warning("a revocation list was not taken: %s", told[address])
            continue
        told[address] = "same" if used.get(address) == digest else "new"
        used[address] = digest
    _swap(folder, used)
    _remove_unused(folder, set(used.values()), at=at)
    return told


def _taken(folder: Path, data: bytes, *, instead_of: str | None) -> str:
    digest = hashlib.sha256(data).hexdigest()
    if digest == instead_of:
        return digest
    crl = Crl.from_der(data)
    issuer = next(
        (
            each.certificate
            for each in trust.installed().store.named(crl.issuer)
            if crl.signed_by(each.certificate)
        ),
        None,
    )
    if issuer is None:
        raise Malformed("no trusted authority signed the list")
    if instead_of is not None and (held := _previous(folder, instead_of)) is not None:
        if (held.issuer, held.base is None) != (crl.issuer, crl.base is None):
            raise Malformed("another authority's list, or a delta for a full one")
        if crl.this_update < held.this_update or (crl.number or 0) < (held.number or 0):
            raise Malformed("older than the list in use")
    draft = folder / f"{digest}.crl.{os.getpid()}.new"
    draft.write_bytes(data)
    write_index(data, folder / f"{digest}.index", issuer=issuer)
    draft.replace(folder / f"{digest}.crl")
    return digest


def _previous(folder: Path, digest: str) -> Crl | None:
    try:
        return _opened(folder, digest)
    except (OSError, Malformed):
        return None


def _in_use(folder: Path) -> dict[str, str]:
    try:
        held = json.loads((folder / "current.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(address): str(digest) for address, digest in held.items()}


def _swap(folder: Path, used: dict[str, str]) -> None:
    draft = folder / f"current.json.{os.getpid()}.new"
    draft.write_text(json.dumps(used, indent=1, sort_keys=True), encoding="utf-8")
    draft.replace(folder / "current.json")


def _remove_unused(folder: Path, used: set[str], *, at: datetime) -> None:
    """Lists that are not in use and that no verdict rests on go after two days."""
    for path in folder.glob("*.crl"):
        marked = path.with_suffix(".used").exists()
        if path.stem not in used and not marked and path.stat().st_mtime < (at - KEPT_UNUSED).timestamp():
            path.unlink(missing_ok=True)
            path.with_suffix(".index").unlink(missing_ok=True)
