"""The calendar as a value: days, content, hash, corrections."""

import datetime as dt
import json
from dataclasses import FrozenInstanceError

import pytest

from zholdama.passport.edition import OfficeHours
from zholdama.passport.texts import Text
from zholdama.working_time.calendar import BeyondCalendar, CalendarDay, WorkingCalendar
from zholdama.working_time.calendar_file import CalendarFileError, read_calendar_file, read_correction

CALENDAR = WorkingCalendar.shipped()
NIGHT = OfficeHours(
    opens=dt.time(8), lunch_from=dt.time(12), lunch_to=dt.time(13), closes=dt.time(23, 59, 30)
)

CORRECTION = """
[calendar]
version = "kz-2015-2027.2"
replaces = "kz-2015-2027.1"

[[days]]
date = 2026-05-27
kind = "working_day"
cause = "noted"
name = { kk = "Жұмыс күні", ru = "Рабочий день", en = "Working day" }
source = "Made-up announcement"

[[days]]
date = 2026-05-28
kind = "day_off"
cause = "religious"
name = { kk = "Құрбан айт", ru = "Курбан айт", en = "Kurban Ait" }
source = "Made-up announcement"
"""


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("date", "worked"),
    [
        ("2025-01-03", False),
        ("2025-01-05", True),
        ("2022-03-07", False),
        ("2022-03-05", True),
        ("2022-07-11", True),
        ("2020-05-08", False),
        ("2020-05-11", True),
        ("2026-08-30", False),
        ("2026-08-31", True),
        ("2027-03-15", False),
        ("2027-05-17", True),
        ("2021-12-17", False),
        ("2022-12-19", True),
        ("2018-12-31", False),
        ("2018-12-29", True),
        ("2024-02-29", True),
    ],
)
def test_days_known_to_the_experts(date: str, worked: bool) -> None:
    assert CALENDAR.is_working_day(day(date)) is worked


# A five-day week's working days, as computed for each year from a second source.
YEARS = dict(
    zip(range(2015, 2027), (245, 245, 245, 246, 246, 246, 245, 246, 246, 249, 246, 247), strict=True)
)


@pytest.mark.parametrize(("year", "count"), YEARS.items())
def test_each_year_has_its_number_of_working_days(year: int, count: int) -> None:
    assert sum(found.year == year for found in CALENDAR.working_days) == count


def test_differing_days_differ_and_the_rest_only_explain() -> None:
    days = {found.date: found for found in CALENDAR.differing_days(2022)}
    assert days[day("2022-03-05")].kind == "working_day"
    assert day("2022-07-09") not in days
    assert any(found.date == day("2022-07-09") for found in CALENDAR.days(2022))
    assert all((found.kind == "working_day") == (found.date.weekday() >= 5) for found in days.values())


def test_every_day_has_names_in_three_languages_and_a_source() -> None:
    for found in CALENDAR.entries:
        assert all(found.name.as_dict().values())
        assert found.source
        assert "{" not in "".join(found.name.as_dict().values())


def test_what_is_estimated_or_disputed_is_not_confirmed() -> None:
    found = {entry.date.isoformat() for entry in CALENDAR.unconfirmed_days}
    assert found == {"2026-05-27", "2026-08-31", "2027-03-15", "2027-05-16", "2027-08-30"}
    assert not CALENDAR.doubts_between(day("2024-01-01"), day("2025-12-31"))
    assert len(CALENDAR.doubts_between(day("2026-05-27"), day("2026-05-27"))) == 3


@pytest.mark.parametrize("calendar", [CALENDAR, WorkingCalendar.shipped(hours=NIGHT)])
def test_a_calendar_is_rebuilt_from_its_content(calendar: WorkingCalendar) -> None:
    rebuilt = WorkingCalendar.from_content(calendar.content)
    assert rebuilt == calendar
    assert rebuilt.hash == calendar.hash
    assert rebuilt.entries == calendar.entries
    assert rebuilt.timeline.starts == calendar.timeline.starts
    assert "." not in "".join(text for text in json.dumps(json.loads(calendar.content)["hours"]))


def test_other_hours_are_another_content_of_the_same_version() -> None:
    other = CALENDAR.with_hours(NIGHT)
    assert other == WorkingCalendar.shipped(hours=NIGHT)
    assert other.version == CALENDAR.version
    assert other.hash != CALENDAR.hash
    assert len({CALENDAR, other, WorkingCalendar.from_content(CALENDAR.content)}) == 2


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"version": 1}'])
def test_what_is_no_content_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        WorkingCalendar.from_content(text)


def test_a_calendar_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        CALENDAR.version = "other"  # type: ignore[misc]


@pytest.mark.parametrize("date", ["2014-12-31", "2028-01-01"])
def test_a_date_beyond_the_calendar_is_not_guessed(date: str) -> None:
    with pytest.raises(BeyondCalendar):
        CALENDAR.is_working_day(day(date))
    with pytest.raises(BeyondCalendar):
        CALENDAR.days(day(date).year)


def test_a_moment_is_no_date() -> None:
    with pytest.raises(TypeError):
        CALENDAR.is_working_day(dt.datetime(2025, 1, 3))


def test_hours_that_do_not_follow_each_other_are_refused() -> None:
    wrong = OfficeHours(opens=dt.time(9), lunch_from=dt.time(8), lunch_to=dt.time(14), closes=dt.time(17))
    with pytest.raises(ValueError, match="follow each other"):
        _ = WorkingCalendar.shipped(hours=wrong).timeline


def test_a_correction_makes_a_new_version_and_leaves_the_old() -> None:
    before = CALENDAR.hash
    corrected = CALENDAR.corrected_by(read_correction(CORRECTION))
    assert corrected.version == "kz-2015-2027.2"
    assert corrected.is_working_day(day("2026-05-27"))
    assert not corrected.is_working_day(day("2026-05-28"))
    assert corrected.changed_since(CALENDAR) == (day("2026-05-27"), day("2026-05-28"))
    assert corrected.doubts == CALENDAR.doubts
    assert not CALENDAR.is_working_day(day("2026-05-27"))
    assert CALENDAR.hash == before
    assert WorkingCalendar.from_content(corrected.content) == corrected


def test_a_correction_may_add_a_year_and_settle_doubts() -> None:
    more = CORRECTION.replace(
        'replaces = "kz-2015-2027.1"', 'replaces = "kz-2015-2027.1"\nlast_day = 2028-12-31'
    )
    corrected = CALENDAR.corrected_by(read_correction("doubts = []\n" + more))
    assert corrected.is_working_day(day("2028-12-29"))
    assert corrected.doubts == ()
    assert len(corrected.changed_since(CALENDAR)) == 2 + 366


def test_the_days_of_a_correction_can_be_given_in_code() -> None:
    name = Text(kk="Демалыс", ru="Выходной", en="Day off")
    entry = CalendarDay(
        date=day("2026-04-30"), kind="day_off", cause="government", name=name, source="Made-up act"
    )
    corrected = CALENDAR.corrected([entry], "next")
    assert corrected.entry(day("2026-04-30")) == entry
    with pytest.raises(ValueError, match="version of its own"):
        CALENDAR.corrected([entry], CALENDAR.version)
    with pytest.raises(ValueError, match="cannot end"):
        CALENDAR.corrected([entry], "next", last_day=day("2026-12-31"))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('replaces = "kz-2015-2027.1"', 'replaces = "kz-2015-2027.0"', "replaces kz-2015-2027.0"),
        ('replaces = "kz-2015-2027.1"', "", "replaces is missing"),
        ('version = "kz-2015-2027.2"', 'version = "kz-2015-2027.1"', "version of its own"),
        ('version = "kz-2015-2027.2"', "", "version is missing"),
        ("date = 2026-05-28", "date = 2026-05-27", "given twice: 2026-05-27"),
        ("date = 2026-05-28", 'date = "2026-05-28"', "without quotes"),
        ("date = 2026-05-28", "date = 2026-05-28T00:00:00", "without quotes"),
        ("date = 2026-05-28", "date = 2030-05-28", "outside the calendar"),
        ('kind = "day_off"', 'kind = "holiday"', "kind is one of"),
        ('ru = "Курбан айт", ', "", "all three"),
        ('cause = "religious"', 'reason = "religious"', "keys that nobody reads: reason"),
        ('en = "Kurban Ait"', 'en = "  "', "en is missing"),
        ("[calendar]", "[kalendar]", "keys that nobody reads: kalendar"),
        ("[[days]]", "[[days", "not TOML"),
    ],
)
def test_a_wrong_correction_is_refused_in_words(old: str, new: str, told: str) -> None:
    with pytest.raises(CalendarFileError, match=told):
        CALENDAR.corrected_by(read_correction(CORRECTION.replace(old, new, 1)))


def test_names_may_be_given_once_and_speak_of_the_other_day() -> None:
    text = """
    [calendar]
    version = "x"
    [names]
    moved = { kk = "{day} күнінен", ru = "с {day}", en = "from {day}" }
    [sources]
    act = "The act"
    [[days]]
    date = 2026-04-30
    kind = "day_off"
    name = "moved"
    paired_with = 2026-05-02
    source = "act"
    confirmed = false
    """
    (found,) = read_calendar_file(text).days
    assert (found.name.en, found.source, found.confirmed, found.cause) == (
        "from 02.05.2026",
        "The act",
        False,
        "government",
    )
    with pytest.raises(CalendarFileError, match="paired_with"):
        read_calendar_file(text.replace("paired_with = 2026-05-02", ""))
