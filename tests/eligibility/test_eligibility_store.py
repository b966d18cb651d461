"""Facts that are written down and bases that are kept: on real rows, behind the wall."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.acting import citizen, sql, staff
from tests.eligibility.cases import LATER, registered

from zholdama.refusals import Refused

TODAY = date(2025, 1, 6)


@pytest.fixture
def case(centre: Any) -> Any:
    """A registered application at the counter, with the specialist who serves it."""

    return registered(centre)


def note(case: Any, *, at: Any = LATER, key: Any = None, **stated: Any) -> Any:
    from zholdama.eligibility.actions import Noted, note_fact

    values = {"name": "status", "value": "unemployed", "source": "word", "as_of": TODAY, **stated}
    with staff(case.centre, case.login, at):
        return note_fact(Noted(**values), application_id=case.id, key=key or uuid4())


def known(case: Any) -> Any:
    from zholdama.applications import queries as applications
    from zholdama.eligibility import queries

    with staff(case.centre, case.login, LATER):
        card = applications.application(case.id)
        assert card is not None
        return queries.facts_of(card)


def test_the_record_gives_what_the_register_and_the_document_said(case: Any) -> None:
    facts = known(case)
    assert facts["birth_date"].value == case.birth_date.isoformat()
    assert {name: (facts[name].source, facts[name].sure) for name in ("birth_date", "citizenship", "incapable")} == {
        "birth_date": ("register", "firm"),
        "citizenship": ("document", "firm"),
        "incapable": ("register", "firm"),
    }  # fmt: skip
    assert (facts["citizenship"].value, facts["represented"].value) == ("citizen", "no")
    assert "status" not in facts


def test_a_silent_register_says_no_no(centre: Any) -> None:

    facts = known(registered(centre, has_iin=False))
    assert "incapable" not in facts
    assert facts["represented"].value == "no"


def test_the_newer_fact_counts_and_the_older_stays(case: Any) -> None:
    note(case, value="job_seeker")
    note(case, value="unemployed", source="document", shown="анықтама № 5", at=LATER + timedelta(minutes=9))
    fact = known(case)["status"]
    assert (fact.value, fact.source, fact.sure) == ("unemployed", "document", "firm")
    rows = sql("SELECT value FROM eligibility_fact WHERE application_id = %s", [case.id], alias="owner")
    assert sorted(value for (value,) in rows) == ["job_seeker", "unemployed"]


def test_of_two_facts_of_one_moment_the_later_counts(case: Any) -> None:
    for value in ("job_seeker", "none", "unemployed", "none", "job_seeker"):
        note(case, value=value)
        assert known(case)["status"].value == value


def test_a_fact_is_noted_once_per_key(case: Any) -> None:
    key = uuid4()
    assert note(case, key=key) == note(case, key=key)
    steps = sql(
        "SELECT count(*) FROM ledger_entry WHERE case_id = %s AND act = 'note_fact'", [case.id], alias="owner"
    )
    assert steps == [(1,)]


def test_a_document_is_named(case: Any) -> None:
    with pytest.raises(Refused) as refused:
        note(case, source="document", shown=" ")
    assert refused.value.code == "fact_document_unnamed"


def test_the_ledger_has_the_name_of_a_sensitive_fact_and_not_its_value(case: Any) -> None:
    note(case, name="target_group", value="probation")
    note(case, name="education", value="vocational")
    facts = sql(
        "SELECT f.facts FROM ledger_facts f JOIN ledger_entry e USING (provider_id, sequence) "
        "WHERE e.case_id = %s AND e.act = 'note_fact' ORDER BY sequence",
        [case.id],
        alias="owner",
    )
    assert "target_group" in facts[0][0]
    assert "probation" not in facts[0][0]
    assert "vocational" in facts[1][0]


def test_a_fact_is_never_changed(case: Any) -> None:
    from django.db import transaction
    from django.db.utils import DatabaseError

    note(case)
    for statement in (
        "UPDATE eligibility_fact SET value = 'none' WHERE application_id = %s",
        "DELETE FROM eligibility_fact WHERE application_id = %s",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(using="owner"):
            sql(statement, [case.id], alias="owner")


def test_another_provider_sees_nothing_and_the_person_sees_his_own(case: Any, centre: Any) -> None:
    from tests.conftest import fresh_centre

    from zholdama.demonstration import centre as centres
    from zholdama.eligibility import queries

    note(case)
    other = fresh_centre(centres)
    with staff(other):
        assert queries.noted(centre.provider_id, case.person_id) == ()
    with citizen(case.person_id, LATER):
        assert [card.name for card in queries.noted(centre.provider_id, case.person_id)] == ["status"]


def test_nothing_is_noted_in_a_case_that_is_over(case: Any) -> None:
    from zholdama.referrals import drafting

    with staff(case.centre, case.login, LATER):
        drafting.withdraw(application_id=case.id)
    with pytest.raises(Refused) as refused:
        note(case)
    assert refused.value.code == "step_not_from_state"
