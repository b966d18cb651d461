"""What the development authority answers over HTTP: OCSP (RFC 6960), lists, timestamps (RFC 3161)."""

import hashlib
from datetime import datetime

from zholdama.development_signer.keyring import KINDS, Keyring
from zholdama.eds import algorithms, der, oids
from zholdama.eds.certificate import Certificate, algorithm_identifier, extension_list
from zholdama.eds.der import Malformed
from zholdama.eds.development import Kind
from zholdama.eds.development_services import ocsp_answer_about, revocation_list, timestamp_over

_MALFORMED, _UNAUTHORISED = 1, 6
_GRANTED, _REJECTED = 0, 2


def ocsp(keyring: Keyring, request: bytes, *, at: datetime) -> bytes:
    """The answer about the one certificate that is asked for; an error status where the request is not in form."""
    try:
        asked, nonce = _question(request)
    except Malformed:
        return der.seq(der.integer(_MALFORMED, der.ENUMERATED))
    for kind in KINDS:
        issuer = keyring.authority().issuers[kind]
        above = Certificate.from_der(issuer.certificate)
        for algorithm in (oids.SHA256, oids.SHA1):
            digest = {oids.SHA256: hashlib.sha256, oids.SHA1: hashlib.sha1}[algorithm]
            names = (digest(above.subject).digest(), digest(above.key.bits).digest())
            if asked[0] == algorithm and asked[1:3] == names:
                return ocsp_answer_about(
                    asked[4],
                    keyring.answering(kind),
                    at=at,
                    revoked=keyring.revocations().get(asked[3]),
                    nonce=nonce,
                )
    return der.seq(der.integer(_UNAUTHORISED, der.ENUMERATED))


Asked = tuple[bytes, bytes, bytes, int, bytes]


def _question(data: bytes) -> tuple[Asked, bytes | None]:
    """(digest, name's hash, key's hash, serial, the CertID as sent) and the nonce; raises Malformed."""
    outer = der.whole(data)
    if not outer:
        raise Malformed("no question")
    fields = [each for each in der.inside(data, outer[0]) if each[0] not in (0xA0, 0xA1)]
    questions = der.inside(data, fields[0]) if fields else []
    if len(questions) != 1:
        raise Malformed("one question at a time")
    identity = der.inside(data, questions[0])[0]
    parts = der.inside(data, identity)
    if len(parts) != 4:
        raise Malformed("not a certificate's name")
    asked = (
        algorithm_identifier(data, parts[0])[0],
        der.content(data, parts[1], der.OCTET_STRING),
        der.content(data, parts[2], der.OCTET_STRING),
        der.number(data, parts[3]),
        der.encoded(data, identity),
    )
    return asked, _nonce(data, outer[0])


def _nonce(data: bytes, tbs: der.Node) -> bytes | None:
    for each in der.inside(data, tbs):
        if each[0] == 0xA2:
            _, value = extension_list(data, der.children(data, each[2], each[3])[0]).get(
                oids.OCSP_NONCE, (False, b"")
            )
            return (
                der.content(value, der.children(value, 0, len(value))[0], der.OCTET_STRING) if value else None
            )
    return None


def crl(keyring: Keyring, kind: Kind, *, at: datetime) -> bytes:
    """The full list of one issuer."""
    number = max(1, int(at.timestamp()))
    return revocation_list(keyring.authority().issuers[kind], keyring.revocations(kind), at=at, number=number)


def timestamp(keyring: Keyring, request: bytes, *, at: datetime) -> bytes:
    """A TimeStampResp; rejected where the request is not in form or its digest is not known."""
    try:
        parts = der.whole(request)
        imprint = der.inside(request, parts[1])
        digest = algorithms.of_digest(algorithm_identifier(request, imprint[0])[0])
        hashed = der.content(request, imprint[1], der.OCTET_STRING)
        nonce = next((der.number(request, each) for each in parts[2:] if each[0] == der.INTEGER), None)
    except (Malformed, IndexError):
        digest = None
    if digest is None:
        return der.seq(der.seq(der.integer(_REJECTED)))
    token = timestamp_over(digest.digest_oid, hashed, keyring.stamping(), at=at, nonce=nonce)
    return der.seq(der.seq(der.integer(_GRANTED)), token)
