"""Keys change hands in time: what the old ones sealed stays true, what a stolen one signs is believed no more."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.acting import AT, doorkeeper, newcomer, sql, staff

from zholdama.actors import Role
from zholdama.cli import main
from zholdama.cli.provider import OPERATOR
from zholdama.demonstration import acts
from zholdama.ledger.work import Login, work
from zholdama.papers import queries as papers
from zholdama.papers.verification import Verdict, verify_pdf
from zholdama.providers import queries as providers
from zholdama.referrals import keys, queries
from zholdama.refusals import Refused

LATER = AT + timedelta(hours=1)


def issue(centre: Any, at: datetime) -> bytes:
    """The file of a referral signed at `at`."""
    ticket = acts.arrive(centre, at)
    acts.serve_next(centre, "maman1", 0, at + timedelta(minutes=1))
    case = acts.register_package(centre, "maman1", ticket, newcomer(), measure="job_placement", at=at)
    acts.propose(centre, "maman1", case, at + timedelta(minutes=3))
    acts.sign(centre, case, at + timedelta(minutes=5))
    acts.hand_over(centre, "maman1", case, at + timedelta(minutes=6))
    acts.finish(centre, "maman1", ticket, at + timedelta(minutes=7))
    with staff(centre, "maman1", at + timedelta(minutes=8)):
        found = papers.newest(case.application_id, "referral")
    assert found is not None
    return found[1]


def operator(centre: Any, at: datetime) -> Any:
    return work(login=Login.OPERATOR, by=OPERATOR, at=at, provider=centre.provider_id)


def in_force(centre: Any, at: datetime) -> str:
    with operator(centre, at):
        return next(one.key_id for one in keys.cards() if one.in_force)


def rotate(centre: Any, at: datetime, *, instead_of: str) -> str:
    with operator(centre, at):
        return keys.rotate(providers.provider(centre.provider_id), instead_of=instead_of)


def judged(pdf: bytes, at: datetime) -> Verdict:
    with doorkeeper(at):
        ring = queries.keyring()
    return verify_pdf(pdf, keyring=ring, at=at)


def test_old_referrals_stay_true_and_new_ones_carry_the_new_key(centre: Any) -> None:
    before = issue(centre, AT)
    old = in_force(centre, LATER)
    new = rotate(centre, LATER, instead_of=old)
    assert new != old
    assert in_force(centre, LATER) == new
    after = issue(centre, LATER + timedelta(hours=1))
    at = LATER + timedelta(hours=3)
    assert [judged(pdf, at).verdict for pdf in (before, after)] == ["valid", "valid"]
    with operator(centre, at):
        retired, current = keys.cards()
    assert (retired.key_id, current.key_id) == (old, new)
    assert retired.not_after == LATER + keys.OVERLAP
    facts = sql(
        "SELECT count(*) FROM ledger_entry WHERE provider_id = %s AND act = 'keys_rotated'",
        [centre.provider_id],
        alias="owner",
    )
    assert facts == [(1,)]


def test_a_repeated_rotation_changes_nothing(centre: Any) -> None:
    old = in_force(centre, LATER)
    new = rotate(centre, LATER, instead_of=old)
    assert rotate(centre, LATER + timedelta(minutes=1), instead_of=old) == new
    with operator(centre, LATER):
        assert len(keys.cards()) == 2


def test_a_revoked_key_proves_nothing_and_a_new_one_takes_over(centre: Any) -> None:
    stolen_with = issue(centre, AT)
    stolen = in_force(centre, LATER)
    assert judged(stolen_with, LATER).verdict == "valid"
    with operator(centre, LATER):
        new = keys.revoke(providers.provider(centre.provider_id), key_id=stolen, reason="Серверге кірген")
    found = judged(stolen_with, LATER)
    assert (found.verdict, found.reason) == ("unknown_key", "key_revoked")
    assert new != stolen
    assert judged(issue(centre, LATER + timedelta(hours=1)), LATER + timedelta(hours=2)).verdict == "valid"


def test_who_may_and_why(centre: Any) -> None:
    old = in_force(centre, LATER)
    with staff(centre, "basshy", LATER), pytest.raises(Refused, match="step_not_for_role"):
        keys.rotate(providers.provider(centre.provider_id), instead_of=old)
    with operator(centre, LATER), pytest.raises(Refused, match="key_needs_reason"):
        keys.revoke(providers.provider(centre.provider_id), key_id=old, reason=" ")
    with operator(centre, LATER), pytest.raises(Refused, match="not_found"):
        keys.revoke(providers.provider(centre.provider_id), key_id="0" * 16, reason="x")
    assert OPERATOR.role is Role.OPERATOR


def test_the_command(centre: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["provider", "keys", centre.code, "--rotate"]) == 0
    assert capsys.readouterr().out.count("in force") == 1
    assert main.main(["provider", "keys", "nobody"]) == 2
