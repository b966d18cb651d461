"""What becomes of some referrals of the day: an employer's file, answers, a dispute, a next place, a hire."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from zholdama.actors import Actor, Role
from zholdama.applications import queries as applications
from zholdama.demonstration import acts, centre, signer
from zholdama.demonstration.acts import Case
from zholdama.demonstration.centre import Centre
from zholdama.ledger.work import Login, work
from zholdama.opportunities import importing, organisations
from zholdama.opportunities.organisations import Details
from zholdama.providers import queries as providers
from zholdama.referrals import answering, correcting, deciding, following, queries, stating
from zholdama.referrals.correcting import Asked
from zholdama.referrals.rules import Said, local_day

Say = Callable[[datetime, str], None]
FILE = (
    "БСН немесе ЖСН;Көмек түрі;Атауы қазақша;Атауы орысша;Орын саны;Жалақы, теңге\n"
    "{bin};job_placement;Токарь;Токарь;2;310 000\n"
    "{bin};job_placement;Дәнекерлеуші;Сварщик;1;295 000\n"
)


def employers_file(made: Centre, at: datetime, say: Say) -> Iterator[datetime]:
    """An organisation is entered, and its file of places taken in whole."""
    yield at
    number = centre.organisation_bin("a made-up workshop")
    details = Details(number=number, name="«Үлгі шеберхана» ЖШС", address="Үлгі көшесі, 21", email="")
    with acts.staff(made, "maman2", at):
        owner = organisations.register(details, key=uuid4())
        taken = importing.take_in(FILE.format(bin=number).encode(), organisation_id=owner, key=uuid4())
    say(at, f"an employer's file is taken in: {taken} offers")


def refused_then_hired(made: Centre, case: Case, at: datetime, say: Say) -> Iterator[datetime]:
    """The employer refuses, the next suitable place is signed by the head and handed over, and the person is hired."""
    yield at
    _answer(made, case, Said(kind="refused_by_employer", reason="qualification"), at)
    say(at, f"{case.number} the employer refuses, the place is free again")
    yield (asks := at + timedelta(minutes=10))
    with acts.staff(made, "maman1", asks):
        card = applications.application(case.application_id)
        assert card is not None
        old = queries.referrals_of(case.application_id)[-1]
        place = following.next_places(card, on=local_day(asks), besides=old.place_id)[0].card.id
        asked = Asked(kind="next", reason="Жұмыс беруші бас тартты", place_id=place)
        correction = correcting.ask(asked, application_id=case.application_id, version=card.version)
    yield (signs := asks + timedelta(minutes=5))
    _sign(made, correction, signs)
    yield (hands := signs + timedelta(minutes=5))
    with acts.staff(made, "maman1", hands):
        card = applications.application(case.application_id)
        assert card is not None
        correcting.hand_over_version(application_id=case.application_id, version=card.version)
    say(hands, f"{case.number} referred to the next suitable place")
    yield (hired := hands + timedelta(minutes=60))
    on = local_day(hired)
    said = Said(kind="hired", hired_from=on + timedelta(days=2), contract_number="7-к", contract_date=on)
    _answer(made, case, said, hired)
    say(hired, f"{case.number} hired from {said.hired_from}")


def did_not_come(made: Centre, case: Case, at: datetime, say: Say) -> Iterator[datetime]:
    """The employer says that nobody came; the person disputes it, and a specialist has a task."""
    yield at
    answer = _answer(made, case, Said(kind="did_not_come"), at)
    say(at, f"{case.number} the employer: did not come")
    yield (disputes := at + timedelta(minutes=20))
    with acts.staff(made, "maman1", disputes):
        card = applications.application(case.application_id)
    assert card is not None
    me = Actor(role=Role.CITIZEN, id=card.person_id, person_id=card.person_id)
    with work(login=Login.STAFF, by=me, at=disputes, provider=made.provider_id, person=card.person_id):
        stating.state(answer_id=answer, agrees=False, words="Мен келдім, қабылдаушы болмады.", key=uuid4())
    say(disputes, f"{case.number} the person disputes it: a task for a specialist")


def _answer(made: Centre, case: Case, said: Said, at: datetime) -> UUID:
    with acts.staff(made, "maman1", at):
        referral = queries.referrals_of(case.application_id)[-1].id
    employer = Actor(role=Role.EMPLOYER, id=referral, provider_id=made.provider_id)
    with work(login=Login.STAFF, by=employer, at=at, provider=made.provider_id):
        return answering.answer(said, referral_id=referral, key=uuid4())


def _sign(made: Centre, correction: UUID, at: datetime) -> None:
    with acts.staff(made, "basshy", at):
        text, provider = correcting.text_to_sign(correction), providers.provider(made.provider_id)
    signature = signer.sign_as_official(
        login="basshy",
        iin=centre.official_iin("basshy"),
        name=made.actors["basshy"].name,
        bin=provider.bin,
        organisation=provider.name_kk,
        content=text,
        at=at,
    )
    judged = deciding.judge(text=text, signature=signature, bin=provider.bin, at=at)
    with acts.staff(made, "basshy", at):
        correcting.sign(correction_id=correction, signature=signature, key=uuid4(), judged=judged)
