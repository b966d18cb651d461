"""The papers of a decision, worded for people, rendered and sealed."""

from dataclasses import dataclass
from datetime import date, datetime

from zholdama.applications.confirming import confirmed_basis
from zholdama.applications.queries import ApplicationCard
from zholdama.applications.representing import RepresentationCard
from zholdama.identity.queries import PersonCard
from zholdama.ledger.work import current
from zholdama.opportunities.queries import PlaceCard
from zholdama.papers import rendering, seal, sheets, token
from zholdama.papers.keys import ProviderKeys
from zholdama.passport import edition as editions
from zholdama.passport.texts import Text
from zholdama.providers.queries import ProviderCard
from zholdama.referrals import hearing
from zholdama.working_time.zone import ALMATY


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything a paper of one decision is made from."""

    application: ApplicationCard
    person: PersonCard
    provider: ProviderCard
    place: PlaceCard | None
    specialist: str
    head: str
    document: str
    keys: ProviderKeys
    address: str  # of the public page that verifies
    representation: RepresentationCard | None = None


def day(value: date | datetime | None) -> str:
    """12.01.2026"""
    if value is None:
        return ""
    return (value.astimezone(ALMATY) if isinstance(value, datetime) else value).strftime("%d.%m.%Y")


def minute(value: datetime | None) -> str:
    """12.01.2026 09:30"""
    return value.astimezone(ALMATY).strftime("%d.%m.%Y %H:%M") if value else ""


def both(kk: str, ru: str) -> Text:
    """A bilingual text for paper; English is not printed."""
    return Text(kk=kk, ru=ru, en=kk)


def office(provider: ProviderCard) -> sheets.Office:
    """The provider's head of a letter."""
    names = both(provider.name_kk, provider.name_ru)
    address: sheets.Words = both(provider.address_kk, provider.address_ru) if provider.address_kk else ""
    return sheets.Office(names=names, address=address, phone=provider.phone)


def bearer(
    person: PersonCard, document: str, representation: RepresentationCard | None = None
) -> sheets.Bearer:
    """The person as a paper names him, with the legal representative who applies for him."""
    return sheets.Bearer(
        name=person.full_name,
        birth_date=day(person.birth_date),
        iin=person.iin or "",
        document=document,
        representative=_representative(representation),
    )


GROUND_WORDS = {
    "parent": both("ата-анасы", "родитель"),
    "adopter": both("асырап алушысы", "усыновитель"),
    "guardian": both("қорғаншысы", "опекун"),
    "custodian": both("қамқоршысы", "попечитель"),
}


def _representative(card: RepresentationCard | None) -> sheets.Words:
    if card is None or card.representative is None:
        return ""
    name, ground = card.representative.full_name, GROUND_WORDS[card.ground]
    shown = f"№ {card.document_number}, {day(card.document_date)}"
    return both(f"{name}, {ground.kk}, {shown}", f"{name}, {ground.ru}, {shown}")


def _signatures(case: Case) -> sheets.Signatures:
    return sheets.Signatures(
        specialist=case.specialist,
        head=case.head,
        eds=f"CMS, SHA-256, {minute(current().at)}",
        seal=case.keys.public.seal_sha256[:16],
    )


def _proof(case: Case, *, number: str, kind: str, code: bytes, last_day: date | None) -> sheets.Proof:
    claims = token.Claims(
        number=number,
        kind=kind,
        initials=token.initials(case.person.full_name),
        issued_at=current().at.replace(microsecond=0),
        valid_until=last_day,
        provider=case.provider.code,
        code=code,
    )
    return sheets.Proof(
        token=token.issue(claims, key=case.keys.token_key), code=token.code_text(code), address=case.address
    )


def referral(
    case: Case,
    *,
    number: str,
    code: bytes,
    last_day: date,
    answer_by: date,
    large: bool = False,
) -> bytes:
    """The sealed referral (P10.1 to P10.5), with `large` letters on up to two pages.

    Its coupon is waited for through `answer_by`. It bears no link: its bearer could answer in the employer's name.
    """
    place = case.place
    assert place is not None, "a referral leads to a place"
    measure = editions.load(case.application.edition).measure(case.application.measure)
    wage: sheets.Words = ""
    if place.wage_tenge is not None:
        sum_ = f"{place.wage_tenge:,}".replace(",", " ")
        wage = both(f"айына {sum_} теңге", f"{sum_} тенге в месяц")
    paper = sheets.ReferralPaper(
        number=number,
        date=day(current().at),
        issued_at=current().at,
        kind=measure.id,
        measure=measure.name,
        office=office(case.provider),
        bearer=bearer(case.person, case.document, case.representation),
        destination=sheets.Destination(
            organisation=place.organisation,
            bin=place.organisation_bin,
            address=place.address,
            position=both(place.title_kk, place.title_ru),
            phone=place.contact,
            wage=wage,
            regime=both(place.regime_kk, place.regime_ru) if place.regime_kk else "",
            period=f"{day(place.starts_on)} – {day(place.ends_on)}"
            if place.starts_on and place.ends_on
            else "",
        ),
        last_day=day(last_day),
        answer_by=day(answer_by),
        signatures=_signatures(case),
        proof=_proof(case, number=number, kind=measure.id, code=code, last_day=last_day),
    )
    return _sealed(paper, case, large=large)


def guidance(case: Case, *, number: str, code: bytes, large: bool = False) -> bytes:
    """The sealed guidance record (P10.6, R9), with `large` letters on up to two pages."""
    measure = editions.load(case.application.edition).measure(case.application.measure)
    paper = sheets.GuidancePaper(
        number=number,
        date=day(current().at),
        issued_at=current().at,
        measure=measure.name,
        office=office(case.provider),
        bearer=bearer(case.person, case.document, case.representation),
        held_at=minute(case.application.drafted_at),
        topic=case.application.wish,
        advice=tuple(line for line in case.application.advice.split("\n") if line.strip())[:5],
        next_steps=tuple(line for line in case.application.next_step.split("\n") if line.strip())[:5],
        signatures=_signatures(case),
        proof=_proof(case, number=number, kind=measure.id, code=code, last_day=None),
    )
    return _sealed(paper, case, large=large)


def refusal(case: Case, *, number: str, code: bytes, large: bool = False) -> bytes:
    """The sealed reasoned refusal: the fact, the basis, the remedy, and how to complain."""
    edition = editions.load(case.application.edition)
    measure = edition.measure(case.application.measure)
    reason = edition.refusal_reason(case.application.refusal_reason)
    basis = confirmed_basis(edition.id, reason.id)
    days = edition.terms.complaint_working_days
    paper = sheets.RefusalPaper(
        number=number,
        date=day(current().at),
        issued_at=current().at,
        application=f"{case.application.number}, {day(case.application.submitted_at)}",
        measure=measure.name,
        office=office(case.provider),
        bearer=bearer(case.person, case.document, case.representation),
        grounds=(
            sheets.Ground(
                fact=f"{case.application.refusal_fact}",
                basis=both(
                    f"{reason.text.kk} ({basis or f'{reason.basis.kk}; негізі әлі расталмаған'})",
                    f"{reason.text.ru} ({basis or f'{reason.basis.ru}; основание ещё не подтверждено'})",
                ),
                remedy=reason.remedy,
            ),
        ),
        complaint=(
            both(
                f"Қызмет беруші басшысының атына шағым бере аласыз. Жауап {days} жұмыс күні ішінде беріледі.",
                f"Вы можете подать жалобу на имя руководителя услугодателя. Ответ даётся в течение {days} рабочих дней.",
            ),
            both(
                "Шағым тіркеледі: сізге нөмірі, күні және қабылдаған адамның аты-жөні айтылады. Анықтама: 1414.",
                "Жалобу регистрируют: вам называют номер, дату и имя принявшего. Справки: 1414.",
            ),
        ),
        heard=_heard(case.application),
        signatures=_signatures(case),
        proof=_proof(case, number=number, kind="refusal", code=code, last_day=None),
    )
    return _sealed(paper, case, large=large)


def _heard(application: ApplicationCard) -> sheets.Words:
    """That the person was heard before the refusal, and what the person said."""
    card = hearing.of_case(application.provider_id, application.id)
    if card is None:
        return ""
    told = minute(card.told_at)
    said_kk = f"Сіздің жауабыңыз: {card.answer}" if card.answer else "Сіз жауап қайтармадыңыз."
    said_ru = f"Ваш ответ: {card.answer}" if card.answer else "Вы ничего не ответили."
    return both(
        f"Бас тарту ниеті сізге {told} айтылды. {said_kk}",
        f"О намерении отказать вам сообщили {told}. {said_ru}",
    )


def receipt(
    *,
    application: ApplicationCard,
    person: PersonCard,
    provider: ProviderCard,
    accepted_by: str,
    documents: tuple[sheets.Words, ...],
    document: str,
    representation: RepresentationCard | None = None,
) -> bytes:
    """The receipt of a package or of an application from the portal; a copy for reading, made anew when asked for."""
    edition = editions.load(application.edition)
    channel = next(channel for channel in edition.channels if channel.id == application.channel)
    pending = both("анықталғанда хабарлаймыз", "сообщим, когда станет известен")
    return rendering.render(
        sheets.ReceiptPaper(
            number=application.number,
            issued_at=application.submitted_at,
            accepted_at=minute(application.accepted_at),
            accepted_by=accepted_by,
            channel=channel.name,
            measure=edition.measure(application.measure).name,
            office=office(provider),
            bearer=bearer(person, document, representation),
            documents=documents,
            due_at=minute(application.due_at) if application.due_at else pending.kk,
            contact="1414",
            seal="",
        )
    )


def _sealed(paper: sheets.Paper, case: Case, *, large: bool) -> bytes:
    return seal.seal(rendering.render(paper, large=large), keys=case.keys, at=current().at)
