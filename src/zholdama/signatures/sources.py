"""Live sources: the authority's OCSP and time-stamping services, at the addresses of the settings and nowhere else.

ZHOLDAMA_OCSP and ZHOLDAMA_TSA hold one address, or `gost=ADDRESS,rsa=ADDRESS` by the kind of the issuer's key.
ZHOLDAMA_CRLS holds the addresses of revocation lists, parted by commas.
"""

import logging
import secrets
import threading
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache

from zholdama.eds import algorithms, cms_form, oids, requests, signature_checks, timestamp
from zholdama.eds.certificate import Certificate
from zholdama.eds.cms_form import SignerInfo
from zholdama.eds.demands import Demands
from zholdama.eds.der import Malformed
from zholdama.eds.trust import Authority, TrustStore
from zholdama.eds.verdict import Findings
from zholdama.signatures import fetching
from zholdama.signatures.fetching import Silent
from zholdama.signatures.judgement import Question

log = logging.getLogger("zholdama.signatures")
LIVE = timedelta(minutes=5)
"""How old an OCSP answer to a question of this moment may be."""
PAUSE_SECONDS = 20.0
"""How long a service that was silent is left alone: else every visitor waits for the same silence."""
FAMILIES = {oids.GOST_2015_KEY: "gost", oids.GOST_2004_KEY: "gost", oids.RSA: "rsa"}


@dataclass(frozen=True, slots=True)
class Told:
    """What a service answered, its bytes unread; `name` of the source stands in `silent` when it did not."""

    content: bytes | None = None
    nonce: bytes | None = None
    silent: str = ""


def addresses(setting: str) -> dict[str, str]:
    """Family ("gost", "rsa", or "" for every one) -> address."""
    from django.conf import settings

    return _addresses(getattr(settings, setting, ""))


@lru_cache(maxsize=16)
def _addresses(text: str) -> dict[str, str]:
    found = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        family, sign, address = part.partition("=")
        if sign and family in {"gost", "rsa"}:
            found[family] = address
        else:
            found[""] = part
    return found


def list_addresses() -> tuple[str, ...]:
    """Where revocation lists are fetched from."""
    from django.conf import settings

    return tuple(filter(None, (each.strip() for each in settings.ZHOLDAMA_CRLS.split(","))))


def answer_revocation() -> bool:
    """Whether anything here can say that a certificate is revoked."""
    return bool(addresses("ZHOLDAMA_OCSP") or list_addresses())


def ask_status(signature: bytes, store: TrustStore, *, insist: bool) -> Told:
    """Ask the OCSP service about the signer's certificate; nothing is asked when nobody trusted issued it."""
    signer = _signer(signature)
    if signer is None:
        return Told()
    _, certificate = signer
    authority = _issuer(certificate, store)
    address, name = _address("ZHOLDAMA_OCSP", authority, "ocsp")
    if authority is None or not address:
        return Told()
    nonce = secrets.token_bytes(32)
    question = requests.ocsp_request(certificate, authority.certificate, nonce=nonce)
    content = _asked(address, question, kind="application/ocsp-request", name=name, insist=insist)
    return Told(content, nonce) if content else Told(silent=name)


def ask_timestamp(question: Question, store: TrustStore) -> Told:
    """A token over the signature when it brings none; its bytes, or the name of the silent service."""
    signer = _signer(question.signature)
    if signer is None or oids.TIMESTAMP_TOKEN in signer[0].unsigned:
        return Told()
    info, certificate = signer
    algorithm = algorithms.of_pair(info.algorithm, info.digest)
    address, name = _address("ZHOLDAMA_TSA", _issuer(certificate, store), "tsa")
    if algorithm is None or not address:
        return Told()
    asked = requests.timestamp_request(algorithm.digest(info.signature), info)
    content = _asked(address, asked, kind="application/timestamp-query", name=name, insist=question.insist)
    try:
        return Told(requests.timestamp_of_response(content)) if content else Told(silent=name)
    except Malformed:
        return Told(silent=name)


def check_own_timestamp(question: Question, token: bytes, demands: Demands) -> Findings:
    """The checks of a token that was asked for here, as those of one that the signature brings; none decides."""
    findings = Findings()
    signer = _signer(question.signature)
    if signer is not None:
        stamped = replace(signer[0], unsigned={oids.TIMESTAMP_TOKEN: (token,)}, unsigned_repeated=())
        timestamp.check_timestamp(findings, stamped, demands)
    findings.checks = [one._replace(decides=False) for one in findings.checks]
    return findings


def _signer(signature: bytes) -> tuple[SignerInfo, Certificate] | None:
    try:
        signed = cms_form.read(signature)
    except Malformed:
        return None
    if len(signed.signers) != 1:
        return None
    certificate = signature_checks.signer_certificate(Findings(), signed, signed.signers[0])
    return (signed.signers[0], certificate) if certificate is not None else None


def _issuer(certificate: Certificate, store: TrustStore) -> Authority | None:
    return next(iter(store.issuers_of(certificate)), None)


def _address(setting: str, authority: Authority | None, name: str) -> tuple[str, str]:
    """The address for this authority's family, and what the source is called."""
    found = addresses(setting)
    family = FAMILIES.get(authority.certificate.key.algorithm, "") if authority else ""
    return found.get(family) or found.get("", ""), f"{name}.{family}" if family else name


_rests: dict[str, float] = {}
_resting = threading.Lock()


def forget_silence() -> None:
    """Ask every service again from now on."""
    with _resting:
        _rests.clear()


def _asked(address: str, question: bytes, *, kind: str, name: str, insist: bool) -> bytes | None:
    with _resting:
        if not insist and time.monotonic() < _rests.get(address, 0.0):
            return None
    try:
        content = fetching.ask(address, question, kind=kind)
    except Silent as error:
        log.warning("the source %s gave no answer: %s", name, error)
        with _resting:
            _rests[address] = time.monotonic() + PAUSE_SECONDS
        return None
    with _resting:
        _rests.pop(address, None)
    return content
