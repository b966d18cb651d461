"""An X.509 certificate (RFC 5280) in the profile of Kazakhstan's National Certification Authority."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from zholdama.eds import der, der_times, oids
from zholdama.eds.algorithm_identifiers import algorithm_identifier, plain_algorithm
from zholdama.eds.der import Malformed

DEVELOPMENT_MARKER = "Zholdama development, not an authority"
"""The organisation in every name of a development authority: never trusted in production."""

DIGITAL_SIGNATURE, NON_REPUDIATION, KEY_CERT_SIGN, CRL_SIGN = 0x80, 0x40, 0x04, 0x02
"""Bits of the first byte of the key usage extension."""

LARGEST = 32 * 1024
"""Bytes of a certificate; real ones have one or two thousand. Keys and names are hashed and kept, so this bounds
what an attacker's certificate costs.
"""

_UNDERSTOOD = frozenset(
    {oids.KEY_USAGE, oids.BASIC_CONSTRAINTS, oids.EXTENDED_KEY_USAGE, oids.CERTIFICATE_POLICIES}
)
"""Extensions that are acted on, so they may be critical."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A subject's public key: algorithm and parameters as encoded, the key bits, and the whole SPKI."""

    algorithm: bytes
    parameters: bytes
    bits: bytes
    spki: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Certificate:
    """A parsed certificate.

    `issuer` and `subject` are DER names, `extensions` map identifier to (critical, value), `purposes` are the
    extended key usage as dotted identifiers: purposes and roles together.
    """

    der: bytes = field(repr=False)
    tbs: bytes = field(repr=False)
    serial: int
    issuer: bytes = field(repr=False)
    subject: bytes = field(repr=False)
    not_before: datetime
    not_after: datetime
    key: PublicKey = field(repr=False)
    signature_algorithm: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    extensions: dict[bytes, tuple[bool, bytes]] = field(repr=False)
    purposes: tuple[str, ...]

    @classmethod
    def from_der(cls, data: bytes) -> "Certificate":
        """Parse exactly one certificate; raises Malformed."""
        if len(data) > LARGEST:
            raise Malformed("larger than is looked at")
        parts = der.whole(data)
        if len(parts) != 3:
            raise Malformed("a certificate has three parts")
        tbs, outer, signature = parts
        fields = der.inside(data, tbs)
        if len(fields) < 7 or fields[0][0] != 0xA0 or der.encoded(data, fields[0]) != b"\xa0\x03\x02\x01\x02":
            raise Malformed("not a certificate of version 3")
        _, serial, inner, issuer, validity, subject, spki = fields[:7]
        algorithm = plain_algorithm(data, outer)
        if plain_algorithm(data, inner) != algorithm:
            raise Malformed("inner and outer signature algorithm differ")
        times = der.inside(data, validity)
        if len(times) != 2 or issuer[0] != der.SEQUENCE or subject[0] != der.SEQUENCE:
            raise Malformed("validity or names not in form")
        extensions = _extensions(data, fields[7:])
        number = der.number(data, serial)
        if not 0 < number < 1 << 160:
            # No revocation list can name such a certificate (RFC 5280, 4.1.2.2).
            raise Malformed("serial number not positive, or longer than twenty bytes")
        return cls(
            der=data,
            tbs=der.encoded(data, tbs),
            serial=number,
            issuer=der.encoded(data, issuer),
            subject=der.encoded(data, subject),
            not_before=der_times.moment(data, times[0]),
            not_after=der_times.moment(data, times[1]),
            key=_public_key(data, spki),
            signature_algorithm=algorithm,
            signature=der.bits(data, signature),
            extensions=extensions,
            purposes=_purposes(extensions),
        )

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the whole DER, lower-case hex."""
        return hashlib.sha256(self.der).hexdigest()

    @property
    def self_issued(self) -> bool:
        """Whether issuer and subject are the same name."""
        return self.issuer == self.subject

    @property
    def key_usage(self) -> int | None:
        """First byte of the key usage bits; None without the extension."""
        value = self.value(oids.KEY_USAGE)
        if value is None:
            return None
        raw = der.content(value, _only(value), der.BIT_STRING)
        if len(raw) < 2 or raw[0] > 7:
            raise Malformed("key usage not in form")
        return raw[1]

    @property
    def policies(self) -> tuple[str, ...]:
        """Certificate policies as dotted identifiers."""
        value = self.value(oids.CERTIFICATE_POLICIES)
        if value is None:
            return ()
        found = []
        for node in der.whole(value):
            parts = der.inside(value, node)
            if not parts:
                raise Malformed("empty policy")
            found.append(der.oid_text(der.content(value, parts[0], der.OID)))
        return tuple(found)

    @property
    def path_length(self) -> int | None:
        """-1 when this is no CA, else how many CAs may follow, None for any number."""
        value = self.value(oids.BASIC_CONSTRAINTS)
        if value is None:
            return -1
        parts = der.whole(value)
        if not parts or not der.truth(value, parts[0]):
            return -1
        room = der.number(value, parts[1]) if len(parts) > 1 else None
        if len(parts) > 2 or (room is not None and room < 0):
            raise Malformed("basic constraints not in form")
        return room

    @property
    def subject_key(self) -> bytes | None:
        """The subject key identifier; None without the extension."""
        value = self.value(oids.SUBJECT_KEY_IDENTIFIER)
        return None if value is None else der.content(value, _only(value), der.OCTET_STRING)

    @property
    def authority_key(self) -> bytes | None:
        """The authority key identifier; None where it is not given."""
        value = self.value(oids.AUTHORITY_KEY_IDENTIFIER)
        parts = [] if value is None else der.whole(value)
        if value is None or not parts or parts[0][0] != 0x80:
            return None
        return value[parts[0][2] : parts[0][3]]

    @property
    def unknown_critical(self) -> tuple[str, ...]:
        """Critical extensions that nobody here acts on: reason to refuse the certificate."""
        return tuple(
            der.oid_text(key)
            for key, (critical, _) in self.extensions.items()
            if critical and key not in _UNDERSTOOD
        )

    @property
    def development(self) -> bool:
        """Whether a development authority is named as subject or issuer."""
        marker = DEVELOPMENT_MARKER.encode()
        return marker in self.subject or marker in self.issuer

    def value(self, extension: bytes) -> bytes | None:
        """The value of an extension; None when it is absent."""
        found = self.extensions.get(extension)
        return None if found is None else found[1]


def _public_key(data: bytes, node: der.Node) -> PublicKey:
    parts = der.inside(data, node)
    if len(parts) != 2:
        raise Malformed("public key not in form")
    algorithm, parameters = algorithm_identifier(data, parts[0])
    return PublicKey(algorithm, parameters, der.bits(data, parts[1]), der.encoded(data, node))


def _purposes(extensions: dict[bytes, tuple[bool, bytes]]) -> tuple[str, ...]:
    if oids.EXTENDED_KEY_USAGE not in extensions:
        return ()
    value = extensions[oids.EXTENDED_KEY_USAGE][1]
    return tuple([der.oid_text(der.content(value, node, der.OID)) for node in der.whole(value)])


def _extensions(data: bytes, rest: list[der.Node]) -> dict[bytes, tuple[bool, bytes]]:
    found: dict[bytes, tuple[bool, bytes]] = {}
    if not rest:
        return found
    if len(rest) != 1 or rest[0][0] != 0xA3:
        raise Malformed("unexpected fields in a certificate")
    return extension_list(data, _only_inside(data, rest[0]))


def extension_list(data: bytes, node: der.Node) -> dict[bytes, tuple[bool, bytes]]:
    """Extensions of a certificate, list or answer: identifier to (critical, value); raises Malformed on a
    second one.
    """
    found: dict[bytes, tuple[bool, bytes]] = {}
    if node[0] != der.SEQUENCE:
        raise Malformed("extensions not in form")
    for parts in der.rows(data, node[2], node[3]):
        count = len(parts)
        if count not in (2, 3) or parts[0][0] != der.OID:
            raise Malformed("extension not in form")
        _, _, start, stop = parts[0]
        key = data[start:stop]
        if key in found:
            raise Malformed("extension given twice")
        kind, _, start, stop = parts[-1]
        if kind != der.OCTET_STRING:
            raise Malformed("extension not in form")
        found[key] = (count == 3 and der.truth(data, parts[1]), data[start:stop])
    return found


def _only(value: bytes) -> der.Node:
    nodes = der.children(value, 0, len(value))
    if len(nodes) != 1:
        raise Malformed("not exactly one element")
    return nodes[0]


def _only_inside(data: bytes, node: der.Node) -> der.Node:
    nodes = der.children(data, node[2], node[3])
    if len(nodes) != 1:
        raise Malformed("not exactly one element")
    return nodes[0]
