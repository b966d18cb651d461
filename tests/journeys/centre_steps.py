"""What people do on a centre's own day: its staff at their desks, its hall, each step through the pages."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from journey_steps import desk_page, press_sign, put_in
from tests.acting import doorkeeper, staff

from zholdama.access import devices
from zholdama.demonstration import centre as centres
from zholdama.demonstration import signer as keys
from zholdama.demonstration.people import head_holder
from zholdama.demonstration.residents import by_slug
from zholdama.providers import queries as providers

OpenPage = Callable[..., Any]


def login_of(centre: Any, login: str) -> str:
    """The login under which this centre's member of staff signs in."""
    with doorkeeper():
        from zholdama.access.models import Account

        return str(Account.objects.get(id=centre.actors[login].id).login)


def sit_down(open_page: OpenPage, centre: Any, login: str, **more: Any) -> Any:
    """A page where this member of the centre's staff is signed in."""
    return desk_page(open_page, login_of(centre, login), **{"language": "kk", **more})


def head_key(centre: Any, at: datetime) -> str:
    """Who the head of the centre is to the development signer."""
    with staff(centre, "basshy", at):
        provider = providers.provider(centre.provider_id)
    holder = keys.official_holder(
        login="basshy",
        iin=centres.official_iin("basshy"),
        name=centre.actors["basshy"].name,
        bin=provider.bin,
        organisation=provider.name_kk,
    )
    keys.announce([head_holder(), holder])
    return holder.id


def pair(open_page: OpenPage, centre: Any, kind: str, at: datetime, **more: Any) -> Any:
    """The page of a freshly paired ticket machine or board."""
    with staff(centre, "basshy", at):
        code = devices.add(kind=kind, name="Зал", key=uuid4())
    page = open_page("kk", **more)
    page.goto("/hall/")
    page.fill("#code", code)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/hall/{kind}/")
    return page


class Counter:
    """A specialist at a counter, who works by the pages' buttons; `seen` is told of every page that follows an act."""

    def __init__(self, page: Any, place: int, *, seen: Callable[[Any], None] = lambda page: None) -> None:
        self.page, self._seen = page, seen
        page.goto("/desk/")
        page.select_option("#counter", index=place)
        self._press("form[action='/desk/counter/'] button")

    def _press(self, selector: str) -> None:
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self._seen(self.page)

    def call(self) -> str:
        """Call the next person; the label of the ticket that the queue gives."""
        self.page.goto("/desk/")
        self._press("form[action='/desk/next/'] button")
        return str(self.page.locator("h1").inner_text().split()[1])

    def start(self) -> None:
        """The person is here."""
        self._press("form[action$='/start/'] button")

    def recall(self) -> None:
        """Call again."""
        self._press("form[action$='/recall/'] button")

    def miss(self) -> None:
        """Nobody came."""
        self._press("form[action$='/miss/'] button")

    def identify(self, slug: str) -> None:
        """The document and the IIN of a made-up person; the register names the document."""
        person = by_slug()[slug]
        self.page.check(f"input[name=document][value={person.documents[0][0]}]")
        self.page.fill("input[name=iin]", person.iin)
        self._press("form[action$='/identify/'] button[type=submit]:not([hidden])")

    def register(self, measure: str) -> UUID:
        """Register the package; the case."""
        self.page.check(f"input[name=measure][value={measure}]")
        self._press("form[action$='/register/'] button[type=submit]:not([hidden])")
        return self.case()

    def case(self) -> UUID:
        """The case that the page shows."""
        link = self.page.locator("a.app-number[href^='/desk/applications/']").first
        return UUID(link.get_attribute("href").split("/")[3])

    def propose(self) -> None:
        """Choose the first place, or write down the advice, and send it to the head."""
        if self.page.locator("input[name=place]").count():
            self.page.locator("input[name=place]").first.check()
        else:
            self.page.fill("textarea[name=advice]", "Түйіндемені жаңартыңыз")
            self.page.fill("textarea[name=next_step]", "Бір аптадан кейін келіңіз")
        self._press("form[action$='/propose/'] button[type=submit]:not([hidden])")

    def refuse(self, fact: str) -> None:
        """A reasoned refusal."""
        self._press("a[href$='/refuse/']")
        self.page.locator("input[name=reason]").first.check()
        self.page.fill("textarea[name=fact]", fact)
        self._press("form#main button[type=submit]:not([hidden])")
        self.page.fill("textarea[name=said]", "Құжатты ертең әкелемін.")
        self._press("form#main button[type=submit]:not([hidden])")
        self._press("form#main button[type=submit]:not([hidden])")

    def hand_over(self) -> None:
        """The person has the result."""
        self._press("form[action$='/hand-over/'] button")

    def finish(self) -> None:
        """The person leaves the counter, with the result or with an open case."""
        details = self.page.locator("details:has(form[action$='/finish/'])")
        if details.count():
            details.locator("summary").click()
        self._press("form[action$='/finish/'] button")


class Head:
    """The head, who signs with the key in the reader."""

    def __init__(self, page: Any, key: str) -> None:
        self.page, self._key = page, key

    def sign(self, case: UUID) -> None:
        """Open the draft from the list, read, sign."""
        self.page.goto("/desk/")
        with self.page.expect_navigation():
            self.page.locator(f"a[href='/desk/sign/{case}/']").click()
        put_in(self.page, self._key)
        press_sign(self.page)
        self.page.wait_for_url("**/desk/")

    def mark_absent(self, staff_id: UUID, day: datetime) -> None:
        """All open work of this member of staff goes back to everybody."""
        self.page.goto(f"/desk/staff/{staff_id}/")
        for name in ("absent_from", "absent_until"):
            for part, number in (("day", day.day), ("month", day.month), ("year", day.year)):
                self.page.fill(f"input[name={name}-{part}]", str(number))
        with self.page.expect_navigation():
            self.page.locator("form#absence button[type=submit]:not([hidden])").click()
