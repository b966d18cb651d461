"""One GOST 34.10-2015-512 verification: as the product calls it, by gmpy2 alone, and GnuTLS called bare."""

import time
from collections.abc import Callable

from zholdama.bench.figures import Figure, interleaved, ratios
from zholdama.eds import backends
from zholdama.eds.development_keys import new_key
from zholdama.eds.gnutls import GnuTls, Unavailable


def figures(*, quick: bool) -> list[Figure]:
    """The product's and gmpy2's over the bare call; without GnuTLS the product's milliseconds alone."""
    key = new_key("gost")
    public, digest = key.spki[-128:], backends.streebog512(b"a document")
    signature = key.sign(b"a document")
    count, rounds = (20, 5) if quick else (100, 9)

    def timed(check: Callable[[], bool]) -> Callable[[], float]:
        return lambda: _per_call(check, count)

    own = timed(lambda: backends.verify(public, digest, signature))
    try:
        bare = timed(GnuTls().prepared(public, digest, signature))
    except Unavailable:
        (alone,) = interleaved(rounds, own)
        return [Figure(name="one GOST verification (no GnuTLS here)", unit="ms", runs=alone)]
    plain = backends.verify_by("gmpy2")
    sides = [bare, own, *([timed(lambda: plain(public, digest, signature))] if plain else [])]
    floor, product, *without = interleaved(rounds, *sides)
    found = [
        Figure(name="GnuTLS called bare, one GOST verification", unit="ms", runs=floor),
        Figure(name="ours over GnuTLS bare", unit="x", runs=ratios(product, floor), target=1.2),
    ]
    found += [
        Figure(
            name="ours without a system library (gmpy2) over it",
            unit="x",
            runs=ratios(each, floor),
            target=3.0,
        )
        for each in without
    ]
    return found


def _per_call(check: Callable[[], bool], count: int) -> float:
    """Milliseconds of processor time."""
    begin = time.thread_time()
    for _ in range(count):
        assert check()
    return (time.thread_time() - begin) / count * 1000
