"""Export the chain of steps, and verify it: in the database, in an exported file, and one against the other."""

import argparse
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from zholdama import clock
from zholdama.cli import output, reading
from zholdama.config import installation
from zholdama.working_time.zone import ALMATY

if TYPE_CHECKING:
    from uuid import UUID

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from zholdama.ledger.verification import ChainReport, Published

SUMMARY = "Verify or export the chain of steps"

SECRET = "ledger_key"  # noqa: S105 - its name
COMPARED = {
    "same": "the chains in the database lead through every head in it",
    "differs": "the chains in the database are not those it was exported from",
    "another_installation": "it comes from another installation; nothing here was compared with it",
    "no_database": "this installation has no database to compare it with",
    "not_asked": "it was judged alone",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`verify [FILE] [--key HEX] [--file-only]`, `export FILE`, `key`."""
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    verify = acts.add_parser(
        "verify", help="recompute the chains in the database, or verify FILE against them"
    )
    verify.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a file written by export")
    verify.add_argument("--key", metavar="HEX", help="the public key that FILE must carry")
    verify.add_argument("--file-only", action="store_true", help="judge FILE alone")
    export = acts.add_parser("export", help="write all chains with signed heads into a file")
    export.add_argument("file", type=Path, metavar="FILE")
    key = acts.add_parser("key", help="print the public key of the exports, to be published")
    for act in (verify, export):
        reading.add_provider(act)
    for act in (verify, export, key):
        # Given before or after the act's name; an unset default keeps what stood before it.
        act.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="print exactly one JSON document"
        )


def run(args: argparse.Namespace) -> int:
    """Exit 0 good or written; 1 broken; 2 the call is wrong; 3 there is no database to look into."""
    try:
        if args.act == "verify":
            return _verify(args)
        return _export(args) if args.act == "export" else _key(args)
    except OSError as error:
        output.complain(str(error))
        return output.WRONG_CALL
    except reading.UnknownProvider as error:
        output.complain(str(error))
        return output.WRONG_CALL


def signing_key() -> "Ed25519PrivateKey":
    """The installation's key for exports: the SHA-256 of its secret is the seed."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    secret = installation.here().secret(SECRET)
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(secret.encode()).digest())


def _key(args: argparse.Namespace) -> int:
    from zholdama.ledger import export

    public = export.public_hex(signing_key())
    document = {"public_key": public, "fingerprint": export.fingerprint(public)}
    output.answer(args, document, [f"public key {public}", f"fingerprint {document['fingerprint']}"])
    return output.GOOD


def _export(args: argparse.Namespace) -> int:
    reading.open_for_reading()
    from zholdama.ledger import export
    from zholdama.ledger.verification import ChainBroken
    from zholdama.ledger.work import Login, work

    at = clock.now()
    try:
        with _replacing(args.file) as file, work(login=Login.AUDITOR, at=at):
            written = export.write(
                file, key=signing_key(), at=at, provider=reading.provider_id(args.provider)
            )
    except ChainBroken as broken:
        output.complain("the chain is broken, so nothing was signed; see `zholdama ledger verify`")
        output.answer(args, {"verdict": "broken", "broken_at": _plain(broken.at)}, [_where(broken.at)])
        return output.NO
    document = {
        "file": str(args.file),
        "entries": written.entries,
        "chains": written.chains,
        "exported_at": at.astimezone(ALMATY).isoformat(),
        "public_key": written.public_key,
        "fingerprint": export.fingerprint(written.public_key),
    }
    line = f"{written.entries} steps in {written.chains} chains: {args.file}"
    output.answer(args, document, [line, f"signed by the key {document['fingerprint']}"])
    return output.GOOD


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` when it is whole; a device or pipe is written straight away."""
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            yield file
        return
    if not path.absolute().parent.is_dir():
        raise FileNotFoundError(f"there is no folder {path.parent} to write {path.name} into")
    handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    finally:
        Path(name).unlink(missing_ok=True)


def _verify(args: argparse.Namespace) -> int:
    from zholdama.ledger.verification import ChainBroken, ChainReport

    wrong = _wrong_call(args)
    if wrong:
        output.complain(wrong)
        return output.WRONG_CALL
    if args.file is None:
        return _tell(args, _recomputed(None, args.provider), {})
    beside: dict[str, Any] = {"compared": None}
    try:
        with args.file.open("rb") as file:
            report = _judged(args, file, beside)
    except ChainBroken as broken:
        report = ChainReport(entries=0, chains=0, breaks=(broken.at,))
    return _tell(args, report, beside)


def _wrong_call(args: argparse.Namespace) -> str:
    if args.file is None and (args.key or args.file_only):
        return "--key and --file-only are about a FILE, and none is named"
    if args.file is not None and args.provider:
        return "--provider is about the database; a FILE is verified whole"
    if args.key and not re.fullmatch("[0-9a-fA-F]{64}", args.key):
        return "--key takes 64 hex digits, as `zholdama ledger key` prints them"
    return ""


def _judged(args: argparse.Namespace, file: BinaryIO, beside: dict[str, Any]) -> "ChainReport":
    """The file's own verdict, and what the database says to it; raises ChainBroken when the file is broken."""
    from zholdama.ledger import export, exported
    from zholdama.ledger.verification import ChainReport

    found = exported.read(file, key=args.key)
    beside |= {
        "exported_at": found.exported_at,
        "public_key": found.public_key,
        "fingerprint": export.fingerprint(found.public_key),
    }
    alone = ChainReport(entries=found.entries, chains=found.chains)
    if args.file_only or not reading.is_installed():
        beside["compared"] = "not_asked" if args.file_only else "no_database"
        return alone
    reading.open_for_reading()
    heads = exported.published(file, found)
    if not _is_ours(found.public_key, heads):
        beside["compared"] = "another_installation"
        return alone
    # Only chains that are in the file: what else is wrong here is not the file's matter.
    names = {str(owner) for owner in heads}
    breaks = tuple(each for each in _recomputed(heads, None).breaks if each.provider in names)
    beside["compared"] = "differs" if breaks else "same"
    return replace(alone, breaks=breaks)


def _is_ours(public_key: str, heads: "Mapping[UUID, Published]") -> bool:
    """Signed by this installation, or by an earlier key of it: then the database knows one of its steps."""
    from zholdama.ledger import export, stored
    from zholdama.ledger.work import Login, work

    kept = installation.here().secrets_path / SECRET
    if kept.exists() and public_key == export.public_hex(signing_key()):
        return True
    with work(login=Login.AUDITOR, at=clock.now()):
        return any(stored.hash_at(owner, head.sequence) == head.hash for owner, head in heads.items())


def _recomputed(published: "Mapping[UUID, Published] | None", provider: str | None) -> "ChainReport":
    reading.open_for_reading()
    from zholdama.ledger import verification
    from zholdama.ledger.work import Login, work

    with work(login=Login.AUDITOR, at=clock.now()):
        return verification.verify(published=published, provider=reading.provider_id(provider))


def _tell(args: argparse.Namespace, report: "ChainReport", beside: Mapping[str, Any]) -> int:
    document = {
        "verdict": report.verdict,
        "entries": report.entries,
        "chains": report.chains,
        "broken_at": _plain(report.broken_at) if report.broken_at else None,
        "breaks": [_plain(each) for each in report.breaks],
        **beside,
    }
    lines = [f"{report.verdict}: {report.entries} steps in {report.chains} chains"]
    lines += [_where(each) for each in report.breaks]
    if beside.get("fingerprint"):
        trust = (
            "as you named it" if args.key else "named by the file itself: compare it with the published one"
        )
        lines.append(f"signed by the key {beside['fingerprint']}, {trust}")
    if beside.get("compared"):
        lines.append(f"the file: {COMPARED[beside['compared']]}")
    output.answer(args, document, lines)
    return output.NO if report.breaks else output.GOOD


def _plain(at: Any) -> dict[str, Any]:
    return {"provider": at.provider, "sequence": at.sequence, "line": at.line, "reason": at.reason}


def _where(at: Any) -> str:
    places = (("line", at.line), ("provider", at.provider), ("step", at.sequence))
    return f"  {', '.join(f'{name} {value}' for name, value in places if value is not None)}: {at.reason}"
