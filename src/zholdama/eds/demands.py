"""What a caller demands of a signature, and what the caller holds to judge it by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from zholdama.eds.crl import Crl
from zholdama.eds.der import Malformed
from zholdama.eds.ocsp import Answer
from zholdama.eds.profiles import CURRENT, Profile
from zholdama.eds.trust import TrustStore

Role = Literal["individual", "official", "any"]
"""`individual`: a person acting for himself; `official`: a legal entity's head or holder of its signing
right.
"""

Revocation = Literal["required", "not_published_by_development_ca"]
"""`required`: without a fresh list or answer the verdict is undetermined. The other is for development
chains only.
"""


@dataclass(frozen=True, slots=True)
class Demands:
    """One verification's demands; `at` is the time of receipt, aware. See `zholdama.eds.cms.verify`."""

    at: datetime
    store: TrustStore
    crls: Sequence[Crl | bytes] = ()
    ocsp: Answer | bytes | None = None
    role: Role = "any"
    iin: str | None = None
    bin: str | None = None
    profile: Profile = CURRENT
    revocation: Revocation = "required"


def lists_read(held: Sequence[Crl | bytes]) -> list[Crl | bytes]:
    """Lists parsed once for all checks; what cannot be parsed stays, and is reported where it is needed."""
    return [_list(each) for each in held]


def _list(held: Crl | bytes) -> Crl | bytes:
    try:
        return Crl.from_der(held) if isinstance(held, bytes) else held
    except Malformed:
        return held
