"""What stands on each paper, one shape per kind: data already worded for people (dates, times, sums are
texts).

`Words` is a bilingual text, printed Kazakh first and Russian under it, or one text that both readers share.
An empty text leaves its row out. `issued_at` is aware and goes into the metadata; what people read is `date`.
"""

from dataclasses import dataclass
from datetime import datetime

from zholdama.passport.texts import Text

Words = Text | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The provider as it signs: names, address, telephone."""

    names: Text
    address: Words
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """The person a paper is about; `document` names the identity document, for those without an IIN.

    `representative`: who applies for the person, and on which ground; empty for somebody who applies himself.
    """

    name: str
    birth_date: str
    iin: str = ""
    document: str = ""
    representative: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a referral leads: the employer or trainer, and what it offers."""

    organisation: str
    bin: str
    address: Words
    position: Words
    phone: str = ""
    wage: Words = ""
    regime: Words = ""
    period: Words = ""
    programme: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """Who prepared and who signed; `eds` is one line about the head's EDS, `seal` one about the seal's
    key.
    """

    specialist: str
    head: str
    eds: str
    seal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """How to check the paper: token for QR and metadata, code to type (`token.code_text`), address of
    the page.
    """

    token: str
    code: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralPaper:
    """P10.1-P10.5: a referral with the employer's coupon. `kind` is the measure's id, `measure` its name.

    `answer_address`: the page on which the employer answers this one referral, as a QR and a link on the coupon; empty
    where there is none.
    """

    number: str
    date: str
    issued_at: datetime
    kind: str
    measure: Text
    office: Office
    bearer: Bearer
    destination: Destination
    last_day: str
    answer_by: str
    signatures: Signatures
    proof: Proof
    answer_address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidancePaper:
    """P10.6: the record of a guidance session, for the person."""

    number: str
    date: str
    issued_at: datetime
    measure: Text
    office: Office
    bearer: Bearer
    held_at: str
    topic: Words
    advice: tuple[Words, ...]
    next_steps: tuple[Words, ...]
    signatures: Signatures
    proof: Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPaper:
    """The receipt of a package: number, when and who accepted, what was handed in, when the result is due."""

    number: str
    issued_at: datetime
    accepted_at: str
    accepted_by: str
    channel: Words
    measure: Words
    office: Office
    bearer: Bearer
    documents: tuple[Words, ...]
    due_at: str
    contact: Words
    seal: str
    proof: Proof | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One ground of a refusal: the fact found, the clause or act it rests on, and how to put it right."""

    fact: Words
    basis: Words
    remedy: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalPaper:
    """A reasoned refusal. `application`: number and date of what was refused; `complaint`: how to
    complain; `heard`: that the person was heard before, and what was said.
    """

    number: str
    date: str
    issued_at: datetime
    application: str
    measure: Words
    office: Office
    bearer: Bearer
    grounds: tuple[Ground, ...]
    complaint: tuple[Words, ...]
    signatures: Signatures
    proof: Proof
    heard: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAcceptedPaper:
    """A refusal to accept documents. `said_name` is what the person said; `bring`: what the clause asks for."""

    number: str
    date: str
    issued_at: datetime
    office: Office
    said_name: str
    visit: str
    reason: Words
    detail: str
    basis: Words
    bring: tuple[Words, ...]
    come_again: Words
    complaint: tuple[Words, ...]
    specialist: str
    proof: None = None


Paper = NotAcceptedPaper | ReferralPaper | GuidancePaper | ReceiptPaper | RefusalPaper
