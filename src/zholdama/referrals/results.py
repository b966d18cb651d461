"""What a decision makes: the result's number, its paper, its row."""

from collections.abc import Callable
from datetime import date
from functools import partial
from uuid import UUID, uuid4

from django.conf import settings

from zholdama.actors import Role
from zholdama.applications import queries as applications
from zholdama.applications.models import Application
from zholdama.applications.representing import representation
from zholdama.clocks import queries as clocks
from zholdama.identity import queries as identity
from zholdama.ledger import chain
from zholdama.ledger.work import current, tenant
from zholdama.opportunities import actions as places
from zholdama.opportunities import queries as opportunities
from zholdama.papers import actions as papers
from zholdama.papers import token
from zholdama.passport import edition as editions
from zholdama.passport.rules import result_kind
from zholdama.providers import queries as providers
from zholdama.referrals import answering, issuing, keys, models
from zholdama.referrals.lifecycle import REFERRAL
from zholdama.referrals.rules import local_day, working_days_after
from zholdama.working_time.zone import ALMATY

PDF = "application/pdf"


def case_of(row: Application, signer_id: UUID | None) -> issuing.Case:
    """Everything that a paper about this application is made from; `signer_id` is the head who has signed."""
    application = applications.application(row.id)
    person = identity.person(row.person_id)
    assert application is not None
    assert person is not None
    names = providers.staff_names(tenant())
    provider = providers.provider(tenant())
    shown = {document.id: document for document in identity.documents(person.id)}
    document = shown.get(row.identity_document_id) if row.identity_document_id else None
    return issuing.Case(
        application=application,
        person=person,
        provider=provider,
        place=opportunities.place(tenant(), row.place_id),
        specialist=names.get(row.drafted_by, "") if row.drafted_by else "",
        head=names.get(signer_id, "") if signer_id else "",
        document=document.number if document else "",
        keys=keys.keys_of(provider),
        address=f"{settings.ZHOLDAMA_PUBLIC_ADDRESS}/verify/",
        representation=representation(row.representation_id),
    )


def make(row: Application, case: issuing.Case) -> tuple[str, UUID]:
    """Number, paper and row of the result: a referral, a guidance record or a refusal."""
    unit = current()
    year = unit.at.astimezone(ALMATY).year
    code = token.new_code()
    if row.decision == "refused":
        number = chain.next_number(series="D", year=year)
        return number, keep(row, "refusal", partial(issuing.refusal, case, number=number, code=code))
    if result_kind(measure=row.measure, edition=editions.load(row.edition)) == "guidance_record":
        number = chain.next_number(series="G", year=year)
        paper_id = keep(row, "guidance", partial(issuing.guidance, case, number=number, code=code))
        models.Guidance.objects.create(
            id=uuid4(),
            provider_id=tenant(),
            application_id=row.id,
            person_id=row.person_id,
            number=number,
            advice=row.advice,
            next_step=row.next_step,
            held_at=row.drafted_at or unit.at,
            paper_id=paper_id,
        )
        return number, paper_id
    return _referral(row, case, code=code, year=year)


def _referral(row: Application, case: issuing.Case, *, code: bytes, year: int) -> tuple[str, UUID]:
    unit = current()
    prepared = models.Referral.objects.select_for_update().get(
        provider_id=tenant(), application_id=row.id, state="prepared"
    )
    state = REFERRAL.take(
        "issue", state=REFERRAL.take("sign", state="prepared", role=Role.HEAD), role=Role.HEAD
    )
    assert prepared.place_id is not None
    places.take(prepared.place_id)
    number = chain.next_number(series="R", year=year)
    last_day = last_day_of(row)
    figures = editions.load(row.edition).answers
    make = partial(
        issuing.referral,
        case,
        number=number,
        code=code,
        last_day=last_day,
        answer_by=answering.answer_by(last_day, figures),
    )
    paper_id = keep(row, "referral", make)
    models.Referral.objects.filter(provider_id=tenant(), id=prepared.id).update(
        state=state,
        number=number,
        code=token.code_text(code),
        key_id=case.keys.public.key_id,
        issued_at=unit.at,
        valid_until=last_day,
        paper_id=paper_id,
    )
    answering.await_answer(prepared.id, place_id=prepared.place_id, last_day=last_day, answers=figures)
    return number, paper_id


def last_day_of(row: Application) -> date:
    """The last day of validity of a referral that is issued now."""
    days = editions.load(row.edition).referral_valid_working_days
    return working_days_after(local_day(current().at), days, calendar=clocks.calendar_of(tenant()))


def keep(row: Application, kind: str, make: Callable[..., bytes]) -> UUID:
    """Keep the paper that `make()` gives and beside it `make(large=True)`; returns the ordinary one's id.

    Both are sealed now: a paper in large print is as true as the other, whoever prints it and whenever.
    """
    kinds = {kind: make(), f"{kind}_large": make(large=True)}
    ids = [
        papers.keep(case_id=row.id, person_id=row.person_id, kind=name, media_type=PDF, content=content)
        for name, content in kinds.items()
    ]
    return ids[0]
