"""`zholdama eds`: judge an electronic signature, or show in words what a file of that trade holds. No
database, but for `recompute`, which gives stored verdicts again.
"""

import argparse
import base64
import binascii
import codecs
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from zholdama import clock
from zholdama.cli import eds_recompute, eds_trust, output
from zholdama.eds import (
    certificate_files,
    cms,
    cms_form,
    inspection,
    profiles,
    texts,
    xml_documents,
    xml_inspection,
    xml_reader,
)
from zholdama.eds.demands import Demands, Revocation
from zholdama.eds.trust import NotTrusted, TrustStore
from zholdama.eds.verdict import Verdict
from zholdama.working_time.moments import UnreadableTime, read_moment
from zholdama.working_time.zone import ALMATY

SUMMARY = "Verify or inspect an electronic signature"

_EXIT = {"valid": output.GOOD, "invalid": output.NO, "undetermined": output.UNDETERMINED}
_PEM = re.compile(
    rb"-----BEGIN (?:CMS|PKCS7|PKCS #7 SIGNED DATA)-----(.*?)-----END [A-Z0-9 #]+-----\s*\Z", re.S
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`verify FILE ...`, `inspect FILE` and `trust add|list`."""
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    verify = acts.add_parser("verify", help="judge a signature: CMS (DER, PEM or base64), XML or WS-Security")
    verify.add_argument("file", type=Path, metavar="FILE")
    verify.add_argument(
        "--data", type=Path, metavar="FILE", help="the signed document of a detached signature"
    )
    verify.add_argument("--at", metavar="TIME", help="judge as received at this time (default: now)")
    verify.add_argument(
        "--trust",
        type=Path,
        action="append",
        metavar="DIR",
        help="the CA certificates in this folder are the whole store; may be repeated, and must hold the "
        "timestamp's authority too: a timestamp of an unknown one leaves the verdict undetermined",
    )
    verify.add_argument(
        "--crl", type=Path, action="append", default=[], metavar="FILE", help="a revocation list"
    )
    verify.add_argument(
        "--ocsp", type=Path, metavar="FILE", help="an OCSP answer about the signer's certificate"
    )
    verify.add_argument("--role", choices=("individual", "official", "any"), default="any")
    verify.add_argument("--iin", metavar="NUMBER", help="the certificate must name this IIN")
    verify.add_argument("--bin", metavar="NUMBER", help="the certificate must name this BIN")
    verify.add_argument("--profile", choices=tuple(profiles.PROFILES), default=profiles.CURRENT.name)
    verify.add_argument("--language", choices=texts.LANGUAGES, default="en", help="of the lines for people")
    inspect = acts.add_parser("inspect", help="show a signature, certificate, revocation list or OCSP answer")
    inspect.add_argument("file", type=Path, metavar="FILE")
    recompute = eds_recompute.add_arguments(acts)
    eds_trust.add_arguments(acts)
    for act in (verify, inspect, recompute):
        # Given before or after the act's name; an unset default keeps what stood before it.
        act.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="print exactly one JSON document"
        )


def run(args: argparse.Namespace) -> int:
    """Exit 0 valid or shown; 1 invalid or unreadable; 2 the call is wrong; 3 undetermined."""
    if args.act == "recompute":
        return eds_recompute.run(args)
    try:
        return {"verify": _verify, "inspect": _inspect, "trust": eds_trust.run}[args.act](args)
    except (OSError, UnreadableTime) as error:
        output.complain(str(error))
        return output.WRONG_CALL


def _verify(args: argparse.Namespace) -> int:
    at = read_moment(args.at) if args.at else clock.now()
    data = _bytes(args.file)
    content = args.data.read_bytes() if args.data else None
    store, revocation = _store(args.trust)
    demands = Demands(
        at=at,
        store=store,
        crls=[_der(path.read_bytes()) for path in args.crl],
        ocsp=_der(_bytes(args.ocsp)) if args.ocsp else None,
        role=args.role,
        iin=args.iin,
        bin=args.bin,
        profile=profiles.PROFILES[args.profile],
        revocation=revocation,
    )
    if xml_reader.looks_like_xml(data):
        verdict = xml_documents.verify(data, demands, content=content).verdict
    else:
        verdict = cms.judge(_der(data), demands, content=content)
    output.answer(args, _document(verdict), map(output.printable, _lines(verdict, args.language)))
    return _EXIT[verdict.verdict]


def _inspect(args: argparse.Namespace) -> int:
    data = _bytes(args.file)
    is_xml = xml_reader.looks_like_xml(data)
    found = xml_inspection.inspect(data) if is_xml else inspection.inspect(_der(data))
    if found is None:
        output.complain(
            "neither a signature or signed XML, nor a certificate, revocation list or OCSP answer"
        )
        output.answer(args, {"kind": "unreadable"}, ["unreadable"])
        return output.NO
    document: dict[str, Any] = _plain(found)
    output.answer(args, document, map(output.printable, _indented(document)))
    return output.GOOD


def _bytes(path: Path) -> bytes:
    """The file, or as much of it as shows that it is too long to be looked at."""
    with path.open("rb") as file:
        start = file.read(64)
        longest = xml_reader.FILE.size if xml_reader.looks_like_xml(start) else 2 * cms_form.LARGEST
        return start + file.read(longest)


def _der(data: bytes) -> bytes:
    """Base64, with or without PEM lines, is undone; anything else is left for the reader to judge."""
    if data[:1] == b"\x30":
        return data
    data = data.removeprefix(codecs.BOM_UTF8)
    armoured = _PEM.match(data.lstrip())
    body = armoured[1] if armoured else data
    if body.lstrip().startswith(b"-----BEGIN"):
        blocks = certificate_files.certificates_in(body)
        return blocks[0] if blocks else data
    try:
        return base64.b64decode(b"".join(body.split()), validate=True)
    except binascii.Error:
        return data


def _store(folders: list[Path] | None) -> tuple[TrustStore, Revocation]:
    """The given folders' certificates, or the installed ones. A development chain needs no revocation only
    there.
    """
    if folders:
        found = [der for folder in folders for der in certificate_files.certificates_of(folder)]
        return TrustStore.from_certificates(found), "required"
    production = eds_trust.in_production()
    try:
        store = eds_trust.installed().load(production=production)
    except NotTrusted as error:
        output.complain(f"nothing is trusted: {error}")
        store = TrustStore.from_certificates(())
    return store, "required" if production else "not_published_by_development_ca"


def _document(verdict: Verdict) -> dict[str, Any]:
    return {
        "verdict": verdict.verdict,
        "reasons": list(verdict.reasons),
        "signers": [
            {
                "name": signer.name,
                "iin": signer.iin or None,
                "bin": signer.bin or None,
                "roles": list(signer.roles),
                "algorithm": signer.algorithm,
                "signing_time": _local(signer.signing_time),
                "timestamp": _local(signer.timestamp),
                "organisation": signer.organisation or None,
            }
            for signer in verdict.signers
        ],
        "checks": [
            {"check": check.check, "result": check.result, "detail": check.detail, "decides": check.decides}
            for check in verdict.checks
        ],
        "judged_at": _local(verdict.at),
    }


def _local(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(ALMATY).isoformat()


def _lines(verdict: Verdict, language: str) -> Iterator[str]:
    yield verdict.verdict
    for reason in verdict.reasons:
        yield f"  {reason}: {texts.text(reason, language)}"
    for signer in verdict.signers:
        numbers = " ".join(part for part in (signer.iin, signer.bin) if part)
        yield f"{signer.name} {numbers} ({', '.join(signer.roles)}), {signer.algorithm}"
        yield f"  signed {_local(signer.signing_time)}, timestamp {_local(signer.timestamp)}"
    for check in verdict.checks:
        yield f"  {check.result:8} {check.check}{': ' + check.detail if check.detail else ''}"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return _local(value) if isinstance(value, datetime) else value


def _indented(value: dict[str, Any], depth: int = 0) -> Iterator[str]:
    for key, each in value.items():
        if isinstance(each, dict):
            yield f"{'  ' * depth}{key}:"
            yield from _indented(each, depth + 1)
        elif isinstance(each, list) and each and isinstance(each[0], dict):
            for item in each:
                yield f"{'  ' * depth}{key}:"
                yield from _indented(item, depth + 1)
        else:
            shown = ", ".join(map(str, each)) if isinstance(each, list) else each
            yield f"{'  ' * depth}{key}: {shown}"
