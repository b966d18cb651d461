"""The experts' own worked examples: acceptance, the portal's working day, the 30-minute clocks."""

import datetime as dt
from decimal import Decimal

import pytest

from zholdama.passport.edition import OfficeHours, current
from zholdama.working_time import terms
from zholdama.working_time.calendar import BeyondCalendar, WorkingCalendar
from zholdama.working_time.moments import read_moment as at
from zholdama.working_time.zone import ALMATY

CALENDAR = WorkingCalendar.shipped()
EDITION = current()

ACCEPTED = [
    # Within, at and after the hours of an ordinary Monday (2025-01-13).
    ("2025-01-13T08:59:59", "2025-01-13T09:00"),
    ("2025-01-13T00:00", "2025-01-13T09:00"),
    ("2025-01-13T09:00", "2025-01-13T09:00"),
    ("2025-01-13T10:00", "2025-01-13T10:00"),
    ("2025-01-13T13:00", "2025-01-13T13:00"),
    ("2025-01-13T13:15", "2025-01-13T13:15"),
    ("2025-01-13T14:30", "2025-01-13T14:30"),
    ("2025-01-13T17:29:59", "2025-01-13T17:29:59"),
    ("2025-01-13T17:29:59.9", "2025-01-13T17:29:59.900000"),
    ("2025-01-13T17:29:59.999999", "2025-01-13T17:29:59.999999"),
    ("2025-01-13T17:30", "2025-01-14T09:00"),
    ("2025-01-13T17:30:00.0", "2025-01-14T09:00"),
    ("2025-01-13T20:00", "2025-01-14T09:00"),
    ("2025-01-13T24:00", "2025-01-14T09:00"),
    # Friday evening and the weekend.
    ("2025-01-17T17:30", "2025-01-20T09:00"),
    ("2025-01-18T12:00", "2025-01-20T09:00"),
    ("2025-01-19T23:59:59", "2025-01-20T09:00"),
    # Nauryz 2019: Thursday to Saturday, a Sunday, an observed Monday.
    ("2019-03-20T17:31", "2019-03-26T09:00"),
    # A moved day off, its worked Sunday, and Christmas on a Tuesday.
    ("2025-01-03T10:00", "2025-01-05T09:00"),
    ("2025-01-05T11:11", "2025-01-05T11:11"),
    ("2025-01-06T17:30", "2025-01-08T09:00"),
    # Kurban Ait on Saturday 2022-07-09 frees no Monday; 2022-03-07 was free, its Saturday worked.
    ("2022-07-09T10:00", "2022-07-11T09:00"),
    ("2022-03-07T10:00", "2022-03-09T09:00"),
    ("2022-03-05T10:00", "2022-03-05T10:00"),
    # 2020: Friday 8 May free, Monday 11 May worked for it.
    ("2020-05-07T12:00", "2020-05-11T09:00"),
    # 30 August 2026 is an ordinary Sunday, the 31st a working Monday.
    ("2026-08-30T10:00", "2026-08-31T09:00"),
    ("2026-08-31T10:00", "2026-08-31T10:00"),
    # 29 February, and the hour that 1 March 2024 repeated (a Thursday night).
    ("2024-02-29T10:00", "2024-02-29T10:00"),
    ("2020-02-29T10:00", "2020-03-02T09:00"),
    ("2024-02-29T23:30", "2024-03-01T09:00"),
    ("2024-02-29T23:30+05:00", "2024-03-01T09:00"),
    ("2024-02-29T24:00", "2024-03-01T09:00"),
    # The year's end.
    ("2024-12-31T17:30", "2025-01-05T09:00"),
]

PORTAL = [
    ("2025-01-13T10:00", "2025-01-14T10:00"),
    ("2025-01-13T09:00", "2025-01-13T17:30"),
    ("2025-01-14T09:00", "2025-01-14T17:30"),
    ("2025-01-13T13:15", "2025-01-14T13:00"),
    ("2025-01-13T13:00", "2025-01-14T13:00"),
    ("2025-01-13T14:30", "2025-01-14T13:00"),
    ("2025-01-13T14:30:01", "2025-01-14T14:30:01"),
    ("2025-01-13T17:29:59.9", "2025-01-14T17:29:59.900000"),
    ("2025-01-17T16:00", "2025-01-20T16:00"),
    ("2025-01-02T10:00", "2025-01-05T17:30"),
    ("2025-01-05T12:00", "2025-01-06T12:00"),
    ("2025-01-06T12:00", "2025-01-08T12:00"),
    ("2019-03-26T09:00", "2019-03-26T17:30"),
    ("2024-02-29T17:00", "2024-03-01T17:00"),
    ("2024-12-31T15:30", "2025-01-05T15:30"),
]

COUNTER = [
    ("2025-01-13T10:00", "2025-01-13T10:30"),
    ("2025-01-13T12:30", "2025-01-13T13:00"),
    ("2025-01-13T12:31", "2025-01-13T14:31"),
    ("2025-01-13T12:59:59.999999", "2025-01-13T14:59:59.999999"),
    ("2025-01-13T17:00", "2025-01-13T17:30"),
    ("2025-01-13T17:10", "2025-01-14T09:10"),
    # Asked for while the office is closed: the clock starts with the next working minute.
    ("2025-01-13T13:15", "2025-01-13T15:00"),
    ("2025-01-13T13:00", "2025-01-13T15:00"),
    ("2025-01-13T07:00", "2025-01-13T09:30"),
    ("2025-01-13T17:30", "2025-01-14T09:30"),
    ("2025-01-18T10:00", "2025-01-20T09:30"),
    ("2025-01-06T17:20", "2025-01-08T09:20"),
]


def _same(found: dt.datetime, wanted: str) -> None:
    assert found.isoformat() == at(wanted).isoformat()


@pytest.mark.clause("P8.2b", "P8.1b")
@pytest.mark.parametrize(("submitted", "accepted"), ACCEPTED)
def test_an_application_is_accepted_at_once_or_on_the_next_working_day(submitted: str, accepted: str) -> None:
    _same(terms.acceptance(submitted_at=at(submitted), calendar=CALENDAR, edition=EDITION), accepted)


@pytest.mark.clause("P6.1b")
@pytest.mark.parametrize(("accepted", "due"), PORTAL)
def test_the_portal_has_one_office_day_of_working_time(accepted: str, due: str) -> None:
    _same(terms.portal_due(accepted_at=at(accepted), calendar=CALENDAR, edition=EDITION), due)


@pytest.mark.clause("P6.1b", "P8.2b")
@pytest.mark.parametrize(("submitted", "due"), [(s, a[:10]) for s, a in ACCEPTED if a.endswith("T09:00")])
def test_what_comes_outside_the_hours_is_delivered_on_the_day_it_is_accepted(
    submitted: str, due: str
) -> None:
    accepted = terms.acceptance(submitted_at=at(submitted), calendar=CALENDAR, edition=EDITION)
    found = terms.portal_due(accepted_at=accepted, calendar=CALENDAR, edition=EDITION)
    _same(found, f"{due}T17:30")


@pytest.mark.clause("P6.1a", "P6.2", "P6.3")
@pytest.mark.parametrize(("start", "due"), COUNTER)
def test_the_three_clocks_run_in_working_time(start: str, due: str) -> None:
    _same(terms.result_due(registered_at=at(start), calendar=CALENDAR, edition=EDITION), due)
    _same(terms.waiting_due(ticket_at=at(start), calendar=CALENDAR, edition=EDITION), due)
    _same(terms.serving_due(service_from=at(start), calendar=CALENDAR, edition=EDITION), due)
    _same(terms.counter_due(started_at=at(start), minutes=30, calendar=CALENDAR), due)


@pytest.mark.clause("P8.1b")
@pytest.mark.parametrize(
    ("asked", "starts"),
    [
        ("2025-01-13T10:00", "2025-01-13T10:00"),
        ("2025-01-13T12:59:59", "2025-01-13T12:59:59"),
        ("2025-01-13T13:00", "2025-01-13T14:30"),
        ("2025-01-13T17:30", "2025-01-14T09:00"),
        ("2025-01-12T10:00", "2025-01-13T09:00"),
    ],
)
def test_a_clock_starts_with_the_next_working_minute(asked: str, starts: str) -> None:
    _same(terms.clock_start(asked_at=at(asked), calendar=CALENDAR), starts)


def test_kept_means_at_or_before_the_due_moment() -> None:
    due = at("2025-01-13T10:30")
    assert terms.kept(due_at=due, stopped_at=due)
    assert terms.kept(due_at=due, stopped_at=at("2025-01-13T05:30Z"))
    assert not terms.kept(due_at=due, stopped_at=due + dt.timedelta(microseconds=1))


def test_kept_compares_moments_through_the_repeated_hour() -> None:
    first = dt.datetime(2024, 2, 29, 23, 30, tzinfo=ALMATY)
    later_though_smaller = dt.datetime(2024, 2, 29, 23, 10, tzinfo=ALMATY, fold=1)
    assert not terms.kept(due_at=first, stopped_at=later_though_smaller)
    assert terms.wall_minutes_between(start=first, end=later_though_smaller) == 40


@pytest.mark.parametrize(
    ("start", "end", "working", "wall"),
    [
        ("2025-01-13T10:00", "2025-01-13T10:20", 20, 20),
        ("2025-01-13T12:50", "2025-01-13T14:40", 20, 110),
        ("2025-01-13T13:10", "2025-01-13T14:20", 0, 70),
        ("2025-01-13T09:00", "2025-01-14T09:00", 420, 1440),
        ("2024-12-31T09:00", "2025-01-06T09:00", 840, 8640),
        ("2024-02-29T17:30", "2024-03-01T09:00", 0, 990),
        ("2025-01-13T10:20", "2025-01-13T10:00", -20, -20),
    ],
)
def test_working_and_wall_minutes_are_both_told(start: str, end: str, working: int, wall: int) -> None:
    assert terms.working_minutes_between(start=at(start), end=at(end), calendar=CALENDAR) == working
    assert terms.wall_minutes_between(start=at(start), end=at(end)) == wall


def test_parts_of_a_minute_are_exact_in_microseconds_and_rounded_in_minutes() -> None:
    start, end = at("2025-01-13T12:59:59.999999"), at("2025-01-13T14:30:20")
    assert terms.working_microseconds_between(start=start, end=end, calendar=CALENDAR) == 20_000_001
    assert terms.working_minutes_between(start=start, end=end, calendar=CALENDAR) == Decimal("0.333333")


@pytest.mark.parametrize(
    "late", ["2027-12-31T12:00", "2027-12-31T17:30", "2028-01-03T10:00", "2014-12-31T10:00"]
)
def test_a_term_beyond_the_calendar_is_not_guessed(late: str) -> None:
    with pytest.raises(BeyondCalendar):
        terms.portal_due(accepted_at=at(late), calendar=CALENDAR, edition=EDITION)


def test_the_last_term_the_calendar_can_answer_ends_with_its_last_office_hour() -> None:
    _same(
        terms.portal_due(accepted_at=at("2027-12-31T09:00"), calendar=CALENDAR, edition=EDITION),
        "2027-12-31T17:30",
    )
    with pytest.raises(BeyondCalendar):
        terms.portal_due(accepted_at=at("2027-12-31T09:00:00.000001"), calendar=CALENDAR, edition=EDITION)
    with pytest.raises(BeyondCalendar):
        terms.acceptance(submitted_at=at("2027-12-31T17:30"), calendar=CALENDAR, edition=EDITION)
    with pytest.raises(BeyondCalendar):
        terms.clock_start(asked_at=at("2027-12-31T17:30"), calendar=CALENDAR)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        terms.acceptance(submitted_at=dt.datetime(2025, 1, 13, 10), calendar=CALENDAR, edition=EDITION)


@pytest.mark.parametrize("minutes", [0, -1])
def test_a_term_has_a_positive_length(minutes: int) -> None:
    with pytest.raises(ValueError, match="positive"):
        terms.counter_due(started_at=at("2025-01-13T10:00"), minutes=minutes, calendar=CALENDAR)


@pytest.mark.clause("P6.1b", "P8.2b")
def test_a_provider_with_other_hours_has_an_office_day_of_its_own() -> None:
    longer = OfficeHours(
        opens=dt.time(8, 30), lunch_from=dt.time(12), lunch_to=dt.time(13), closes=dt.time(18, 30)
    )
    calendar = WorkingCalendar.shipped(hours=longer)
    accepted = terms.acceptance(submitted_at=at("2025-01-13T18:30"), calendar=calendar, edition=EDITION)
    _same(accepted, "2025-01-14T08:30")
    _same(terms.portal_due(accepted_at=accepted, calendar=calendar, edition=EDITION), "2025-01-14T18:30")


def test_an_office_open_into_the_repeated_hour_is_open_in_the_first_of_the_two() -> None:
    late = OfficeHours(
        opens=dt.time(15), lunch_from=dt.time(19), lunch_to=dt.time(20), closes=dt.time(23, 45)
    )
    calendar = WorkingCalendar.shipped(hours=late)
    first, second = at("2024-02-29T23:30"), at("2024-02-29T23:30+05:00")
    _same(terms.acceptance(submitted_at=first, calendar=calendar, edition=EDITION), "2024-02-29T23:30")
    _same(terms.acceptance(submitted_at=second, calendar=calendar, edition=EDITION), "2024-03-01T15:00")
    assert terms.working_minutes_between(start=first, end=second, calendar=calendar) == 15
    assert terms.wall_minutes_between(start=first, end=second) == 60
    _same(terms.counter_due(started_at=first, minutes=30, calendar=calendar), "2024-03-01T15:15")


def test_the_editions_reading_of_a_working_day_is_the_office_day_of_its_hours() -> None:
    reading = EDITION.reading("R1").value
    assert CALENDAR.timeline.office_day == reading * 60_000_000


def test_a_promised_time_is_never_moved_earlier() -> None:
    earlier, later = at("2025-01-13T10:00"), at("2025-01-14T10:00")
    assert terms.corrected_due(promised_at=later, recomputed_at=earlier) == later
    assert terms.corrected_due(promised_at=earlier, recomputed_at=later) == later
    assert terms.corrected_due(promised_at=None, recomputed_at=earlier) == earlier
