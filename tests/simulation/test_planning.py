"""Counters by half hour: enough, none to spare, the same answer again, and what a missing one does."""

import datetime as dt
from dataclasses import replace

import pytest

from zholdama.passport import edition as editions
from zholdama.passport.edition import OfficeHours
from zholdama.simulation.chance import ServiceTimes
from zholdama.simulation.days import half_hours
from zholdama.simulation.model import Centre
from zholdama.simulation.picture import picture
from zholdama.simulation.planning import TARGET, _Sample, needed, plan
from zholdama.simulation.profile import AFTERNOON, MORNING, arrival_shares


def centre(visitors: float, service: ServiceTimes = ServiceTimes("lognormal", 15)) -> Centre:  # noqa: B008
    made = Centre.ordinary(visitors=visitors, service=service, counters=0)
    return replace(made, counters=())


@pytest.mark.parametrize("visitors", [12, 90, 300])
def test_what_is_needed_keeps_99_of_100_and_none_can_be_spared(visitors: int) -> None:
    asked = centre(visitors)
    found, sample = needed(asked), _Sample(asked)
    assert found is not None
    assert sample.counted(found).kept()
    work = sample.work()
    for place, number in enumerate(found):
        fewer = [*found[:place], number - 1, *found[place + 1 :]]
        assert number <= work[place] + 1 or not sample.counted(fewer).kept(), place


def test_other_sample_days_bear_the_plan_out(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = centre(150)
    found = needed(asked)
    assert found is not None
    monkeypatch.setattr("zholdama.simulation.planning.SEED", 2)
    monkeypatch.setattr("zholdama.simulation.planning.SAMPLE", 30_000)
    counted = _Sample(asked).counted(found)
    assert sum(counted.late) / sum(counted.people) < 1.5 * (1 - TARGET)


def test_more_people_need_no_fewer_counters() -> None:
    totals = [sum(needed(centre(visitors)) or ()) for visitors in (0, 10, 40, 80, 160, 320)]
    assert totals == sorted(totals)
    assert totals[0] == 0
    assert totals[1] >= len(half_hours(editions.current().hours))


def test_a_missing_counter_is_told_with_its_hours() -> None:
    asked = centre(60)
    most = max(needed(asked) or ())
    made = plan(asked, most)
    assert made.enough
    assert made.lateness_absent is not None
    short = plan(asked, most - 2)
    assert short.lateness is not None
    assert not short.enough
    assert short.lateness.counters == most - 2
    assert short.lateness.since < short.lateness.until
    assert short.lateness.share > made.lateness_absent.share > 0
    for row in short.half_hours:
        assert row.late is not None
        assert row.late_absent is not None
        assert row.late <= row.late_absent


def test_without_counters_everybody_waits_too_long_and_nobody_needs_none() -> None:
    made = plan(centre(30), 0)
    assert made.lateness is not None
    assert made.lateness.share == 1
    assert made.lateness_absent is None
    empty = plan(centre(0), 0)
    assert empty.enough
    assert {row.needed for row in empty.half_hours} == {0}


def test_too_many_people_for_any_number_that_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zholdama.simulation.planning.MOST", 3)
    made = plan(centre(191), 2)
    assert {row.needed for row in made.half_hours} == {None}
    assert picture(made) is None


def test_the_picture_shows_what_the_plan_says() -> None:
    asked = centre(60)
    made = plan(asked, 3)
    drawn = picture(made)
    assert drawn is not None
    assert [bar.needed for bar in drawn.bars] == [row.needed for row in made.half_hours]
    assert [bar.short for bar in drawn.bars] == [bar.needed > 3 for bar in drawn.bars]
    assert all(bar.y + bar.height == drawn.ground for bar in drawn.bars)
    assert {bar.y <= drawn.planned_y for bar in drawn.bars if bar.needed >= 3} == {True}
    lefts = [bar.x for bar in drawn.bars]
    assert lefts == sorted(lefts)
    assert drawn.bars[-1].x + drawn.bars[-1].width <= drawn.right <= drawn.width
    noon = next(place for place, bar in enumerate(drawn.bars) if bar.since == dt.time(14, 30))
    assert lefts[noon] - lefts[noon - 1] > lefts[1] - lefts[0]


def test_the_profile_is_a_whole_day_and_fits_other_hours() -> None:
    edition = editions.current().hours
    assert sum(MORNING) + sum(AFTERNOON) == 100
    assert arrival_shares(edition) == pytest.approx([part / 100 for part in (*MORNING, *AFTERNOON)])
    own = OfficeHours(
        opens=dt.time(8), lunch_from=dt.time(12, 45), lunch_to=dt.time(13, 30), closes=dt.time(18)
    )
    shares, spans = arrival_shares(own), half_hours(own)
    assert len(shares) == len(spans)
    assert sum(shares) == pytest.approx(1)
    assert spans[-1].until == own.closes
    cut = next(place for place, span in enumerate(spans) if span.until == own.lunch_from)
    assert spans[cut].end - spans[cut].begin == 15 * 60_000_000
    assert 0 < shares[cut] < shares[cut - 1]
