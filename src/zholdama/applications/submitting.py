"""The portal's hot path: a signed application becomes a case with one SQL call."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import DatabaseError, IntegrityError, connections

from zholdama.actors import Actor, Role
from zholdama.applications import document, offices
from zholdama.applications.offices import Office
from zholdama.applications.rules import represented_because, signed_application, still_stands
from zholdama.clocks.rules import Clock, Kind, begin
from zholdama.eds.verdict import Signer
from zholdama.identity.actions import PersonFacts
from zholdama.identity.registry import RegistryAnswer
from zholdama.ledger import chain
from zholdama.ledger.work import Login, current, single, work
from zholdama.passport import edition as editions
from zholdama.passport.edition import Edition
from zholdama.passport.rules import admitted_channel
from zholdama.refusals import Refused
from zholdama.signatures import lists, rows
from zholdama.signatures import port as signatures
from zholdama.signatures.judgement import Judgement
from zholdama.working_time.zone import ALMATY

SUBMIT = "SELECT * FROM applications_submit({})".format(", ".join(["%s"] * 50))  # noqa: S608
NOT_AS_REMEMBERED, NOT_STANDING = "ZH004", "ZH005"
"""What the SQL function raises: provider or calendar have changed; what the person saw does not stand any more."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person gets at once: number, when accepted, when due; `fresh` False when it was sent before."""

    application_id: UUID
    number: str
    accepted_at: datetime | None
    due_at: datetime | None
    fresh: bool


@dataclass(frozen=True, slots=True)
class _Application:
    """An application whose signature has been checked, before anything is known of where it goes."""

    judged: Judgement
    stated: document.Stated
    facts: PersonFacts
    registry: str
    edition: Edition
    by: Actor
    at: datetime
    email: str = ""


Who = Callable[[str, datetime], tuple[PersonFacts | None, str]]
"""(IIN, moment) -> who that is, None where nobody says so, and what the register answered."""


class _NotAsRemembered(Exception):
    """The provider or its calendar is not what this process remembered."""


def check_signature(judged: Judgement, *, iin: str, known: bool) -> Signer:
    """The signer, when it is the applicant's own EDS and nothing about it is bad; else Refused (P9.2a).

    `known`: whether something else says who the applicant is, so that an undetermined signature can wait.
    """
    signer = judged.signers[0].iin if judged.signers else None
    signed_application(
        verdict=judged.verdict,
        reasons=judged.reasons,
        applicant_iin=iin,
        signer_iin=signer,
        known=known or judged.vouched,
    )
    return judged.signers[0]


def judge(*, signed: bytes, signature: bytes, at: datetime) -> Judgement:
    """What the port says of an applicant's signature; a door asks before it opens the unit of work."""
    return signatures.verify(signature, content=signed, at=at, role="individual")


def submit(
    *,
    signed: bytes,
    signature: bytes,
    facts: PersonFacts | None,
    registry: str,
    judged: Judgement | None = None,
    email: str = "",
) -> Receipt:
    """The signed application, checked, numbered, stored, its clock running, its step in the ledger.

    `facts`: who the applicant is, from the register; None where it was silent or knows nobody, then the certificate
    says it and the case carries "not checked". `judged`: what `judge` said of these bytes before the unit was opened;
    without it the port is asked here, which fails where it has a service to ask. `email`: where the person is
    told what happens; it stands beside the signed text, not in it.
    Idempotent: the document's own id is the key. Raises Refused.
    """
    unit = current()
    judged = judged or judge(signed=signed, signature=signature, at=unit.at)
    if (judged.question.content, judged.question.signature) != (signed, signature):
        raise ValueError("the judgement is about something else")
    signed_in = unit.by.role is Role.CITIZEN
    made = _checked(
        judged, lambda *_: (facts, registry), by=unit.by, at=unit.at, known=signed_in, email=email
    )

    def insert(arguments: list[Any]) -> Any:
        with connections[unit.alias].cursor() as cursor:
            cursor.execute(SUBMIT, arguments)
            return cursor.fetchone()

    try:
        return _taken(made, _open(offices.read(made.stated.provider)), insert)
    except _NotAsRemembered as error:
        raise Refused("acceptance_moved", conflict=True) from error


def submit_alone(
    *,
    signed: bytes,
    signature: bytes,
    register: Callable[[str, datetime], RegistryAnswer],
    by: Actor,
    at: datetime,
) -> Receipt:
    """`submit` as a unit of work of its own, in one message to the database: the machine's door. Raises Refused.

    `register` is asked about an IIN only after that person's signature has proved good.
    """

    def who(iin: str, at: datetime) -> tuple[PersonFacts | None, str]:
        answer = register(iin, at)
        return (PersonFacts.from_register(answer) if answer.state == "found" else None), answer.state

    judged = judge(signed=signed, signature=signature, at=at)
    made = _checked(judged, who, by=by, at=at, known=False)

    def insert(arguments: list[Any]) -> Any:
        return single(SUBMIT, arguments, login=Login.DOORKEEPER, at=at)

    if (office := offices.remembered(made.stated.provider, day=at.astimezone(ALMATY).date())) is not None:
        with suppress(_NotAsRemembered):
            return _taken(made, office, insert, remembered=True)
    with work(login=Login.DOORKEEPER, by=by, at=at):
        offices.fill()
        office = offices.read(made.stated.provider)
    try:
        return _taken(made, _open(office), insert)
    except _NotAsRemembered as error:
        raise Refused("acceptance_moved", conflict=True) from error


def _checked(
    judged: Judgement, who: Who, *, by: Actor, at: datetime, known: bool, email: str = ""
) -> _Application:
    try:
        stated = document.read(judged.question.content)
    except document.NotAnApplication as error:
        raise Refused("document_unreadable") from error
    signer = check_signature(judged, iin=stated.iin, known=known)
    facts, registry = who(stated.iin, at)
    facts = facts or _from_certificate(signer)
    if facts.iin != stated.iin:
        raise Refused("signature_of_another", signer=(facts.iin or "")[-4:], applicant=stated.iin[-4:])
    if represented_because(born=facts.birth_date, incapable=facts.incapable, at=at):
        raise Refused("representative_needed_portal")
    try:
        edition = editions.load(stated.edition)
    except editions.UnknownEdition as error:
        raise Refused("document_unreadable") from error
    admitted_channel(channel="portal", edition=edition)
    if all(measure.id != stated.measure for measure in edition.measures):
        raise Refused("measure_unknown", "measure")
    return _Application(judged, stated, facts, registry, edition, by, at, email)


def _open(office: Office | None) -> Office:
    if office is None:
        raise Refused("provider_closed", "provider")
    return office


def _taken(
    made: _Application, office: Office, insert: Callable[[list[Any]], Any], *, remembered: bool = False
) -> Receipt:
    """The receipt; raises Refused, and _NotAsRemembered when `office` is out of date.

    A `remembered` office is good enough to say yes, where the database compares it, and never to say no.
    """
    calendar = office.hours.calendar
    clock = begin(kind=Kind.PORTAL, at=made.at, calendar=calendar, edition=made.edition)
    objection = _objection(made, office, clock)
    if objection is not None and remembered:
        raise _NotAsRemembered
    try:
        return Receipt(*insert(_arguments(made, office, clock, stands=objection is None)))
    except IntegrityError as error:
        raise _refusal(error) from error
    except DatabaseError as error:
        state = getattr(error.__cause__, "sqlstate", None)
        if state == NOT_AS_REMEMBERED:
            raise _NotAsRemembered from error
        if state == NOT_STANDING and objection is not None:
            raise objection from error
        raise


def _objection(made: _Application, office: Office, clock: Clock) -> Refused | None:
    """Why what the person saw does not stand any more. What was sent before gets its receipt all the same."""
    if not document.says_what_it_states(
        made.judged.question.content, made.stated, provider_name=office.name, edition=made.edition
    ):
        return Refused("document_unreadable")
    try:
        still_stands(made.stated, at=made.at, accepted_at=clock.runs_from)
    except Refused as refused:
        return refused
    return None


def _arguments(made: _Application, office: Office, clock: Clock, *, stands: bool) -> list[Any]:
    """The arguments of the SQL function, in its order."""
    stated, application_id, question = made.stated, uuid4(), made.judged.question
    text = chain.compose(
        act="submit",
        actor=made.by.label,
        at=made.at,
        provider=office.provider_id,
        case=application_id,
        facts={
            "measure": stated.measure,
            "signature": hashlib.sha256(question.signature).hexdigest(),
            "document": hashlib.sha256(question.content).hexdigest(),
            "verdict": made.judged.verdict,
        },
        public={"calendar": office.hours.calendar.hash, "channel": "portal", "edition": made.edition.id},
    )
    return [
        application_id,
        office.provider_id,
        office.hours.days,
        office.hours.schedule,
        office.day,
        made.edition.id,
        stated.measure,
        stated.language,
        stated.phone,
        made.email,
        stated.wish,
        made.registry,
        made.at,
        clock.runs_from,
        clock.due_at,
        (clock.runs_from or made.at).astimezone(ALMATY).year,
        office.hours.calendar.hash,
        stated.id,
        stands,
        question.content,
        question.signature,
        text.entry,
        text.salt,
        text.facts,
        *made.facts.arguments(uuid4()),
        *_evidence(made.judged, at=made.at),
    ]


def _evidence(judged: Judgement, *, at: datetime) -> list[Any]:
    """The verdict's part of the arguments, in their order."""
    row, held = rows.columns(judged), judged.held
    lists.keep(held.lists)
    names = (
        "judged_at",
        "stamped_at",
        "verdict",
        "reasons",
        "checks",
        "signer_sha256",
        "held",
        "verifier",
        "rules",
    )
    return [
        *(row[name] for name in names),
        held.ocsp,
        held.timestamp,
        held.answer,
        " ".join(judged.silent),
        None if judged.valid else rows.next_attempt(attempts=0, at=at),
        uuid4(),
    ]


def _from_certificate(signer: Signer) -> PersonFacts:
    return PersonFacts(
        iin=signer.iin,
        surname=signer.surname or signer.name,
        given_name=signer.given_name or "",
        patronymic=signer.patronymic or "",
        source="certificate",
    )


def _refusal(error: IntegrityError) -> Exception:
    """The refusal that a broken constraint of ours stands for; any other error as it is."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
    return {
        "one_live_application_of_a_kind": Refused("live_application_exists", conflict=True),
        "a_signature_serves_once": Refused("signature_used_before"),
        "an_application_is_made_once": Refused("being_sent", conflict=True),
    }.get(name, error)
