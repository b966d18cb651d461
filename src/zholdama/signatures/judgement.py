"""What the port is asked and what it answers: the verdict with everything it rests on, so that it can be kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from zholdama.eds.demands import Revocation, Role
from zholdama.eds.verdict import Check, Signer

RULES = "1"
"""Version of the rules by which verdicts are given; counted up when a stored verdict could come out otherwise."""

Answer = Literal["valid", "invalid", "undetermined"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One signature over exactly these bytes. `at` is when it was received, aware.

    `asked_at`: when it is asked about again, later than the receipt; None at the receipt itself. `insist` asks a
    source that has just been silent, too.
    """

    signature: bytes = field(repr=False)
    content: bytes = field(repr=False)
    at: datetime
    role: Role
    iin: str | None = None
    bin: str | None = None
    asked_at: datetime | None = None
    insist: bool = False


@dataclass(frozen=True, slots=True)
class ListRef:
    """A revocation list that was looked into: its SHA-256 (hex) finds it again in the folder of lists."""

    sha256: str
    issuer: str
    number: int | None
    this_update: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a verdict rests on beside the signature itself; with it the verdict can be given again.

    `answer` is another verifier's whole answer, `timestamp` a token that was asked for here, `trust` the SHA-256
    (hex) of every trusted certificate.
    """

    revocation: Revocation
    trust: tuple[str, ...] = ()
    ocsp: bytes | None = field(default=None, repr=False)
    nonce: bytes | None = None
    lists: tuple[ListRef, ...] = ()
    timestamp: bytes | None = field(default=None, repr=False)
    answer: bytes | None = field(default=None, repr=False)
    answered: bool = True

    def as_mapping(self) -> Mapping[str, Any]:
        """What is not bytes of its own, for JSON."""
        return {
            "answered": self.answered,
            "lists": [
                {
                    "sha256": one.sha256,
                    "issuer": one.issuer,
                    "number": one.number,
                    "this_update": one.this_update.isoformat(),
                }
                for one in self.lists
            ],
            "nonce": self.nonce.hex() if self.nonce else "",
            "revocation": self.revocation,
            "trust": list(self.trust),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The answer to a question. `judged_at` is the time the chain was judged at, `silent` names the sources that
    were asked and gave no answer, `verifier` who judged: native, ncanode or both.
    """

    question: Question
    verdict: Answer
    reasons: tuple[str, ...]
    checks: tuple[Check, ...]
    signers: tuple[Signer, ...]
    judged_at: datetime | None
    stamped_at: datetime | None
    held: Held
    verifier: str
    silent: tuple[str, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether the signature may be relied on. Undetermined is not valid."""
        return self.verdict == "valid"

    @property
    def vouched(self) -> bool:
        """Whether a trusted authority is known to have issued the signer's certificate, whatever else is open."""
        return any(one.check == "chain.signature" and one.result == "good" for one in self.checks)


def outcome(checks: tuple[Check, ...]) -> tuple[Answer, tuple[str, ...]]:
    """One bad check makes it invalid; without one, a check not made leaves it undetermined."""
    for result, answer in (("bad", "invalid"), ("not_made", "undetermined")):
        reasons = tuple(dict.fromkeys(one.reason for one in checks if one.result == result and one.decides))
        if reasons:
            return answer, reasons  # type: ignore[return-value]
    return "valid", ()
