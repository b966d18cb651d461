"""A development authority with made-up people, made once for all tests of the signature."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
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
from zholdama.eds.development_signing import draft
from zholdama.eds.trust import TrustStore
from zholdama.eds.verdict import Verdict

AT = datetime(2025, 1, 3, 10, 0, tzinfo=UTC)
CONTENT = "Жолдама беру туралы өтініш".encode()
IIN, OTHER_IIN, BIN, OTHER_BIN = "900101900017", "900101900028", "990240900016", "990240900027"


@dataclass(frozen=True)
class World:
    """One authority, its store, and people of each kind of key."""

    authority: DevelopmentAuthority
    store: TrustStore
    citizen: dict[str, Credential]
    other: dict[str, Credential]
    head: dict[str, Credential]
    stamping: Credential
    answering: Credential
    lists: dict[str, bytes] = field(repr=False)

    def judge(self, signature: bytes, **changed: Any) -> Verdict:
        """Verify as the product does: detached content, an individual's IIN, fresh lists of every issuer."""
        demands: dict[str, Any] = {
            "content": CONTENT,
            "at": AT,
            "store": self.store,
            "crls": list(self.lists.values()),
            "role": "individual",
            "iin": IIN,
        }
        return cms.verify(signature, **{**demands, **changed})

    def draft(self, kind: str, **changed: Any) -> Any:
        """A citizen's good signature in parts."""
        who = self.citizen[kind]
        return draft(CONTENT, who.key, who.certificate, at=AT, **changed)


def citizen(iin: str = IIN) -> Identity:
    """A made-up person."""
    return person_identity(iin=iin, surname="ӘЛІМОВА", given="ӘЙГЕРІМ", patronymic="ҚАЙРАТҚЫЗЫ")


def official(bin: str = BIN, **changed: Any) -> Identity:
    """A made-up head of a made-up provider."""
    names = {"surname": "ОСПАНОВ", "given": "ЕРЛАН", "organisation": "Сынақ жұмыспен қамту орталығы"}
    return official_identity(iin=OTHER_IIN, bin=bin, **{**names, **changed})


@pytest.fixture(scope="session")
def world() -> World:
    """The world of these tests; nothing in it changes."""
    authority = DevelopmentAuthority.create(at=AT, kinds=("rsa", "gost"))
    kinds = ("rsa", "gost")
    issue: Callable[..., Credential] = authority.issue
    return World(
        authority=authority,
        store=authority.store(),
        citizen={kind: issue(citizen(), at=AT, kind=kind) for kind in kinds},
        other={kind: issue(citizen(OTHER_IIN), at=AT, kind=kind) for kind in kinds},
        head={kind: issue(official(), at=AT, kind=kind) for kind in kinds},
        stamping=service(authority.issuers["gost"], "Development TSA", oids.TIME_STAMPING, at=AT),
        answering=service(authority.issuers["gost"], "Development OCSP", oids.OCSP_SIGNING, at=AT),
        lists={kind: revocation_list(authority.issuers[kind], {}, at=AT) for kind in kinds},
    )


@pytest.fixture(params=["rsa", "gost"])
def kind(request: pytest.FixtureRequest) -> str:
    """Both kinds of key, one after the other."""
    return str(request.param)
