"""A development authority with made-up people, made once for all tests of the signature."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from zholdama.eds import cms, oids
from zholdama.eds.development import (
    Credential,
    DevelopmentAuthority,
    Identity,
    official_identity,
    person_identity,
)
from zholdama.eds.development_services import revocation_list, service
from zholdama.eds.development_signing import Draft, draft
from zholdama.eds.trust import TrustStore
from zholdama.eds.verdict import Verdict

KINDS = ("rsa", "gost")
MONTH = timedelta(days=30)


@dataclass(frozen=True)
class World:
    """One authority, its store, and people with each kind of key, at one moment."""

    authority: DevelopmentAuthority
    store: TrustStore = field(repr=False)
    citizen: dict[str, Credential]
    other: dict[str, Credential]
    head: dict[str, Credential]
    stamping: Credential
    answering: Credential
    lists: dict[str, bytes] = field(repr=False)
    at: datetime = datetime(2025, 1, 3, 10, 0, tzinfo=UTC)
    content: bytes = "Жолдама беру туралы өтініш".encode()
    iin: str = "900101900017"
    other_iin: str = "900101900028"
    bin: str = "990240900016"
    other_bin: str = "990240900027"

    def judge(self, signature: bytes, **changed: Any) -> Verdict:
        """Verify as the product does: detached content, an individual's IIN, fresh lists of every issuer."""
        demands: dict[str, Any] = {
            "content": self.content,
            "at": self.at,
            "store": self.store,
            "crls": list(self.lists.values()),
            "role": "individual",
            "iin": self.iin,
        }
        return cms.verify(signature, **{**demands, **changed})

    def draft(self, kind: str, **changed: Any) -> Draft:
        """The citizen's good signature, in parts."""
        who = self.citizen[kind]
        return draft(self.content, who.key, who.certificate, at=self.at, **changed)

    def issue(self, kind: str, identity: Identity | None = None, **changed: Any) -> Credential:
        """A certificate of this authority for the citizen's key and name, unless told otherwise."""
        given: dict[str, Any] = {"at": self.at, "kind": kind, "key": self.citizen[kind].key, **changed}
        return self.authority.issue(identity or citizen(self.iin), **given)


def citizen(iin: str) -> Identity:
    """A made-up person."""
    return person_identity(iin=iin, surname="ӘЛІМОВА", given="ӘЙГЕРІМ", patronymic="ҚАЙРАТҚЫЗЫ")


@pytest.fixture(scope="session")
def world() -> World:
    """The world of these tests; nothing in it changes."""
    at = World.at
    authority = DevelopmentAuthority.create(at=at, kinds=KINDS)
    head = official_identity(
        iin=World.other_iin,
        surname="ОСПАНОВ",
        given="ЕРЛАН",
        bin=World.bin,
        organisation="Сынақ жұмыспен қамту орталығы",
    )
    return World(
        authority=authority,
        store=authority.store(),
        citizen={kind: authority.issue(citizen(World.iin), at=at, kind=kind) for kind in KINDS},
        other={kind: authority.issue(citizen(World.other_iin), at=at, kind=kind) for kind in KINDS},
        head={kind: authority.issue(head, at=at, kind=kind) for kind in KINDS},
        stamping=service(authority.issuers["gost"], "Development TSA", oids.TIME_STAMPING, at=at - MONTH),
        answering=service(authority.issuers["gost"], "Development OCSP", oids.OCSP_SIGNING, at=at - MONTH),
        lists={kind: revocation_list(authority.issuers[kind], {}, at=at) for kind in KINDS},
    )


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Both kinds of key, one after the other."""
    return str(request.param)
