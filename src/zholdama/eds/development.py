"""A certification authority for development and demonstration: made-up people, real cryptography, no
authority.

Its certificates follow the profile of the real ones and bear a marker that every production store refuses.
"""

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from zholdama.eds import development_certificates, oids
from zholdama.eds.certificate import DEVELOPMENT_MARKER
from zholdama.eds.development_certificates import Identity, Template
from zholdama.eds.development_keys import Key, load_key, new_key
from zholdama.eds.trust import TrustStore

VALID_FROM = datetime(2014, 1, 1, tzinfo=UTC)
VALID_TO = datetime(2046, 12, 31, 23, 59, 59, tzinfo=UTC)
"""The authority's own validity: the whole shipped calendar."""

Kind = Literal["rsa", "gost"]
OfficialRole = Literal["head", "signer", "employee"]


def person_identity(*, iin: str, surname: str, given: str, patronymic: str = "") -> Identity:
    """An individual, as the National Certification Authority would name one."""
    return Identity(surname, given, patronymic, iin, roles=(oids.INDIVIDUAL,))


def official_identity(
    *,
    iin: str,
    surname: str,
    given: str,
    patronymic: str = "",
    bin: str,
    organisation: str,
    role: OfficialRole = "head",
) -> Identity:
    """A legal entity's head, holder of its signing right, or employee."""
    held = {"head": oids.HEAD, "signer": oids.SIGNER, "employee": oids.EMPLOYEE}[role]
    return Identity(surname, given, patronymic, iin, bin, organisation, (oids.LEGAL_ENTITY, held))


@dataclass(frozen=True, slots=True)
class Credential:
    """A certificate with its private key."""

    key: Key = field(repr=False)
    certificate: bytes = field(repr=False)

    def save(self, folder: Path, name: str) -> None:
        """Write NAME.cer and NAME.key (the latter for the owner only)."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.cer").write_bytes(self.certificate)
        descriptor = os.open(folder / f"{name}.key", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(self.key.to_bytes())

    @classmethod
    def load(cls, folder: Path, name: str) -> "Credential":
        """Read what `save` wrote; raises OSError, ValueError."""
        return cls(load_key((folder / f"{name}.key").read_bytes()), (folder / f"{name}.cer").read_bytes())


@dataclass(frozen=True, slots=True)
class DevelopmentAuthority:
    """A root and an issuing authority per kind of key."""

    roots: dict[Kind, Credential] = field(repr=False)
    issuers: dict[Kind, Credential] = field(repr=False)

    @classmethod
    def create(
        cls, *, at: datetime, kinds: tuple[Kind, ...] = ("rsa",), bits: int = 2048
    ) -> "DevelopmentAuthority":
        """New keys and certificates; `bits` is the size of the RSA keys. `at` only enters the names.

        Two creations at different seconds have different names, so that a stale store is seen as what it is.
        """
        roots: dict[Kind, Credential] = {}
        issuers: dict[Kind, Credential] = {}
        for kind in kinds:
            stamp = f"{kind.upper()} {at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
            top, below = new_key(kind, bits=bits), new_key(kind, bits=bits)
            top_name = development_certificates.authority_name(f"Zholdama development root {stamp}")
            name = development_certificates.authority_name(f"Zholdama development {stamp}")
            root = development_certificates.authority(
                subject=top_name, key=top, issuer=top_name, issuer_key=top, valid=(VALID_FROM, VALID_TO)
            )
            issuing = development_certificates.authority(
                subject=name, key=below, issuer=top_name, issuer_key=top, valid=(VALID_FROM, VALID_TO)
            )
            roots[kind], issuers[kind] = Credential(top, root), Credential(below, issuing)
        return cls(roots, issuers)

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """The CA certificates, DER."""
        return tuple(each.certificate for each in (*self.roots.values(), *self.issuers.values()))

    def store(self) -> TrustStore:
        """A store that trusts this authority and no other."""
        return TrustStore.from_certificates(self.certificates)

    def issue(
        self,
        identity: Identity,
        *,
        at: datetime,
        kind: Kind = "rsa",
        key: Key | None = None,
        valid: tuple[datetime, datetime] | None = None,
        template: Template | None = None,
    ) -> Credential:
        """A certificate for a made-up person, valid from a day before `at` for a year unless `valid` says
        otherwise.

        A new key is made unless one is given (2048-bit RSA takes a moment). `template` overrides parts of the
        profile, to make defective certificates.
        """
        issuer = self.issuers[kind]
        own = key or new_key(kind)
        span = valid or (at - timedelta(days=1), at + timedelta(days=365))
        made = development_certificates.person(
            identity, key=own, issuer=issuer.certificate, issuer_key=issuer.key, valid=span, template=template
        )
        return Credential(own, made)

    def save(self, folder: Path | str) -> None:
        """Write every certificate and key into a folder of the owner's."""
        target = Path(folder)
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        for kind in self.roots:
            self.roots[kind].save(target, f"root_{kind}")
            self.issuers[kind].save(target, f"issuing_{kind}")

    @classmethod
    def load(cls, folder: Path | str) -> "DevelopmentAuthority":
        """Read what `save` wrote; raises OSError when there is nothing."""
        source = Path(folder)
        kinds: tuple[Kind, ...] = ("rsa", "gost")
        held = [kind for kind in kinds if (source / f"root_{kind}.key").exists()]
        if not held:
            raise FileNotFoundError(f"no development authority in {source}")
        return cls(
            {kind: Credential.load(source, f"root_{kind}") for kind in held},
            {kind: Credential.load(source, f"issuing_{kind}") for kind in held},
        )


__all__ = [
    "DEVELOPMENT_MARKER",
    "Credential",
    "DevelopmentAuthority",
    "Identity",
    "Template",
    "official_identity",
    "person_identity",
]
