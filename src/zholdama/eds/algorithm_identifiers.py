"""AlgorithmIdentifier (RFC 5280, 4.1.1.2): which algorithm, with which parameters."""

from functools import lru_cache

from zholdama.eds import der
from zholdama.eds.der import Malformed

LONGEST = 512
"""Bytes. The same few are remembered, so that their size bounds what an attacker can fill the memory with."""


def algorithm_identifier(data: bytes, node: der.Node) -> tuple[bytes, bytes]:
    """(identifier, encoded parameters or empty); raises Malformed."""
    if node[3] - node[1] > LONGEST:
        raise Malformed("algorithm identifier longer than is looked at")
    return _algorithm(data[node[1] : node[3]])


@lru_cache(maxsize=64)
def _algorithm(raw: bytes) -> tuple[bytes, bytes]:
    """The same few algorithms are named half a dozen times in every signature."""
    parts = der.whole(raw)
    if len(parts) not in (1, 2):
        raise Malformed("algorithm identifier not in form")
    return der.content(raw, parts[0], der.OID), der.encoded(raw, parts[1]) if len(parts) == 2 else b""


def plain_algorithm(data: bytes, node: der.Node) -> bytes:
    """The identifier of an algorithm whose parameters are absent or NULL; raises Malformed.

    Kazakhstan's lists have NULL outside and nothing inside, so the two forms are not told apart.
    """
    identifier, parameters = algorithm_identifier(data, node)
    if parameters not in (b"", b"\x05\x00"):
        raise Malformed("parameters of an algorithm that has none")
    return identifier
