"""How the tests visit the citizens' door: read a page, sign in, answer, send."""

import base64
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.acting import official_signature

from zholdama.applications import actions as applications
from zholdama.demonstration import signer
from zholdama.demonstration.residents import Resident, by_iin, by_slug
from zholdama.ledger.work import Login, work
from zholdama.opportunities import queries as opportunities
from zholdama.referrals import deciding, drafting, hearing

MORNING = datetime(2025, 1, 6, 5, 0, tzinfo=UTC)
"""Monday 2025-01-06 10:00 in Almaty."""
EVENING = datetime(2025, 1, 6, 15, 0, tzinfo=UTC)
"""Monday 20:00; Tuesday the 7th is Christmas, so the next working day is Wednesday the 8th."""


def body(response: Any) -> str:
    """The page as text."""
    return response.content.decode()


def settled(response: Any) -> str:
    """The page without what differs each time: the form's token and its own address."""
    plain = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", body(response))
    return plain.replace(response.request["PATH_INFO"], "")


def in_english(client: Client) -> Client:
    """The browser keeps to English from here on."""
    client.post("/language/", {"language": "en", "next": "/"})
    return client


def hidden(response: Any, name: str) -> str:
    """The value of a hidden field of the page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', body(response))
    assert found, f"no hidden field {name}"
    return found.group(1)


def sign_in(client: Client, slug: str, *, path: str = "/sign-in/") -> Any:
    """Come in with this person's signature, as the page's script sends it."""
    page = client.get(path)
    content = client.get(f"/sign-in/text/{hidden(page, 'key')}/").content
    return client.post(
        "/sign-in/",
        {"key": hidden(page, "key"), "next": hidden(page, "next"), "cms": line(by_slug()[slug], content)},
    )


def line(resident: Resident, content: bytes, *, at: datetime = MORNING) -> str:
    """The person's signature as the page's script writes it into the form."""
    return base64.b64encode(signer.sign_as_resident(resident, content, at=at)).decode()


def signature(resident: Resident, content: bytes, *, at: datetime = MORNING) -> SimpleUploadedFile:
    """A file as a person's own tool would write it."""
    return SimpleUploadedFile("text.cms", signer.sign_as_resident(resident, content, at=at))


def answer_all(client: Client, code: str, measure: str = "training", **contact: str) -> Any:
    """The three questions; returns the page that checks them."""
    client.post("/apply/centre/", {"provider": code})
    client.post("/apply/measure/", {"measure": measure})
    client.post("/apply/contact/", {"phone": "", "wish": "", **contact})
    return client.get("/apply/check/")


def send(client: Client, page: Any, **more: Any) -> Any:
    """Send what the page shows, by default signed by the person who is signed in."""
    values = {"key": hidden(page, "key"), "shown": hidden(page, "shown"), **more}
    if "signature" not in more and "cms" not in more:
        values["cms"] = signature_over_shown(client)
    return client.post("/apply/send/", values)


def signature_over_shown(client: Client) -> str:
    """The applicant's own signature over the text that the page shows."""
    content = client.get("/apply/text/").content
    return line(_applicant(content), content)


def _applicant(content: bytes) -> Resident:
    """Whose IIN the text names; anybody where there is no text to sign."""
    found = [iin for iin in re.findall(r"[0-9]{12}", content.decode("utf-8", "replace")) if iin in by_iin()]
    return by_iin()[found[0]] if found else by_slug()["aigerim"]


def case_of(response: Any) -> UUID:
    """The case that a redirect leads to."""
    assert response.status_code == 302, body(response)
    return UUID(response.headers["Location"].split("/")[2])


def staff(centre: Any, login: str, minutes: int) -> Any:
    """A unit of work of the centre's staff, some minutes into the morning."""
    at = MORNING + timedelta(minutes=minutes)
    return work(login=Login.STAFF, by=centre.actors[login], at=at, provider=centre.provider_id)


def decided(centre: Any, case: UUID, *, refused: bool = False) -> None:
    """The centre's part: register, draft, sign; on the portal the result is delivered with the signature."""
    with staff(centre, "maman1", 5):
        applications.register_from_portal(application_id=case, version=1)
    with staff(centre, "maman1", 6):
        if refused:
            refuse(case, version=2)
        else:
            place = opportunities.open_places(centre.provider_id, measure="training", on=MORNING.date())[0]
            drafting.propose(drafting.Proposal(place_id=place.id), application_id=case, version=2)
    with staff(centre, "basshy", 7):
        text = deciding.text_to_sign(case)
        cms = official_signature(centre, text, at=MORNING)
        deciding.sign(application_id=case, version=5 if refused else 3, signature=cms, key=uuid4())


def refuse(case: UUID, *, version: int) -> None:
    """Hear the person and draft the refusal, in the open unit of work; counts the version up three times."""
    told = {"reason": "requirements_not_met", "fact": "Диплом көрсетілмеген.", "confirmed": frozenset()}
    hearing.announce(application_id=case, version=version, key=uuid4(), **told)
    hearing.answer(application_id=case, said="", nothing_to_say=True)
    drafting.propose_refusal(application_id=case, version=version + 2, **told)


def papers(page: Any) -> list[str]:
    """The addresses of the documents that the page offers."""
    return re.findall(r'href="(/applications/[^"]+/papers/[^"]+/)"', body(page))
