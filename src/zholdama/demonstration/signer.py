"""The local signer of the demonstration: real signatures by a development authority that no production store takes.

The authority is made at the first start; people's keys are made when they first sign and kept beside it.
"""

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from zholdama.demonstration.residents import Resident
from zholdama.eds.development import (
    Credential,
    DevelopmentAuthority,
    official_identity,
    person_identity,
)
from zholdama.eds.development_signing import sign

VALID = (datetime(2014, 6, 1, tzinfo=UTC), datetime(2045, 12, 31, tzinfo=UTC))
"""Validity of the made-up people's certificates: the whole calendar, so that a set clock finds them valid."""


def _folder() -> Path:
    if settings.ZHOLDAMA_PRODUCTION:
        raise RuntimeError("the demonstration's signer refuses to work under production settings")
    folder: Path = settings.ZHOLDAMA_TRUST.parent / "demonstration-signer"
    return folder


@lru_cache(maxsize=1)
def authority() -> DevelopmentAuthority:
    """The development authority of this installation; its certificates lie in the trust store."""
    folder = _folder()
    try:
        return DevelopmentAuthority.load(folder / "authority")
    except FileNotFoundError:
        made = DevelopmentAuthority.create(at=VALID[0])
        made.save(folder / "authority")
        settings.ZHOLDAMA_TRUST.mkdir(parents=True, exist_ok=True)
        for place, certificate in enumerate(made.certificates):
            (settings.ZHOLDAMA_TRUST / f"development-{place}.cer").write_bytes(certificate)
        return made


@lru_cache(maxsize=64)
def _credential(name: str, identity: object) -> Credential:
    folder = _folder() / "people"
    try:
        return Credential.load(folder, name)
    except OSError:
        credential = authority().issue(identity, at=VALID[0], valid=VALID)  # type: ignore[arg-type]
        credential.save(folder, name)
        return credential


def resident_certificate(resident: Resident) -> Credential:
    """A resident's key and certificate; ValueError for one without an IIN, who has no EDS."""
    if resident.iin is None:
        raise ValueError("without an IIN there is no electronic signature")
    identity = person_identity(
        iin=resident.iin,
        surname=resident.surname,
        given=resident.given_name or resident.surname,
        patronymic=resident.patronymic,
    )
    return _credential(f"resident-{resident.slug}", identity)


def sign_as_resident(resident: Resident, content: bytes, *, at: datetime) -> bytes:
    """A detached CMS by the resident over exactly these bytes."""
    credential = resident_certificate(resident)
    return sign(content, credential.key, credential.certificate, at=at)


def sign_as_official(
    *, login: str, iin: str, name: str, bin: str, organisation: str, content: bytes, at: datetime
) -> bytes:
    """A detached CMS by a head of the demonstration's provider."""
    surname, given, patronymic = (*name.split(), "", "")[:3]
    identity = official_identity(
        iin=iin,
        surname=surname,
        given=given,
        patronymic=patronymic,
        bin=bin,
        organisation=organisation,
        role="head",
    )
    credential = _credential(f"official-{login}-{bin}", identity)
    return sign(content, credential.key, credential.certificate, at=at)
