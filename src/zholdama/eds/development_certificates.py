"""Certificates of the development authority, in the profile of the National Certification Authority's."""

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime

from zholdama.eds import der, der_times, oids
from zholdama.eds.certificate import (
    CRL_SIGN,
    DEVELOPMENT_MARKER,
    DIGITAL_SIGNATURE,
    KEY_CERT_SIGN,
    NON_REPUDIATION,
    Certificate,
)
from zholdama.eds.development_keys import Key

KEY_STORAGE, KEY_STORAGE_FILE = "1.2.398.3.3.5", "1.2.398.3.3.5.1.1"


@dataclass(frozen=True, slots=True)
class Identity:
    """A made-up person or official; empty text where there is nothing. `roles` are dotted identifiers."""

    surname: str
    given: str
    patronymic: str
    iin: str
    bin: str = ""
    organisation: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """Parts of the profile that a test may want otherwise. None leaves the profile's."""

    key_usage: int = DIGITAL_SIGNATURE | NON_REPUDIATION
    purposes: tuple[str, ...] = (oids.EMAIL_PROTECTION,)
    policies: tuple[str, ...] = (oids.POLICY_2022,)
    name: bytes | None = None
    issuer_name: bytes | None = None
    authority_key: bytes | None = None
    serial: int | None = None
    more_extensions: tuple[bytes, ...] = ()


def authority_name(common: str) -> bytes:
    """The DER name of a development authority: it says what it is."""
    return name((oids.COMMON_NAME, common), (oids.ORGANISATION, DEVELOPMENT_MARKER), (oids.COUNTRY, "KZ"))


def name(*pairs: tuple[bytes, str]) -> bytes:
    """A DER name: one attribute to each relative name, in the given order."""
    plain = (oids.COUNTRY, oids.SERIAL_NUMBER)
    return der.seq(
        *(
            der.set_of(
                [der.seq(der.tlv(der.OID, key), der.printable(text) if key in plain else der.utf8(text))]
            )
            for key, text in pairs
        )
    )


def person_name(identity: Identity) -> bytes:
    """The subject of a person's or official's certificate; G holds the patronymic."""
    pairs = [
        (oids.COMMON_NAME, f"{identity.surname} {identity.given}".strip()),
        (oids.SURNAME, identity.surname),
        (oids.SERIAL_NUMBER, f"IIN{identity.iin}" if identity.iin else ""),
        (oids.COUNTRY, "KZ"),
        (oids.ORGANISATION, identity.organisation),
        (oids.ORGANISATIONAL_UNIT, f"BIN{identity.bin}" if identity.bin else ""),
        (oids.GIVEN_NAME, identity.patronymic),
    ]
    return name(*((key, text) for key, text in pairs if text))


def authority(
    *, subject: bytes, key: Key, issuer: bytes, issuer_key: Key, valid: tuple[datetime, datetime]
) -> bytes:
    """A CA certificate, DER."""
    extensions = (
        extension(oids.BASIC_CONSTRAINTS, der.seq(der.tlv(der.BOOLEAN, b"\xff")), critical=True),
        usage(KEY_CERT_SIGN | CRL_SIGN),
        _policies((oids.POLICY_2022,)),
        _own_key(key),
        _issuer_key(key_identifier(issuer_key.spki)),
    )
    return build(
        subject=subject, key=key, issuer=issuer, issuer_key=issuer_key, valid=valid, extensions=extensions
    )


def person(
    identity: Identity,
    *,
    key: Key,
    issuer: bytes,
    issuer_key: Key,
    valid: tuple[datetime, datetime],
    template: Template | None = None,
) -> bytes:
    """A signer's certificate, DER. `issuer` is the issuing CA's certificate."""
    profile = template or Template()
    above = Certificate.from_der(issuer)
    extensions = (
        _policies(profile.policies),
        purposes((*profile.purposes, *identity.roles)),
        usage(profile.key_usage),
        _own_key(key),
        _issuer_key(profile.authority_key or above.subject_key or b""),
        extension(der.oid_bytes(KEY_STORAGE), der.seq(der.tlv(der.OID, der.oid_bytes(KEY_STORAGE_FILE)))),
        *profile.more_extensions,
    )
    return build(
        subject=profile.name or person_name(identity),
        key=key,
        issuer=profile.issuer_name or above.subject,
        issuer_key=issuer_key,
        valid=valid,
        extensions=extensions,
        serial=profile.serial,
    )


def build(
    *,
    subject: bytes,
    key: Key,
    issuer: bytes,
    issuer_key: Key,
    valid: tuple[datetime, datetime],
    extensions: tuple[bytes, ...],
    serial: int | None = None,
) -> bytes:
    """Any certificate of version 3, DER; a random serial number unless one is given."""
    number = serial or int.from_bytes(b"\x40" + os.urandom(19), "big")
    tbs = der.seq(
        der.tlv(0xA0, der.integer(2)),
        der.integer(number),
        algorithm(issuer_key),
        issuer,
        der.seq(der_times.time(valid[0]), der_times.time(valid[1])),
        subject,
        key.spki,
        der.tlv(0xA3, der.seq(*extensions)),
    )
    return der.seq(tbs, algorithm(issuer_key), der.bit_string(issuer_key.sign(tbs)))


def algorithm(key: Key) -> bytes:
    """The AlgorithmIdentifier of signatures by `key`."""
    return der.seq(der.tlv(der.OID, key.signature_oid), der.EMPTY)


def extension(identifier: bytes, value: bytes, *, critical: bool = False) -> bytes:
    """One extension."""
    flag = der.tlv(der.BOOLEAN, b"\xff") if critical else b""
    return der.seq(der.tlv(der.OID, identifier), flag, der.octets(value))


def purposes(dotted: tuple[str, ...], *, critical: bool = False) -> bytes:
    """The extended key usage."""
    return extension(
        oids.EXTENDED_KEY_USAGE,
        der.seq(*(der.tlv(der.OID, der.oid_bytes(each)) for each in dotted)),
        critical=critical,
    )


def key_identifier(spki: bytes) -> bytes:
    """A key identifier, 20 bytes."""
    return hashlib.sha256(spki).digest()[:20]


def usage(first_byte: int) -> bytes:
    """The key usage extension from the first byte of its bits."""
    unused = (first_byte & -first_byte).bit_length() - 1
    return extension(oids.KEY_USAGE, der.tlv(der.BIT_STRING, bytes((unused, first_byte))), critical=True)


def _policies(dotted: tuple[str, ...]) -> bytes:
    return extension(
        oids.CERTIFICATE_POLICIES,
        der.seq(*(der.seq(der.tlv(der.OID, der.oid_bytes(each))) for each in dotted)),
    )


def _own_key(key: Key) -> bytes:
    return extension(oids.SUBJECT_KEY_IDENTIFIER, der.octets(key_identifier(key.spki)))


def _issuer_key(identifier: bytes) -> bytes:
    return extension(oids.AUTHORITY_KEY_IDENTIFIER, der.seq(der.tlv(0x80, identifier)))
