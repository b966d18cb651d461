"""The desk's screens in each step, to be looked at: in Kazakh and Russian, narrow and wide; axe finds nothing on any."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from centre_steps import Counter, Head, head_key, sit_down
from journey_steps import picture, sampled, violations
from tests.acting import staff

from conftest import CLOCK, opening
from zholdama.demonstration import acts
from zholdama.demonstration.residents import by_slug
from zholdama.reception import actions as reception

AT = datetime.fromisoformat(CLOCK)
WIDTHS = (360, 1280, 1920)
HEIGHT = 1000


class Camera:
    """Screenshots of pages at every width, into var/screenshots; what axe finds and what runs over the edge."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.faults: list[str] = []

    def take(self, page: Any, name: str) -> None:
        """The page as it stands; an edge of it beyond the screen is a fault."""
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            over = page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            )
            self.faults += [f"{name} at {width}: scrolls sideways"] if over else []
            if width != WIDTHS[-1]:
                self.faults += [f"{name} at {width}: {one}" for one in violations(page)]
            picture(page, f"desk/{self.language}-{name}-{width}")
        page.set_viewport_size({"width": 1280, "height": HEIGHT})


@pytest.fixture
def opener(browser: Any, set_site: Any) -> Iterator[Any]:
    """How pages of the site are opened, and the moments of its clock."""
    site, moments = set_site(AT)
    with opening(browser, site) as open_page:
        yield open_page, moments


@pytest.mark.browser
@pytest.mark.parametrize("language", sampled("kk", "ru"))
def test_each_step_of_the_desk_is_fit_to_be_seen(opener: Any, centre: Any, language: str) -> None:
    open_page, moments = opener
    camera = Camera(language)
    earlier_cases(centre, moments)
    front = sit_down(open_page, centre, "qabyldau", language=language)
    front.locator("form[action='/desk/arrive/'] button").click()
    front.wait_for_url("**/slip/")
    camera.take(front, "01-ticket")
    for _ in range(4):
        with staff(centre, "qabyldau", moments.on(2)):
            reception.arrive(key=uuid4())
    front.goto("/desk/")
    camera.take(front, "02-reception")
    counter = Counter(sit_down(open_page, centre, "maman1", language=language), 0)
    camera.take(counter.page, "03-home")
    counter.call()
    camera.take(counter.page, "04-called")
    moments.on(1)
    counter.start()
    camera.take(counter.page, "05-identify")
    moments.on(4)
    counter.identify("bauyrzhan")
    camera.take(counter.page, "06-register")
    moments.on(5)
    case = counter.register("job_placement")
    camera.take(counter.page, "07-choose")
    screen = counter.page.url
    counter.page.goto(f"/desk/applications/{case}/facts/status/")
    camera.take(counter.page, "07-fact")
    counter.page.locator("input[name=value][value=none]").check()
    counter.page.locator("input[name=source][value=word]").check()
    counter.page.click("form#main button[type=submit]:not([hidden])")
    counter.page.wait_for_url(screen)
    counter.page.locator("section[aria-labelledby=eligibility] summary").click()
    camera.take(counter.page, "07-not-by-the-rules")
    counter.page.goto(f"/desk/applications/{case}/facts/status/")
    counter.page.locator("input[name=value][value=unemployed]").check()
    counter.page.locator("input[name=source][value=word]").check()
    counter.page.click("form#main button[type=submit]:not([hidden])")
    counter.page.goto(f"/desk/applications/{case}/refuse/")
    camera.take(counter.page, "08-refuse")
    counter.page.locator("input[name=reason]").first.check()
    counter.page.fill("textarea[name=fact]", "Құжаттардың бірі жарамсыз.")
    counter.page.click("form#main button[type=submit]:not([hidden])")
    camera.take(counter.page, "08-hear")
    counter.page.goto(screen)
    moments.on(6)
    counter.propose()
    camera.take(counter.page, "09-waits-for-the-head")
    head = Head(sit_down(open_page, centre, "basshy", language=language), head_key(centre, AT))
    camera.take(head.page, "10-head-list")
    head.page.goto(f"/desk/sign/{case}/")
    camera.take(head.page, "11-sign")
    supervisor = sit_down(open_page, centre, "baqylau", language=language)
    camera.take(supervisor, "12-supervisor")
    head.sign(case)
    moments.on(3)
    counter.page.reload()
    camera.take(counter.page, "13-hand-over")
    counter.hand_over()
    camera.take(counter.page, "14-finish")
    counter.page.goto("/desk/work-list/")
    camera.take(counter.page, "15-work-list")
    head.page.goto(f"/desk/staff/{centre.actors['maman2'].staff_id}/")
    camera.take(head.page, "16-absence")
    assert camera.faults == []


def earlier_cases(centre: Any, moments: Any) -> None:
    """Two drafts at the head, one of them a refusal, and one case that came from the portal."""
    people = by_slug()
    for login, slug, measure in (("maman2", "galina", "training"), ("maman2", "dinara", "public_works")):
        acts.arrive(centre, moments.at)
        ticket = acts.serve_next(centre, login, 1, moments.on(2))
        case = acts.register_package(centre, login, ticket, people[slug], measure=measure, at=moments.at)
        moments.on(3)
        if slug == "dinara":
            acts.propose_refusal(centre, login, case, moments.at, fact="Құжаттардың бірі жарамсыз.")
        else:
            acts.propose(centre, login, case, moments.at)
        acts.finish(centre, login, ticket, moments.on(1))
    acts.apply_on_portal(centre, people["aigerim"], measure="guidance", at=moments.at)
