"""Taking in a file of places: a dry run by row, all or nothing, once per key."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.acting import AT, crowd, sql, staff

from zholdama.actors import Actor, Role
from zholdama.demonstration.centre import organisation_bin
from zholdama.ledger.work import Login, work
from zholdama.opportunities import importing, organisation_queries, organisations
from zholdama.opportunities.organisations import Details
from zholdama.refusals import Refused

NUMBER = organisation_bin("a garden of the tests")
GARDEN = Details(number=NUMBER, name="«Үлгі бақ» ЖШС", address="Бақ, 1")
HEADING = "БИН или ИИН;Вид помощи;Название на русском;Число мест;Зарплата, тенге;Начало;Окончание\n"
GOOD = f"{NUMBER};Общественные работы;Садовник;3;85 000;01.02.2025;01.06.2025\n"
TWO_BAD = (
    HEADING
    + GOOD
    + f"{NUMBER};Отдых;Садовник;3;-1;;\n"
    + f"{NUMBER};public_works;;2;5;01.02.2025;01.01.2025\n"
)


@pytest.fixture
def garden(centre: Any) -> UUID:
    with staff(centre):
        return organisations.register(GARDEN, key=uuid4())


def places(centre: Any, garden: UUID) -> int:
    with staff(centre):
        return len(organisation_queries.places(centre.provider_id, organisation_id=garden))


def test_the_dry_run_names_line_column_and_reason_and_stores_nothing(centre: Any, garden: UUID) -> None:
    with staff(centre):
        report = importing.judge(TWO_BAD.encode("cp1251"), organisation_id=None)
    assert (report.rows, report.bad_rows, len(report.offers)) == (3, 2, 1)
    assert [(one.line, one.column, one.refused.code) for one in report.problems] == [
        (3, "measure", "place_word_unknown"),
        (4, "title_kk", "place_title_missing"),
        (4, "ends_on", "place_dates_order"),
    ]
    assert places(centre, garden) == 0


def test_one_bad_row_keeps_all_out(centre: Any, garden: UUID) -> None:
    with pytest.raises(Refused, match="import_has_problems") as refused, staff(centre):
        importing.take_in(TWO_BAD.encode(), organisation_id=None, key=uuid4())
    assert "2" in refused.value.words("ru")
    assert places(centre, garden) == 0


def test_a_good_file_is_taken_in_once_per_key(centre: Any, garden: UUID) -> None:
    key, content = uuid4(), (HEADING + GOOD * 4).encode()

    def take(_: int) -> int:
        with staff(centre):
            return importing.take_in(content, organisation_id=None, key=key)

    assert crowd(5, take) == [4] * 5
    assert places(centre, garden) == 4
    with staff(centre):
        assert importing.take_in(content, organisation_id=None, key=key) == 4
        row = organisation_queries.places(centre.provider_id, organisation_id=garden)[0]
    assert (row.offer.organisation, row.offer.address, row.offer.wage_tenge) == (
        GARDEN.name,
        "Бақ, 1",
        85_000,
    )
    acts = "SELECT count(*) FROM ledger_entry WHERE provider_id = %s AND act = 'places_imported'"
    assert sql(acts, [centre.provider_id], alias="owner") == [(1,)]


def test_rows_of_unknown_organisations_and_too_long_ones_are_told(centre: Any, garden: UUID) -> None:
    other = organisation_bin("nobody has entered me")
    text = HEADING + GOOD.replace(NUMBER, other) + GOOD.replace(NUMBER, "") + GOOD.strip() + ";more\n"
    with staff(centre):
        report = importing.judge(text.encode(), organisation_id=None)
    assert [(one.line, one.refused.code) for one in report.problems] == [
        (2, "organisation_unknown"), (3, "cell_missing"), (4, "row_too_long"),
    ]  # fmt: skip


def test_an_employer_brings_its_own_places_alone(centre: Any, garden: UUID) -> None:
    def as_employer() -> Any:
        actor = Actor(role=Role.EMPLOYER, id=garden, provider_id=centre.provider_id)
        return work(login=Login.STAFF, by=actor, at=AT, provider=centre.provider_id)

    foreign = GOOD.replace(NUMBER, organisation_bin("another"))
    with as_employer():
        report = importing.judge(
            (HEADING + GOOD.replace(NUMBER, "") + foreign).encode(), organisation_id=garden
        )
    assert [(one.line, one.refused.code) for one in report.problems] == [(3, "organisation_foreign")]
    with pytest.raises(Refused, match="not_found"), as_employer():
        importing.judge((HEADING + GOOD).encode(), organisation_id=None)
    with as_employer():
        assert importing.take_in((HEADING + GOOD).encode(), organisation_id=garden, key=uuid4()) == 1


def test_ten_thousand_rows_are_judged_within_seconds(centre: Any, garden: UUID) -> None:
    import time

    content = (HEADING + GOOD * 10_000).encode()
    begun = time.monotonic()
    with staff(centre):
        assert importing.judge(content, organisation_id=None).rows == 10_000
    assert time.monotonic() - begun < 30


def test_places_end_in_silence_after_two_reminders(centre: Any, garden: UUID) -> None:
    from zholdama.opportunities import editing, staleness

    with staff(centre):
        importing.take_in((HEADING + GOOD).encode(), organisation_id=None, key=uuid4())
        (place,) = organisation_queries.places(centre.provider_id, organisation_id=garden)

    def after(days: int) -> list[str | None]:
        with staff(centre, at=AT + timedelta(days=days)):
            silent = [one for one in staleness.silent() if one == place.id]
        done = []
        for one in silent or [place.id]:
            with staff(centre, at=AT + timedelta(days=days)):
                done.append(staleness.settle(one))
        return done

    def acts() -> list[str]:
        found = "SELECT act FROM ledger_entry WHERE case_id = %s ORDER BY sequence"
        return [row[0] for row in sql(found, [place.id], alias="owner")]

    assert after(75) == [None]
    assert after(76) == ["remind"]
    assert after(76) == after(82) == [None]
    with staff(centre, at=AT + timedelta(days=80)):
        editing.renew(place.id)
    assert after(90) == [None]
    assert [after(80 + 76), after(80 + 84), after(80 + 89)] == [["remind"], ["remind"], [None]]

    def end(_: int) -> str | None:
        with staff(centre, at=AT + timedelta(days=80 + 90)):
            return staleness.settle(place.id)

    assert sorted(str(one) for one in crowd(6, end)) == ["None"] * 5 + ["end"]
    assert acts() == ["place_reminder", "place_renewed", "place_reminder", "place_reminder", "place_expired"]
    with staff(centre, at=AT + timedelta(days=171)):
        found = organisation_queries.place(centre.provider_id, place.id)
        assert found is not None
        assert found.end_reason == "stale"
    with pytest.raises(Refused, match="place_is_over"), staff(centre, at=AT + timedelta(days=171)):
        editing.renew(place.id)


def test_a_stale_place_comes_back_by_renewing(centre: Any, garden: UUID) -> None:
    from zholdama.opportunities import actions, editing, staleness
    from zholdama.opportunities.rules import Offer

    with staff(centre):
        place = actions.offer(
            Offer(
                measure="job_placement", title_kk="Бағбан", title_ru="", organisation="", address="", total=1,
                valid_until=AT.date(), organisation_id=garden,
            )
        )  # fmt: skip
    late = AT + timedelta(days=100)
    with staff(centre, at=late):
        assert staleness.settle(place) == "end"  # a worker that slept through both reminders
    with staff(centre, at=late):
        editing.renew(place)
        actions.reserve(place, measure="job_placement", on=late.date())


def test_the_worker_settles_every_provider_and_again_nothing(centre: Any, garden: UUID) -> None:
    from zholdama import clock
    from zholdama.worker import offers

    with staff(centre):
        importing.take_in((HEADING + GOOD).encode(), organisation_id=None, key=uuid4())
    with clock.clock_at(AT + timedelta(days=77)):
        assert offers.settle_provider(centre.provider_id) >= 1
        assert offers.settle_provider(centre.provider_id) == 0


@pytest.mark.parametrize(
    ("day", "reminders", "due"),
    [
        (0, 0, None), (75, 0, None), (76, 0, "remind"), (76, 1, None), (82, 1, None), (83, 1, "remind"),
        (83, 0, "remind"), (89, 2, None), (90, 2, "end"), (90, 0, "end"), (400, 1, "end"),
    ],
)  # fmt: skip
def test_what_silence_brings(day: int, reminders: int, due: str | None) -> None:
    from zholdama.opportunities.rules import due_of_silence

    assert (
        due_of_silence(confirmed_on=AT.date(), reminders=reminders, on=AT.date() + timedelta(days=day)) == due
    )
