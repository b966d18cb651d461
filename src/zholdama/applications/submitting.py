"""The portal's hot path: a signed application becomes a case with one SQL call."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, connections

from zholdama.applications import document, signatures
from zholdama.applications.rules import signed_application, still_stands
from zholdama.clocks import queries as clocks
from zholdama.clocks.rules import Kind, begin
from zholdama.eds.verdict import Signer
from zholdama.identity.actions import PersonFacts
from zholdama.ledger import chain
from zholdama.ledger.work import current
from zholdama.passport import edition as editions
from zholdama.providers import queries as providers
from zholdama.refusals import Refused
from zholdama.working_time.zone import ALMATY

SUBMIT = "SELECT * FROM applications_submit({})".format(", ".join(["%s"] * 35))  # noqa: S608


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person gets at once: number, when accepted, when due; `fresh` False when it was sent before."""

    application_id: UUID
    number: str
    accepted_at: datetime | None
    due_at: datetime | None
    fresh: bool


def check_signature(signed: bytes, signature: bytes, *, iin: str) -> Signer:
    """The signer, when `signature` is the applicant's own valid EDS over exactly these bytes; else Refused (P9.2a)."""
    verdict = signatures.verify(signature, content=signed, at=current().at, role="individual")
    signer = verdict.signers[0].iin if verdict.signers else None
    signed_application(
        verdict=verdict.verdict, reasons=tuple(verdict.reasons), applicant_iin=iin, signer_iin=signer
    )
    return verdict.signers[0]


def submit(*, signed: bytes, signature: bytes, facts: PersonFacts | None, registry: str) -> Receipt:
    """The signed application, checked, numbered, stored, its clock running, its step in the ledger.

    `facts`: who the applicant is, from the register; None where it was silent or knows nobody, then the certificate
    says it and the case carries "not checked".
    Idempotent: the document's own id is the key. Raises Refused.
    """
    unit = current()
    try:
        stated = document.read(signed)
    except document.NotAnApplication as error:
        raise Refused("document_unreadable") from error
    signer = check_signature(signed, signature, iin=stated.iin)
    facts = facts or _from_certificate(signer)
    if facts.iin != stated.iin:
        raise Refused("signature_of_another", signer=(facts.iin or "")[-4:], applicant=stated.iin[-4:])
    provider = providers.open_by_code(stated.provider)
    if provider is None:
        raise Refused("provider_closed", "provider")
    edition = editions.load(stated.edition)
    if stated.measure not in {measure.id for measure in edition.measures}:
        raise Refused("measure_unknown", "measure")
    calendar = clocks.calendar_of(provider.id)
    clock = begin(kind=Kind.PORTAL, at=unit.at, calendar=calendar, edition=edition)
    digest = hashlib.sha256(signature).digest()
    application_id = uuid4()
    text = chain.compose(
        act="submit",
        actor=unit.by.label,
        at=unit.at,
        provider=provider.id,
        case=application_id,
        facts={
            "measure": stated.measure,
            "signature": digest.hex(),
            "document": hashlib.sha256(signed).hexdigest(),
        },
        public={"calendar": calendar.hash, "channel": "portal", "edition": edition.id},
    )
    arguments = [
        application_id,
        provider.id,
        edition.id,
        stated.measure,
        stated.language,
        stated.phone,
        stated.wish,
        registry,
        unit.at,
        clock.runs_from,
        clock.due_at,
        (clock.runs_from or unit.at).astimezone(ALMATY).year,
        calendar.hash,
        stated.id,
        digest,
        uuid4(),
        signed,
        hashlib.sha256(signed).digest(),
        uuid4(),
        signature,
        uuid4(),
        text.entry,
        text.salt,
        text.facts,
        *facts.arguments(uuid4()),
    ]
    receipt = _insert(arguments, [provider.id, stated.id, digest])
    if receipt.fresh:
        still_stands(stated, at=unit.at, accepted_at=clock.runs_from)
    return receipt


def _from_certificate(signer: Signer) -> PersonFacts:
    return PersonFacts(
        iin=signer.iin,
        surname=signer.surname or signer.name,
        given_name=signer.given_name or "",
        patronymic=signer.patronymic or "",
        source="certificate",
    )


def _insert(arguments: list[Any], key: list[Any]) -> Receipt:
    unit = current()
    try:
        with connections[unit.alias].cursor() as cursor:
            cursor.execute(SUBMIT, arguments)
            return Receipt(*cursor.fetchone())
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "")
        if name == "one_live_application_of_a_kind":
            raise Refused("live_application_exists", conflict=True) from error
        if name == "a_signature_serves_once":
            raise Refused("signature_used_before") from error
        if name == "an_application_is_made_once":
            raise Refused("being_sent", conflict=True) from error
        raise
