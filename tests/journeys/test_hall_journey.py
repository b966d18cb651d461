"""Ticket machine and board in a real browser at their own sizes: readable, by touch and keyboard, and honest when cut off."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from journey_steps import ROOT, picture, violations
from tests.acting import call_and_serve, staff

from conftest import CLOCK, Site, running
from zholdama.access import devices
from zholdama.reception import actions as reception
from zholdama.reception import queries

AT = datetime.fromisoformat(CLOCK)
MINUTE = timedelta(minutes=1)
KIOSK, STANDING = (1280, 1024), (1080, 1920)
BOARDS = ((1920, 1080), (1280, 720))


@pytest.fixture
def hall(browser: Any, site: Site, centre: Any) -> Iterator[Callable[..., Any]]:
    """Open the page of a freshly paired device of the centre at a size of its own."""
    contexts, strays = [], []

    def open_one(kind: str, size: tuple[int, int], *, script: bool = True) -> Any:
        with staff(centre, "basshy", AT):
            code = devices.add(kind=kind, name="Зал", key=uuid4())
        context = browser.new_context(
            base_url=site.address,
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=script,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: None if r.url.startswith(site.address) else strays.append(r.url))
        page.on("pageerror", lambda error: strays.append(f"script error: {error}"))
        # Printing opens a dialogue of the machine; here it is counted.
        page.add_init_script("window.print = () => { document.documentElement.dataset.printed = 'yes'; };")
        page.goto("/hall/")
        page.fill("#code", code)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/hall/{kind}/")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert strays == []


def morning(centre: Any, *, waiting: int, called: int, counters: int = 2) -> None:
    """Six services are over, some people are called, others wait."""
    for number in range(6):
        with staff(centre, "qabyldau", AT - (58 - number) * MINUTE):
            reception.arrive(key=uuid4())
    for number in range(6):
        at = AT - (50 - 8 * number) * MINUTE
        with staff(centre, "maman1", at):
            ticket = call_and_serve(centre.counters[number % counters][0])
        with staff(centre, "maman1", at + 7 * MINUTE):
            reception.finish_service(ticket_id=ticket)
    for number in range(waiting):
        with staff(centre, "qabyldau", AT - (20 - number) * MINUTE):
            reception.arrive(key=uuid4())
    for number in range(called):
        call(centre, f"maman{number + 1}", number, AT - MINUTE)


def call(centre: Any, login: str, counter: int, at: datetime = AT) -> str:
    with staff(centre, login, at):
        return reception.call_next(counter_id=centre.counters[counter][0], key=uuid4()).label


def look(page: Any, name: str) -> None:
    """A screenshot of the screen as it is, for people to look at; axe finds nothing, and nothing scrolls."""
    assert violations(page) == []
    scrolls = page.evaluate(
        "[document.documentElement.scrollWidth > innerWidth, document.documentElement.scrollHeight > innerHeight]"
    )
    picture(page, f"hall-{name}", full_page=False)
    assert scrolls == [False, False]


# The ticket machine.


@pytest.mark.browser
@pytest.mark.parametrize("size", [KIOSK, STANDING, (1920, 1080)], ids=["table", "standing", "wide"])
def test_a_ticket_with_one_press(hall: Any, centre: Any, size: tuple[int, int]) -> None:
    morning(centre, waiting=5, called=2)
    page = hall("kiosk", size)
    look(page, f"kiosk-{size[0]}")
    buttons = page.locator(".kiosk__button")
    assert [button.bounding_box()["height"] >= 100 for button in buttons.all()] == [True] * 3
    page.locator("button[value=ru]").dblclick()
    page.wait_for_url("**/hall/kiosk/tickets/**")
    assert "B012" in page.inner_text("h1")
    look(page, f"ticket-{size[0]}-ru")
    assert page.evaluate("document.documentElement.dataset.printed") == "yes"
    page.keyboard.press("Enter")  # "Done" is where the keyboard stands
    page.wait_for_url("**/hall/kiosk/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/hall/kiosk/tickets/**")
    assert "B013" in page.inner_text("h1")
    if size == KIOSK:
        page.emulate_media(media="print")
        width = page.evaluate("document.querySelector('.slip__paper').getBoundingClientRect().width")
        assert abs(width - 72 / 25.4 * 96) < 1
        paper = ROOT / "var" / "screenshots" / "hall-ticket-80mm.pdf"
        paper.parent.mkdir(parents=True, exist_ok=True)
        paper.write_bytes(page.pdf(prefer_css_page_size=True))


@pytest.mark.browser
def test_the_machine_works_without_script(hall: Any, centre: Any) -> None:
    page = hall("kiosk", KIOSK, script=False)
    page.click("button[value=kk]")
    page.wait_for_url("**/hall/kiosk/tickets/**")
    assert "B001" in page.inner_text("h1")


@pytest.mark.browser
def test_a_machine_that_is_cut_off_says_so_and_comes_back(hall: Any, centre: Any) -> None:
    page = hall("kiosk", KIOSK)
    page.evaluate("window.scrollTo(0, 0)")
    page.route("**/hall/kiosk/", lambda route: route.abort())
    page.wait_for_selector("#lost:not([hidden])", timeout=15_000)
    look(page, "kiosk-lost")
    assert page.locator("button:disabled").count() == 3
    page.unroute("**/hall/kiosk/")
    page.wait_for_selector("#lost", state="hidden", timeout=15_000)
    assert page.locator("button:disabled").count() == 0


# The board.


@pytest.mark.browser
@pytest.mark.parametrize("size", BOARDS, ids=["1920", "1280"])
def test_the_board_is_readable_at_ten_metres(hall: Any, centre: Any, size: tuple[int, int]) -> None:
    morning(centre, waiting=7, called=2)
    page = hall("board", size)
    page.wait_for_selector(".board__call--now")
    look(page, f"board-{size[0]}")
    heights = page.evaluate(DIGITS)
    assert len(heights) == 4 * 2 + 2
    assert min(heights) >= 0.09 * size[1], "digits are at least 9 % of the screen's height"
    assert min(page.evaluate(CONTRASTS)) >= 7
    rows = page.locator(".board__call").all()
    assert [row.get_attribute("class").endswith("--now") for row in rows] == [True, True, False, False]
    cut = page.evaluate(
        "[...document.querySelectorAll('.board__number')].filter(one => one.scrollWidth > one.clientWidth + 1).length"
    )
    assert cut == 0


DIGITS = """() => [...document.querySelectorAll('.board__number')].map(one => {
  const pen = document.createElement('canvas').getContext('2d');
  const style = getComputedStyle(one);
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const size = pen.measureText('0');
  return size.actualBoundingBoxAscent + size.actualBoundingBoxDescent;
})"""
"""How high a digit really is, in the font that is drawn."""

CONTRASTS = """() => {
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(one => one / 255)
    .map(one => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
    .reduce((sum, one, place) => sum + one * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = one => {
    for (let each = one; each; each = each.parentElement) {
      const found = numbers(getComputedStyle(each).backgroundColor);
      if (found.length < 4 || found[3] === 1) return found;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('body *')].filter(one => one.checkVisibility()
    && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())).map(one => {
    const [a, b] = [light(numbers(getComputedStyle(one).color)), light(behind(one))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  });
}"""
"""The contrast of every element that holds text of its own against what lies behind it."""


@pytest.mark.browser
@pytest.mark.parametrize("size", BOARDS, ids=["1920", "1280"])
def test_before_lunch_the_board_names_who_is_not_served_before_it(
    browser: Any, centre: Any, size: tuple[int, int]
) -> None:
    late = AT + 155 * MINUTE
    morning(centre, waiting=12, called=2)
    with running(clock="2025-01-06T12:35:00+05:00") as site:
        context = browser.new_context(base_url=site.address, viewport={"width": size[0], "height": size[1]})
        page = context.new_page()
        with staff(centre, "basshy", late):
            code = devices.add(kind="board", name="Зал", key=uuid4())
        for login in ("maman1", "maman2"):
            with staff(centre, login, late - 5 * MINUTE):
                card = queries.at_counter(centre.provider_id, centre.actors[login].staff_id)
                assert card is not None
                reception.start_service(ticket_id=card.id)
        page.goto("/hall/")
        page.fill("#code", code)
        page.keyboard.press("Enter")
        page.wait_for_selector(".board__late")
        look(page, f"board-lunch-{size[0]}")
        assert min(page.evaluate(DIGITS)) >= 0.09 * size[1]
        assert min(page.evaluate(CONTRASTS)) >= 7
        context.close()


@pytest.mark.browser
def test_a_call_appears_and_sounds_without_a_reload(hall: Any, centre: Any) -> None:
    morning(centre, waiting=4, called=1)
    page = hall("board", BOARDS[1])
    page.evaluate("window.stays = true")
    hint = page.locator("#sound")
    if hint.is_visible():
        look(page, "board-sound")
        hint.click()
    hint.wait_for(state="hidden")
    label = call(centre, "maman2", 2)
    page.wait_for_function(
        "label => document.querySelector('.board__number').textContent === label", arg=label
    )
    assert page.evaluate("document.documentElement.dataset.tones") == "1"
    assert page.inner_text("#said") == label
    assert page.evaluate("window.stays"), "the page was not loaded anew"


@pytest.mark.browser
def test_a_board_that_is_cut_off_says_since_when_and_comes_back(hall: Any, centre: Any) -> None:
    morning(centre, waiting=3, called=1)
    page = hall("board", BOARDS[0])
    page.route("**/hall/board/now/", lambda route: route.abort())
    page.wait_for_selector("#lost:not([hidden])")
    look(page, "board-lost")
    words = page.inner_text("#lost")
    assert "Байланыс үзілді" in words
    assert "Связь потеряна" in words
    assert len(re.findall(r"\d\d:\d\d", words)) == 2, "the time of the last data stands in both languages"
    page.unroute("**/hall/board/now/")
    page.wait_for_selector("#lost", state="hidden")
    label = call(centre, "maman2", 2)
    page.wait_for_function(
        "label => document.querySelector('.board__number').textContent === label", arg=label
    )


@pytest.mark.browser
def test_a_board_taken_out_of_use_shows_nothing_more(hall: Any, centre: Any) -> None:
    page = hall("board", BOARDS[1])
    with staff(centre, "basshy", AT):
        (card,) = devices.devices(centre.provider_id)
        devices.revoke(device_id=card.id)
    page.wait_for_url("**/hall/")
    look(page, "pair")
