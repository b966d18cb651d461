"""The shapes an edition of the passport is made of: every figure, document, measure, reading and reason."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from zholdama.passport.clauses import Clause
from zholdama.passport.texts import Text

Sureness = Literal["S", "A", "B", "C", "D"]
"""S the passport itself, A read in the source, B a neighbouring source, C common knowledge, D not found."""

ResultKind = Literal["referral", "guidance_record"]
DocumentProof = Literal["identity", "status"]
ReadingValue = bool | int | str
ConditionKind = Literal[
    "age_from",
    "age_up_to",
    "age_below_pension",
    "one_of",
    "none_of",
    "within_years_of",
    "represented_under",
    "represented_if",
    "not_longer",
]
ConditionAbout = Literal["person", "place"]
ConditionEffect = Literal["condition", "advice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeHours:
    """P8.1b: when the provider accepts and delivers; local times of Asia/Almaty, half-open spans."""

    opens: dt.time
    lunch_from: dt.time
    lunch_to: dt.time
    closes: dt.time


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The time limits: minutes of working time (R3), or working days (R1)."""

    waiting_minutes: int
    serving_minutes: int
    result_minutes: int
    portal_working_days: int
    grace_minutes: int
    complaint_working_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Where one figure of the edition comes from: its dotted key, its basis in words, and how sure it is."""

    key: str
    basis: str
    sure: Sureness


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One result of P10: how it is called, what it is, and how it ends."""

    id: str
    clause: Clause
    name: Text
    summary: Text
    ends_in: ResultKind


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKind:
    """One document of P9.1: it proves who the person is, or a status the person has."""

    id: str
    name: Text
    proves: DocumentProof
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One way of P3 to apply and to receive the result."""

    id: str
    clause: Clause
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderKind:
    """One kind of local executive body that P2 admits."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultForm:
    """One form of P7 in which the result is given."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalReason:
    """A ground to refuse, and what it rests on. Unconfirmed ones are shown as such to staff and never used in production."""

    id: str
    text: Text
    remedy: Text
    basis: Text
    sure: Sureness
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Something that is lacking and can be put right: advice to the person, never a ground to refuse."""

    id: str
    text: Text
    remedy: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition of some measures. `effect` advice: it never decides. `fact`: what it asks for, empty: the birth date.

    `text` is the requirement and `change` what would change the answer; both have their figures filled in.
    """

    id: str
    measures: tuple[str, ...]
    kind: ConditionKind
    about: ConditionAbout
    effect: ConditionEffect
    clause: Clause | None
    fact: str
    values: tuple[str, ...]
    figures: tuple[tuple[str, int], ...]
    text: Text
    change: Text
    basis: Text
    sure: Sureness

    def figure(self, name: str) -> int:
        """The figure of that name. Raises `KeyError`."""
        return dict(self.figures)[name]

    @property
    def is_setting(self) -> bool:
        """Whether it rests on common knowledge alone: a setting of the centre, never told as law."""
        return self.sure in ("C", "D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """Whether a person is heard before a refusal goes to the head, and how long he has for it (working minutes)."""

    demanded: bool
    minutes: int
    basis: Text
    sure: Sureness


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How an ambiguous clause is read, in words and as a value a machine can use."""

    id: str
    clauses: tuple[Clause, ...]
    text: Text
    value: ReadingValue


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationCheck:
    """What is asked of an organisation before the state pays for its places; `figure` is the limit, where there is one.

    Nobody is refused by it here: the answer is yes, no or not checked, and a person decides.
    """

    id: str
    text: Text
    measures: tuple[str, ...]
    figure: int | None
    basis: str
    sure: Sureness


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Terms of what becomes of a referral; working days are counted from its last valid day, hours from the answer.

    `task_working_days` are office days (R1), `start_within_days` calendar days between answer and first day.
    """

    first_reminder_working_days: int
    second_reminder_working_days: int
    answer_working_days: int
    link_working_days: int
    undo_hours: int
    task_working_days: int
    start_within_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The passport as it stood from `valid_from` (to `valid_to`, not included; None: open)."""

    id: str
    valid_from: dt.date
    valid_to: dt.date | None
    name: Text
    hours: OfficeHours
    terms: Terms
    channels: tuple[Channel, ...]
    provider_kinds: tuple[ProviderKind, ...]
    forms: tuple[ResultForm, ...]
    measures: tuple[Measure, ...]
    documents: tuple[DocumentKind, ...]
    refusal_reasons: tuple[RefusalReason, ...]
    advice: tuple[Advice, ...]
    conditions: tuple[Condition, ...]
    hearing: Hearing
    readings: tuple[Reading, ...]
    organisation_checks: tuple[OrganisationCheck, ...]
    referral_valid_working_days: int
    answers: Answers
    figures: tuple[Figure, ...]

    def measure(self, measure_id: str) -> Measure:
        """The measure of that id. Raises `KeyError`."""
        return _one(self.measures, measure_id, "measure")

    def document(self, document_id: str) -> DocumentKind:
        """The document kind of that id. Raises `KeyError`."""
        return _one(self.documents, document_id, "document")

    def reading(self, reading_id: str) -> Reading:
        """The reading "R1".."R11". Raises `KeyError`."""
        return _one(self.readings, reading_id, "reading")

    def refusal_reason(self, reason_id: str) -> RefusalReason:
        """The refusal reason of that id, usable or not. Raises `KeyError`."""
        return _one(self.refusal_reasons, reason_id, "refusal reason")

    def usable_refusal_reasons(
        self, *, production: bool, confirmed_ids: frozenset[str] = frozenset()
    ) -> tuple[RefusalReason, ...]:
        """The reasons staff may choose: all in a demonstration, in production only the confirmed ones.

        `confirmed_ids`: what an operator has confirmed in this installation, besides those the data confirms.
        """
        if not production:
            return self.refusal_reasons
        return tuple(r for r in self.refusal_reasons if r.confirmed or r.id in confirmed_ids)


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


Part = TypeVar("Part", bound=_HasId)


def _one(parts: tuple[Part, ...], wanted: str, kind: str) -> Part:
    for part in parts:
        if part.id == wanted:
            return part
    raise KeyError(f"the edition has no {kind} {wanted!r}")
