"""A whole day of a centre in Chromium: two specialists, a head, the supervisor, the hall, twelve people (J8-J15, J19, R7).

The clock stands still while people act and moves on in jumps. Every clock that a screen shows is written down and at
the end held against the steps of the ledger; the command that recomputes all terms finds no difference either.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from centre_steps import Counter, Head, head_key, pair, sit_down
from day_screens import Screens
from tests.acting import call_and_serve, sql, staff

from conftest import CLOCK, Moments, opening
from zholdama import clock
from zholdama.cli.main import main
from zholdama.reception import actions as reception
from zholdama.worker import watching

DAY = datetime.fromisoformat(CLOCK)
MINUTE = timedelta(minutes=1)
NEXT_MORNING = datetime.fromisoformat("2025-01-08T09:00:00+05:00")
"""The seventh is a holiday."""


def of_day(hour: int, minute: int) -> datetime:
    return DAY.replace(hour=hour, minute=minute)


class Day:
    """Everybody of the centre at work, the moments of the clock, and what the screens have shown."""

    def __init__(self, open_page: Any, centre: Any, moments: Moments) -> None:
        self.centre, self.moments = centre, moments
        self.screens = Screens(centre.provider_id)
        self.looked = 0
        self.first = Counter(sit_down(open_page, centre, "maman1"), 0, seen=self.saw)
        self.second = Counter(sit_down(open_page, centre, "maman2", language="ru"), 1, seen=self.saw)
        self.head = Head(sit_down(open_page, centre, "basshy"), head_key(centre, DAY))
        self.reception = sit_down(open_page, centre, "qabyldau")
        self.supervisor = sit_down(open_page, centre, "baqylau", language="ru")
        self.kiosk = pair(open_page, centre, "kiosk", DAY)
        self.board = pair(open_page, centre, "board", DAY)

    def at(self, hour: int, minute: int) -> None:
        self.moments.to(of_day(hour, minute))

    def look(self, page: Any, address: str = "") -> None:
        """See the page as of now and write its clocks down."""
        page.goto(address) if address else page.reload()
        self.saw(page)

    def saw(self, page: Any) -> None:
        """Write the clocks of the page down as it stands."""
        self.screens.look(page, self.moments.at)
        self.looked += 1

    def come(self, *, by_machine: bool = True) -> str:
        """Somebody takes a ticket; its label."""
        if not by_machine:
            self.reception.goto("/desk/")
            self.reception.locator("form[action='/desk/arrive/'] button").click()
            self.reception.wait_for_url("**/slip/")
            return str(self.reception.locator("h1").inner_text().split()[-1])
        self.kiosk.goto("/hall/kiosk/")
        self.kiosk.locator("button[value=kk]").click()
        self.kiosk.wait_for_url("**/hall/kiosk/tickets/**")
        return str(self.kiosk.locator("h1").inner_text().split()[-1])

    def board_says(self, label: str) -> None:
        """The board shows this call first, without a reload."""
        self.board.wait_for_function(
            "label => document.querySelector('.board__number')?.textContent === label", arg=label
        )

    def signed(self, counter: Counter, case: UUID, minute: timedelta = MINUTE) -> None:
        """The head signs a minute later, and the counter's page says so by itself."""
        self.moments.to(self.moments.at + minute)
        self.look(self.head.page, "/desk/")
        self.head.sign(case)
        counter.page.wait_for_selector("form[action$='/hand-over/'] button")

    def serve(self, counter: Counter, slug: str, measure: str) -> UUID:
        """From the person at the counter to the end of service, in nine minutes; returns the case."""
        self.moments.on(1)
        counter.identify(slug)
        self.moments.on(2)
        case = counter.register(measure)
        self.look(counter.page)
        self.moments.on(2)
        counter.propose()
        self.signed(counter, case)
        self.moments.on(1)
        counter.hand_over()
        self.look(counter.page)
        self.moments.on(2)
        counter.finish()
        return case


@pytest.fixture
def day(browser: Any, set_site: Any, centre: Any) -> Iterator[Day]:
    """The centre this morning, after a week that has shown how long a service takes."""
    history(centre)
    site, moments = set_site(DAY)
    with opening(browser, site) as open_page:
        yield Day(open_page, centre, moments)


def history(centre: Any) -> None:
    """Six services of an earlier working day, a quarter of an hour each: what an expected wait is made of."""
    start = datetime.fromisoformat("2024-12-30T10:00:00+05:00")
    for number in range(6):
        at = start + number * 20 * MINUTE
        with staff(centre, "qabyldau", at):
            reception.arrive(key=uuid4())
        with staff(centre, "maman1", at + MINUTE):
            ticket = call_and_serve(centre.counters[0][0])
        with staff(centre, "maman1", at + 16 * MINUTE):
            reception.finish_service(ticket_id=ticket)


def state_of(label: str, centre: Any) -> str:
    ((state,),) = sql(
        "SELECT state FROM reception_ticket WHERE provider_id = %s AND series = %s AND number = %s AND day >= %s",
        [centre.provider_id, label[0], int(label[1:]), DAY.date()],
        alias="owner",
    )
    return str(state)


@pytest.mark.browser
@pytest.mark.clause("P3.1", "P6.1a", "P6.2", "P6.3", "P8.1b", "P8.1c")
def test_a_whole_day_of_the_centre(day: Day, capsys: pytest.CaptureFixture[str]) -> None:
    parked = morning(day)
    after_lunch(day, before_lunch(day))
    closing(day)
    assert [state_of(label, day.centre) for label in parked] == ["no_show"]
    assert day.screens.disagreements() == []
    day.screens.faces.append(replace(day.screens.faces[0], left=31))
    assert len(day.screens.disagreements()) == 1, "a clock that had shown something else would be found"
    agree_with_the_command(day, capsys)


def morning(day: Day) -> list[str]:
    """One is served; one misses the call, is called twice again and does not come within the grace."""
    one, absent, three = day.come(by_machine=False), day.come(), day.come()
    day.at(10, 2)
    assert day.first.call() == one
    day.board_says(one)
    assert day.second.call() == absent
    day.board_says(absent)
    day.look(day.first.page)
    for minute in (3, 4):
        day.at(10, minute)
        day.second.recall()
    day.first.start()
    day.at(10, 5)
    day.second.miss()
    day.look(day.reception, "/desk/")
    assert absent in day.reception.locator("main").inner_text()
    assert day.second.call() == three
    day.serve(day.first, "nurlan", "job_placement")
    day.look(day.second.page)
    assert day.moments.at == of_day(10, 14)
    day.second.start()
    day.serve(day.second, "zhanna", "guidance")
    day.at(10, 30)
    with clock.clock_at(day.moments.at):
        watching.end_graces()
    assert state_of(absent, day.centre) == "no_show", "fifteen minutes are over"
    day.look(day.supervisor, "/desk/")
    return [absent]


def before_lunch(day: Day) -> list[str]:
    """One misses the call and comes back in time; one is refused; at half past twelve six wait and the board warns."""
    day.at(11, 55)
    late, refused = day.come(), day.come()
    day.at(12, 0)
    assert day.first.call() == late
    for minute in (1, 2):
        day.at(12, minute)
        day.first.recall()
    day.at(12, 3)
    day.first.miss()
    assert day.second.call() == refused
    day.at(12, 4)
    day.second.start()
    waiting = [day.come()]
    day.at(12, 10)
    day.reception.goto("/desk/")
    day.reception.locator("form[action$='/come-back/'] button").click()
    day.look(day.reception, "/desk/")
    rows = day.reception.locator("#queue-caption ~ tbody th").all_inner_texts()
    assert rows == [late, waiting[0]], "back with the original time, before who came later"
    day.at(12, 11)
    assert day.first.call() == late
    day.first.start()
    for minute in (13, 16, 19, 22):
        day.at(12, minute)
        waiting.append(day.come())
    day.at(12, 25)
    day.kiosk.goto("/hall/kiosk/")
    assert day.kiosk.locator(".kiosk__warning").count() == 3, "lunch may come first: said in three languages"
    waiting.append(day.come())
    day.at(12, 30)
    day.board.wait_for_selector(".board__late")
    warned = day.board.locator(".board__late strong").first.inner_text()
    assert warned.split(", ")[-1] == waiting[-1]
    assert day.board.locator(".board__facts .board__number").first.inner_text() == "6"
    day.look(day.supervisor, "/desk/")
    day.second.page.goto(day.second.page.url)
    day.second.identify("galina")
    case = day.second.register("youth_practice")
    day.look(day.second.page)
    day.second.refuse("Жасы жастар практикасының шегінен асады.")
    day.signed(day.second, case)
    day.second.hand_over()
    day.look(day.second.page)
    day.second.finish()
    day.serve(day.first, "qairat", "training")
    assert day.moments.at == of_day(12, 40)
    return waiting


def after_lunch(day: Day, waiting: list[str]) -> None:
    """Service goes on over the lunch break; then one specialist is away and all of that work is everybody's."""
    assert day.second.call() == waiting[0]
    assert day.first.call() == waiting[1]
    day.second.start()
    day.first.start()
    day.serve(day.second, "timur", "public_works")
    assert day.second.call() == waiting[2]
    day.second.start()
    day.at(12, 52)
    day.look(day.first.page)
    day.first.identify("maria")
    over_lunch = day.first.register("social_workplace")
    day.look(day.first.page)
    due = day.first.page.locator("[data-clock=result] time").get_attribute("datetime")
    assert datetime.fromisoformat(due) == of_day(14, 52), "eight minutes before lunch, twenty-two after"
    day.at(13, 30)
    day.kiosk.goto("/hall/kiosk/")
    assert day.kiosk.locator("button[value=kk]").count() == 0, "at lunch no tickets are issued"
    day.look(day.first.page)
    day.at(14, 31)
    day.look(day.first.page)
    day.first.propose()
    day.second.page.reload()
    day.second.identify("farrukh")
    left_open = day.second.register("training")
    day.signed(day.first, over_lunch)
    day.first.hand_over()
    day.first.finish()
    day.second.page.reload()
    promised = day.second.page.locator("[data-clock=result] time").get_attribute("datetime")
    day.second.finish()
    day.moments.on(1)
    called = day.second.call()
    assert called == waiting[3]
    day.board_says(called)
    absent = day.centre.actors["maman2"].staff_id
    day.head.mark_absent(absent, day.moments.at)
    assert state_of(called, day.centre) == "waiting", "who was called waits again"
    day.moments.on(1)
    take_over(day, left_open, promised)
    assert day.first.call() == called, "with the original time, before who came later"
    day.first.start()
    day.serve(day.first, "saken", "training")
    for label, slug in zip(waiting[4:], ("dinara", "bauyrzhan"), strict=True):
        assert day.first.call() == label
        day.first.start()
        day.serve(day.first, slug, "job_placement")


def take_over(day: Day, case: UUID, promised: str) -> None:
    """The other specialist finds the case among everybody's, decides it and hands the result over."""
    page = day.first.page
    day.look(page, "/desk/work-list/")
    with page.expect_navigation():
        page.locator(f"a[href='/desk/applications/{case}/']").click()
    due = page.locator("[data-clock=result] time").get_attribute("datetime")
    assert due == promised, "the due time is unchanged"
    with page.expect_navigation():
        page.locator("form[action$='/take/'] button").click()
    with page.expect_navigation():
        page.locator("a[href$='/propose/']").click()
    day.first.propose()
    day.moments.on(1)
    day.head.sign(case)
    day.look(page, f"/desk/applications/{case}/")
    day.first.hand_over()
    page.goto("/desk/")


def closing(day: Day) -> None:
    """Whoever still waits at closing is the first of the next working day, also before an early newcomer."""
    day.at(17, 25)
    last = day.come()
    day.at(17, 31)
    day.kiosk.goto("/hall/kiosk/")
    assert day.kiosk.locator("button[value=kk]").count() == 0, "closed"
    day.look(day.supervisor, "/desk/")
    day.look(day.first.page, "/desk/")
    day.moments.to(NEXT_MORNING)
    newcomer = day.come()
    day.moments.on(1)
    assert day.first.call() == last
    day.first.start()
    day.serve(day.first, "aigerim", "job_placement")
    assert day.first.call() == newcomer
    day.first.start()
    day.moments.on(4)
    day.look(day.first.page)
    day.first.finish()
    day.look(day.supervisor, "/desk/")


def agree_with_the_command(day: Day, capsys: pytest.CaptureFixture[str]) -> None:
    """`zholdama terms verify` recomputes every clock of the provider and finds what the rows and the screens say."""
    capsys.readouterr()
    assert main(["terms", "verify", "--provider", day.centre.code, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["differing"] == 0, answer["differences"]
    shown = {(face.kind, face.about) for face in day.screens.faces}
    print(
        f"screens: {day.looked}, faces of clocks: {len(day.screens.faces)} of {len(shown)} clocks and places"
    )
    print(f"command: {answer}")
    assert answer["running"] == 0
    assert answer["kept"] + answer["missed"] == answer["clocks"]
