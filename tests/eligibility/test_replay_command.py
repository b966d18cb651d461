"""`zholdama replay`: past decisions computed anew, with differences seeded on purpose."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections, transaction
from tests.acting import sql, staff
from tests.eligibility.cases import LATER, Registered, registered

from zholdama.cli.main import main
from zholdama.refusals import Refused

MINUTE = timedelta(minutes=1)


@pytest.fixture
def decided(centre: Any) -> Registered:
    """One case decided positively, one refused, both delivered."""
    from zholdama.demonstration import acts

    one = registered(centre)
    acts.propose(centre, one.login, one.case, LATER)
    acts.sign(centre, one.case, LATER + MINUTE)
    acts.hand_over(centre, one.login, one.case, LATER + MINUTE)
    other = acts.apply_on_portal(centre, newcomer_of_the_portal(), measure="training", at=LATER + 2 * MINUTE)
    acts.take_from_portal(centre, one.login, other, LATER + 3 * MINUTE)
    acts.propose_refusal(centre, one.login, other, LATER + 4 * MINUTE, fact="Диплом жоқ.")
    acts.sign(centre, other, LATER + 5 * MINUTE)
    return one


def newcomer_of_the_portal() -> Any:
    from tests.acting import newcomer

    return newcomer()


def called(
    centre: Any, capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0
) -> dict[str, Any]:
    assert main(["replay", *(arguments or ("--all",)), "--provider", centre.code, "--json"]) == status
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def tamper(centre: Any, statement: str) -> None:
    """What only the owner of the database can do, with the trigger taken off."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for trigger in ("DISABLE", None, "ENABLE ALWAYS"):
            if trigger:
                cursor.execute(
                    f"ALTER TABLE eligibility_basis {trigger} TRIGGER eligibility_basis_append_only_row"
                )
            else:
                cursor.execute(statement, [centre.provider_id])


def test_past_decisions_give_what_they_gave(
    decided: Registered, centre: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    found = called(centre, capsys)
    assert (found["decisions"], found["same"]) == (4, 4)
    assert (found["differing"], found["not_recomputed"], found["differences"]) == (0, 0, [])
    acts = sql(
        "SELECT act FROM eligibility_basis WHERE provider_id = %s", [centre.provider_id], alias="owner"
    )
    assert sorted(act for (act,) in acts) == ["propose", "propose_refusal", "sign", "sign_refusal"]
    one = called(centre, capsys, "--case", decided.case.number)
    assert one["decisions"] == 2


def test_the_step_names_the_basis(decided: Registered, centre: Any) -> None:
    rows = sql(
        "SELECT e.act, e.entry, b.sha256 FROM ledger_entry e JOIN eligibility_basis b "
        "ON b.application_id = e.case_id AND b.act = e.act WHERE e.provider_id = %s",
        [centre.provider_id],
        alias="owner",
    )
    assert len(rows) == 4
    assert all(json.loads(entry)["basis"] == sha256 for _act, entry, sha256 in rows)


def test_rules_that_answer_otherwise_are_found(
    decided: Registered, centre: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from zholdama.eligibility import rules

    never = (lambda condition, facts, on: False, ("birth_date", "represented"))
    monkeypatch.setitem(rules._KINDS, "represented_under", never)
    found = called(centre, capsys, status=1)
    assert found["differing"] == 4
    assert "represented.state" in " ".join(found["differences"][0]["lines"])
    assert main(["replay", "--case", decided.case.number, "--provider", centre.code]) == 1
    assert decided.case.number in capsys.readouterr().out


def test_rules_that_are_no_longer_there_are_counted_apart(
    decided: Registered, centre: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from zholdama.eligibility import replaying

    monkeypatch.setattr(replaying, "RULES", {})
    found = called(centre, capsys)
    assert (found["decisions"], found["same"], found["not_recomputed"]) == (4, 0, 4)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            (
                'UPDATE eligibility_basis SET content = replace(content, \'"value":"no"\', \'"value":"yes"\') '
                "WHERE provider_id = %s AND act = 'sign'"
            ),
            "sha256",
        ),
        (
            (
                "UPDATE eligibility_basis SET content = content || ' ', "
                "sha256 = encode(sha256(convert_to(content || ' ', 'UTF8')), 'hex') WHERE provider_id = %s AND act = 'sign'"
            ),
            "ledger: no step sign names",
        ),
        ("DELETE FROM eligibility_basis WHERE provider_id = %s AND act = 'sign'", "no basis has it"),
        ("DELETE FROM eligibility_basis WHERE provider_id = %s", "none is left"),
    ],
)
def test_what_the_owner_of_the_database_changes_is_found(
    decided: Registered, centre: Any, capsys: pytest.CaptureFixture[str], statement: str, said: str
) -> None:
    tamper(centre, statement)
    found = called(centre, capsys, status=1)
    assert any(said in line for each in found["differences"] for line in each["lines"])


def test_wrong_calls(centre: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", "--all", "--provider", "no such code"]) == 2
    assert main(["replay", "--case", "A-0000-000000", "--provider", centre.code]) == 2
    with pytest.raises(SystemExit) as stopped:
        main(["replay"])
    assert stopped.value.code == 2


def test_a_positive_draft_against_a_no_states_its_reason(centre: Any) -> None:
    from zholdama.eligibility import queries
    from zholdama.eligibility.actions import Noted, note_fact
    from zholdama.ledger.work import tenant
    from zholdama.opportunities import queries as places
    from zholdama.referrals import drafting

    one = registered(centre)
    with staff(centre, one.login, LATER):
        stated = Noted(name="status", value="none", source="word", as_of=LATER.date())
        note_fact(stated, application_id=one.id, key=uuid4())
    with staff(centre, one.login, LATER):
        place = places.open_places(tenant(), measure="job_placement", on=LATER.date())[0]
    with pytest.raises(Refused) as refused, staff(centre, one.login, LATER):
        drafting.propose(drafting.Proposal(place_id=place.id), application_id=one.id, version=1)
    assert (refused.value.code, refused.value.field) == ("reason_against_needed", "against")
    with staff(centre, one.login, LATER):
        drafting.propose(
            drafting.Proposal(place_id=place.id, against="Бүгін тіркеледі."), application_id=one.id, version=1
        )
    with staff(centre, one.login, LATER):
        (basis,) = queries.bases_of(centre.provider_id, one.id)
    assert (basis.answer, basis.against) == ("no", "Бүгін тіркеледі.")
