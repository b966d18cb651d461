"""Devices of the hall: paired once by a code, known by a secret, taken out of use by the head; no personal data."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.acting import AT, call_and_serve, sql, staff

from zholdama import clock
from zholdama.access import devices
from zholdama.reception import actions as reception
from zholdama.refusals import Refused

MINUTE = timedelta(minutes=1)
LUNCH = AT + 3 * timedelta(hours=1)
CLOSED = 'class="kiosk__fact kiosk__fact--closed"'


class Screen:
    """One browser in the hall, its clock standing at `at`."""

    def __init__(self, at: datetime = AT) -> None:
        self.client, self.at = Client(), at

    def get(self, address: str) -> Any:
        with clock.clock_at(self.at):
            return self.client.get(address)

    def post(self, address: str, sent: dict[str, Any] | None = None) -> Any:
        with clock.clock_at(self.at):
            return self.client.post(address, sent or {})


@pytest.fixture(autouse=True)
def _no_tries() -> None:
    cache.clear()


def code_for(
    centre: Any, kind: str, *, at: datetime = AT, login: str = "basshy", key: UUID | None = None
) -> str:
    with staff(centre, login, at):
        return devices.add(kind=kind, name="Кіреберіс", key=key or uuid4())


@pytest.fixture
def paired(centre: Any) -> Callable[[str], Screen]:
    """A screen that is paired as a kiosk or a board."""

    def make(kind: str) -> Screen:
        screen = Screen()
        answer = screen.post("/hall/", {"code": code_for(centre, kind)})
        assert (answer.status_code, answer["Location"]) == (302, f"/hall/{kind}/")
        return screen

    return make


def press(screen: Screen, language: str = "kk", key: str = "") -> Any:
    return screen.post("/hall/kiosk/take/", {"key": key or str(uuid4()), "language": language})


# Pairing.


def test_without_pairing_nothing_is_shown(database: None) -> None:
    screen = Screen()
    for address in ("kiosk/", "board/", "board/now/", f"kiosk/tickets/{uuid4()}/"):
        assert screen.get(f"/hall/{address}")["Location"] == "/hall/"
    assert press(screen)["Location"] == "/hall/"
    screen.client.cookies["hall"] = f"{uuid4()}.{'x' * 43}"
    assert screen.get("/hall/board/")["Location"] == "/hall/"
    screen.client.cookies["hall"] = "nonsense"
    assert screen.get("/hall/board/")["Location"] == "/hall/"


def test_a_code_works_once_and_for_a_quarter_of_an_hour(centre: Any) -> None:
    code = code_for(centre, "board")
    late = Screen(AT + 15 * MINUTE + timedelta(microseconds=1))
    assert late.post("/hall/", {"code": code}).status_code == 422
    first, second = Screen(AT + 15 * MINUTE), Screen()
    assert first.post("/hall/", {"code": f" {code.upper()} ".replace("-", " ")}).status_code == 302
    assert second.post("/hall/", {"code": code}).status_code == 422
    assert first.get("/hall/")["Location"] == "/hall/board/"


def test_a_board_is_no_kiosk(paired: Any) -> None:
    assert paired("board").get("/hall/kiosk/")["Location"] == "/hall/"
    assert press(paired("board"))["Location"] == "/hall/"


def test_guessing_codes_is_slow(centre: Any) -> None:
    screen, code = Screen(), code_for(centre, "board")
    answers = [screen.post("/hall/", {"code": "2222-2222"}).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    assert screen.post("/hall/", {"code": code}).status_code == 429


def test_neither_code_nor_secret_lies_in_the_database(centre: Any, paired: Any) -> None:
    secret = paired("kiosk").client.cookies["hall"].value.split(".")[1]
    code = code_for(centre, "board")
    rows = str(sql("SELECT d::text FROM access_device d", alias="owner"))
    assert secret not in rows
    assert code not in rows
    assert code.replace("-", "") not in rows


def test_a_device_out_of_use_shows_nothing_at_once(centre: Any, paired: Any) -> None:
    screen = paired("kiosk")
    assert screen.get("/hall/kiosk/").status_code == 200
    with staff(centre, "basshy"):
        (card,) = devices.devices(centre.provider_id)
        assert card.seen_at == AT
        devices.revoke(device_id=card.id)
        devices.revoke(device_id=card.id)
        assert devices.devices(centre.provider_id) == ()
    assert screen.get("/hall/kiosk/")["Location"] == "/hall/"
    steps = "SELECT count(*) FROM ledger_entry WHERE provider_id = %s AND act = 'device_revoked'"
    assert sql(steps, [centre.provider_id], alias="owner") == [(1,)]


@pytest.mark.parametrize("login", ["maman1", "qabyldau", "baqylau"])
def test_only_the_head_pairs(centre: Any, login: str) -> None:
    with pytest.raises(Refused):
        code_for(centre, "kiosk", login=login)


def test_each_machine_has_a_letter_of_its_own(centre: Any) -> None:
    key = uuid4()
    for _ in range(2):
        code_for(centre, "kiosk", key=key)
    for _ in range(len(devices.LETTERS) - 1):
        code_for(centre, "kiosk")
    code_for(centre, "board")
    with staff(centre, "basshy"):
        letters = sorted(one.series for one in devices.devices(centre.provider_id))
    assert letters == sorted(["", *devices.LETTERS])
    with pytest.raises(Refused, match="machines_enough"):
        code_for(centre, "kiosk")


def test_the_office_page_makes_a_code_and_takes_a_device_out_of_use(centre: Any) -> None:
    from tests.desk.conftest import Desk

    head = Desk(centre)
    assert head.sign_in("basshy").status_code == 302
    page = head.post("/desk/office/devices/", {"kind": "kiosk", "name": "Кіреберіс", "key": str(uuid4())})
    assert page.status_code == 200
    assert Screen().post("/hall/", {"code": page.context["code"]}).status_code == 302
    (card,) = head.get("/desk/office/").context["devices"]
    assert (card.name, card.paired_at) == ("Кіреберіс", AT)
    assert page.context["code"] not in head.get("/desk/office/").content.decode()
    assert head.post(f"/desk/office/devices/{card.id}/").status_code == 302
    assert head.get("/desk/office/").context["devices"] == ()


# The ticket machine.


def test_one_press_one_ticket_however_often_it_is_sent(centre: Any, paired: Any) -> None:
    screen, key = paired("kiosk"), str(uuid4())
    first, again = press(screen, "ru", key), press(screen, "ru", key)
    assert first["Location"] == again["Location"]
    assert first["Location"].endswith("?lang=ru")
    slip = screen.get(first["Location"])
    assert slip.context["ticket"].label == "B001"
    assert "Ваше ожидание" in slip.content.decode()
    assert slip.wsgi_request.path == first["Location"].split("?")[0]
    with staff(centre, "qabyldau"):
        assert reception.arrive(key=uuid4()).label == "A002"


@pytest.mark.clause("P8.1b")
def test_at_lunch_the_machine_says_when_it_opens_and_gives_nothing(centre: Any, paired: Any) -> None:
    screen = paired("kiosk")
    screen.at = LUNCH
    page = screen.get("/hall/kiosk/").content.decode()
    assert page.count(CLOSED) == 3
    assert "06.01.2025, 14:30" in page
    assert "<form" not in page
    assert press(screen).status_code == 422
    assert (
        sql("SELECT 1 FROM reception_ticket WHERE provider_id = %s", [centre.provider_id], alias="owner")
        == []
    )


@pytest.mark.clause("P8.1b")
@pytest.mark.parametrize(
    ("before", "word"), [(LUNCH, "түскі үзіліс"), (LUNCH + 4.5 * timedelta(hours=1), "жұмыс уақыты")]
)
def test_a_wait_that_may_pass_lunch_or_closing_is_said_before_the_press(
    centre: Any, paired: Any, before: datetime, word: str
) -> None:
    screen = paired("kiosk")
    _day_so_far(centre)
    screen.at = before - 60 * MINUTE
    assert "kiosk__warning" not in screen.get("/hall/kiosk/").content.decode() or word == "жұмыс уақыты"
    for _ in range(6):
        with staff(centre, "qabyldau", before - 30 * MINUTE):
            reception.arrive(key=uuid4())
    with staff(centre, "maman1", before - 30 * MINUTE):
        call_and_serve(centre.counters[0][0])
    screen.at = before - 20 * MINUTE
    page = screen.get("/hall/kiosk/").content.decode()
    assert page.count("kiosk__warning") == 3
    assert word in page


def _day_so_far(centre: Any) -> None:
    """Six services of twelve minutes at one counter, up to an hour before lunch."""
    for number in range(6):
        with staff(centre, "qabyldau", AT + number * MINUTE):
            reception.arrive(key=uuid4())
    for number in range(6):
        at = AT + (10 + 13 * number) * MINUTE
        with staff(centre, "maman1", at):
            ticket = call_and_serve(centre.counters[0][0])
        with staff(centre, "maman1", at + 12 * MINUTE):
            reception.finish_service(ticket_id=ticket)


def test_a_ticket_of_another_centre_is_not_there(centre: Any, paired: Any) -> None:
    from tests.conftest import fresh_centre

    from zholdama.demonstration import centre as centres

    other = fresh_centre(centres)
    with staff(other, "qabyldau"):
        foreign = reception.arrive(key=uuid4()).id
    assert paired("kiosk").get(f"/hall/kiosk/tickets/{foreign}/").status_code == 404


def test_a_press_needs_a_key_and_a_language_of_ours(paired: Any) -> None:
    screen = paired("kiosk")
    assert press(screen, "tr").status_code == 400
    assert screen.post("/hall/kiosk/take/", {"key": "x", "language": "kk"}).status_code == 400
    assert screen.get("/hall/kiosk/take/").status_code == 405


# The board.


def test_the_board_shows_four_calls_the_newest_first_and_no_person(centre: Any, paired: Any) -> None:
    screen = paired("board")
    for number in range(8):
        with staff(centre, "qabyldau", AT + number * MINUTE):
            reception.arrive(key=uuid4())
    for number in range(5):
        with staff(centre, "maman1", AT + (10 + number) * MINUTE):
            ticket = call_and_serve(centre.counters[number % 2][0])
        with staff(centre, "maman1", AT + (10 + number) * MINUTE):
            reception.finish_service(ticket_id=ticket)
    with staff(centre, "maman2", AT + 20 * MINUTE):
        reception.call_next(counter_id=centre.counters[1][0], key=uuid4())
    screen.at = AT + 21 * MINUTE
    answer = screen.get("/hall/board/now/")
    assert answer["Cache-Control"] == "no-store"
    shown = [(one["label"], one["counter"], one["now"]) for one in answer.context["calls"]]
    counters = [label for _, label in centre.counters]
    assert shown == [
        ("A006", counters[1], True), ("A005", counters[0], False), ("A004", counters[1], False),
        ("A003", counters[0], False),
    ]  # fmt: skip
    page = answer.content.decode()
    assert "Күтіп отырғандар" in page
    assert "Ожидают" in page
    for actor in centre.actors.values():
        assert actor.name not in page


SNAPSHOT = {"kiosk/": 8, "board/": 11, "board/now/": 11}


def test_few_statements_and_no_more_with_more_rows(centre: Any, paired: Any) -> None:
    screens = {"kiosk": paired("kiosk"), "board": paired("board")}
    few = _counted(screens)
    _day_so_far(centre)
    for screen in screens.values():
        screen.at = AT + 95 * MINUTE
    for _ in range(20):
        press(screens["kiosk"])
    _counted(screens)  # the first look after a minute notes that the device was seen
    many = _counted(screens)
    assert max(many.values()) <= 15, many
    assert all(many[name] - few[name] <= 2 for name in few), "nothing to show costs a question less"
    assert many == SNAPSHOT


def _counted(screens: dict[str, Screen]) -> dict[str, int]:
    found = {}
    for address in SNAPSHOT:
        with CaptureQueriesContext(connections["default"]) as captured:
            assert screens[address.split("/")[0]].get(f"/hall/{address}").status_code == 200
        found[address] = sum(
            one["sql"].lstrip().startswith(("SELECT", "UPDATE", "INSERT")) and "set_config" not in one["sql"]
            for one in captured.captured_queries
        )
    return found
