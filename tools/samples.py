"""Verify the published samples in a folder, and that every one-bit change of them is refused.

    python tools/samples.py DIR

DIR holds `ca/`, `ca-test/` (certificates), `crl-test/` (revocation lists) and `vectors/` (NAME_attached.der,
NAME_detached.der, NAME_document.txt, NAME_signer.cer). Nothing of it is copied. Changed one at a time:
every bit of the document, of the signed attributes and of the signature; a sample of the bits, or all of
them with ZHOLDAMA_PROVE=1. Then each file of vectors/ through `zholdama eds verify`, with the trust and the
time it needs, every OCSP answer (*.bin), and the production root and issuing certificates of both families.
Exit 0 when everything is as it must be, 1 otherwise, 2 without the folder.

The test authority's signatures carry timestamps of the production service, so they need both folders:
`--trust ca --trust ca-test`. With `ca-test` alone the timestamp cannot be judged: undetermined.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

from zholdama.cli.main import main as command
from zholdama.eds import backends, cms, cms_form, names, oids, pins, timestamp
from zholdama.eds.certificate import Certificate
from zholdama.eds.certificate_files import certificates_in, certificates_of
from zholdama.eds.crl import Crl
from zholdama.eds.ocsp import Answer, Unusable
from zholdama.eds.trust import Authority, TrustStore, issued
from zholdama.eds.verdict import Verdict

STEP = 1 if os.environ.get("ZHOLDAMA_PROVE") == "1" else 37


@dataclass(frozen=True)
class Sample:
    """One signature with its document and the moment to judge it at."""

    path: Path
    signature: bytes
    document: bytes
    at: datetime

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem

    @property
    def attached(self) -> bool:
        """Whether the document lies inside the signature."""
        return cms_form.read(self.signature).content is not None


@dataclass(frozen=True)
class Holdings:
    """What the samples are judged by."""

    production: TrustStore
    every: TrustStore
    lists: tuple[Crl, ...]


def main(words: list[str]) -> int:
    """Run everything; prints a line for each finding."""
    if len(words) != 1 or not Path(words[0], "vectors").is_dir():
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(words[0])
    holdings = _holdings(folder)
    print(f"digest by {backends.report().digest}, signatures by {backends.report().verify}")
    wrong = _wrong_authorities(folder, holdings)
    wrong += _wrong_families(folder)
    for sample in _samples(folder, holdings):
        wrong += _wrong_sample(sample, holdings)
        wrong += _wrong_commands(sample, folder)
    for path in sorted((folder / "vectors").glob("*.bin")):
        wrong += _wrong_answer(path, holdings)
    wrong += _left_out(folder)
    for line in wrong:
        print(f"WRONG {line}")
    print("all as it must be" if not wrong else f"{len(wrong)} wrong")
    return 1 if wrong else 0


def _holdings(folder: Path) -> Holdings:
    production, test = certificates_of(folder / "ca"), certificates_of(folder / "ca-test")
    lists = [Crl.from_der(path.read_bytes()) for path in sorted((folder / "crl-test").glob("*.crl"))]
    return Holdings(TrustStore.production(production), TrustStore.test(production + test), tuple(lists))


def _wrong_authorities(folder: Path, holdings: Holdings) -> list[str]:
    """Every authority's signature, and that of every list, verifies; each names the one above it."""
    wrong = list(holdings.every.skipped)
    held = sum(len(each) for each in holdings.every.authorities.values())
    found = len(certificates_of(folder / "ca")) + len(certificates_of(folder / "ca-test"))
    if held != found:
        wrong.append(f"{held} of {found} authorities verify")
    for same_name in holdings.every.authorities.values():
        for authority in same_name:
            if not authority.complete:
                wrong.append(f"no root above {names.in_words(authority.certificate.subject)}")
    for crl in holdings.lists:
        issuers = holdings.every.named(crl.issuer)
        if not any(crl.signed_by(issuer.certificate) for issuer in issuers):
            wrong.append(f"list of {crl.this_update:%Y-%m-%d}: signature")
    print(f"{held} authorities and {len(holdings.lists)} lists")
    return wrong


def _wrong_families(folder: Path) -> list[str]:
    """The production root and issuing certificates of both families verify against each other, by our code."""
    held = {
        Certificate.from_der(each).fingerprint: Certificate.from_der(each)
        for each in certificates_of(folder / "ca")
    }
    pinned = {pin.name: held.get(pin.sha256) for pin in pins.PRODUCTION}
    wrong = []
    for root, issuing in (("root_gost_2022", "nca_gost_2022"), ("root_rsa_2020", "nca_rsa_2022")):
        above, below = pinned[root], pinned[issuing]
        if above is None or below is None:
            wrong.append(f"{root} or {issuing} is not in the folder")
            continue
        told = {
            f"{root} by itself": issued(above, above),
            f"{issuing} by {root}": issued(above, below),
            f"{root} not by {issuing}": not issued(below, above),
            f"{issuing} changed": not any(
                _changed_passes(above, below, bit) for bit in range(0, 8 * len(below.tbs), STEP)
            ),
        }
        wrong += [what for what, as_it_must in told.items() if not as_it_must]
        print(f"{root} and {issuing}: {'verify' if all(told.values()) else 'WRONG'}")
    return wrong


def _changed_passes(above: Certificate, below: Certificate, bit: int) -> bool:
    """Whether the issuing certificate with one bit of its signed part changed still verifies."""
    return issued(above, replace(below, tbs=_flipped(below.tbs, bit)))


def _wrong_commands(sample: Sample, folder: Path) -> list[str]:
    """The command as an operator calls it: both folders valid; the test folder alone undetermined; other data not."""
    vectors, wrong = folder / "vectors", []
    lists = [word for path in sorted((folder / "crl-test").glob("*.crl")) for word in ("--crl", str(path))]
    call = [str(vectors / f"{sample.name}.der"), "--at", sample.at.isoformat(), *lists]
    document = vectors / f"{sample.name.rsplit('_', 1)[0]}_document.txt"
    data, other = ["--data", str(document)], ["--data", __file__]
    both = ["--trust", str(folder / "ca"), "--trust", str(folder / "ca-test")]
    for words, status in (
        ([*both, *data], 0),
        (both, 0 if sample.attached else 3),
        ([*both, *other], 1),
        ([*both[2:], *data], 3),
        ([*both[:2], *data], 1),
    ):
        with redirect_stdout(StringIO()):
            found = command(["eds", "verify", *call, *words, "--json"])
        if found != status:
            wrong.append(f"{sample.name}: {' '.join(words)}: exit {found}, not {status}")
    return wrong


def _wrong_answer(path: Path, holdings: Holdings) -> list[str]:
    """An OCSP answer parses, and a responder that the authority entitled signed it; with one bit changed, not."""
    answer = Answer.from_der(path.read_bytes())
    authorities = [each for held in holdings.every.authorities.values() for each in held]
    by = next((each for each in authorities if _by(answer, each)), None)
    wrong = [] if by else [f"{path.name}: nobody's signature"]
    for bit in range(0, 8 * len(answer.tbs), STEP):
        if by and _by(replace(answer, tbs=_flipped(answer.tbs, bit)), by):
            wrong.append(f"{path.name}: bit {bit} changed, not refused")
    for bit in range(0, 8 * len(answer.signature), STEP):
        if by and _by(replace(answer, signature=_flipped(answer.signature, bit)), by):
            wrong.append(f"{path.name}: bit {bit} of the signature changed, not refused")
    print(
        f"{path.name}: {len(answer.statuses)} status, signed for {names.in_words(by.certificate.subject) if by else '?'}"
    )
    return wrong


def _by(answer: Answer, authority: Authority) -> bool:
    """Whether the authority, or a responder it entitled, signed the answer."""
    try:
        answer.check_signature(authority)
    except Unusable:
        return False
    return True


def _left_out(folder: Path) -> list[str]:
    """A file of vectors/ that nothing above has looked at."""
    known = ("_attached.der", "_detached.der", "_document.txt", "_signer.cer", ".bin")
    return [
        f"{path.name}: not looked at"
        for path in sorted((folder / "vectors").iterdir())
        if not path.name.endswith(known)
    ]


def _samples(folder: Path, holdings: Holdings) -> Iterator[Sample]:
    for path in sorted((folder / "vectors").glob("*_*tached.der")):
        signature = path.read_bytes()
        document = path.with_name(path.name.rsplit("_", 1)[0] + "_document.txt").read_bytes()
        yield Sample(path, signature, document, _moment(signature, holdings))


def _moment(signature: bytes, holdings: Holdings) -> datetime:
    """The earliest moment after the timestamp at which a full list is fresh, else a minute after the
    timestamp.
    """
    signer = cms_form.read(signature).signers[0]
    token = cms_form.read(signer.unsigned[oids.TIMESTAMP_TOKEN][0])
    stamped = timestamp.read(token.content or b"").time + timedelta(minutes=1)
    moments = [max(crl.this_update, stamped) for crl in holdings.lists if crl.base is None]
    return min(
        (each for each in moments if any(crl.fresh(each) and crl.base is None for crl in holdings.lists)),
        default=stamped,
    ).astimezone(UTC)


def _judge(sample: Sample, holdings: Holdings, **changed: object) -> Verdict:
    demands: dict[str, object] = {
        "content": sample.document,
        "at": sample.at,
        "store": holdings.every,
        "crls": holdings.lists,
        **changed,
    }
    signature = demands.pop("signature", sample.signature)
    return cms.verify(signature, **demands)  # type: ignore[arg-type]


def _wrong_sample(sample: Sample, holdings: Holdings) -> list[str]:
    wrong = []
    role = "official" if sample.name.startswith("legal") else "individual"
    verdict = _judge(sample, holdings, role=role)
    if verdict.verdict != "valid":
        wrong.append(f"{sample.name}: {verdict.verdict} {verdict.reasons}")
    if (found := _judge(sample, holdings, store=holdings.production)).reasons != ("chain.untrusted",):
        wrong.append(f"{sample.name}: production store says {found.reasons}")
    if (found := _judge(sample, holdings, crls=())).verdict != "undetermined":
        wrong.append(f"{sample.name}: without lists {found.verdict}")
    tried = 0
    for what, changed in _changes(sample):
        tried += 1
        if _judge(sample, holdings, **changed).verdict != "invalid":
            wrong.append(f"{sample.name}: {what} changed, not refused")
    signer = verdict.signers[0] if verdict.signers else None
    beside = sample.path.with_name(sample.path.name.rsplit("_", 1)[0] + "_signer.cer")
    if signer is None or certificates_in(beside.read_bytes()) != [signer.certificate]:
        wrong.append(f"{sample.name}: the signer is not the certificate beside it")
    print(f"{sample.name}: {verdict.verdict} {signer.name if signer else ''}, {tried} one-bit changes tried")
    return wrong


def _changes(sample: Sample) -> Iterator[tuple[str, dict[str, object]]]:
    """One-bit changes of the document and of the signed attributes and the signature inside the CMS."""
    for bit in range(0, 8 * len(sample.document), STEP):
        yield f"bit {bit} of the document", {"content": _flipped(sample.document, bit)}
    signed = cms_form.read(sample.signature)
    signer = signed.signers[0]
    parts = {"signed attributes": signer.signed_bytes[1:], "signature": signer.signature}
    if signed.content is not None:
        parts["attached document"] = signed.content
    for what, part in parts.items():
        start = sample.signature.index(part)
        for bit in range(0, 8 * len(part), STEP):
            changed: dict[str, object] = {"signature": _flipped(sample.signature, 8 * start + bit)}
            if what == "attached document":
                changed["content"] = None
            yield f"bit {bit} of the {what}", changed
    certificate = Certificate.from_der(signed.certificates[0])
    start = sample.signature.index(certificate.der)
    for bit in range(0, 8 * len(certificate.der), STEP * 5):
        yield f"bit {bit} of the certificate", {"signature": _flipped(sample.signature, 8 * start + bit)}


def _flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
