"""Signatures with one defect each, to see that a verifier refuses them and says why. Made-up people only."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from zholdama.eds import der, development_certificates, oids
from zholdama.eds.certificate import Certificate
from zholdama.eds.development import Credential, DevelopmentAuthority, Identity, Kind, Template
from zholdama.eds.development_keys import new_key
from zholdama.eds.development_services import timestamp_attribute, timestamp_token
from zholdama.eds.development_signing import (
    Draft,
    draft,
    draft_over,
    signed_data,
    signing_certificate,
    standard_attributes,
)

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class World:
    """Who signs, with whose authority, at what moment; `other` is another person with a key of the same kind."""

    authority: DevelopmentAuthority = field(repr=False)
    kind: Kind
    identity: Identity
    good: Credential
    other: Credential
    stamping: Credential
    at: datetime

    def draft(self, content: bytes, *, attached: bool = False, by: Credential | None = None) -> Draft:
        """A faultless signature, in parts."""
        who = by or self.good
        return draft(content, who.key, who.certificate, at=self.at, attached=attached)

    def attributes(self, content: bytes) -> list[bytes]:
        """contentType, signingTime, signingCertificateV2, messageDigest."""
        return standard_attributes(content, self.good.key, self.good.certificate, at=self.at)

    def over(self, content: bytes, attributes: list[bytes]) -> bytes:
        """A faultless signature over exactly these attributes."""
        return draft_over(content, tuple(sorted(attributes)), self.good.key, self.good.certificate).encode()

    def issue(self, template: Template | None = None, **valid: tuple[datetime, datetime]) -> Credential:
        """Another certificate for the same key."""
        return self.authority.issue(
            self.identity, at=self.at, kind=self.kind, key=self.good.key, template=template, **valid
        )


def _content_swapped(world: World, content: bytes) -> bytes:
    return replace(world.draft(content, attached=True), content=content + b" ").encode()


def _other_content(world: World, content: bytes) -> bytes:
    return world.draft(content + b" ").encode()


def _attributes_stripped(world: World, content: bytes) -> bytes:
    bare = replace(world.draft(content), attributes=None, signature=world.good.key.sign(content))
    return bare.encode()


def _digest_twice(world: World, content: bytes) -> bytes:
    attributes = world.attributes(content)
    return world.over(content, [*attributes, attributes[3]])


def _no_signing_certificate(world: World, content: bytes) -> bytes:
    return world.over(content, [each for place, each in enumerate(world.attributes(content)) if place != 2])


def _signing_certificate_of_another(world: World, content: bytes) -> bytes:
    attributes = world.attributes(content)
    attributes[2] = signing_certificate(world.other.certificate)
    return world.over(content, attributes)


def _foreign_key(world: World, content: bytes) -> bytes:
    return draft(content, world.other.key, world.good.certificate, at=world.at).encode()


def _bit_flipped(world: World, content: bytes) -> bytes:
    made = world.draft(content)
    return replace(made, signature=bytes((made.signature[0] ^ 1, *made.signature[1:]))).encode()


def _zero_signature(world: World, content: bytes) -> bytes:
    made = world.draft(content)
    return replace(made, signature=bytes(len(made.signature))).encode()


def _other_digest(world: World, content: bytes) -> bytes:
    digest = oids.SHA256 if world.kind == "gost" else oids.STREEBOG_512
    return replace(world.draft(content), digest_oid=digest).encode()


def _other_algorithm(world: World, content: bytes) -> bytes:
    pair = (
        (oids.SHA256, oids.SHA256_RSA)
        if world.kind == "gost"
        else (oids.STREEBOG_512, oids.GOST_2015_SIGNATURE)
    )
    return replace(world.draft(content), digest_oid=pair[0], signature_oid=pair[1]).encode()


def _expired_certificate(world: World, content: bytes) -> bytes:
    return world.draft(content, by=world.issue(valid=(world.at - 9 * DAY, world.at - DAY))).encode()


def _authentication_certificate(world: World, content: bytes) -> bytes:
    return world.draft(content, by=world.issue(Template(purposes=(oids.CLIENT_AUTH,)))).encode()


def _another_policy(world: World, content: bytes) -> bytes:
    return world.draft(content, by=world.issue(Template(policies=("1.2.398.3.3.99",)))).encode()


def _unknown_critical_extension(world: World, content: bytes) -> bytes:
    unknown = development_certificates.extension(der.oid_bytes("1.2.3.4"), b"", critical=True)
    return world.draft(content, by=world.issue(Template(more_extensions=(unknown,)))).encode()


def _named(world: World, *numbers: str) -> Credential:
    pairs = [(oids.COMMON_NAME, f"{world.identity.surname} {world.identity.given}")]
    pairs += [(oids.SERIAL_NUMBER, number) for number in numbers]
    parts = [der.set_of([der.seq(der.tlv(der.OID, key), der.utf8(text))]) for key, text in pairs]
    return world.issue(Template(name=der.seq(*parts)))


def _iin_twice(world: World, content: bytes) -> bytes:
    own = f"IIN{world.identity.iin}"
    return world.draft(content, by=_named(world, own, own)).encode()


def _iin_in_lookalike_letters(world: World, content: bytes) -> bytes:
    return world.draft(content, by=_named(world, f"I\u0406N{world.identity.iin}")).encode()


def _foreign_authority(world: World, content: bytes) -> bytes:
    """An authority with the very same names and key identifiers, its certificate embedded."""
    real = Certificate.from_der(world.authority.issuers[world.kind].certificate)
    key = new_key(world.kind)
    extensions = tuple(
        development_certificates.extension(name, value, critical=critical)
        for name, (critical, value) in real.extensions.items()
    )
    false = development_certificates.build(
        subject=real.subject,
        key=key,
        issuer=real.issuer,
        issuer_key=key,
        valid=(real.not_before, real.not_after),
        extensions=extensions,
    )
    leaf = development_certificates.person(
        world.identity,
        key=world.good.key,
        issuer=false,
        issuer_key=key,
        valid=(world.at - DAY, world.at + DAY),
        template=Template(authority_key=real.subject_key),
    )
    made = draft(content, world.good.key, leaf, at=world.at)
    return replace(made, certificates=(leaf, false)).encode()


def _unknown_authority(world: World, content: bytes) -> bytes:
    stranger = DevelopmentAuthority.create(at=world.at + DAY, kinds=(world.kind,))
    by = stranger.issue(world.identity, at=world.at, kind=world.kind, key=world.good.key)
    return world.draft(content, by=by).encode()


def _person_as_authority(world: World, content: bytes) -> bytes:
    above = world.other
    leaf = development_certificates.person(
        world.identity,
        key=world.good.key,
        issuer=above.certificate,
        issuer_key=above.key,
        valid=(world.at - DAY, world.at + DAY),
    )
    made = draft(content, world.good.key, leaf, at=world.at)
    return replace(made, certificates=(leaf, above.certificate)).encode()


def _two_signers(world: World, content: bytes) -> bytes:
    first, second = world.draft(content), world.draft(content, by=world.other)
    both = (first.signer(), second.signer())
    held = (world.good.certificate, world.other.certificate)
    return signed_data(oids.DATA, None, first.digest_oid, held, both)


def _bytes_behind(world: World, content: bytes) -> bytes:
    return world.draft(content).encode() + b"\0"


def _indefinite_length(world: World, content: bytes) -> bytes:
    made = world.draft(content).encode()
    return b"\x30\x80" + made[4:] + b"\0\0"


def _timestamp_moved(world: World, content: bytes) -> bytes:
    """A true timestamp, taken from another signature."""
    other = world.draft(content + b" ")
    token = timestamp_token(other.signature, world.stamping, at=world.at)
    return replace(world.draft(content), unsigned=(timestamp_attribute(token),)).encode()


def _timestamp_from_the_future(world: World, content: bytes) -> bytes:
    made = world.draft(content)
    token = timestamp_token(made.signature, world.stamping, at=world.at + DAY)
    return replace(made, unsigned=(timestamp_attribute(token),)).encode()


DEFECTS: dict[str, Callable[[World, bytes], bytes]] = {
    "other_content": _other_content,
    "content_swapped": _content_swapped,
    "attributes_stripped": _attributes_stripped,
    "digest_twice": _digest_twice,
    "no_signing_certificate": _no_signing_certificate,
    "signing_certificate_of_another": _signing_certificate_of_another,
    "foreign_key": _foreign_key,
    "bit_flipped": _bit_flipped,
    "zero_signature": _zero_signature,
    "other_digest": _other_digest,
    "other_algorithm": _other_algorithm,
    "expired_certificate": _expired_certificate,
    "authentication_certificate": _authentication_certificate,
    "another_policy": _another_policy,
    "unknown_critical_extension": _unknown_critical_extension,
    "iin_twice": _iin_twice,
    "iin_in_lookalike_letters": _iin_in_lookalike_letters,
    "foreign_authority": _foreign_authority,
    "unknown_authority": _unknown_authority,
    "person_as_authority": _person_as_authority,
    "two_signers": _two_signers,
    "bytes_behind": _bytes_behind,
    "indefinite_length": _indefinite_length,
    "timestamp_moved": _timestamp_moved,
    "timestamp_from_the_future": _timestamp_from_the_future,
}
"""One defect each, by name; every one over a detached signature of `World.good`."""
