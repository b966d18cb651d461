"""OCSP answers (RFC 6960), held by the caller: nothing is asked here."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from zholdama.eds import algorithms, der, der_times, oids
from zholdama.eds.algorithm_identifiers import algorithm_identifier, plain_algorithm
from zholdama.eds.certificate import Certificate, extension_list
from zholdama.eds.der import Malformed
from zholdama.eds.trust import Authority, issued

CLOCK_TOLERANCE = timedelta(minutes=5)
LONGEST_AGE = timedelta(hours=24)
"""How old an answer may be that does not say itself when the next one comes; a live caller sets five
minutes.
"""


MOST_CERTIFICATES = 8
"""Embedded in an answer; each may cost the verification of a signature."""
LARGEST = 256 * 1024
"""Bytes of an answer; one about one certificate has some two thousand."""


class Unusable(ValueError):
    """An answer that says nothing about the certificate; `reason` is the code."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail or reason)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Status:
    """What one answer says of one certificate: `good`, `revoked` (then `since`), or `unknown`."""

    certificate_id: tuple[bytes, bytes, bytes, int]
    status: str
    since: datetime | None
    reason: int
    this_update: datetime
    next_update: datetime | None


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A parsed answer and how it is to be judged: `nonce` must be in it when given; `longest_age` see
    above.
    """

    tbs: bytes = field(repr=False)
    algorithm: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    responder: tuple[str, bytes] = field(repr=False)
    produced_at: datetime
    statuses: tuple[Status, ...]
    answered_nonce: bytes | None = field(repr=False)
    certificates: tuple[bytes, ...] = field(repr=False)
    nonce: bytes | None = field(default=None, repr=False)
    longest_age: timedelta = LONGEST_AGE

    @classmethod
    def from_der(
        cls, data: bytes, *, nonce: bytes | None = None, longest_age: timedelta = LONGEST_AGE
    ) -> "Answer":
        """Parse a successful basic answer; raises Malformed, also when the service answered with an error."""
        if len(data) > LARGEST:
            raise Malformed("larger than is looked at")
        outer = der.whole(data)
        if not outer or der.number(data, outer[0], der.ENUMERATED) != 0 or len(outer) != 2:
            raise Malformed("the service did not answer")
        wrapped = der.inside(data, _one(der.inside(data, outer[1], 0xA0)))
        if len(wrapped) != 2 or der.content(data, wrapped[0], der.OID) != oids.OCSP_BASIC:
            raise Malformed("not a basic answer")
        basic = der.content(data, wrapped[1], der.OCTET_STRING)
        parts = der.whole(basic)
        if len(parts) not in (3, 4):
            raise Malformed("answer not in form")
        fields = der.inside(basic, parts[0])
        if fields and fields[0][0] == 0xA0:
            fields = fields[1:]
        if len(fields) not in (3, 4):
            raise Malformed("answer not in form")
        certificates: tuple[bytes, ...] = ()
        if len(parts) == 4:
            held = _one(der.inside(basic, parts[3], 0xA0))
            certificates = tuple(der.encoded(basic, each) for each in der.inside(basic, held))
        if len(certificates) > MOST_CERTIFICATES:
            raise Malformed("more certificates than are looked at")
        return cls(
            tbs=der.encoded(basic, parts[0]),
            algorithm=plain_algorithm(basic, parts[1]),
            signature=der.bits(basic, parts[2]),
            responder=_responder(basic, fields[0]),
            produced_at=der_times.moment(basic, fields[1]),
            statuses=tuple(_status(basic, each) for each in der.inside(basic, fields[2])),
            answered_nonce=_nonce(basic, fields[3]) if len(fields) == 4 else None,
            certificates=certificates,
            nonce=nonce,
            longest_age=longest_age,
        )

    def status_of(self, certificate: Certificate, authority: Authority, at: datetime) -> Status:
        """What a trustworthy, fresh answer says of the certificate; raises Unusable, Malformed."""
        self.check_signature(authority)
        if self.nonce is not None and self.answered_nonce != self.nonce:
            raise Unusable("ocsp.nonce")
        matching = [
            each for each in self.statuses if _is_of(each.certificate_id, certificate, authority.certificate)
        ]
        if len(matching) != 1:
            raise Unusable("ocsp.certificate", f"{len(matching)} answers about this certificate")
        status = matching[0]
        # Differences, not sums: a time at the end of the calendar has no later one.
        begun = max(status.this_update, self.produced_at) - at <= CLOCK_TOLERANCE
        if status.next_update is not None:
            lasts = at < status.next_update
        else:
            recent = at - self.produced_at <= self.longest_age + CLOCK_TOLERANCE
            lasts = recent and at - status.this_update < self.longest_age
        if not (begun and lasts):
            raise Unusable("ocsp.stale", f"of {status.this_update.isoformat()}")
        return status

    def check_signature(self, authority: Authority) -> None:
        """Signed by the authority itself, or by a responder it issued for that purpose; raises Unusable."""
        signer = next((each for each in self._candidates(authority) if self._is_responder(each)), None)
        if signer is None:
            raise Unusable("ocsp.responder", "nobody entitled to answer is named")
        algorithm = algorithms.of_signature(self.algorithm)
        if algorithm is None or not algorithm.verify(signer.key, self.tbs, self.signature):
            raise Unusable("ocsp.signature")

    def _candidates(self, authority: Authority) -> list[Certificate]:
        found = [authority.certificate]
        for data in self.certificates:
            each = Certificate.from_der(data)
            entitled = oids.OCSP_SIGNING in each.purposes and not each.unknown_critical
            in_time = each.not_before <= self.produced_at <= each.not_after
            named = each.issuer == authority.certificate.subject
            if entitled and in_time and named and issued(authority.certificate, each):
                found.append(each)
        return found

    def _is_responder(self, certificate: Certificate) -> bool:
        kind, value = self.responder
        if kind == "name":
            return value == certificate.subject
        return value == hashlib.sha1(certificate.key.bits, usedforsecurity=False).digest()


def _one(nodes: list[der.Node]) -> der.Node:
    if len(nodes) != 1:
        raise Malformed("not exactly one element")
    return nodes[0]


def _responder(data: bytes, node: der.Node) -> tuple[str, bytes]:
    if node[0] == 0xA1:
        return "name", data[node[2] : node[3]]
    return "key", der.content(data, _one(der.inside(data, node, 0xA2)), der.OCTET_STRING)


def _status(data: bytes, node: der.Node) -> Status:
    fields = der.inside(data, node)
    if len(fields) < 3:
        raise Malformed("status not in form")
    identity = der.inside(data, fields[0])
    if len(identity) != 4:
        raise Malformed("certificate of an answer not in form")
    words = {0x80: "good", 0xA1: "revoked", 0x82: "unknown"}
    since, reason = None, 0
    if fields[1][0] not in words:
        raise Malformed("no such status")
    if fields[1][0] == 0xA1:
        parts = der.inside(data, fields[1], 0xA1)
        if not parts:
            raise Malformed("revoked, but not since when")
        since = der_times.moment(data, parts[0])
        if len(parts) > 1:
            reason = der.number(data, _one(der.inside(data, parts[1], 0xA0)), der.ENUMERATED)
    following = next((each for each in fields[3:] if each[0] == 0xA0), None)
    return Status(
        certificate_id=(
            algorithm_identifier(data, identity[0])[0],
            der.content(data, identity[1], der.OCTET_STRING),
            der.content(data, identity[2], der.OCTET_STRING),
            der.number(data, identity[3]),
        ),
        status=words[fields[1][0]],
        since=since,
        reason=reason,
        this_update=der_times.moment(data, fields[2]),
        next_update=der_times.moment(data, _one(der.inside(data, following, 0xA0))) if following else None,
    )


def _nonce(data: bytes, node: der.Node) -> bytes | None:
    found = extension_list(data, _one(der.inside(data, node, 0xA1))).get(oids.OCSP_NONCE)
    if found is None:
        return None
    value = found[1]
    # RFC 8954 wraps the nonce in an OCTET STRING; older services put the bare bytes.
    return (
        value[2:] if len(value) > 2 and value[0] == der.OCTET_STRING and value[1] == len(value) - 2 else value
    )


def _is_of(identity: tuple[bytes, bytes, bytes, int], certificate: Certificate, issuer: Certificate) -> bool:
    digest, name, key, serial = identity
    if serial != certificate.serial:
        return False
    if digest == oids.SHA1:
        # An identifier here, not a proof: the answer's own signature carries the trust.
        hashed = [
            hashlib.sha1(each, usedforsecurity=False).digest() for each in (issuer.subject, issuer.key.bits)
        ]
    else:
        algorithm = algorithms.of_digest(digest)
        if algorithm is None:
            raise Unusable("ocsp.certificate", "digest not accepted")
        hashed = [algorithm.digest(each) for each in (issuer.subject, issuer.key.bits)]
    return hashed == [name, key]
