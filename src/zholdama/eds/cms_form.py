"""The form of a CMS signature (RFC 5652): parsed strictly, judged elsewhere."""

from dataclasses import dataclass, field

from zholdama.eds import der, oids
from zholdama.eds.algorithm_identifiers import algorithm_identifier, plain_algorithm
from zholdama.eds.der import Malformed

LARGEST = 32 * 1024 * 1024
"""Bytes of a CMS with attached content that are looked at; anything longer is refused unread."""


MOST_CERTIFICATES = 32
"""Embedded in one signature; a chain has three."""

MOST_AROUND = 1024 * 1024
"""Bytes of everything but the attached content; a signature with a timestamp has four thousand."""

LONGEST_SIGNATURE = 2048
"""Bytes. The longest accepted key makes half of it; a timestamp's digest is taken over the signature."""


@dataclass(frozen=True, slots=True, eq=False)
class SignerInfo:
    """One signer. `attributes` map identifier to encoded values; None when there are no signed attributes.

    `repeated` are attribute identifiers given more than once. `signed_bytes` is what the signature covers.
    """

    issuer: bytes
    serial: int
    digest: tuple[bytes, bytes]
    attributes: dict[bytes, tuple[bytes, ...]] | None
    repeated: tuple[bytes, ...]
    signed_bytes: bytes
    algorithm: tuple[bytes, bytes]
    signature: bytes
    unsigned: dict[bytes, tuple[bytes, ...]]
    unsigned_repeated: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SignedData:
    """A signedData: content (None when detached), embedded certificates as DER, signers."""

    content_type: bytes
    content: bytes | None = field(repr=False)
    digests: tuple[bytes, ...]
    certificates: tuple[bytes, ...] = field(repr=False)
    signers: tuple[SignerInfo, ...]


def read(data: bytes) -> SignedData:
    """Parse a ContentInfo of kind signedData that fills `data` to the last byte; raises Malformed."""
    if len(data) > LARGEST:
        raise Malformed("larger than is looked at")
    info = der.whole(data)
    if len(info) != 2 or der.content(data, info[0], der.OID) != oids.SIGNED_DATA:
        raise Malformed("not a signedData")
    wrapped = der.inside(data, info[1], 0xA0)
    if len(wrapped) != 1:
        raise Malformed("not one signedData")
    fields = der.inside(data, wrapped[0])
    if len(fields) < 4:
        raise Malformed("signedData not in form")
    content_type, content = _encapsulated(data, fields[2])
    if len(data) - len(content or b"") > MOST_AROUND:
        raise Malformed("more around the content than is looked at")
    if der.number(data, fields[0]) != (1 if content_type == oids.DATA else 3):
        raise Malformed("version does not go with the content (RFC 5652, 5.1)")
    certificates: tuple[bytes, ...] = ()
    for node in fields[3:-1]:
        if node[0] == 0xA0 and not certificates:
            certificates = tuple(der.encoded(data, each) for each in der.children(data, node[2], node[3]))
        elif node[0] != 0xA1:
            raise Malformed("unexpected field in signedData")
    if len(certificates) > MOST_CERTIFICATES:
        raise Malformed("more certificates than are looked at")
    return SignedData(
        content_type=content_type,
        content=content,
        digests=tuple(plain_algorithm(data, each) for each in der.inside(data, fields[1], der.SET)),
        certificates=certificates,
        signers=tuple(_signer(data, each) for each in der.inside(data, fields[-1], der.SET)),
    )


def _encapsulated(data: bytes, node: der.Node) -> tuple[bytes, bytes | None]:
    parts = der.inside(data, node)
    if len(parts) not in (1, 2):
        raise Malformed("content not in form")
    kind = der.content(data, parts[0], der.OID)
    if len(parts) == 1:
        return kind, None
    inner = der.inside(data, parts[1], 0xA0)
    if len(inner) != 1:
        raise Malformed("content not in form")
    return kind, der.content(data, inner[0], der.OCTET_STRING)


def _signer(data: bytes, node: der.Node) -> SignerInfo:
    fields = der.inside(data, node)
    if len(fields) < 5 or der.number(data, fields[0]) != 1:
        raise Malformed("signer not in form, or not named by issuer and serial number")
    identity = der.inside(data, fields[1])
    if len(identity) != 2 or identity[0][0] != der.SEQUENCE:
        raise Malformed("signer not named by issuer and serial number")
    rest = fields[3:]
    attributes: dict[bytes, tuple[bytes, ...]] | None = None
    repeated: tuple[bytes, ...] = ()
    signed_bytes = b""
    if rest[0][0] == 0xA0:
        attributes, repeated = _attributes(data, rest[0])
        signed_bytes = b"\x31" + data[rest[0][1] + 1 : rest[0][3]]
        rest = rest[1:]
    if len(rest) not in (2, 3):
        raise Malformed("signer not in form")
    unsigned: dict[bytes, tuple[bytes, ...]] = {}
    unsigned_repeated: tuple[bytes, ...] = ()
    if len(rest) == 3:
        if rest[2][0] != 0xA1:
            raise Malformed("unexpected field of a signer")
        unsigned, unsigned_repeated = _attributes(data, rest[2])
    signature = der.content(data, rest[1], der.OCTET_STRING)
    if len(signature) > LONGEST_SIGNATURE:
        raise Malformed("signature longer than any key makes")
    return SignerInfo(
        issuer=der.encoded(data, identity[0]),
        serial=der.number(data, identity[1]),
        digest=algorithm_identifier(data, fields[2]),
        attributes=attributes,
        repeated=repeated,
        signed_bytes=signed_bytes,
        algorithm=algorithm_identifier(data, rest[0]),
        signature=signature,
        unsigned=unsigned,
        unsigned_repeated=unsigned_repeated,
    )


def _attributes(data: bytes, node: der.Node) -> tuple[dict[bytes, tuple[bytes, ...]], tuple[bytes, ...]]:
    found: dict[bytes, tuple[bytes, ...]] = {}
    repeated = []
    for parts in der.rows(data, node[2], node[3]):
        if len(parts) != 2 or parts[0][0] != der.OID or parts[1][0] != der.SET:
            raise Malformed("attribute not in form")
        _, _, start, stop = parts[0]
        key = data[start:stop]
        if key in found:
            repeated.append(key)
        _, _, start, stop = parts[1]
        values = tuple([data[begin:end] for _, begin, _, end in der.children(data, start, stop)])
        found[key] = found[key] + values if key in found else values
    return found, tuple(repeated)
