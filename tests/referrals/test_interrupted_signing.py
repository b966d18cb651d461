"""The database stops, or the power goes, in the middle of signing: all of it or nothing, and no number is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, connections
from tests.acting import AT, newcomer, sql, staff

from zholdama.applications import queries as applications
from zholdama.demonstration import acts
from zholdama.papers import actions as papers
from zholdama.papers import verification
from zholdama.portal import verifying
from zholdama.referrals import queries, results

LATER = AT + timedelta(hours=1)


class Cut:
    """Ends the session of the database at the moment a chosen function is called; keeps what it was called with."""

    def __init__(self, true: Any, *, before: bool) -> None:
        self.true, self.before, self.calls = true, before, []

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        if named.get("kind", "referral") != "referral":
            return self.true(*arguments, **named)
        self.calls.append(named)
        if self.before:
            self._end()
        answer = self.true(*arguments, **named)
        if not self.before:
            self._end()
        return answer

    def _end(self) -> None:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pid = cursor.fetchone()[0]
        assert sql("SELECT pg_terminate_backend(%s)", [pid], alias="owner") == [(True,)]


def waiting(centre: Any, minutes: int = 0) -> acts.Case:
    at = AT + timedelta(minutes=minutes)
    ticket = acts.arrive(centre, at)
    acts.serve_next(centre, "maman1", 0, at + timedelta(minutes=1))
    case = acts.register_package(centre, "maman1", ticket, newcomer(), measure="job_placement", at=at)
    acts.propose(centre, "maman1", case, at + timedelta(minutes=3))
    acts.finish(centre, "maman1", ticket, at + timedelta(minutes=4))
    return case


def results_of(centre: Any, case: acts.Case) -> tuple[str, list[str], int]:
    """(state of the case, numbers of its referrals, papers that are results)."""
    with staff(centre, "maman1", LATER):
        card = applications.application(case.application_id)
        numbers = [one.number for one in queries.referrals_of(case.application_id)]
    assert card is not None
    kept = sql(
        "SELECT count(*) FROM papers_paper WHERE case_id = %s AND kind = 'referral'",
        [case.application_id],
        alias="owner",
    )[0][0]
    return card.state, numbers, kept


@pytest.mark.parametrize(
    ("room", "name", "before"),
    [(results, "keep", True), (papers, "keep", False), (results, "make", False)],
    ids=["before the paper", "after the paper", "after the result"],
)
def test_cut_in_the_middle_it_is_nothing_and_then_all(
    centre: Any, monkeypatch: pytest.MonkeyPatch, room: Any, name: str, before: bool
) -> None:
    case = waiting(centre)
    with monkeypatch.context() as patched:
        cut = Cut(getattr(room, name), before=before)
        patched.setattr(room, name, cut)
        with pytest.raises(Error):
            acts.sign(centre, case, LATER)
        assert cut.calls
    connections["default"].close()
    assert results_of(centre, case) == ("awaiting_signature", [], 0)

    acts.sign(centre, case, LATER)
    state, numbers, kept = results_of(centre, case)
    assert (state, kept) == ("decided_positively", 1)
    assert [number.rsplit("-", 1)[1] for number in numbers] == [
        "000001"
    ]  # the number that was cut off is not lost


def test_a_paper_printed_before_the_cut_is_not_issued(centre: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    case = waiting(centre)
    with monkeypatch.context() as patched:
        cut = Cut(papers.keep, before=False)
        patched.setattr(papers, "keep", cut)
        with pytest.raises(Error):
            acts.sign(centre, case, LATER)
    connections["default"].close()
    printed = cut.calls[-1]["content"]
    from zholdama.ledger.work import Login, work

    with work(login=Login.DOORKEEPER, at=LATER):
        found = verification.verify_pdf(printed, keyring=queries.keyring(), at=LATER)
        assert found.verdict == "valid"  # sealed by the provider's own key, so the register has to be asked
        assert verifying._judged(found) == verifying.UNKNOWN
    acts.sign(centre, case, LATER)
    with work(login=Login.DOORKEEPER, at=LATER):
        assert (
            verifying._judged(found) == verifying.UNKNOWN
        )  # also when its number is issued on another paper
