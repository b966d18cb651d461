"""`zholdama eds trust`: put certification authorities into the installed store, or show what it holds."""

import argparse
import getpass
import os
import re
import sys
from pathlib import Path
from typing import Any

from zholdama import clock
from zholdama.cli import output
from zholdama.config.installation import belongs_like_its_folder, here
from zholdama.eds import names, pins
from zholdama.eds.certificate import Certificate
from zholdama.eds.certificate_files import certificates_in, certificates_of
from zholdama.eds.der import Malformed
from zholdama.eds.installed_trust import Basis, InstalledTrust, belongs_to_test, why_refused
from zholdama.working_time.zone import ALMATY

_WHY = {
    "not_a_certificate": "not a certificate",
    "not_an_authority": "no authority's certificate, or its signature does not verify",
    "development_in_production": "a development authority; production never trusts it",
    "test_in_production": "a test authority; production never trusts it",
    "not_pinned": "not pinned; compare its fingerprint with the registry of the root authority, then name it whole: --confirm SHA256",
}


def add_arguments(acts: Any) -> None:
    """`trust add FILE|DIR ...` and `trust list`."""
    trust = acts.add_parser("trust", help="the installed certification authorities")
    steps = trust.add_subparsers(dest="step", metavar="STEP", required=True)
    add = steps.add_parser("add", help="add CA certificates (DER, PEM or base64)")
    add.add_argument("paths", type=Path, nargs="+", metavar="FILE|DIR")
    add.add_argument(
        "--confirm",
        action="append",
        default=[],
        metavar="SHA256",
        help="a person has compared this whole fingerprint: add it although it is not pinned (may be repeated)",
    )
    add.add_argument(
        "--by", metavar="NAME", help="who adds it, for the log (default: the user of the system)"
    )
    for step in (trust, add, steps.add_parser("list", help="show what is installed")):
        step.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="print exactly one JSON document"
        )


def run(args: argparse.Namespace) -> int:
    """Exit 0 added, there already, or listed; 1 something was refused; 2 the call is wrong."""
    return _add(args) if args.step == "add" else _list(args)


def installed() -> InstalledTrust:
    """The store of this installation."""
    return InstalledTrust(here().root / "trust")


def in_production() -> bool:
    """Whether this installation runs in production."""
    return os.environ.get("ZHOLDAMA_MODE") == "production"


def _add(args: argparse.Namespace) -> int:
    confirmed = {each.replace(":", "").replace(" ", "").lower() for each in args.confirm}
    if any(not re.fullmatch(r"[0-9a-f]{64}", each) for each in confirmed):
        output.complain("--confirm needs the whole SHA-256 of the certificate: 64 hexadecimal digits")
        return output.WRONG_CALL
    by = args.by.strip() if args.by is not None else getpass.getuser()
    if not by:
        output.complain("--by needs a name")
        return output.WRONG_CALL
    told: dict[str, list[dict[str, Any]]] = {"added": [], "already": [], "refused": []}
    for data in _certificates(args.paths):
        where, entry = _one(data, confirmed, by=by, ask=not args.json)
        told[where].append(entry)
    if not any(told.values()):
        told["refused"].append({"fingerprint": None, "reason": "not_a_certificate"})
    output.answer(args, told, _lines(told))
    return output.NO if told["refused"] else output.GOOD


def _certificates(paths: list[Path]) -> list[bytes]:
    """Of files and folders, each once; raises OSError."""
    found: dict[bytes, None] = {}
    for path in paths:
        held = certificates_of(path) if path.is_dir() else certificates_in(path.read_bytes())
        found.update(dict.fromkeys(held))
    return list(found)


def _one(data: bytes, confirmed: set[str], *, by: str, ask: bool) -> tuple[str, dict[str, Any]]:
    try:
        certificate = Certificate.from_der(data)
        subject = names.in_words(certificate.subject)
    except Malformed:
        return "refused", {"fingerprint": None, "reason": "not_a_certificate"}
    entry: dict[str, Any] = {"fingerprint": certificate.fingerprint, "subject": subject}
    store, production = installed(), in_production()
    if store.holds(certificate) and not (production and belongs_to_test(certificate)):
        return "already", entry
    reason = why_refused(certificate, production=production, confirmed=certificate.fingerprint in confirmed)
    if reason == "not_pinned" and ask and _agreed(certificate, subject):
        reason = ""
    if reason:
        return "refused", {**entry, "reason": reason}
    house = here()
    folder = house.folder(store.path_of(certificate).parent, mode=0o755)
    basis: Basis = "pinned" if pins.pin_of(certificate.fingerprint) else "confirmed"
    addition = store.add(certificate, by=by, at=clock.now().astimezone(ALMATY).isoformat(), basis=basis)
    for path in (store.log, folder / f"{certificate.fingerprint}.cer"):
        belongs_like_its_folder(path)
    return "added", {**entry, "basis": addition.basis, "store": addition.store, "by": by, "at": addition.at}


def _agreed(certificate: Certificate, subject: str) -> bool:
    """Whether a person at a terminal says that the fingerprint is the registry's."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    shown = output.printable(subject)
    print(f"{shown}\n  SHA-256 {certificate.fingerprint}\n  This authority is not pinned.", file=sys.stderr)
    print(
        "  Have you compared the fingerprint with the registry? Type yes to trust it: ",
        end="",
        file=sys.stderr,
    )
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() == "yes"


def _lines(told: dict[str, list[dict[str, Any]]]) -> list[str]:
    lines = []
    for entry in told["added"]:
        lines.append(
            f"added ({entry['basis']}) to {entry['store']}: {entry['fingerprint']} {entry['subject']}"
        )
    for entry in told["already"]:
        lines.append(f"there already: {entry['fingerprint']} {entry['subject']}")
    for entry in told["refused"]:
        about = f"{entry['fingerprint']} {entry.get('subject', '')}".strip() if entry["fingerprint"] else ""
        lines.append(f"refused: {about or 'a file'}: {_WHY[entry['reason']]}")
    return [output.printable(line) for line in lines]


def _list(args: argparse.Namespace) -> int:
    store, found = installed(), []
    confirmed = store.confirmed()
    for name, folder in (("trust", store.folder), ("trust-test", store.test_folder)):
        for data in certificates_of(folder) if folder.is_dir() else []:
            found.append(_described(data, name, confirmed))
    lines = [
        f"{each['store']:10} {each['kind']:12} {each['fingerprint'] or '-'} {each['subject']}"
        for each in found
    ]
    output.answer(args, {"authorities": found}, map(output.printable, lines or ["nothing is installed"]))
    return output.GOOD


def _described(data: bytes, store: str, confirmed: frozenset[str]) -> dict[str, Any]:
    try:
        certificate = Certificate.from_der(data)
        subject = names.in_words(certificate.subject)
    except Malformed:
        return {"store": store, "kind": "unreadable", "fingerprint": None, "subject": "", "production": False}
    fingerprint = certificate.fingerprint
    kind = "development" if certificate.development else pins.kind_of(fingerprint)
    if kind is None:
        kind = "confirmed" if fingerprint in confirmed else "unconfirmed"
    pin = pins.pin_of(fingerprint)
    return {
        "store": store,
        "kind": kind,
        "fingerprint": fingerprint,
        "subject": subject,
        "pin": pin.name if pin else None,
        "not_after": certificate.not_after.astimezone(ALMATY).isoformat(),
        "production": store == "trust" and kind in ("production", "confirmed"),
    }
