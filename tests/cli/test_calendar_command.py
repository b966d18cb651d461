"""`zholdama calendar YEAR` as a script calls it."""

import datetime as dt
import json

import pytest

from zholdama.cli.main import main


def _answer(capsys: pytest.CaptureFixture[str], year: int, status: int = 0) -> dict:
    assert main(["calendar", str(year), "--json"]) == status
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("year", range(2015, 2028))
def test_the_days_that_differ_from_an_ordinary_week(capsys: pytest.CaptureFixture[str], year: int) -> None:
    answer = _answer(capsys, year)
    dates = [day["date"] for day in answer["days"]]
    assert answer["version"]
    assert dates == sorted(set(dates))
    for day in answer["days"]:
        weekend = dt.date.fromisoformat(day["date"]).weekday() >= 5
        assert day["kind"] == ("working_day" if weekend else "day_off")
        assert set(day["name"]) == {"kk", "ru", "en"}
        assert day["source"]
        assert isinstance(day["confirmed"], bool)
    weekdays = sum(
        (dt.date(year, 1, 1) + dt.timedelta(n)).weekday() < 5 for n in range(366 if year % 4 == 0 else 365)
    )
    off = sum(day["kind"] == "day_off" for day in answer["days"])
    assert answer["working_days"] == weekdays - off + (len(dates) - off)


def test_days_known_to_the_experts(capsys: pytest.CaptureFixture[str]) -> None:
    days = {day["date"]: day["kind"] for day in _answer(capsys, 2025)["days"]}
    assert days["2025-01-03"] == "day_off"
    assert days["2025-01-05"] == "working_day"
    assert "2025-08-30" not in days
    assert days["2025-09-01"] == "day_off"


def test_what_is_not_confirmed_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    answer = _answer(capsys, 2026)
    assert [day["date"] for day in answer["days"] if not day["confirmed"]] == ["2026-05-27"]
    assert [day["date"] for day in answer["noted_days"]] == ["2026-08-31"]
    assert len(answer["doubts"]) == 2
    assert main(["calendar", "2026"]) == 0
    assert "(not confirmed)" in capsys.readouterr().out


@pytest.mark.parametrize("year", [2014, 2028, 0, 123456])
def test_a_year_beyond_the_calendar_could_not_be_determined(
    capsys: pytest.CaptureFixture[str], year: int
) -> None:
    answer = _answer(capsys, year, status=3)
    assert answer["days"] == []
    assert answer["reason"] == "beyond_calendar"


@pytest.mark.parametrize("arguments", [[], ["next"], ["2025.5"]])
def test_a_wrong_call(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["calendar", *arguments])
    assert stopped.value.code == 2
