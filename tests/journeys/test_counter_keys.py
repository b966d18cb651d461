"""The counter by keyboard alone: how many key presses the commonest case takes, and where the focus stands (J10)."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from centre_steps import sit_down
from journey_steps import violations
from tests.acting import staff

from conftest import CLOCK, opening
from zholdama.demonstration import acts
from zholdama.demonstration.residents import by_slug

AT = datetime.fromisoformat(CLOCK)
MOST_PRESSES = 8
"""From the call to the hand-over, beyond typing the IIN and without the head's."""


class Keys:
    """A keyboard that counts what is pressed; the IIN is typed and not counted."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.pressed: list[str] = []

    def press(self, key: str) -> None:
        self.pressed.append(key)
        self.page.keyboard.press(key)

    def enter_to(self, selector: str) -> None:
        """Enter, which leads to a page where this has the focus."""
        self.press("Enter")
        self.focus_is(selector)

    def focus_is(self, selector: str) -> None:
        self.page.wait_for_function(
            "selector => document.activeElement?.matches(selector)", arg=selector, timeout=10_000
        )


@pytest.fixture
def counter(browser: Any, set_site: Any, centre: Any) -> Iterator[tuple[Any, Any, Callable[..., Any]]]:
    """A specialist at a counter of a fresh centre, the moments of the clock, and how further pages are opened."""
    site, moments = set_site(AT)
    with opening(browser, site) as open_page:
        page = sit_down(open_page, centre, "maman1")
        page.locator("form[action='/desk/counter/'] button").click()
        yield page, moments, open_page


def case_on(page: Any) -> UUID:
    """The case that the page of the counter shows."""
    href = page.locator("a.app-number[href^='/desk/applications/']").first.get_attribute("href")
    return UUID(href.split("/")[3])


@pytest.mark.browser
@pytest.mark.clause("P3.1", "P6.1a", "P6.2", "P6.3")
def test_the_commonest_case_takes_eight_key_presses(counter: Any, centre: Any) -> None:
    page, moments, _ = counter
    with staff(centre, "qabyldau", AT):
        acts.reception.arrive(key=uuid4())
    moments.on(2)
    page.goto("/desk/")
    keys = Keys(page)
    keys.focus_is("form[action='/desk/next/'] button")
    keys.enter_to("form[action$='/start/'] button")
    assert clocks_on(page) == ["waiting"], "the call starts no service"
    moments.on(1)
    keys.enter_to("input[name=iin]")
    assert clocks_on(page) == ["waiting", "serving"]
    page.keyboard.type(by_slug()["nurlan"].iin)
    moments.on(1)
    keys.enter_to("input[type=radio][name=measure]")
    assert page.locator("input[name=measure]:checked").count() == 0, "nothing is chosen for the person"
    assert clocks_on(page) == ["waiting", "serving"], "identifying registers nothing"
    keys.press("Space")
    assert page.locator("input[name=measure]:checked").get_attribute("value") == "job_placement"
    moments.on(2)
    keys.enter_to("input[type=radio][name=place]")
    assert clocks_on(page) == ["waiting", "serving", "result"]
    keys.press("Space")
    moments.on(2)
    keys.press("Enter")
    page.wait_for_selector("[hx-get$='/result/']")
    case = case_on(page)
    acts.sign(centre, acts.Case(case, "", None), moments.on(1))
    keys.focus_is("form[action$='/hand-over/'] button")
    moments.on(1)
    keys.enter_to("form[action$='/finish/'] button")
    assert keys.pressed == ["Enter", "Enter", "Enter", "Space", "Enter", "Space", "Enter", "Enter"]
    assert len(keys.pressed) <= MOST_PRESSES
    assert page.locator("[data-clock=result]").get_attribute("data-state") == "kept"
    assert page.locator("[data-clock=serving]").get_attribute("data-state") == "calm", (
        "to hand over does not end the service"
    )
    moments.on(1)
    keys.enter_to("form[action='/desk/next/'] button")


def clocks_on(page: Any) -> list[str]:
    """The kinds of clock that have begun; all three are shown always."""
    shown = page.locator("[data-clock]").all()
    assert [one.get_attribute("data-clock") for one in shown] == ["waiting", "serving", "result"]
    return [one.get_attribute("data-clock") for one in shown if one.get_attribute("data-state") != "later"]


@pytest.mark.browser
def test_a_key_held_down_does_one_act(counter: Any, centre: Any) -> None:
    page, _, _ = counter
    with staff(centre, "qabyldau", AT):
        acts.reception.arrive(key=uuid4())
    page.goto("/desk/")
    keys = Keys(page)
    keys.focus_is("form[action='/desk/next/'] button")
    page.keyboard.down("Enter")
    keys.focus_is("form[action$='/start/'] button")
    for _ in range(3):
        page.keyboard.down("Enter")  # the keyboard repeats a key that is held
    page.keyboard.up("Enter")
    assert clocks_on(page) == ["waiting"]
    assert page.locator("form[action$='/start/'] button").is_visible()
    keys.enter_to("input[name=iin]")


@pytest.mark.browser
def test_after_a_mistake_the_focus_is_on_what_is_wrong_and_arrows_choose(counter: Any, centre: Any) -> None:
    page, _, _ = counter
    with staff(centre, "qabyldau", AT):
        acts.reception.arrive(key=uuid4())
    page.goto("/desk/")
    keys = Keys(page)
    keys.focus_is("form[action='/desk/next/'] button")
    keys.enter_to("form[action$='/start/'] button")
    keys.enter_to("input[name=iin]")
    page.keyboard.type("980230900017")  # no such day
    keys.enter_to(".govuk-error-summary")
    keys.press("Tab")
    keys.enter_to("input[name=iin]")  # the link in the summary
    page.keyboard.press("Control+a")
    page.keyboard.type(by_slug()["zhanna"].iin)
    keys.enter_to("input[type=radio][name=measure]")
    keys.enter_to(".govuk-error-summary")  # nothing was chosen
    keys.press("Tab")
    keys.enter_to("input[type=radio][name=measure]")
    keys.press("ArrowDown")
    chosen = page.locator("input[name=measure]:checked").get_attribute("value")
    assert chosen == page.locator("input[name=measure]").nth(1).get_attribute("value")
    keys.press("Enter")
    page.wait_for_selector("a.app-number")
    assert violations(page) == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_the_clocks_stay_in_sight_in_words_and_colour(counter: Any, centre: Any, width: int) -> None:
    page, moments, _ = counter
    with staff(centre, "qabyldau", AT):
        acts.reception.arrive(key=uuid4())
    acts.serve_next(centre, "maman1", 0, moments.on(1))
    page.set_viewport_size({"width": width, "height": 640})
    page.goto("/desk/")
    page.get_by_role("button", name="Қызмет көрсетуді жалғастыру").click()
    seen = []
    for seconds in (20 * 60 - 1, 1, 7 * 60 - 1, 1, 181):
        moments.on(seconds / 60)
        page.reload()
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        clock = page.locator("[data-clock=serving]")
        box = clock.bounding_box()
        assert box["y"] >= 0, "the clocks are still in sight at the end of the page"
        assert box["y"] + box["height"] <= 640
        words = clock.locator(".app-clock__state span").first.inner_text().split("\n")[0]
        colour = clock.evaluate("one => getComputedStyle(one).borderLeftColor")
        seen.append((clock.get_attribute("data-state"), words, colour))
    assert [state for state, _, _ in seen] == ["calm", "amber", "amber", "red", "late"]
    by_state = {state: (words, colour) for state, words, colour in seen}
    assert len({words for words, _ in by_state.values()}) == 4, "a word of its own each"
    assert len({colour for _, colour in by_state.values()}) == 4, "a colour of its own each"
