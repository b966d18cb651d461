"""Questions to an authority's services, encoded: OCSP (RFC 6960) and timestamps (RFC 3161). Nothing is sent here."""

import hashlib

from zholdama.eds import der, oids
from zholdama.eds.certificate import Certificate
from zholdama.eds.cms_form import SignerInfo
from zholdama.eds.der import Malformed

TRUE = der.tlv(0x01, b"\xff")
GRANTED = (0, 1)
"""Statuses of a response that carries a token: granted, granted with changes."""


def ocsp_request(certificate: Certificate, issuer: Certificate, *, nonce: bytes) -> bytes:
    """Ask about one certificate; the answer must carry `nonce` (RFC 8954). DER."""
    identity = der.seq(
        der.seq(der.tlv(der.OID, oids.SHA256), der.EMPTY),
        der.octets(hashlib.sha256(issuer.subject).digest()),
        der.octets(hashlib.sha256(issuer.key.bits).digest()),
        der.integer(certificate.serial),
    )
    extension = der.seq(der.tlv(der.OID, oids.OCSP_NONCE), der.octets(der.octets(nonce)))
    return der.seq(der.seq(der.seq(der.seq(identity)), der.tlv(0xA2, der.seq(extension))))


def timestamp_request(imprint: bytes, signer: SignerInfo) -> bytes:
    """Ask for a token over `imprint`, the signature's digest by the signer's own digest algorithm; DER."""
    algorithm = der.seq(der.tlv(der.OID, signer.digest[0]), der.EMPTY)
    return der.seq(der.integer(1), der.seq(algorithm, der.octets(imprint)), TRUE)


def timestamp_of_response(data: bytes) -> bytes:
    """The token of a granted response, DER; raises Malformed, also when the service refused."""
    fields = der.whole(data)
    if len(fields) != 2:
        raise Malformed("the service gave no timestamp")
    status = der.inside(data, fields[0])
    if not status or der.number(data, status[0]) not in GRANTED:
        raise Malformed("the service refused a timestamp")
    return der.encoded(data, fields[1])
