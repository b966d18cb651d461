"""What a verification answers: valid, invalid or undetermined, with every check that was made or could not
be.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

Result = Literal["good", "bad", "not_made"]
VALID, INVALID, UNDETERMINED = "valid", "invalid", "undetermined"


class Check(NamedTuple):
    """One check. A named tuple, because some twenty are made in every verification.

    `reason` is the code of why it is bad or could not be made, empty when good (texts: `zholdama.eds.texts`);
    `detail` begins with it, facts follow. A check that does not decide is only reported.
    """

    check: str
    result: Result
    detail: str = ""
    reason: str = ""
    decides: bool = True


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, as the certificate says. Empty text where the certificate says nothing.

    `signing_time` is the signer's own clock, informational only; `timestamp` the time a trusted time-stamping
    authority vouches for, None without one. `certificate` is the whole DER, the key to everything else.
    """

    name: str
    iin: str
    bin: str
    roles: tuple[str, ...]
    algorithm: str
    signing_time: datetime | None
    timestamp: datetime | None
    surname: str = ""
    given_name: str = ""
    patronymic: str = ""
    organisation: str = ""
    certificate: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer. `content` is what was signed, whether attached or given; None when neither was there.

    `at` is the time the chain was judged at: the timestamp's where there is one, else the time of receipt.
    """

    verdict: Literal["valid", "invalid", "undetermined"]
    reasons: tuple[str, ...]
    signers: tuple[Signer, ...]
    checks: tuple[Check, ...]
    at: datetime | None = None
    content: bytes | None = field(default=None, repr=False)

    @property
    def valid(self) -> bool:
        """Whether the signature may be relied on. Undetermined is not valid."""
        return self.verdict == VALID


class Findings:
    """The checks of one verification while it runs; `prefix` sets a timestamp's checks apart from the
    document's.
    """

    __slots__ = ("checks", "prefix")

    def __init__(self, prefix: str = "") -> None:
        self.checks: list[Check] = []
        self.prefix = prefix

    def good(self, check: str, detail: str = "", *, decides: bool = True) -> None:
        """A check that passed."""
        self.checks.append(Check(self.prefix + check if self.prefix else check, "good", detail, "", decides))

    def bad(self, check: str, reason: str, detail: str = "", *, decides: bool = True) -> None:
        """A check that failed, and the code of the reason."""
        self._add(check, "bad", reason, detail, decides)

    def not_made(self, check: str, reason: str, detail: str = "", *, decides: bool = True) -> None:
        """A check that could not be made, and the code of what was missing."""
        self._add(check, "not_made", reason, detail, decides)

    def _add(self, check: str, result: Result, reason: str, detail: str, decides: bool) -> None:
        code = self.prefix + reason
        self.checks.append(
            Check(self.prefix + check, result, f"{code}: {detail}" if detail else code, code, decides)
        )

    @property
    def failed(self) -> bool:
        """Whether anything decisive is bad already."""
        return any(check.result == "bad" and check.decides for check in self.checks)

    def verdict(self, signers: tuple[Signer, ...], at: datetime | None, content: bytes | None) -> Verdict:
        """One bad check makes it invalid; without one, a check not made leaves it undetermined."""
        bad = _reasons(self.checks, "bad")
        missing = _reasons(self.checks, "not_made")
        answer: Literal["valid", "invalid", "undetermined"] = "valid"
        if bad or missing:
            answer = "invalid" if bad else "undetermined"
        return Verdict(answer, bad or missing, signers, tuple(self.checks), at, content)


def _reasons(checks: list[Check], result: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(check.reason for check in checks if check.result == result and check.decides))
