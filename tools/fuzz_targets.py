"""What is fuzzed: each target takes any bytes and raises only when something is wrong."""

import contextlib
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from unittest import mock

from zholdama.eds import cms, der, inspection, names, oids, signature_checks, timestamp
from zholdama.eds.certificate import Certificate
from zholdama.eds.certificate_files import certificates_in
from zholdama.eds.crl import Crl
from zholdama.eds.demands import Demands
from zholdama.eds.der import Malformed
from zholdama.eds.development import DevelopmentAuthority, person_identity
from zholdama.eds.development_services import (
    Revoked,
    ocsp_answer,
    revocation_list,
    service,
    timestamp_attribute,
    timestamp_token,
)
from zholdama.eds.development_signing import draft
from zholdama.eds.ocsp import Answer
from zholdama.eds.profiles import CURRENT, LEGACY
from zholdama.eds.trust import TrustStore, why_no_authority
from zholdama.eds.verdict import Verdict

AT = datetime(2025, 1, 3, 10, 0, tzinfo=UTC)
STAMPED = AT - timedelta(hours=1)
CONTENT = "Жолдама беру туралы өтініш".encode()
KINDS = ("rsa", "gost")
XML_READERS = {"xmldsig": "zholdama.eds.xmldsig", "wsse": "zholdama.eds.wsse"}
"""Target to module with a `verify(data, demands)`; a reader joins with its line here and its seeds below."""

Target = Callable[[bytes], None]


class Forgery(AssertionError):
    """What nobody signed, stamped or answered was called good."""


class Held:
    """What the targets judge by, read from the folder that `write_seeds` filled."""

    def __init__(self, folder: Path) -> None:
        self.store = TrustStore.from_folder(folder / "trust")
        self.lists = [Crl.from_der(path.read_bytes()) for path in sorted((folder / "lists").iterdir())]
        self.detached = (folder / "seeds" / "cms" / "detached-gost").read_bytes()
        self.bare = (folder / "bare").read_bytes()
        self.people = {path.read_bytes() for path in (folder / "people").iterdir()}
        self.told = {_tbs(path.read_bytes()) for path in (folder / "seeds" / "ocsp").iterdir()}

    def judge(self, data: bytes, **changed: object) -> Verdict:
        """As the product does, with a list of every issuer."""
        demands: dict[str, object] = {"content": CONTENT, "at": AT, "store": self.store, "crls": self.lists}
        return cms.verify(data, **{**demands, **changed})  # type: ignore[arg-type]


def _tbs(answer: bytes) -> bytes:
    return Answer.from_der(answer).tbs


def all_names() -> list[str]:
    """Every target there is here."""
    return [*_TARGETS, *(name for name, module in XML_READERS.items() if find_spec(module))]


def seeds_of(name: str) -> str:
    """The folder of a target's seeds."""
    if name == "planted-forgery":
        return "cms"
    return "certificate" if name.startswith("planted") else name


def make(name: str, folder: Path) -> Target:
    """The target of that name."""
    held = Held(folder)
    if name not in XML_READERS:
        return lambda data: _TARGETS[name](held, data)
    verify = import_module(XML_READERS[name]).verify
    demands = Demands(AT, held.store, held.lists, None, "any", None, None, CURRENT, "required")
    return lambda data: verify(data, demands)


def _cms(held: Held, data: bytes) -> None:
    """Whatever the bytes, a verdict; valid only what one of the people signed."""
    for verdict in (held.judge(data, content=None), held.judge(data, role="individual", profile=LEGACY)):
        who = {signer.certificate for signer in verdict.signers}
        if verdict.valid and (verdict.content != CONTENT or not who <= held.people):
            raise Forgery(verdict.content)
    inspection.inspect(data)


def _certificate(held: Held, data: bytes) -> None:
    """A parsed certificate answers every question about it, or says that it is malformed."""
    certificates_in(data)
    with contextlib.suppress(Malformed):
        read = Certificate.from_der(data)
        for question in (
            lambda: (read.key_usage, read.policies),
            lambda: (read.path_length, why_no_authority(read)),
            lambda: (read.subject_key, read.authority_key, read.unknown_critical, read.fingerprint),
            lambda: (names.subject(read), names.roles(read), names.in_words(read.issuer)),
        ):
            with contextlib.suppress(Malformed):
                question()
    TrustStore.from_certificates([data])
    inspection.inspect(data)


def _crl(held: Held, data: bytes) -> None:
    """A list that is not the authority's says nothing."""
    with contextlib.suppress(Malformed):
        read = Crl.from_der(data)
        for serial in (0, 1, 5, 1 << 159, (1 << 160) - 1):
            with contextlib.suppress(Malformed):
                list(read.entries_of(serial))
        start, stop = read.tbs
        known = any(data[start:stop] == each.data[each.tbs[0] : each.tbs[1]] for each in held.lists)
        if held.judge(held.bare, crls=[read]).valid and not known:
            raise Forgery
    inspection.inspect(data)


def _ocsp(held: Held, data: bytes) -> None:
    """An answer that nobody gave says nothing."""
    with contextlib.suppress(Malformed):
        read = Answer.from_der(data)
        if held.judge(held.bare, crls=(), ocsp=read).valid and read.tbs not in held.told:
            raise Forgery
    inspection.inspect(data)


def _timestamp(held: Held, data: bytes) -> None:
    """A token nobody gave proves no time; the statement inside is read alone, too."""
    with contextlib.suppress(Malformed):
        timestamp.read(data)
    carried = _carrying(held.bare, data)
    for signer in held.judge(carried).signers:
        if signer.timestamp not in (None, STAMPED):
            raise Forgery(signer.timestamp)


def _carrying(signature: bytes, token: bytes) -> bytes:
    """Rebuild the nesting around the one signer with an unsigned attribute behind it."""
    (_, info) = der.whole(signature)
    [signed] = der.inside(signature, info, 0xA0)
    *head, signers = der.inside(signature, signed)
    [signer] = der.inside(signature, signers, der.SET)
    unsigned = der.tlv(0xA1, der.seq(der.tlv(der.OID, oids.TIMESTAMP_TOKEN), der.tlv(der.SET, token)))
    rebuilt = der.seq(signature[signer[2] : signer[3]], unsigned)
    body = der.seq(*(der.encoded(signature, each) for each in head), der.tlv(der.SET, rebuilt))
    return der.seq(der.tlv(der.OID, oids.SIGNED_DATA), der.tlv(0xA0, body))


def _planted_error(held: Held, data: bytes) -> None:
    """A fault on purpose: the fuzzer must find it."""
    with contextlib.suppress(Malformed):
        if len(der.whole(data)) == 2:
            raise KeyError("planted")


def _planted_delay(held: Held, data: bytes) -> None:
    """The same, slow."""
    with contextlib.suppress(Malformed):
        if len(der.whole(data)) == 2:
            until = time.process_time() + 1.2
            while time.process_time() < until:
                pass


def _planted_hunger(held: Held, data: bytes) -> None:
    """The same, hungry."""
    with contextlib.suppress(Malformed):
        if len(der.whole(data)) == 2:
            _EATEN.append(bytearray(b"\1" * 400_000_000))


def _planted_forgery(held: Held, data: bytes) -> None:
    """A verifier that does not look at the content: what it calls valid nobody signed."""
    with mock.patch.object(signature_checks, "check_digest", lambda findings, *_: findings.good("digest")):
        _cms(held, data)


_EATEN: list[bytearray] = []
_TARGETS: dict[str, Callable[[Held, bytes], None]] = {
    "cms": _cms,
    "certificate": _certificate,
    "crl": _crl,
    "ocsp": _ocsp,
    "timestamp": _timestamp,
    "planted-error": _planted_error,
    "planted-delay": _planted_delay,
    "planted-hunger": _planted_hunger,
    "planted-forgery": _planted_forgery,
}


def write_seeds(folder: Path) -> None:
    """Good inputs of every kind, made by a development authority of this moment."""
    authority = DevelopmentAuthority.create(at=AT, kinds=KINDS)
    stamping = service(authority.issuers["gost"], "Development TSA", oids.TIME_STAMPING, at=AT)
    answering = service(authority.issuers["gost"], "Development OCSP", oids.OCSP_SIGNING, at=AT)
    files: dict[str, bytes] = {
        "seeds/certificate/tsa": stamping.certificate,
        "seeds/certificate/ocsp": answering.certificate,
    }
    for number, certificate in enumerate(authority.certificates):
        files[f"trust/{number}"] = files[f"seeds/certificate/ca{number}"] = certificate
    person = person_identity(iin="900101900017", surname="ӘЛІМОВА", given="ӘЙГЕРІМ")
    for kind in KINDS:
        who = authority.issue(person, at=AT, kind=kind)
        files[f"people/{kind}"] = files[f"seeds/certificate/{kind}"] = who.certificate
        good = draft(CONTENT, who.key, who.certificate, at=AT)
        token = timestamp_token(good.signature, stamping, at=STAMPED)
        files["bare"] = files[f"seeds/cms/detached-{kind}"] = good.encode()
        stamped = replace(good, content=CONTENT, unsigned=(timestamp_attribute(token),))
        files[f"seeds/cms/stamped-{kind}"] = stamped.encode()
        files[f"seeds/timestamp/{kind}"] = token
        issuer = authority.issuers[kind]
        files[f"lists/{kind}"] = files[f"seeds/crl/{kind}"] = revocation_list(issuer, {}, at=AT)
        entries = {5: Revoked(AT, 6), 1 << 159: Revoked(AT, 1)}
        files[f"seeds/crl/entries-{kind}"] = revocation_list(issuer, entries, at=AT - timedelta(days=200))
        files[f"seeds/crl/delta-{kind}"] = revocation_list(issuer, entries, at=AT, number=2, base=1)
        files.update(_xml_seeds(kind, who.key, who.certificate))
    files["seeds/ocsp/good"] = ocsp_answer(who.certificate, authority.issuers["gost"], answering, at=AT)
    files["seeds/ocsp/revoked"] = ocsp_answer(
        who.certificate,
        authority.issuers["gost"],
        answering,
        at=AT,
        revoked=Revoked(AT, 6),
        nonce=b"0123456789abcdef",
    )
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def _xml_seeds(kind: str, key: object, certificate: bytes) -> dict[str, bytes]:
    """Signed documents and messages, where the package can make them."""
    if not find_spec("zholdama.eds.development_xml"):
        return {}
    signer = import_module("zholdama.eds.development_xml")
    document = (
        '<өтініш xmlns:a="urn:a" a:n="1"><!-- c --><мәтін>Жолдама &amp; &#13;</мәтін></өтініш>'.encode()
    )
    soap = "http://schemas.xmlsoap.org/soap/envelope/"
    message = f'<s:Envelope xmlns:s="{soap}"><s:Header/><s:Body><q>1</q></s:Body></s:Envelope>'.encode()
    return {
        f"seeds/xmldsig/{kind}": signer.sign(document, key, certificate),
        f"seeds/wsse/{kind}": signer.sign_message(message, key, certificate),
        f"seeds/wsse/token-{kind}": signer.sign_message(message, key, certificate, token=True),
    }
