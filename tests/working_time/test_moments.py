"""How a moment may be spelled, and what Almaty's clocks showed."""

import datetime as dt

import pytest

from zholdama.working_time import zone
from zholdama.working_time.moments import UnreadableTime, read_moment


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2025-01-06T10:00", "2025-01-06T10:00:00+05:00"),
        ("2025-01-06 10:00", "2025-01-06T10:00:00+05:00"),
        ("  2025-01-06   10:00:07 ", "2025-01-06T10:00:07+05:00"),
        ("2025-01-06t10:00z", "2025-01-06T15:00:00+05:00"),
        ("2025-01-06T10:00:00.5", "2025-01-06T10:00:00.500000+05:00"),
        ("2025-01-06T17:29:59,9", "2025-01-06T17:29:59.900000+05:00"),
        ("2025-01-06T17:29:59.99999999", "2025-01-06T17:29:59.999999+05:00"),
        ("2025-01-06T10:00+00:00", "2025-01-06T15:00:00+05:00"),
        ("2025-01-06 10:00 +0300", "2025-01-06T12:00:00+05:00"),
        ("2025-01-06T10:00-05", "2025-01-06T20:00:00+05:00"),
        ("20250106T1000", "2025-01-06T10:00:00+05:00"),
        ("2025-01-06T10", "2025-01-06T10:00:00+05:00"),
        ("2025-01-06", "2025-01-06T00:00:00+05:00"),
        ("06.01.2025 10:00", "2025-01-06T10:00:00+05:00"),
        ("6.1.2025 10:00:30", "2025-01-06T10:00:30+05:00"),
        ("2025-01-06T24:00", "2025-01-07T00:00:00+05:00"),
        ("2025-12-31 24:00:00", "2026-01-01T00:00:00+05:00"),
        ("2025-12-31T24:00:00.000Z", "2026-01-01T05:00:00+05:00"),
        ("20250106T2400", "2025-01-07T00:00:00+05:00"),
        ("2024-02-28T24:00", "2024-02-29T00:00:00+06:00"),
        ("2024-02-29T24:00", "2024-03-01T00:00:00+05:00"),
        ("2023-02-28T24:00", "2023-03-01T00:00:00+06:00"),
        ("2024-12-24", "2024-12-24T00:00:00+05:00"),
        ("2025-01-06T23:24", "2025-01-06T23:24:00+05:00"),
        # The repeated hour: without an offset the first of two equal times; the second needs its offset.
        ("2024-02-29T23:30", "2024-02-29T23:30:00+06:00"),
        ("2024-02-29T23:30+05:00", "2024-02-29T23:30:00+05:00"),
        ("2024-02-29T17:59:59Z", "2024-02-29T23:59:59+06:00"),
        ("2024-02-29T18:00Z", "2024-02-29T23:00:00+05:00"),
        ("2024-03-01T00:00", "2024-03-01T00:00:00+05:00"),
        ("0001-01-01T00:00+06:00", "0001-01-01T00:00:00+06:00"),
    ],
)
def test_many_spellings_are_read(text: str, iso: str) -> None:
    assert read_moment(text).isoformat() == iso


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "10:00",
        "2025-02-29T10:00",
        "2025-13-01T10:00",
        "2025-01-06T24:01",
        "2025-01-06T25:00",
        "24:00",
        "2025-01-06T10:60",
        "2025-01-06T10:00:60",
        "2025-01-06T10:00 Almaty",
        "2025-01-06T10:00+25:00",
        "1736157600",
        "31.02.2025 10:00",
        "9999-12-31T24:00",
        "2025-01-06T10:00\x00",
        "２０２５-01-06T10:00",
        "2025-01-06+05:00",
        "2025-01-06x10:00",
        "2025-01-06T",
        "2025-01-06T10:00ZZ",
        "T24:00",
        "06.01.25 10:00",
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(UnreadableTime):
        read_moment(text)


def test_a_moment_goes_to_microseconds_and_back() -> None:
    texts = (
        "2024-02-29T23:30:00.000001",
        "2024-02-29T23:30+05:00",
        "2015-01-01",
        "2027-12-31T23:59:59.999999",
    )
    for text in texts:
        moment = read_moment(text)
        assert zone.local(zone.instant(moment)).isoformat() == moment.isoformat()


def test_the_repeated_hour_passes_twice() -> None:
    first, second = read_moment("2024-02-29T23:30"), read_moment("2024-02-29T23:30+05:00")
    assert zone.instant(second) - zone.instant(first) == 60 * zone.MINUTE


def test_this_machines_zone_data_is_in_order() -> None:
    assert zone.check_zone_data() == []


def test_old_zone_data_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zone, "ALMATY", dt.timezone(dt.timedelta(hours=6)))
    problems = zone.check_zone_data()
    assert len(problems) == 3
    assert all("tzdata" in problem for problem in problems)
