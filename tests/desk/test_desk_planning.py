"""The staffing plan's page: a table, a sentence and a picture, in each language, with its sources named."""

from typing import Any

import pytest
from django.test import Client
from tests.simulation.recording import BEFORE, record_days

from zholdama.desk.planning import _one_of, _percent

ADDRESS = "/desk/staffing-plan/"


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_plan_of_the_next_working_day_from_own_tickets(desk: Any, centre: Any) -> None:
    record_days(centre, BEFORE, visitors=60, service=15)
    answer = desk("baqylau").get(ADDRESS)
    page = text(answer)
    assert answer.status_code == 200
    assert '<time datetime="2025-01-08">08.01.2025</time>' in page
    assert page.count('<th scope="row"') == 14
    assert answer.context["visitors"] == 60
    assert "Есепке алынған жұмыс күндері: 6." in page
    assert "Есепке алынған қызмет саны: 360." in page
    assert answer.context["counters"] == len(centre.counters)
    assert f"{len(centre.counters) - 1} терезе ашық болса" in page


def test_without_tickets_the_page_says_what_is_assumed(desk: Any) -> None:
    page = text(desk("basshy").get(ADDRESS))
    assert "Келушілер саны болжам" in page
    assert "Терезедегі уақыт болжам" in page


def test_the_picture_can_be_read_without_being_seen(desk: Any) -> None:
    answer = desk("baqylau").get(ADDRESS)
    page = text(answer)
    assert 'role="img" aria-labelledby="plan-title plan-description"' in page
    bars = answer.context["picture"].bars
    described = ", ".join(f"{bar.since:%H:%M}: {bar.needed}" for bar in bars)
    assert f'<desc id="plan-description">{described}.' in page
    assert "style=" not in page


@pytest.mark.parametrize(
    ("language", "said"), [("ru", "дольше 30 минут"), ("en", "people wait"), ("kk", "терезе ашық болса")]
)
def test_the_sentence_in_each_language(desk: Any, language: str, said: str) -> None:
    one = desk("baqylau")
    one.post("/language/", {"language": language, "next": ADDRESS})
    page = text(one.get(ADDRESS))
    assert f'lang="{language}"' in page
    assert said in page


def test_a_calendar_that_ends_is_said(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from zholdama.simulation import queries
    from zholdama.working_time.calendar import BeyondCalendar

    def beyond(*_: Any, **__: Any) -> None:
        raise BeyondCalendar("the end")

    monkeypatch.setattr(queries, "staffing_plan", beyond)
    answer = desk("baqylau").get(ADDRESS)
    assert answer.status_code == 200
    assert "Күнтізбеде келесі жұмыс күні жоқ." in text(answer)


def test_nobody_else_sees_it(desk: Any) -> None:
    assert Client().get(ADDRESS).status_code == 302
    assert desk("maman1").get(ADDRESS).status_code == 404


def test_shares_as_people_say_them() -> None:
    assert [_one_of(share) for share in (1, 0.74, 0.5, 0.11, 0.012)] == [
        (10, 10), (7, 10), (1, 2), (1, 9), (1, 83),
    ]  # fmt: skip
    assert [_percent(share) for share in (None, 0.0, 0.004, 0.01, 1.0)] == [
        "–",
        "0 %",
        "< 1 %",
        "1 %",
        "100 %",
    ]
