"""What became of a referral through the desk's pages: coupon, dispute, next place, end of participation, counts (J7, J17)."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.desk.conftest import typed
from tests.referrals.outcome_steps import ABSENT, HIRED, REFUSED, of_case, say, state_of

from zholdama.referrals import outcomes

LIMIT = 15
SNAPSHOT = {"outcome": 14, "coupon": 6, "tasks": 6, "task": 10, "next_place": 13, "outcomes": 4}


@pytest.fixture
def one(visit: Any, desk: Any) -> Any:
    """A referral in the person's hands, the specialist's and the head's browsers."""
    found = visit().to_head()
    head = desk("basshy", at=found.desk.later(1).at)
    assert head.post(f"/desk/sign/{found.case}/", head.signing(found.case)).status_code == 302
    page = found.desk.later(1).get(f"/desk/tickets/{found.ticket}/")
    sent = {"version": page.context["case"].version}
    assert found.desk.post(f"/desk/applications/{found.case}/hand-over/", sent).status_code == 302
    found.head = head
    head.at = found.desk.later(10).at
    found.referral = of_case(found.centre, found.case)
    found.base = f"/desk/applications/{found.case}/outcome/"
    return found


def state_reason(one: Any, browser: Any) -> None:
    case = f"/desk/applications/{one.case}/"
    assert browser.get(one.base)["Location"] == f"{case}reason/"
    assert browser.post(f"{case}reason/", {"reason": "талон келді"}).status_code == 302


def test_a_coupon_is_keyed_in_and_taken_back(one: Any) -> None:
    state_reason(one, one.desk)
    address = f"{one.base}coupon/{one.referral.referral}/"
    sent = {"kind": "hired", "reason": "", "contract_number": "9", "note": "", "key": str(uuid4()),
            **typed("given_on", date(2025, 1, 6)), **typed("hired_from", date(2025, 1, 3)),
            **typed("contract_date", date(2025, 1, 6))}  # fmt: skip
    page = one.desk.post(address, sent)
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"hired_from"}
    sent |= typed("hired_from", date(2025, 1, 9))
    for _ in range(2):
        assert one.desk.post(address, sent).status_code == 302
    page = one.desk.get(one.base)
    (row,) = page.context["rows"]
    assert [given["card"].source for given in row["answers"]] == ["paper"]
    assert row["participation"].started_on == date(2025, 1, 9)
    answer = row["answers"][0]["card"].id
    assert one.desk.post(f"{one.base}answers/{answer}/undo/", {"key": str(uuid4())}).status_code == 302
    assert state_of(one.referral) == "delivered"
    wrong = {
        **sent,
        "kind": "refused_by_person",
        "reason": "refused_by_employer.qualification",
        "key": str(uuid4()),
    }
    assert one.desk.post(address, wrong).context["form"].errors.keys() == {"reason"}


def test_a_dispute_waits_as_a_task_and_keeps_both_versions(one: Any) -> None:
    answer = say(one.referral, ABSENT, at=one.desk.at)
    page = one.desk.get("/desk/tasks/")
    assert [row["card"].kind for row in page.context["rows"]] == ["place_free"]
    # A task that waits is reason enough to open the case, and is written down as such.
    assert one.desk.get(one.base).status_code == 200
    address = f"{one.base}answers/{answer}/statement/"
    said = {"agrees": "no", "words": "Мен келдім, күзетші жібермеді", "key": str(uuid4())}
    assert one.desk.post(address, {**said, "words": ""}).status_code == 422
    assert one.desk.post(address, said).status_code == 302
    rows = one.desk.get("/desk/tasks/").context["rows"]
    task = next(row["card"] for row in rows if row["card"].kind == "disputed")
    page = one.desk.get(f"/desk/tasks/{task.id}/")
    text = page.content.decode()
    assert "күзетші жібермеді" in text
    assert "Адам келген жоқ" in text
    assert one.desk.post(f"/desk/tasks/{task.id}/", {"words": "сөйлестік"}).status_code == 422
    done = {"words": "Күзетпен сөйлестік", "verdict": "person_is_right"}
    assert one.desk.post(f"/desk/tasks/{task.id}/", done).status_code == 302
    assert one.desk.post(f"/desk/tasks/{task.id}/", done).status_code == 409
    text = one.desk.get(one.base).content.decode()
    for part in ("күзетші жібермеді", "Күзетпен сөйлестік", "Адам келген жоқ"):
        assert part in text
    assert one.head.get("/desk/tasks/").status_code == 200


def test_the_next_place_is_one_click_from_the_task(one: Any) -> None:
    say(one.referral, REFUSED, at=one.desk.at)
    (row,) = one.desk.get("/desk/tasks/").context["rows"]
    page = one.desk.get(f"/desk/tasks/{row['card'].id}/")
    address = f"{one.base}next/"
    assert address in page.content.decode()
    page = one.desk.get(address)
    (choice,) = page.context["form"].fields["place"].choices
    assert choice[0] != str(one.referral.place)
    assert "Біліктілігі сай емес" in page.context["form"].initial["reason"]
    sent = {"version": page.context["version"], "place": choice[0], "reason": "Жұмыс беруші бас тартты"}
    assert one.desk.post(address, {**sent, "place": str(one.referral.place)}).status_code == 422
    assert one.desk.post(address, sent).status_code == 302
    (waiting,) = one.head.get("/desk/corrections/").context["rows"]
    signing = f"/desk/corrections/{waiting['card'].id}/"
    text = one.head.get(f"{signing}text/").content
    assert b"kind: next" in text
    assert one.head.post(signing, {"key": str(uuid4()), "cms": one.head.signature(text)}).status_code == 302
    assert one.desk.get("/desk/tasks/").context["rows"] == []
    second = of_case(one.centre, one.case)
    assert (second.place, state_of(second)) == (type(second.place)(choice[0]), "issued")


def test_participation_ends_with_a_day_and_a_reason(one: Any) -> None:
    say(one.referral, HIRED, at=one.desk.at)
    state_reason(one, one.desk)
    part = one.desk.get(one.base).context["rows"][0]["participation"]
    address = f"{one.base}participation/{part.id}/"
    one.desk.at += timedelta(days=20)
    state_reason(one, one.desk)
    for day, reason, field in (
        (date(2025, 1, 7), "left", "ended_on"),
        (date(2025, 1, 27), "left", "ended_on"),
        (date(2025, 1, 20), "finished", "reason"),
        (date(2025, 1, 20), "other", "note"),
    ):
        page = one.desk.post(address, {"reason": reason, "note": "", **typed("ended_on", day)})
        assert page.context["form"].errors.keys() == {field}, reason
    sent = {"reason": "permanent_work", "note": "", **typed("ended_on", date(2025, 1, 20))}
    assert one.desk.post(address, sent).status_code == 302
    assert one.desk.post(address, sent).status_code == 302
    assert one.desk.post(address, {**sent, "reason": "left"}).status_code == 409
    part = one.desk.get(one.base).context["rows"][0]["participation"]
    assert (part.ended_on, part.end_reason) == (date(2025, 1, 20), "permanent_work")


def test_the_counts_are_those_of_the_referrals(one: Any, desk: Any, overseer: Any) -> None:
    supervisor = desk("baqylau", at=one.desk.at)

    def whole(browser: Any, address: str = "/desk/outcomes/") -> dict[str, int]:
        row = browser.get(address).context["whole"]["counts"]
        return dict(zip(("issued", *outcomes.ENDINGS, *outcomes.BESIDE), row, strict=True))

    assert whole(supervisor) == {
        **dict.fromkeys((*outcomes.ENDINGS, *outcomes.BESIDE), 0),
        "issued": 1,
        "waiting": 1,
    }
    say(one.referral, HIRED, at=one.desk.at)
    counts = whole(supervisor)
    assert (counts["issued"], counts["hired"], counts["taking_part"], counts["waiting"]) == (1, 1, 1, 0)
    auditor = overseer("auditor", at=one.desk.at)
    assert whole(auditor, f"/desk/audit/{one.centre.provider_id}/outcomes/") == counts
    assert auditor.get(f"/desk/audit/{uuid4()}/outcomes/").status_code == 404
    before = {"since-day": "1", "since-month": "1", "since-year": "2024", "until-day": "5", "until-month": "1", "until-year": "2025"}  # fmt: skip
    page = supervisor.get("/desk/outcomes/", data=before)
    assert page.context["whole"]["counts"][0] == 0
    assert supervisor.get("/desk/outcomes/", data={**before, "since-day": "99"}).status_code == 422


def test_few_statements(one: Any, desk: Any) -> None:
    one.desk.get("/desk/")
    found = {}
    state_reason(one, one.desk)
    supervisor = desk("baqylau", at=one.desk.at)

    def count(name: str, browser: Any, address: str) -> None:
        with browser.queries() as statements:
            assert browser.get(address).status_code == 200, name
        found[name] = len(statements)

    count("coupon", one.desk, f"{one.base}coupon/{one.referral.referral}/")
    say(one.referral, REFUSED, at=one.desk.at)
    (row,) = one.desk.get("/desk/tasks/").context["rows"]
    count("outcome", one.desk, one.base)
    count("tasks", one.desk, "/desk/tasks/")
    count("task", one.desk, f"/desk/tasks/{row['card'].id}/")
    count("next_place", one.desk, f"{one.base}next/")
    count("outcomes", supervisor, "/desk/outcomes/")
    assert max(found.values()) <= LIMIT, found
    assert found == SNAPSHOT
