"""A centre without power: numbers in advance, papers entered later by the same rules, the rest void (J14)."""

import io
import json
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pypdfium2
import pytest
from PIL import Image
from tests.acting import AT, crowd_behind, newcomer, sql, staff

from zholdama.acceptance import entering, packs, queries
from zholdama.acceptance.entering import PaperEntry
from zholdama.acceptance.rules import PaperTimes
from zholdama.applications import queries as applications
from zholdama.applications.packages import Package
from zholdama.clocks.rules import Kind
from zholdama.demonstration import acts
from zholdama.identity import actions as identity
from zholdama.identity.rules import read_document
from zholdama.ledger.work import Login, work
from zholdama.monitoring.verification import verify_terms
from zholdama.papers import queries as papers
from zholdama.papers.intake import take_in
from zholdama.refusals import Refused

EVENING = AT + timedelta(hours=6)
"""Monday 16:00: the power is back."""


def minutes(value: int) -> datetime:
    return AT + timedelta(minutes=value)


class Sent(io.BytesIO):
    name = "қағаз.png"


def scan() -> Any:
    written = io.BytesIO()
    Image.new("L", (20, 20), 255).save(written, format="PNG")
    return take_in(Sent(written.getvalue()))


def reserve(centre: Any, count: int = 3, login: str = "basshy") -> tuple[UUID, list[queries.NumberCard]]:
    with staff(centre, login, AT - timedelta(days=1)):
        day = date(2025, 1, 6)
        pack_id = packs.reserve(count=count, valid_from=day, valid_until=day, key=uuid4())
        return pack_id, list(queries.numbers_of(centre.provider_id, pack_id))


def entry(
    centre: Any, number_id: UUID, *, resident: Any = None, times: PaperTimes | None = None
) -> PaperEntry:
    """What a specialist types from the paper; within a unit of work."""
    resident = resident or newcomer()
    person_id = identity.meet(
        acts.facts_of(resident, AT), ticket_id=None, screen="late entry", reason="paper number"
    )
    kind, number, issued, expires = resident.documents[0]
    reading = read_document(kind, number, issued_on=issued, expires_on=expires, at=AT)
    document_id = identity.keep_document(
        person_id=person_id, reading=reading, issued_on=issued, expires_on=expires, source="shown"
    )
    package = Package(
        ticket_id=None,
        measure="job_placement",
        language="kk",
        identity_document_id=document_id,
        form="paper",
        scan=scan(),
    )
    times = times or PaperTimes(
        arrived=minutes(0),
        started=minutes(25),
        registered=minutes(30),
        delivered=minutes(65),
        left=minutes(70),
    )
    return PaperEntry(number_id=number_id, person_id=person_id, package=package, times=times)


def verified(centre: Any) -> Any:
    with work(login=Login.AUDITOR, at=EVENING + timedelta(hours=1)):
        return verify_terms(provider=centre.provider_id)


def test_a_pack_is_a_page_per_number_in_both_languages(centre: Any) -> None:
    pack_id, numbers = reserve(centre, 3)
    assert [card.number for card in numbers] == [f"P{centre.code}-25-{place:06d}" for place in (1, 2, 3)]
    with staff(centre):
        (card,) = queries.packs(centre.provider_id)
        found = papers.content(card.paper_id, case_id=pack_id)
    assert found is not None
    pages = list(pypdfium2.PdfDocument(found[2]))
    assert len(pages) == 3
    for page, number in zip(pages, numbers, strict=True):
        text = page.get_textpage().get_text_range()
        assert text.count(number.number) == 5  # ticket; application and receipt in both languages
        assert "Өтініш" in text
        assert "Заявление" in text


def test_the_next_pack_goes_on_where_the_last_one_ended(centre: Any) -> None:
    reserve(centre, 2)
    _, second = reserve(centre, 2, login="maman1")
    assert second[0].number.endswith("000003")


@pytest.mark.clause("P6.1a", "P6.2", "P6.3")
def test_the_paper_times_make_the_clocks_and_the_entry_stands_beside(centre: Any) -> None:
    _, numbers = reserve(centre)
    with staff(centre, "maman1", EVENING):
        registered = entering.enter(entry(centre, numbers[0].id), key=uuid4())
    with staff(centre, "maman1", EVENING):
        (late,) = queries.late_entries(centre.provider_id)
        case = applications.application(registered.application_id)
    assert case is not None
    assert (case.registered_at, case.entered_at, case.form) == (minutes(30), EVENING, "paper")
    assert case.paper_number == numbers[0].number
    assert late.case_number == registered.number
    assert late.paper.delay == EVENING - minutes(70)
    kept = {kind: (clock.started_at, clock.stopped_at, clock.kept) for kind, clock in late.clocks.items()}
    assert kept == {
        Kind.WAITING: (minutes(0), minutes(25), True),
        Kind.SERVING: (minutes(25), minutes(70), False),
        Kind.RESULT: (minutes(30), minutes(65), False),
    }
    entries = sql(
        "SELECT entry FROM ledger_entry WHERE provider_id = %s AND entry LIKE '%%\"paper\":%%' ORDER BY sequence",
        [centre.provider_id],
        alias="owner",
    )
    told = [json.loads(text) for (text,) in entries]
    assert [one["act"] for one in told] == [
        "register",
        "arrive",
        "start_service",
        "hand_over_on_paper",
        "finish_service",
    ]
    assert {one["at"] for one in told} == {"2025-01-06T11:00:00.000000Z"}
    assert told[1]["effective"] == "2025-01-06T05:00:00.000000Z"
    report = verified(centre)
    assert (report.clocks, report.kept, report.missed, report.differing) == (3, 1, 2, 0)


def test_without_a_result_on_paper_the_result_clock_runs_since_the_paper(centre: Any) -> None:
    _, numbers = reserve(centre)
    times = PaperTimes(arrived=minutes(0), started=minutes(5), registered=minutes(10), left=minutes(15))
    with staff(centre, "maman1", EVENING):
        registered = entering.enter(entry(centre, numbers[0].id, times=times), key=uuid4())
    assert registered.due_at == minutes(40)
    report = verified(centre)
    assert (report.running, report.differing) == (1, 0)
    case = acts.Case(registered.application_id, registered.number, None)
    acts.propose(centre, "maman1", case, EVENING + timedelta(minutes=5))
    acts.sign(centre, case, EVENING + timedelta(minutes=6))
    acts.hand_over(centre, "maman1", case, EVENING + timedelta(minutes=7))
    report = verified(centre)
    assert (report.missed, report.running, report.differing) == (1, 0, 0)


@pytest.mark.parametrize("forged", ['"effective":"2025-01-06T12:00', '"at":"2025-01-06T04:00'])
def test_a_paper_time_after_its_entry_is_found(centre: Any, forged: str) -> None:
    """Negative control: the verifier does not believe just any time that an entry claims."""
    _, numbers = reserve(centre)
    with staff(centre, "maman1", EVENING):
        entering.enter(entry(centre, numbers[0].id), key=uuid4())
    pattern = forged.split(":")[0] + ':"2025-01-06T..:..'
    sql("ALTER TABLE ledger_entry DISABLE TRIGGER USER", alias="owner")
    sql(
        "UPDATE ledger_entry SET entry = regexp_replace(entry, %s, %s) WHERE provider_id = %s AND act = 'arrive'",
        [pattern, forged, centre.provider_id],
        alias="owner",
    )
    sql("ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_entry_append_only_row", alias="owner")
    sql("ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_entry_append_only_all", alias="owner")
    assert verified(centre).differing == 1


def test_one_paper_entered_at_two_counters_at_once_is_one_case(centre: Any) -> None:
    _, numbers = reserve(centre)
    number = numbers[0]
    people = [newcomer(), newcomer()]

    def act(place: int) -> Any:
        with staff(centre, f"maman{place + 1}", EVENING):
            return entering.enter(entry(centre, number.id, resident=people[place]), key=uuid4())

    lock = "SELECT id FROM acceptance_paper_number WHERE id = %s FOR UPDATE"
    outcomes = crowd_behind(lock, [number.id], 2, act)
    refused = [one for one in outcomes if isinstance(one, Refused)]
    assert [one.code for one in refused] == ["paper_number_closed"], outcomes
    cases = sql(
        "SELECT count(*) FROM applications_application WHERE paper_number = %s",
        [number.number],
        alias="owner",
    )
    assert cases == [(1,)]


def test_two_papers_at_two_counters_at_once_are_two_cases(centre: Any) -> None:
    _, numbers = reserve(centre)
    people = [newcomer() for _ in range(3)]

    def act(place: int) -> Any:
        with staff(centre, f"maman{place % 2 + 1}", EVENING):
            return entering.enter(
                entry(centre, numbers[place].id, resident=people[place]), key=uuid4()
            ).number

    head = "SELECT provider_id FROM ledger_chain WHERE provider_id = %s FOR UPDATE"
    outcomes = crowd_behind(head, [centre.provider_id], 3, act)
    assert len({one for one in outcomes if isinstance(one, str)}) == 3, outcomes
    assert verified(centre).differing == 0


def test_the_same_entry_twice_is_one(centre: Any) -> None:
    _, numbers = reserve(centre)
    resident, key = newcomer(), uuid4()
    found = []
    for _ in range(2):
        with staff(centre, "maman1", EVENING):
            found.append(entering.enter(entry(centre, numbers[0].id, resident=resident), key=key))
    assert found[0].number == found[1].number
    assert [one.fresh for one in found] == [True, False]


def test_the_database_itself_lets_a_paper_number_serve_once(centre: Any) -> None:
    from django.db import IntegrityError

    _, numbers = reserve(centre)
    made = []
    for place in (0, 1):
        with staff(centre, "maman1", EVENING):
            made.append(entering.enter(entry(centre, numbers[place].id), key=uuid4()).application_id)
    with pytest.raises(IntegrityError, match="a_paper_number_serves_once"):
        sql(
            "UPDATE applications_application SET paper_number = %s WHERE id = %s",
            [numbers[0].number, made[1]],
            alias="owner",
        )


def test_a_single_number_is_void_with_a_reason_and_never_used_again(centre: Any) -> None:
    _, numbers = reserve(centre)
    with pytest.raises(Refused, match="void_needs_reason"), staff(centre, "maman1", EVENING):
        packs.void(number_id=numbers[0].id, reason="  ")
    with staff(centre, "maman1", EVENING):
        packs.void(number_id=numbers[0].id, reason="Бланк жыртылды")
    for act in (
        lambda: packs.void(number_id=numbers[0].id, reason="again"),
        lambda: entering.enter(entry(centre, numbers[0].id), key=uuid4()),
    ):
        with pytest.raises(Refused, match="paper_number_closed"), staff(centre, "maman1", EVENING):
            act()


def test_the_rest_of_a_pack_is_void_by_two_people(centre: Any) -> None:
    pack_id, numbers = reserve(centre)
    with staff(centre, "maman1", EVENING):
        entering.enter(entry(centre, numbers[1].id), key=uuid4())
    with staff(centre, "basshy", EVENING):
        own = packs.ask_void(pack_id=pack_id, reason="Жарық қосылды")
    with pytest.raises(Refused, match="second_person"), staff(centre, "basshy", EVENING):
        packs.decide_void(request_id=own, granted=True)
    with pytest.raises(Refused, match="step_not_for_role"), staff(centre, "maman1", EVENING):
        packs.decide_void(request_id=own, granted=True)
    with pytest.raises(Refused, match="void_request_waits"), staff(centre, "maman1", EVENING):
        packs.ask_void(pack_id=pack_id, reason="Жарық қосылды")
    sql("UPDATE acceptance_void_request SET asked_by = %s WHERE id = %s", [uuid4(), own], alias="owner")
    with staff(centre, "basshy", EVENING):
        assert packs.decide_void(request_id=own, granted=True) == 2
    with pytest.raises(Refused, match="request_decided"), staff(centre, "basshy", EVENING):
        packs.decide_void(request_id=own, granted=False)
    with staff(centre):
        states = [card.state for card in queries.numbers_of(centre.provider_id, pack_id)]
        (card,) = queries.packs(centre.provider_id)
    assert states == ["void", "entered", "void"]
    assert (card.reserved, card.entered, card.void) == (0, 1, 2)


def test_a_receptionist_reserves_and_enters_nothing(centre: Any) -> None:
    with pytest.raises(Refused, match="step_not_for_role"), staff(centre, "qabyldau"):
        packs.reserve(count=1, valid_from=AT.date(), valid_until=AT.date(), key=uuid4())
    _, numbers = reserve(centre)
    with pytest.raises(Refused, match="step_not_for_role"), staff(centre, "qabyldau", EVENING):
        entering.enter(entry(centre, numbers[0].id), key=uuid4())


def test_a_refused_entry_leaves_nothing_behind(centre: Any) -> None:
    """All or nothing: a time that cannot be true, found after the lock, keeps number and chain as they were."""
    pack_id, numbers = reserve(centre)
    times = PaperTimes(arrived=minutes(9), started=minutes(5), registered=minutes(10), left=minutes(15))
    before = sql(
        "SELECT sequence FROM ledger_chain WHERE provider_id = %s", [centre.provider_id], alias="owner"
    )
    with pytest.raises(Refused, match="paper_times_order"), staff(centre, "maman1", EVENING):
        entering.enter(entry(centre, numbers[0].id, times=times), key=uuid4())
    after = sql(
        "SELECT sequence FROM ledger_chain WHERE provider_id = %s", [centre.provider_id], alias="owner"
    )
    assert before == after
    with staff(centre):
        assert {card.state for card in queries.numbers_of(centre.provider_id, pack_id)} == {"reserved"}
