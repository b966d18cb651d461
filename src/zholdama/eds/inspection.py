"""What a file says about itself, in words, without judging it."""

from collections.abc import Callable
from typing import Any

from zholdama.eds import cms_form, der, names, oids, pins, signature_checks, timestamp
from zholdama.eds.certificate import (
    CRL_SIGN,
    DIGITAL_SIGNATURE,
    KEY_CERT_SIGN,
    NON_REPUDIATION,
    Certificate,
)
from zholdama.eds.cms_form import SignedData, SignerInfo
from zholdama.eds.crl import RECORD_BYTES, Crl
from zholdama.eds.der import Malformed
from zholdama.eds.ocsp import Answer

_ALGORITHMS = {
    oids.RSA: "RSA",
    oids.SHA256_RSA: "RSA with SHA-256",
    oids.SHA256: "SHA-256",
    oids.GOST_2015_KEY: "GOST 34.10-2015, 512 bits",
    oids.GOST_2015_SIGNATURE: "GOST 34.10-2015-512",
    oids.STREEBOG_512: "Streebog-512",
    oids.GOST_2004_KEY: "GOST 34.310-2004",
    oids.GOST_2004_SIGNATURE: "GOST 34.310-2004",
    oids.GOST_34311_95: "GOST 34.311-95",
}
_USES = {
    DIGITAL_SIGNATURE: "digital signature",
    NON_REPUDIATION: "non-repudiation",
    0x20: "key encipherment",
    0x10: "data encipherment",
    0x08: "key agreement",
    KEY_CERT_SIGN: "signing certificates",
    CRL_SIGN: "signing revocation lists",
}
_PURPOSES = {
    oids.CLIENT_AUTH: "signing in",
    oids.EMAIL_PROTECTION: "signing documents",
    oids.TIME_STAMPING: "time-stamping",
    oids.OCSP_SIGNING: "answering about status",
}


def inspect(data: bytes) -> dict[str, Any] | None:
    """The first reading that fits: signature, certificate, revocation list, OCSP answer; None when none does.

    Values are texts, numbers, datetimes, lists and dictionaries of them; `kind` says what it is.
    """
    readings: tuple[Callable[[bytes], dict[str, Any]], ...] = (_signature, _certificate_file, _list, _answer)
    for reading in readings:
        try:
            return reading(data)
        except Malformed:
            continue
    return None


def _signature(data: bytes) -> dict[str, Any]:
    signed = cms_form.read(data)
    return {
        "kind": "signature",
        "content": "detached" if signed.content is None else f"attached, {len(signed.content)} bytes",
        "signers": [_signer(signed, each) for each in signed.signers],
        "certificates": [certificate_in_words(Certificate.from_der(each)) for each in signed.certificates],
    }


def _signer(signed: SignedData, signer: SignerInfo) -> dict[str, Any]:
    return {
        "issuer": names.in_words(signer.issuer),
        "serial": f"{signer.serial:x}",
        "algorithm": algorithm(signer.algorithm[0]),
        "digest": algorithm(signer.digest[0]),
        "attributes": [der.oid_text(key) for key in signer.attributes or ()],
        "signing_time": signature_checks.signing_time(signer),
        "timestamps": [_timestamp(each) for each in signer.unsigned.get(oids.TIMESTAMP_TOKEN, ())],
    }


def _timestamp(token: bytes) -> dict[str, Any]:
    signed = cms_form.read(token)
    info = timestamp.read(signed.content or b"")
    return {"time": info.time, "policy": info.policy, "serial": f"{info.serial:x}"}


def _certificate_file(data: bytes) -> dict[str, Any]:
    return {"kind": "certificate", **certificate_in_words(Certificate.from_der(data))}


def certificate_in_words(certificate: Certificate) -> dict[str, Any]:
    """What a certificate says; raises Malformed."""
    subject = names.subject(certificate)
    pin = pins.pin_of(certificate.fingerprint)
    usage = certificate.key_usage or 0
    return {
        "subject": names.in_words(certificate.subject),
        "issuer": names.in_words(certificate.issuer),
        "iin": subject.iin,
        "bin": subject.bin,
        "serial": f"{certificate.serial:x}",
        "not_before": certificate.not_before,
        "not_after": certificate.not_after,
        "key": algorithm(certificate.key.algorithm),
        "signed_with": algorithm(certificate.signature_algorithm),
        "uses": [word for bit, word in _USES.items() if usage & bit],
        "purposes": [_PURPOSES.get(each, oids.ROLE_NAMES.get(each, each)) for each in certificate.purposes],
        "policies": list(certificate.policies),
        "authority": certificate.path_length != -1,
        "pinned": f"{pins.kind_of(certificate.fingerprint)}: {pin.name}" if pin else "no",
        "sha256": certificate.fingerprint,
    }


def _list(data: bytes) -> dict[str, Any]:
    found = Crl.from_der(data)
    return {
        "kind": "revocation list" if found.base is None else "delta revocation list",
        "issuer": names.in_words(found.issuer),
        "number": found.number,
        "base": found.base,
        "this_update": found.this_update,
        "next_update": found.next_update,
        "entries": len(found.index) // RECORD_BYTES,
        "signed_with": algorithm(found.algorithm),
    }


def _answer(data: bytes) -> dict[str, Any]:
    found = Answer.from_der(data)
    return {
        "kind": "OCSP answer",
        "produced_at": found.produced_at,
        "signed_with": algorithm(found.algorithm),
        "statuses": [
            {
                "serial": f"{each.certificate_id[3]:x}",
                "status": each.status,
                "since": each.since,
                "this_update": each.this_update,
                "next_update": each.next_update,
            }
            for each in found.statuses
        ],
    }


def algorithm(identifier: bytes) -> str:
    """An algorithm's name, or its dotted identifier."""
    return _ALGORITHMS.get(identifier) or der.oid_text(identifier)
