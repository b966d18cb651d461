"""Checking signatures as a submission does, beside GnuTLS called bare; and the largest revocation list."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from zholdama import clock
from zholdama.bench import eds_gost, eds_list
from zholdama.bench.figures import Figure, Part, interleaved, ratios
from zholdama.eds import backends, cms, oids
from zholdama.eds.certificate import PublicKey
from zholdama.eds.development import Credential, DevelopmentAuthority, person_identity
from zholdama.eds.development_keys import new_key
from zholdama.eds.development_services import service, timestamp_attribute, timestamp_token
from zholdama.eds.development_signing import Draft, draft
from zholdama.eds.trust import TrustStore

Kind = Literal["rsa", "gost"]
SLOWER_WITHOUT_GNUTLS = 2
"""How many times the limits of a whole GOST signature are without GnuTLS."""


def measure(*, quick: bool) -> Part:
    """Processor time of one check: bare, of a whole signature, with a timestamp; then the list."""
    at = clock.now().replace(microsecond=0)
    authority = DevelopmentAuthority.create(at=at, kinds=("rsa", "gost"))
    figures = [*eds_gost.figures(quick=quick), *_signatures(authority, at, quick=quick)]
    listed, notes = eds_list.figures(authority.issuers["gost"], at=at, quick=quick)
    report = backends.report()
    told = f"digest by {report.digest}, signatures by {report.verify}"
    return Part(
        name="eds",
        title="checking a signature, processor time",
        figures=(*figures, *listed),
        notes=(told, *notes),
    )


def _signatures(authority: DevelopmentAuthority, at: datetime, *, quick: bool) -> list[Figure]:
    """Whole signatures over 1.2 kB: the two links of authorities verified once, the person's each time."""
    count, rounds = (10, 5) if quick else (50, 9)
    store = authority.store()
    text = "Жолдама беру туралы өтініш. ".encode() * 25
    drafts = {kind: _drafts(authority, kind, text, at, count) for kind in ("rsa", "gost")}
    stamping = service(authority.issuers["gost"], "Development TSA", oids.TIME_STAMPING, at=at)
    stamped = [
        _stamped(each, timestamp_token(each.signature, stamping, at=at)).encode() for each in drafts["gost"]
    ]
    plain = {kind: [each.encode() for each in held] for kind, held in drafts.items()}

    def check(held: list[bytes], trusted: Callable[[], TrustStore]) -> Callable[[], float]:
        return lambda: _per_check(held, text, trusted, at + timedelta(seconds=1))

    bare_rsa, bare_gost, rsa, gost, cades, anew = interleaved(
        rounds,
        _bare("rsa", count),
        _bare("gost", count),
        check(plain["rsa"], lambda: store),
        check(plain["gost"], lambda: store),
        check(stamped, lambda: store),
        check(plain["rsa"][:5], lambda: TrustStore.from_certificates(authority.certificates)),
    )
    slower = 1 if backends.report().verify == "gnutls" else SLOWER_WITHOUT_GNUTLS
    return [
        Figure(name="RSA CMS, its certificate and cached chain", unit="ms", runs=rsa, target=0.25),
        Figure(name="GOST CMS, its certificate and cached chain", unit="ms", runs=gost, target=5.0 * slower),
        Figure(name="GOST CMS with a timestamp (CAdES-T)", unit="ms", runs=cades, target=8.0 * slower),
        Figure(name="RSA CMS over one RSA verification", unit="x", runs=ratios(rsa, bare_rsa), target=9.0),
        Figure(
            name="GOST CMS over one GOST verification", unit="x", runs=ratios(gost, bare_gost), target=6.9
        ),
        Figure(
            name="CAdES-T over one GOST verification", unit="x", runs=ratios(cades, bare_gost), target=11.1
        ),
        Figure(name="RSA: cached chain over a store built each time", unit="x", runs=ratios(rsa, anew)),
    ]


def _bare(kind: Kind, count: int) -> Callable[[], float]:
    """Milliseconds of one verification alone. The limits over it are the milliseconds of a quiet machine's.

    There one takes 0.028 ms (RSA-2048) and 0.72 ms (GOST by GnuTLS), and a busy one slows both sides alike.
    """
    key = new_key(kind)
    message = b"a document"
    signature, algorithm = key.sign(message), key.algorithm
    public = PublicKey(algorithm.key_oid, next(iter(algorithm.key_parameters)), key.spki[-131:], key.spki)

    def timed() -> float:
        begin = time.thread_time()
        for _ in range(4 * count):
            assert algorithm.verify(public, message, signature)
        return (time.thread_time() - begin) / (4 * count) * 1000

    return timed


def _drafts(
    authority: DevelopmentAuthority, kind: Kind, text: bytes, at: datetime, count: int
) -> list[Draft]:
    """Signatures by as many people as signatures. RSA keys take long to make: those people share one."""
    made = []
    key = authority.issuers[kind].key if kind == "rsa" else None
    for number in range(count):
        identity = person_identity(iin=f"9001019{number:05}", surname="СЫНАҚОВ", given=f"АДАМ {number}")
        who: Credential = authority.issue(identity, at=at, kind=kind, key=key)
        made.append(draft(text, who.key, who.certificate, at=at))
    return made


def _stamped(good: Draft, token: bytes) -> Draft:
    return replace(good, unsigned=(timestamp_attribute(token),))


def _per_check(held: list[bytes], text: bytes, trusted: Callable[[], TrustStore], at: datetime) -> float:
    """Milliseconds of processor time for one."""
    begin = time.thread_time()
    for signature in held:
        verdict = cms.verify(
            signature,
            content=text,
            at=at,
            store=trusted(),
            role="individual",
            revocation="not_published_by_development_ca",
        )
        assert verdict.valid, verdict.reasons
    return (time.thread_time() - begin) / len(held) * 1000
