"""Beyond the calendar nothing is guessed and nobody is sent away: the due time is pending until a calendar comes."""

from datetime import date, datetime, timedelta
from typing import Any

from zholdama.applications import queries as applications
from zholdama.clocks import queries as clocks
from zholdama.clocks.rules import Kind
from zholdama.demonstration import acts
from zholdama.demonstration.residents import by_slug
from zholdama.ledger.work import Login, work
from zholdama.monitoring.verification import verify_terms
from zholdama.opportunities.actions import Offer, offer
from zholdama.referrals import queries as referrals
from zholdama.working_time.zone import ALMATY

BEYOND = datetime(2028, 1, 12, 10, 0, tzinfo=ALMATY)


def test_an_application_is_accepted_with_its_due_time_pending(centre: Any) -> None:
    case = acts.apply_on_portal(centre, by_slug()["timur"], measure="job_placement", at=BEYOND)
    with acts.staff(centre, "maman1", BEYOND + timedelta(minutes=1)):
        application = applications.application(case.application_id)
    assert application is not None
    assert (application.state, application.accepted_at, application.due_at) == ("submitted", None, None)


def test_a_clock_that_could_not_be_determined_says_so_for_ever(centre: Any) -> None:
    case = acts.apply_on_portal(centre, by_slug()["maria"], measure="guidance", at=BEYOND)
    acts.take_from_portal(centre, "maman1", case, BEYOND + timedelta(minutes=2))
    acts.propose(centre, "maman1", case, BEYOND + timedelta(minutes=3))
    acts.sign(centre, case, BEYOND + timedelta(minutes=4))
    with acts.staff(centre, "maman1", BEYOND + timedelta(minutes=5)):
        clock = clocks.clocks_of(centre.provider_id, [case.application_id])[case.application_id, Kind.PORTAL]
    assert clock.stopped_at is not None
    assert (clock.kept, clock.working_microseconds) == (None, None), "neither kept nor missed: not known"
    with work(login=Login.AUDITOR, at=BEYOND):
        report = verify_terms(provider=centre.provider_id)
    assert (report.differing, report.kept, report.missed) == (0, 0, 0)


def test_a_referral_of_the_last_days_is_valid_for_ordinary_weekdays(centre: Any) -> None:
    at = datetime(2027, 12, 29, 10, 0, tzinfo=ALMATY)  # a Wednesday; the calendar ends on Friday
    with acts.staff(centre, "basshy", at):
        offer(
            Offer(
                measure="training",
                title_kk="Наубайшы",
                title_ru="Пекарь",
                organisation="«Үлгі»",
                address="Үлгі көшесі, 3",
                total=1,
                valid_until=date(2028, 3, 1),
            )
        )
    case = acts.apply_on_portal(centre, by_slug()["dinara"], measure="training", at=at)
    acts.take_from_portal(centre, "maman1", case, at + timedelta(minutes=2))
    acts.propose(centre, "maman1", case, at + timedelta(minutes=3))
    acts.sign(centre, case, at + timedelta(minutes=4))
    with acts.staff(centre, "maman1", at + timedelta(minutes=5)):
        referral = referrals.referrals_of(case.application_id)[0]
    assert referral.valid_until == date(2028, 1, 5)
