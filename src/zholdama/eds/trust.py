"""Which certification authorities are trusted. The links between them are verified once, when the store is
built.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from zholdama.eds import algorithms, pins
from zholdama.eds.certificate import KEY_CERT_SIGN, Certificate
from zholdama.eds.certificate_files import certificates_of
from zholdama.eds.der import Malformed

DEEPEST_PATH = 3
"""Authorities above a signer, the root included."""


class NotTrusted(ValueError):
    """A certificate that this store must not hold; the message says which and why."""


@dataclass(frozen=True, slots=True, eq=False)
class Authority:
    """A certification authority with its verified path: itself first, the root last.

    `not_before` and `not_after` bound the time at which the whole path is valid. `complete` is False when the
    store holds no self-signed root above it. `legacy` paths contain GOST 34.310-2004.
    """

    certificate: Certificate
    path: tuple[Certificate, ...]
    not_before: datetime
    not_after: datetime
    complete: bool
    legacy: bool
    development: bool


@dataclass(frozen=True, slots=True, eq=False)
class TrustStore:
    """Authorities by the DER of their name. Certificates inside a signature never enter it."""

    authorities: Mapping[bytes, tuple[Authority, ...]]
    skipped: tuple[str, ...] = ()

    @classmethod
    def from_certificates(cls, certificates: Iterable[bytes]) -> "TrustStore":
        """Trust exactly these DER certificates, pinned or not. What is no usable CA is named in `skipped`."""
        usable: dict[bytes, Certificate] = {}
        skipped = []
        for data in certificates:
            try:
                parsed = Certificate.from_der(data)
                problem = why_no_authority(parsed)
            except Malformed as error:
                skipped.append(f"not a certificate: {error}")
                continue
            if problem:
                skipped.append(f"{parsed.fingerprint}: {problem}")
            else:
                usable[data] = parsed
        found: dict[bytes, tuple[Authority, ...]] = {}
        for parsed in usable.values():
            authority = _authority(parsed, tuple(usable.values()))
            if authority is None:
                skipped.append(f"{parsed.fingerprint}: its signature does not verify")
            else:
                found[parsed.subject] = (*found.get(parsed.subject, ()), authority)
        return cls(found, tuple(skipped))

    @classmethod
    def from_folder(cls, folder: Path | str) -> "TrustStore":
        """Trust the CA certificates in the files of a folder (DER, PEM or base64), pinned or not; raises
        OSError.
        """
        return cls.from_certificates(certificates_of(folder))

    @classmethod
    def production(
        cls, certificates: Iterable[bytes], *, confirmed: frozenset[str] = frozenset()
    ) -> "TrustStore":
        """Trust pinned production certificates, and those whose fingerprint a person `confirmed`.

        Raises NotTrusted for a test or development authority, confirmed or not, and for any other one.
        """
        return cls.from_certificates([_pinned(data, "production", confirmed) for data in certificates])

    @classmethod
    def test(cls, certificates: Iterable[bytes]) -> "TrustStore":
        """Trust pinned test and production certificates (the test keys are time-stamped by the production
        TSA).
        """
        return cls.from_certificates([_pinned(data, "test") for data in certificates])

    @property
    def empty(self) -> bool:
        """Whether nothing is trusted at all, so that no chain can be judged."""
        return not self.authorities

    def named(self, name: bytes) -> tuple[Authority, ...]:
        """The authorities with this DER name; empty when there is none."""
        return self.authorities.get(name, ())

    def issuers_of(self, subject: Certificate) -> tuple[Authority, ...]:
        """Authorities with the issuer's name whose key identifier does not contradict the certificate's."""
        wanted = subject.authority_key
        return tuple(
            authority
            for authority in self.named(subject.issuer)
            if wanted is None or authority.certificate.subject_key in (None, wanted)
        )


def _pinned(data: bytes, kind: str, confirmed: frozenset[str] = frozenset()) -> bytes:
    try:
        parsed = Certificate.from_der(data)
    except Malformed as error:
        raise NotTrusted(f"not a certificate: {error}") from error
    if parsed.development:
        raise NotTrusted(f"{parsed.fingerprint} is a development authority")
    found = pins.kind_of(parsed.fingerprint)
    if found is None and parsed.fingerprint not in confirmed:
        raise NotTrusted(f"{parsed.fingerprint} is not pinned")
    if kind == "production" and found == "test":
        raise NotTrusted(f"{parsed.fingerprint} is a {found} authority")
    return data


def why_no_authority(parsed: Certificate) -> str:
    """Why a certificate cannot be a CA; empty when it can. Raises Malformed."""
    if parsed.path_length == -1:
        return "not a CA"
    if not (parsed.key_usage or 0) & KEY_CERT_SIGN:
        return "its key may not sign certificates"
    if parsed.unknown_critical:
        return "unknown critical extension"
    return ""


def issued(issuer: Certificate, subject: Certificate) -> bool:
    """Whether `issuer`'s key signed `subject`. Says nothing about time or purpose."""
    algorithm = algorithms.of_signature(subject.signature_algorithm)
    return algorithm is not None and algorithm.verify(issuer.key, subject.tbs, subject.signature)


@lru_cache(maxsize=256)
def _linked(issuer: bytes, subject: bytes) -> bool:
    return issued(Certificate.from_der(issuer), Certificate.from_der(subject))


def _authority(parsed: Certificate, pool: tuple[Certificate, ...]) -> Authority | None:
    path: tuple[Certificate, ...] | None = _path(parsed, pool, (parsed,))
    if path is None:
        return None
    methods = [algorithms.of_signature(each.signature_algorithm) for each in path]
    return Authority(
        certificate=parsed,
        path=path,
        not_before=max(each.not_before for each in path),
        not_after=min(each.not_after for each in path),
        complete=path[-1].self_issued,
        legacy=any(method is None or method.legacy for method in methods),
        development=any(each.development for each in path),
    )


def _path(
    parsed: Certificate, pool: tuple[Certificate, ...], path: tuple[Certificate, ...]
) -> tuple[Certificate, ...] | None:
    """The verified way up; ends at a self-signed root, or early when the issuer is not in the pool."""
    if parsed.self_issued:
        return path if _linked(parsed.der, parsed.der) else None
    issuers = [each for each in pool if each.subject == parsed.issuer and each not in path]
    if not issuers:
        return path
    if len(path) == DEEPEST_PATH:
        return None
    for issuer in issuers:
        room = issuer.path_length
        if (room is None or room >= len(path)) and _linked(issuer.der, parsed.der):
            return _path(issuer, pool, (*path, issuer))
    return None
