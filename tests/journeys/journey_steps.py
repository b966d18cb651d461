"""What the journeys do on a page, by the names of fields and addresses, so that they hold in every language."""

import os
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from zholdama.demonstration.centre import PASSWORD, organisation_bin
from zholdama.demonstration.people import CODE, second_factor
from zholdama.demonstration.residents import Resident, by_slug

ROOT = Path(__file__).resolve().parents[2]
HEAD = f"official-basshy-{organisation_bin(CODE)}"
_used: dict[str, str] = {}
_desks: dict[str, Any] = {}


AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def sampled(*cases: Any) -> tuple[Any, ...]:
    """The cases of a long journey: the first alone, all with ZHOLDAMA_PROVE=1. What the run took is in its head."""
    return cases if os.environ.get("ZHOLDAMA_PROVE") else cases[:1]


_BUILD = """() => {
  const valued = /^(type|role|lang|disabled|checked|aria-(expanded|current|hidden|invalid|live|pressed))$/;
  const hash = (text, from) => [...text].reduce((sum, one) => (sum * 31 + one.charCodeAt(0)) | 0, from);
  const seen = new Set();
  const walk = (element, above) => {
    const attributes = [...element.attributes].map(
      one => one.name === 'class' ? '' : one.name + (valued.test(one.name) ? '=' + one.value : ''));
    const words = [...element.childNodes].some(one => one.nodeType === 3 && one.data.trim()) ? 'words' : '';
    const own = [element.tagName, ...[...element.classList].sort(), ...attributes.sort(), words].join(' ');
    const here = hash(own, above);
    seen.add(here);
    [...element.children].forEach(child => walk(child, here));
  };
  walk(document.documentElement, 7);
  return [...seen].sort().join(' ') + ' ' + innerWidth;
}"""
"""Of what elements, with what classes and states, a page is built; neither its words nor how often a row is repeated."""
_looked_at: set[str] = set()


def violations(page: Any) -> list[str]:
    """What axe finds on the page as it stands: WCAG 2.0 to 2.2 A and AA, and best practice.

    A page built like one that passed before in this run is not measured again; ZHOLDAMA_PROVE=1 measures every one.
    """
    build = page.evaluate(_BUILD)
    if build in _looked_at and not os.environ.get("ZHOLDAMA_PROVE"):
        return []
    # A colour on its way from one to another would be measured as neither.
    page.evaluate(
        "Promise.race([Promise.allSettled(document.getAnimations().map(one => one.finished)),"
        " new Promise(done => setTimeout(done, 1000))]).then(() => null)"
    )
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)
    if not found["violations"]:
        _looked_at.add(build)
    return [
        f"{page.url}: {rule['id']}: {node['html'][:160]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def picture(page: Any, name: str, *, full_page: bool = True) -> None:
    """A screenshot for people to look at, in var/screenshots, where ZHOLDAMA_SCREENSHOTS=1 asks for them."""
    if os.environ.get("ZHOLDAMA_SCREENSHOTS") or os.environ.get("ZHOLDAMA_PROVE"):
        path = ROOT / "var" / "screenshots" / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(path), full_page=full_page)


def shot(page: Any, name: str) -> None:
    """A place where people look at the page: nothing is compared, but axe finds nothing on it."""
    found = violations(page)
    assert found == [], found
    picture(page, name)


def download(page: Any, link: Any, folder: Path) -> Path:
    """Follow a link that downloads a file; returns where it lies."""
    with page.expect_download() as waiting:
        link.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def put_in(page: Any, holder: str, *, kind: str = "gost", behaviour: str = "normal") -> None:
    """Choose on the development signer's page whose key is in the reader; `page` is one that signs and links to it."""
    address = page.locator(".app-signing__stand-in a").get_attribute("href").partition("?")[0]
    sent = urllib.parse.urlencode({"holder": holder, "kind": kind, "behaviour": behaviour}).encode()
    request = urllib.request.Request(address, sent, {"Origin": address.rstrip("/")})
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status == 200


def press_sign(page: Any) -> None:
    """The button of the page's signing script."""
    page.click("[data-signing-button]")


def sign_in_as_resident(page: Any, slug: str, *, kind: str = "gost") -> None:
    """Come in with a made-up person's key in the development signer."""
    page.goto("/sign-in/")
    put_in(page, f"resident-{slug}", kind=kind)
    press_sign(page)
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def apply_on_portal(page: Any, *, measure: str, language: str, centre: str = "0001") -> str:
    """Answer the questions, read, sign with the key in the reader, send; returns the address of the case."""
    answer_questions(page, measure=measure, centre=centre)
    shot(page, f"portal-{language}-4-check")
    press_sign(page)
    page.wait_for_url("**/applications/*/")
    shot(page, f"portal-{language}-5-sent")
    return str(page.url)


def answer_questions(page: Any, *, measure: str, centre: str = "0001") -> None:
    """Up to the page that shows what is signed."""
    page.goto("/apply/centre/")
    # Few centres are round buttons, many a list to open.
    if page.locator("select[name=provider]").count():
        page.select_option("select[name=provider]", centre)
    else:
        page.check(f"input[name=provider][value='{centre}']")
    _go_on(page)
    page.check(f"input[name=measure][value={measure}]")
    _go_on(page)
    page.fill("input[name=phone]", "+7 700 123 45 67")
    page.fill("input[name=email]", "someone@example.kz")
    _go_on(page)


def _go_on(page: Any) -> None:
    page.locator("main form#form button[type=submit]:visible").last.click()


def leave(page: Any) -> None:
    """Sign out."""
    page.locator("form[action='/sign-out/'] button").first.click()


def code_of(login: str) -> str:
    """A second-factor code that was not used yet: a code serves once, a new one comes every 30 seconds."""
    while (code := second_factor(login)) == _used.get(login):
        time.sleep(1)
    _used[login] = code
    return code


def desk_page(open_page: Callable[..., Any], login: str, *, language: str, width: int = 1280) -> Any:
    """A page where this member of the demonstration's staff is signed in."""
    page = open_page(language, width=width)
    page.goto("/desk/sign-in/")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORD)
    page.fill("input[name=code]", code_of(login))
    page.locator("form#main button[type=submit]:visible").last.click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    return page


def decide_from_desk(open_page: Callable[..., Any], address: str, *, language: str) -> None:
    """A specialist takes the application from the portal and proposes a place; the head signs."""
    case = address.rstrip("/").rsplit("/", 1)[1]
    specialist = desk_page(open_page, "maman1", language=language)
    specialist.goto(f"/desk/applications/{case}/")
    specialist.click(f"form[action='/desk/applications/{case}/take/'] button")
    specialist.goto(f"/desk/applications/{case}/propose/")
    specialist.locator("input[name=place]").first.check()
    shot(specialist, f"desk-{language}-propose")
    _send_main(specialist)
    sign_as_head(open_page, case, language=language)


def sign_as_head(open_page: Callable[..., Any], case: str, *, language: str) -> None:
    """The head reads and signs with his key in the development signer."""
    head = desk_page(open_page, "basshy", language=language)
    shot(head, f"desk-{language}-head")
    head.goto(f"/desk/sign/{case}/")
    shot(head, f"desk-{language}-sign")
    put_in(head, HEAD)
    press_sign(head)
    head.wait_for_url("**/desk/")


def _look_aside(page: Any, language: str) -> None:
    """The pages of the case beside the straight way: looked at, not used."""
    case = page.locator("a[href^='/desk/applications/']").first.get_attribute("href")
    for act in ("", "refuse/", "withdraw/", "propose/"):
        page.goto(f"{case.split('receipt')[0]}{act}")
        shot(page, f"desk-{language}-case-{act.strip('/') or 'itself'}")


def _send_main(page: Any) -> None:
    page.locator("form#main button[type=submit]:visible").last.click()
    page.wait_for_load_state()


def visit_the_counter(
    open_page: Callable[..., Any], slug: str, *, measure: str, language: str, folder: Path
) -> Path:
    """Arrival, service, identification, registration, draft, signature, hand-over, end; returns the printed result."""
    resident: Resident = by_slug()[slug]
    reception = desk_page(open_page, "qabyldau", language=language)
    reception.click("form[action='/desk/arrive/'] button")
    shot(reception, f"desk-{language}-1-ticket")
    page = desk_page(open_page, "maman2", language=language)
    page.locator("form[action='/desk/counter/'] button").click()
    page.click("form[action='/desk/next/'] button")
    page.click("form[action$='/start/'] button")
    page.wait_for_url("**/desk/tickets/*/")
    address = page.url
    shot(page, f"desk-{language}-2-identify")
    kind, number, _, _ = resident.documents[0]
    page.check(f"input[name=document][value={kind}]")
    page.fill("input[name=number]", number)
    page.fill("input[name=iin]", resident.iin or "")
    _send_main(page)
    shot(page, f"desk-{language}-3-register")
    page.check(f"input[name=measure][value={measure}]")
    _send_main(page)
    shot(page, f"desk-{language}-4-propose")
    _look_aside(page, language)
    page.goto(address)
    page.locator("input[name=place]").first.check()
    _send_main(page)
    page.goto(address)
    case = (
        page.locator("a[href^='/desk/applications/']")
        .first.get_attribute("href")
        .rstrip("/")
        .rsplit("/", 1)[1]
    )
    sign_as_head(open_page, case, language=language)
    page.goto(address)
    shot(page, f"desk-{language}-5-hand-over")
    link = page.locator("a[href*='/papers/']").first.get_attribute("href")
    answer = page.request.get(link)
    assert answer.status == 200
    result = folder / f"{slug}.pdf"
    result.write_bytes(answer.body())
    page.click(f"form[action='/desk/applications/{case}/hand-over/'] button")
    page.goto(address)
    page.click("form[action$='/finish/'] button:visible")
    page.wait_for_load_state()
    return result
