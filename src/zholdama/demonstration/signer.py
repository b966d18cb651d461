"""Keys of the demonstration's people, in the development signer's folder; no production store takes their signatures.

In the browser they sign through the development signer, a process of its own. `zholdama demo`, the bench and tests play
people outside the web server and sign with the same keys here.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from zholdama.demonstration.residents import Resident, residents
from zholdama.development_signer import holders
from zholdama.development_signer.holders import Holder
from zholdama.development_signer.keyring import Keyring
from zholdama.eds.development import Credential, DevelopmentAuthority, Kind
from zholdama.eds.development_signing import sign
from zholdama.eds.installed_trust import InstalledTrust


def _folder() -> Path:
    if settings.ZHOLDAMA_PRODUCTION:
        raise RuntimeError("the demonstration's signer refuses to work under production settings")
    folder: Path = settings.ZHOLDAMA_TRUST.parent / "demonstration-signer"
    return folder


@lru_cache(maxsize=1)
def _keyring(folder: Path) -> Keyring:
    return Keyring(folder)


@lru_cache(maxsize=1)
def authority() -> DevelopmentAuthority:
    """The development authority of this installation; its certificates lie where production never looks."""
    found = _keyring(_folder()).authority()
    folder = InstalledTrust(settings.ZHOLDAMA_TRUST).test_folder
    folder.mkdir(parents=True, exist_ok=True)
    for place, certificate in enumerate(found.certificates):
        path = folder / f"development-{place}.cer"
        if not path.is_file() or path.read_bytes() != certificate:
            path.write_bytes(certificate)
    return found


def announce(officials: Iterable[Holder]) -> None:
    """Tell the development signer who has a key: every resident with an IIN, and these officials."""
    authority()
    citizens = (resident_holder(one) for one in residents() if one.iin)
    holders.write(_folder(), (*citizens, *officials))


def resident_holder(resident: Resident) -> Holder:
    """A resident as the signer knows him; ValueError for one without an IIN, who has no EDS."""
    if resident.iin is None:
        raise ValueError("without an IIN there is no electronic signature")
    return Holder(
        id=f"resident-{resident.slug}",
        iin=resident.iin,
        surname=resident.surname,
        given=resident.given_name or resident.surname,
        patronymic=resident.patronymic,
    )


def official_holder(*, login: str, iin: str, name: str, bin: str, organisation: str) -> Holder:
    """A head of a provider as the signer knows him."""
    surname, given, patronymic = (*name.split(), "", "")[:3]
    return Holder(
        id=f"official-{login}-{bin}",
        iin=iin,
        surname=surname,
        given=given,
        patronymic=patronymic,
        bin=bin,
        organisation=organisation,
    )


def _credential(holder: Holder, kind: Kind) -> Credential:
    authority()
    return _keyring(_folder()).credential(holder, kind)


def resident_certificate(resident: Resident, kind: Kind = "rsa") -> Credential:
    """A resident's key and certificate; ValueError for one without an IIN."""
    return _credential(resident_holder(resident), kind)


def sign_as_resident(resident: Resident, content: bytes, *, at: datetime, kind: Kind = "rsa") -> bytes:
    """A detached CMS by the resident over exactly these bytes."""
    credential = _credential(resident_holder(resident), kind)
    return sign(content, credential.key, credential.certificate, at=at)


def sign_as_official(
    *, login: str, iin: str, name: str, bin: str, organisation: str, content: bytes, at: datetime
) -> bytes:
    """A detached CMS by a head of the demonstration's provider."""
    holder = official_holder(login=login, iin=iin, name=name, bin=bin, organisation=organisation)
    credential = _credential(holder, "rsa")
    return sign(content, credential.key, credential.certificate, at=at)
