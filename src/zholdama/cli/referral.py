"""`zholdama referral`: verify a referral from its PDF or the text of its QR, and export the public keys."""

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zholdama import clock
from zholdama.cli import output, reading
from zholdama.cli.any_text import add_any_text, joined
from zholdama.working_time.moments import UnreadableTime, read_moment
from zholdama.working_time.zone import ALMATY

if TYPE_CHECKING:
    from zholdama.papers.keys import KeyRing
    from zholdama.papers.verification import Verdict

SUMMARY = "Verify a referral, or export the public keys"

_LINES = {
    "valid": "The referral is valid",
    "expired": "The referral is genuine, but its time is over",
    "replaced": "The referral is genuine, but another one has replaced it",
    "withdrawn": "The referral is genuine, but it has been withdrawn",
    "forged": "This is not a referral as it was issued",
    "unknown_key": "It could not be determined: the key is not among the known keys",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`verify FILE.pdf|TEXT [--keys FILE [--list FILE]] [--at TIME]` and `keys FILE`."""
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    verify = acts.add_parser("verify", help="judge a PDF, or the text of a QR")
    add_any_text(verify, name="paper", help_text="a sealed PDF, or the text of its QR; any text is answered")
    verify.add_argument(
        "--keys", type=Path, metavar="FILE", help="a file of public keys; no database is needed then"
    )
    verify.add_argument(
        "--list",
        type=Path,
        metavar="FILE",
        help="with --keys: the signed list (/verify/list.cose) beside the published keys (/verify/keys.json)",
    )
    verify.add_argument("--at", metavar="TIME", help="judge as of this time (default: now)")
    keys = acts.add_parser("keys", help="write the public keys of this installation into a file")
    keys.add_argument("file", type=Path, metavar="FILE")
    for act in (verify, keys):
        # Given before or after the act's name; an unset default keeps what stood before it.
        act.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="print exactly one JSON document"
        )


def run(args: argparse.Namespace) -> int:
    """Exit 0 valid or written; 1 expired, replaced, withdrawn, forged; 2 the call is wrong; 3 unknown key."""
    return _verify(args) if args.act == "verify" else _export(args)


def _verify(args: argparse.Namespace) -> int:
    from zholdama.papers.keys import KeyFileError

    try:
        at = read_moment(args.at) if args.at else clock.now()
        data = _paper(joined(args.paper))
        ring = _ring(args.keys, args.list)
    except (OSError, KeyFileError, UnreadableTime) as error:
        output.complain(str(error))
        return output.WRONG_CALL
    verdict = _judge(data, ring=ring, at=at)
    output.answer(args, _document(verdict), _lines(verdict))
    return {"valid": output.GOOD, "unknown_key": output.UNDETERMINED}.get(verdict.verdict, output.NO)


def _export(args: argparse.Namespace) -> int:
    ring = _ring(None, None)
    try:
        args.file.write_text(ring.to_json(), encoding="utf-8")
    except OSError as error:
        output.complain(str(error))
        return output.WRONG_CALL
    document = {"file": str(args.file), "keys": len(ring.keys), "as_of": _local(ring.as_of)}
    output.answer(args, document, [f"{len(ring.keys)} keys as of {document['as_of']}: {args.file}"])
    return output.GOOD


def _paper(named: str) -> bytes | str:
    """The named file's bytes, or the text itself. A name ending in .pdf is always a file: raises OSError."""
    if named.lower().endswith(".pdf") or _is_file(named):
        return Path(named).read_bytes()
    return named


def _is_file(named: str) -> bool:
    try:
        return Path(named).is_file()
    except (OSError, ValueError):  # too long, or a null character: a text, not a name
        return False


def _judge(data: bytes | str, *, ring: "KeyRing", at: datetime) -> "Verdict":
    from zholdama.papers import token, verification

    if isinstance(data, str):
        # Spaces and line ends around it come from a clipboard or an editor, never from a QR.
        return verification.verify_text(data.strip(), keyring=ring, at=at)
    if data.startswith(token.PREFIX.encode()):
        # A file with a QR's text in it.
        text = data.strip().decode("ascii", "replace")
        return verification.verify_text(text, keyring=ring, at=at)
    return verification.verify_pdf(data, keyring=ring, at=at)


def _ring(file: Path | None, listed: Path | None) -> "KeyRing":
    """The key ring in `file`, with the signed list in `listed`, or the installed one.

    Raises OSError, KeyFileError, DatabaseMissing.
    """
    from zholdama.papers import published_list
    from zholdama.papers.keys import KeyFileError, KeyRing

    if listed is not None and file is None:
        raise KeyFileError("--list needs the published keys: give them with --keys")
    if file is not None:
        content = file.read_bytes()
        if listed is None:
            return KeyRing.from_json(content)
        return published_list.combined(content, listed.read_bytes())
    reading.open_for_reading()
    from zholdama.ledger.work import Login, work
    from zholdama.referrals import queries

    # The doorkeeper sees what anybody may see without signing in, and no more is needed here.
    with work(login=Login.DOORKEEPER, at=clock.now()):
        ring: KeyRing = queries.keyring()
    return ring


def _document(verdict: "Verdict") -> dict[str, Any]:
    provider = verdict.provider
    return {
        "verdict": verdict.verdict,
        "reason": verdict.reason,
        "number": verdict.number,
        "kind": verdict.kind,
        "initials": verdict.initials,
        "issued_at": _local(verdict.issued_at),
        "valid_until": _local(verdict.valid_until),
        "provider": provider and {"code": provider.code, "names": provider.names.as_dict()},
        "list_as_of": _local(verdict.list_as_of),
    }


def _lines(verdict: "Verdict") -> list[str]:
    lines = [f"{verdict.verdict}: {_LINES[verdict.verdict]} ({verdict.reason})"]
    if verdict.number is not None and verdict.provider is not None:
        lines.append(f"No {verdict.number}, {verdict.kind}, {verdict.initials}")
        lines.append(f"{verdict.provider.names.kk} / {verdict.provider.names.ru}")
        lines.append(
            f"issued {_local(verdict.issued_at)}, valid until {_local(verdict.valid_until) or 'without end'}"
        )
    if verdict.list_as_of is not None:
        lines.append(f"held against the list of {_local(verdict.list_as_of)}")
    return lines


def _local(moment: datetime | None) -> str | None:
    """ISO 8601 with the offset Almaty had at that moment."""
    return None if moment is None else moment.astimezone(ALMATY).isoformat()
