"""Organisations, what is known of them, and the arranging of their places."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.acting import AT, crowd, sql, staff

from zholdama.actors import Actor, Role
from zholdama.applications.actions import own_case_mark
from zholdama.demonstration.centre import official_iin, organisation_bin
from zholdama.ledger.work import Login, work
from zholdama.opportunities import actions as offers
from zholdama.opportunities import editing, organisation_queries, organisations, queries
from zholdama.opportunities.organisations import Details
from zholdama.opportunities.rules import Offer
from zholdama.refusals import Refused

TODAY = date(2025, 1, 6)
NUMBER = organisation_bin("a bakery of the tests")
BAKERY = Details(number=NUMBER, name="«Үлгі нан» ЖШС", kato="750000000", address="Үлгі, 3", phone="8 000")
GOOD = Offer(
    measure="social_workplace", title_kk="Нан пісіруші", title_ru="Пекарь", organisation="", address="", total=3,
    valid_until=date(2025, 3, 1), profession="7512", work_mode="shift", education="secondary",
    demands=("standing", "lifting"), budget="local", wage_tenge=150_000,
)  # fmt: skip


@pytest.fixture
def bakery(centre: Any) -> UUID:
    with staff(centre):
        return organisations.register(BAKERY, key=uuid4())


@pytest.fixture
def place(centre: Any, bakery: UUID) -> UUID:
    with staff(centre):
        return offers.offer(replace(GOOD, organisation_id=bakery), key=uuid4())


def stored(centre: Any, place_id: UUID) -> Any:
    with staff(centre):
        return organisation_queries.place(centre.provider_id, place_id)


def steps(subject: UUID) -> list[str]:
    return [
        row[0]
        for row in sql(
            "SELECT act FROM ledger_entry WHERE case_id = %s ORDER BY sequence", [subject], alias="owner"
        )
    ]


def as_employer(centre: Any, organisation_id: UUID, at: Any = AT) -> Any:
    employer = Actor(role=Role.EMPLOYER, id=organisation_id, provider_id=centre.provider_id)
    return work(login=Login.STAFF, by=employer, at=at, provider=centre.provider_id)


def test_an_organisation_is_entered_once_by_key_and_once_by_number(centre: Any) -> None:
    key = uuid4()
    for _ in range(2):
        with staff(centre):
            assert organisations.register(BAKERY, key=key) == key
    assert steps(key) == ["organisation_registered"]
    with pytest.raises(Refused, match="organisation_known"), staff(centre):
        organisations.register(BAKERY, key=uuid4())


def test_of_many_who_enter_one_number_at_once_one_does(centre: Any) -> None:
    def enter(_: int) -> UUID:
        with staff(centre):
            return organisations.register(BAKERY, key=uuid4())

    outcomes = crowd(8, enter)
    assert sum(isinstance(one, UUID) for one in outcomes) == 1
    assert {one.code for one in outcomes if not isinstance(one, UUID)} == {"organisation_known"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": "123456789012"}, "organisation_number_wrong"),
        ({"number": ""}, "organisation_number_wrong"),
        ({"name": "  "}, "organisation_name_missing"),
        ({"kato": "75"}, "kato_wrong"),
        ({"name": "я" * 201}, "text_too_long"),
    ],
)
def test_an_unsound_organisation_is_refused(centre: Any, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused, match=code), staff(centre):
        organisations.register(replace(BAKERY, **changes), key=uuid4())


def test_a_sole_entrepreneur_acts_under_an_iin(centre: Any) -> None:
    with staff(centre):
        number = official_iin("a sole entrepreneur")
        organisations.register(replace(BAKERY, number=number), key=uuid4())
        assert [one.number for one in organisation_queries.organisations(centre.provider_id)] == [number]


def test_correcting_takes_the_newest_version_and_keeps_the_number(centre: Any, bakery: UUID) -> None:
    other = replace(BAKERY, phone="8 111")
    for _ in range(2):  # sent twice, done once
        with staff(centre):
            organisations.edit(bakery, other, version=1)
    with pytest.raises(Refused, match="organisation_changed") as refused, staff(centre):
        organisations.edit(bakery, replace(BAKERY, phone="8 222"), version=1)
    assert refused.value.conflict
    with pytest.raises(Refused, match="organisation_number_stays"), staff(centre):
        organisations.edit(bakery, replace(other, number=organisation_bin("another")), version=2)
    assert steps(bakery) == ["organisation_registered", "organisation_edited"]


def test_an_offer_borrows_from_its_organisation(centre: Any, place: UUID) -> None:
    offered = stored(centre, place).offer
    assert (offered.organisation, offered.organisation_bin) == (BAKERY.name, NUMBER)
    assert (offered.address, offered.contact, offered.kato) == ("Үлгі, 3", "8 000", "750000000")
    assert offered.demands == ("standing", "lifting")
    with staff(centre):
        card = queries.place(centre.provider_id, place)
    assert card is not None
    assert card.organisation_bin == NUMBER


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"measure": "holiday"}, "measure_unknown", "measure"),
        ({"title_kk": " ", "title_ru": ""}, "place_title_missing", "title_kk"),
        ({"total": 1001}, "places_at_most", "total"),
        ({"wage_tenge": 10**9}, "wage_too_high", "wage_tenge"),
        ({"starts_on": date(2025, 2, 2), "ends_on": date(2025, 2, 1)}, "place_dates_order", "ends_on"),
        ({"valid_until": date(2025, 1, 5)}, "place_valid_in_past", "valid_until"),
        ({"valid_until": date(2025, 4, 7)}, "place_valid_too_long", "valid_until"),
        ({"profession": "0000"}, "profession_unknown", "profession"),
        ({"profession": "75"}, "profession_unknown", "profession"),
        ({"kato": "75x"}, "kato_wrong", "kato"),
        ({"work_mode": "always"}, "place_word_unknown", "work_mode"),
        ({"education": "much"}, "place_word_unknown", "education"),
        ({"budget": "mine"}, "place_word_unknown", "budget"),
        ({"demands": ("lifting", "beauty")}, "place_word_unknown", "demands"),
        ({"address": "я" * 201}, "text_too_long", "address"),
        ({"description_ru": "я" * 4001}, "text_too_long", "description_ru"),
    ],
)
def test_an_unsound_offer_names_its_field(
    centre: Any, bakery: UUID, changes: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(Refused, match=code) as refused, staff(centre):
        offers.offer(replace(GOOD, organisation_id=bakery, **changes))
    assert refused.value.field == field
    for language in ("kk", "ru", "en"):
        assert refused.value.words(language)


def test_the_ninetieth_day_is_still_allowed_and_an_occupation_is_known_by_its_group(
    centre: Any, bakery: UUID
) -> None:
    with staff(centre):
        last = TODAY + timedelta(days=90)
        offers.offer(replace(GOOD, organisation_id=bakery, valid_until=last, profession="7512-3"))


def test_one_title_stands_in_both_languages(centre: Any, bakery: UUID) -> None:
    with staff(centre):
        place = offers.offer(replace(GOOD, organisation_id=bakery, title_kk=""))
    assert stored(centre, place).title("kk") == "Пекарь"


def test_an_offer_is_made_once_by_key(centre: Any, bakery: UUID) -> None:
    key = uuid4()

    def make(_: int) -> UUID:
        with staff(centre):
            return offers.offer(replace(GOOD, organisation_id=bakery), key=key)

    assert crowd(6, make) == [key] * 6
    assert steps(key) == ["offer"]


def test_two_hundred_drafts_for_three_places_give_three(centre: Any, place: UUID) -> None:
    def draft(_: int) -> None:
        with staff(centre):
            offers.reserve(place, measure="social_workplace", on=TODAY)

    outcomes = crowd(200, draft, threads=20)
    assert outcomes.count(None) == 3
    assert {one.code for one in outcomes if one is not None} == {"place_gone"}
    assert stored(centre, place).reserved == 3


def test_editing_never_falls_below_what_is_used(centre: Any, bakery: UUID, place: UUID) -> None:
    with staff(centre):
        offers.reserve(place, measure="social_workplace", on=TODAY)
        offers.reserve(place, measure="social_workplace", on=TODAY)
    offered = replace(GOOD, organisation_id=bakery)
    with pytest.raises(Refused, match="places_below_used") as refused, staff(centre):
        editing.edit(place, replace(offered, total=1), version=1)
    assert "2" in refused.value.words("kk")
    with pytest.raises(Refused, match="place_measure_used"), staff(centre):
        editing.edit(place, replace(offered, measure="public_works"), version=1)
    with staff(centre):
        editing.edit(place, replace(offered, total=2), version=1)
    assert stored(centre, place).offer.total == 2
    with pytest.raises(Refused, match="place_changed"), staff(centre):
        editing.edit(place, replace(offered, total=5), version=1)


def test_drafts_and_an_edit_at_once_never_break_the_count(centre: Any, bakery: UUID, place: UUID) -> None:
    def act(number: int) -> None:
        with staff(centre):
            if number == 5:
                editing.edit(place, replace(GOOD, organisation_id=bakery, total=1), version=1)
            else:
                offers.reserve(place, measure="social_workplace", on=TODAY)

    outcomes = crowd(10, act)
    assert {one.code for one in outcomes if one is not None} <= {"place_gone", "places_below_used"}
    row = stored(centre, place)
    assert row.reserved <= row.offer.total


def test_an_ended_place_takes_nobody_and_keeps_who_it_has(centre: Any, place: UUID) -> None:
    with staff(centre):
        offers.reserve(place, measure="social_workplace", on=TODAY)
    for _ in range(2):
        with staff(centre):
            editing.end(place, reason="filled")
    with pytest.raises(Refused, match="place_gone"), staff(centre):
        offers.reserve(place, measure="social_workplace", on=TODAY)
    with staff(centre):
        assert place not in {
            one.id for one in queries.open_places(centre.provider_id, measure="social_workplace", on=TODAY)
        }
        offers.take(place)
    with pytest.raises(Refused, match="place_ended"), staff(centre):
        editing.renew(place)
    with pytest.raises(Refused, match="end_reason_unknown"), staff(centre):
        editing.end(place, reason="stale")
    assert steps(place) == ["offer", "place_ended"]


def test_renewing_gives_ninety_days_within_the_period(centre: Any, bakery: UUID, place: UUID) -> None:
    later = AT + timedelta(days=40)
    for _ in range(2):
        with staff(centre, at=later):
            assert editing.renew(place) == date(2025, 5, 16)
    assert steps(place) == ["offer", "place_renewed"]
    with staff(centre):
        short = offers.offer(replace(GOOD, organisation_id=bakery, ends_on=date(2025, 3, 1)))
    with staff(centre, at=later):
        assert editing.renew(short) == date(2025, 3, 1)
    with pytest.raises(Refused, match="place_is_over"), staff(centre, at=AT + timedelta(days=60)):
        editing.renew(short)


def test_a_check_that_nobody_made_is_not_a_yes(centre: Any, bakery: UUID) -> None:
    def now() -> dict[str, str]:
        with staff(centre):
            return {
                one.check.id: one.answer for one in organisation_queries.checks(centre.provider_id, bakery)
            }

    def standing(measure: str) -> str:
        with staff(centre):
            answers = organisation_queries.checks(centre.provider_id, bakery)
            return organisation_queries.standing(answers, measure=measure)

    moments = (AT + timedelta(minutes=number) for number in count())

    def note(check: str, answer: str, source: str = "салық органының анықтамасы") -> None:
        with staff(centre, at=next(moments)):
            organisations.check(
                bakery, check_code=check, answer=answer, source=source, as_of=TODAY, key=uuid4()
            )

    assert set(now().values()) == {"not_checked"}
    assert len(now()) == 5
    assert standing("youth_practice") == "not_checked"
    assert standing("job_placement") == ""
    for check in now():
        note(check, "yes")
    assert standing("youth_practice") == "yes"
    note("share_of_staff", "not_checked", "")
    assert standing("youth_practice") == "not_checked"
    note("no_wage_arrears", "no")
    assert standing("youth_practice") == "no"
    for values, code in (
        ({"check_code": "mood", "answer": "yes"}, "check_unknown"),
        ({"check_code": "registered", "answer": "maybe"}, "answer_unknown"),
        ({"check_code": "registered", "answer": "yes", "source": " "}, "check_needs_source"),
        ({"check_code": "registered", "answer": "yes", "as_of": date(2025, 1, 7)}, "check_in_future"),
    ):
        given = {"source": "тізілім", "as_of": TODAY, "key": uuid4(), **values}
        with pytest.raises(Refused, match=code), staff(centre):
            organisations.check(bakery, **given)


def test_the_figures_of_the_checks_are_data_with_a_basis() -> None:
    from zholdama.passport import edition as editions

    checks = {one.id: one for one in editions.current().organisation_checks}
    assert (checks["active_months"].figure, checks["share_of_staff"].figure) == (12, 20)
    assert all(one.basis and one.sure == "A" for one in checks.values())


def test_an_organisation_under_the_number_of_staff_is_flagged(centre: Any) -> None:
    with staff(centre):
        own = organisation_queries.conflicts(centre.provider_id, mark=own_case_mark(official_iin("maman1")))
        head = organisation_queries.conflicts(centre.provider_id, mark=own_case_mark(official_iin("basshy")))
        assert [one.role for one in own] == ["specialist"]
        assert [one.role for one in head] == ["head"]
        assert organisation_queries.conflicts(centre.provider_id, mark=own_case_mark(NUMBER)) == ()
        assert organisation_queries.conflicts(centre.provider_id, mark="") == ()


def test_an_employer_touches_its_own_alone(centre: Any, bakery: UUID, place: UUID) -> None:
    with staff(centre):
        other = organisations.register(
            replace(BAKERY, number=organisation_bin("another employer")), key=uuid4()
        )
        theirs = offers.offer(replace(GOOD, organisation_id=other))
    with as_employer(centre, bakery):
        editing.renew(place)
    for act in (
        lambda: editing.end(theirs, reason="filled"),
        lambda: editing.edit(theirs, replace(GOOD, organisation_id=bakery), version=1),
        lambda: offers.offer(replace(GOOD, organisation_id=other)),
        lambda: offers.offer(replace(GOOD, organisation="«Үлгі» ЖШС")),
        lambda: organisations.edit(other, BAKERY, version=1),
    ):
        with pytest.raises(Refused, match="not_found"), as_employer(centre, bakery):
            act()
    with pytest.raises(Refused, match="not_found"), as_employer(centre, bakery):
        editing.edit(place, replace(GOOD, organisation_id=other), version=2)
    for act in (
        lambda: organisations.register(BAKERY, key=uuid4()),
        lambda: organisations.check(
            bakery, check_code="registered", answer="yes", source="x", as_of=TODAY, key=uuid4()
        ),
    ):
        with pytest.raises(Refused, match="step_not_for_role"), as_employer(centre, bakery):
            act()
    with pytest.raises(Refused, match="step_not_for_role"), staff(centre, "qabyldau"):
        offers.offer(GOOD)


def test_another_provider_sees_nothing_of_it(centre: Any, bakery: UUID, place: UUID) -> None:
    from tests.conftest import fresh_centre

    from zholdama.demonstration import centre as centres

    stranger = fresh_centre(centres)
    with staff(stranger):
        assert organisation_queries.organisation(centre.provider_id, bakery) is None
        assert organisation_queries.place(centre.provider_id, place) is None
    for act in (
        lambda: editing.renew(place),
        lambda: organisations.edit(bakery, BAKERY, version=1),
        lambda: offers.offer(replace(GOOD, organisation_id=bakery)),
    ):
        with pytest.raises(Refused, match="not_found"), staff(stranger):
            act()
