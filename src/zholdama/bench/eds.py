"""Checking one RSA signature as a submission does: CMS, certificate, chain from the cached store."""

import time
from datetime import timedelta

from zholdama import clock
from zholdama.bench.figures import Figure, Part, interleaved, ratios
from zholdama.bench.people import Applicants
from zholdama.eds import cms
from zholdama.eds.development import DevelopmentAuthority
from zholdama.eds.trust import TrustStore


def measure(*, quick: bool) -> Part:
    """CPU of one check, with the chain verified once and with the chain verified each time."""
    at = clock.now()
    authority = DevelopmentAuthority.create(at=at)
    applicants = Applicants(authority, at=at)
    held = [applicants.signed() for _ in range(20 if quick else 100)]
    store = authority.store()

    def cached() -> float:
        return _check(held, lambda: store) * 1000

    def uncached() -> float:
        return _check(held[:20], lambda: _fresh(authority)) * 1000

    def _check(held: list[tuple[bytes, bytes]], trusted: object) -> float:
        begin = time.thread_time()
        for text, signature in held:
            verdict = cms.verify(
                signature,
                content=text,
                at=at + timedelta(seconds=1),
                store=trusted(),  # type: ignore[operator]
                role="individual",
                revocation="not_published_by_development_ca",
            )
            assert verdict.valid, verdict.reasons
        return (time.thread_time() - begin) / len(held)

    kept, anew = interleaved(5 if quick else 9, cached, uncached)
    return Part(
        name="eds",
        title="one RSA CMS with its certificate and chain, processor time",
        figures=(
            Figure(name="cached chain", unit="ms", runs=kept),
            Figure(name="store built each time", unit="ms", runs=anew),
            Figure(name="cached over built each time", unit="x", runs=ratios(kept, anew)),
        ),
    )


def _fresh(authority: DevelopmentAuthority) -> TrustStore:
    return TrustStore.from_certificates(authority.certificates)
