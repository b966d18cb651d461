"""The identifiers that XML signatures may name, and nothing beside them.

Sources: XML Signature 1.1, Canonical XML 1.0, Exclusive Canonical XML 1.0; Kazakhstan's own URNs as its
signatures use them. SHA-1, HMAC and XSLT or XPath transforms are in no table.
"""

from typing import NamedTuple

from zholdama.eds.algorithms import GOST_2004, GOST_2015, RSA_SHA256, Algorithm

DS = "http://www.w3.org/2000/09/xmldsig#"
ENVELOPED = DS + "enveloped-signature"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
EXC_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"

_PKI = "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:"
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"


class Method(NamedTuple):
    """A canonical form, and the prefixes that the exclusive one treats as the inclusive one would."""

    uri: str
    exclusive: bool
    prefixes: tuple[str, ...] = ()


CANONICAL = {
    C14N: Method(C14N, exclusive=False),
    C14N + "#WithComments": Method(C14N + "#WithComments", exclusive=False),
    EXC_C14N: Method(EXC_C14N, exclusive=True),
    EXC_C14N + "WithComments": Method(EXC_C14N + "WithComments", exclusive=True),
}
"""Comments are in no signed content whatever the form says: a reference into the same document leaves them
out (XML Signature, 4.4.3.3), and none may stand inside a signature.
"""

PAIRS: dict[Algorithm, tuple[str, str]] = {
    RSA_SHA256: (_MORE + "rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256"),
    GOST_2015: (_PKI + "gostr34102015-gostr34112015-512", _PKI + "gostr34112015-512"),
    GOST_2004: (_MORE + "gost34310-gost34311", _MORE + "gost34311"),
}
"""Algorithm to its identifiers: signature, digest."""

_BY_PAIR = {pair: algorithm for algorithm, pair in PAIRS.items()}


def of_uris(signature: str, digest: str) -> Algorithm | None:
    """The algorithm of an XML signature; None when the pair is not accepted."""
    return _BY_PAIR.get((signature, digest))
