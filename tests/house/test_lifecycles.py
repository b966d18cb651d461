"""Every state, every step, every role: what the tables allow is what is written here by hand, and nothing more."""

from datetime import timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from tests.acting import AT, newcomer, send, signed_application, staff

from zholdama.actors import Role
from zholdama.applications.lifecycle import APPLICATION
from zholdama.lifecycle import Lifecycle, step
from zholdama.reception.lifecycle import TICKET
from zholdama.referrals.lifecycle import REFERRAL
from zholdama.refusals import Refused

SPECIALIST, HEAD, CITIZEN, SYSTEM = Role.SPECIALIST, Role.HEAD, Role.CITIZEN, Role.SYSTEM

Expected = dict[tuple[str, Role], dict[str, str]]

# Whoever is not named may do nothing: receptionists touch no case, supervisors, auditors and operators only look.
WITHDRAWABLE = {"withdraw": "withdrawn"}
UNCHECKED = {"reject_signature": "not_signed"}
DRAFTING = {"propose": "awaiting_signature", "propose_refusal": "awaiting_signature"}


def _heard(state: str) -> dict[str, str]:
    return {"note_fact": state, "announce_refusal": state, "answer_refusal": state}


APPLICATION_STEPS: Expected = {
    ("draft", CITIZEN): {"submit": "submitted"},
    ("draft", SPECIALIST): {"register": "registered"},
    ("submitted", CITIZEN): {"reply": "submitted", **WITHDRAWABLE},
    ("submitted", SPECIALIST): {"register": "registered", "note_fact": "submitted", **WITHDRAWABLE},
    ("registered", CITIZEN): {"reply": "registered", "answer_refusal": "registered", **WITHDRAWABLE},
    ("registered", SPECIALIST): {
        "take": "in_review",
        "hand_over_on_paper": "registered",
        **_heard("registered"),
        **DRAFTING,
        **WITHDRAWABLE,
    },
    ("in_review", CITIZEN): {"reply": "in_review", "answer_refusal": "in_review", **WITHDRAWABLE},
    ("in_review", SPECIALIST): {"ask": "in_review", **_heard("in_review"), **DRAFTING, **WITHDRAWABLE},
    ("returned", CITIZEN): {"answer_refusal": "returned", **WITHDRAWABLE},
    ("returned", SPECIALIST): {"take": "in_review", **_heard("returned"), **DRAFTING, **WITHDRAWABLE},
    ("awaiting_signature", CITIZEN): WITHDRAWABLE,
    ("awaiting_signature", SPECIALIST): WITHDRAWABLE,
    ("awaiting_signature", HEAD): {
        "return": "returned",
        "sign": "decided_positively",
        "sign_refusal": "refused",
        **UNCHECKED,
        "accept_signature": "awaiting_signature",
    },
    **{
        (state, HEAD): {**UNCHECKED, "assign": state, "accept_signature": state}
        for state in ("submitted", "registered", "in_review", "returned")
    },
    **{
        (state, SYSTEM): {"reject_signature": "not_signed"}
        for state in ("submitted", "registered", "in_review", "returned", "awaiting_signature")
    },
    ("decided_positively", SPECIALIST): {"hand_over": "delivered"},
    ("decided_positively", SYSTEM): {"hand_over": "delivered"},
    ("refused", SPECIALIST): {"hand_over": "delivered"},
    ("refused", SYSTEM): {"hand_over": "delivered"},
}

OUTCOMES = {"answer": "answered"}
REFERRAL_STEPS: Expected = {
    ("prepared", HEAD): {"sign": "signed", "withdraw": "withdrawn"},
    ("prepared", SPECIALIST): {"withdraw": "withdrawn"},
    ("signed", HEAD): {"issue": "issued", "withdraw": "withdrawn"},
    ("signed", SPECIALIST): {"withdraw": "withdrawn"},
    ("issued", HEAD): {"replace": "replaced", "withdraw": "withdrawn"},
    ("issued", SPECIALIST): {"hand_over": "delivered", "withdraw": "withdrawn", "came": "issued", **OUTCOMES},
    ("issued", SYSTEM): {"hand_over": "delivered", "expire": "expired"},
    ("issued", Role.EMPLOYER): {"came": "issued", **OUTCOMES},
    ("delivered", HEAD): {"replace": "replaced", "withdraw": "withdrawn"},
    ("delivered", SPECIALIST): {"withdraw": "withdrawn", "came": "delivered", **OUTCOMES},
    ("delivered", SYSTEM): {"expire": "expired"},
    ("delivered", Role.EMPLOYER): {"came": "delivered", **OUTCOMES},
    ("answered", SPECIALIST): {"undo_answer": "delivered"},
    ("answered", Role.EMPLOYER): {"undo_answer": "delivered"},
}

TICKET_STEPS: Expected = {
    ("waiting", SPECIALIST): {"call": "called", "leave": "left"},
    ("waiting", Role.RECEPTIONIST): {"leave": "left"},
    ("called", SPECIALIST): {
        "recall": "called",
        "miss": "missed",
        "start_service": "serving",
        "send_back": "waiting",
    },
    ("called", HEAD): {"send_back": "waiting"},
    ("missed", SPECIALIST): {"come_back": "waiting"},
    ("missed", Role.RECEPTIONIST): {"come_back": "waiting"},
    ("missed", SYSTEM): {"no_show": "no_show"},
    ("serving", SPECIALIST): {"finish_service": "served", "send_back": "waiting"},
    ("serving", HEAD): {"send_back": "waiting"},
}

TABLES: tuple[tuple[Lifecycle, Expected, set[str]], ...] = (
    (
        APPLICATION,
        APPLICATION_STEPS,
        {"draft", "submitted", "registered", "in_review", "returned", "awaiting_signature", "decided_positively",
         "refused", "delivered", "withdrawn", "not_signed"},
    ),
    (
        REFERRAL,
        REFERRAL_STEPS,
        {"prepared", "signed", "issued", "delivered", "answered", "expired", "replaced", "withdrawn"},
    ),
    (TICKET, TICKET_STEPS, {"waiting", "called", "missed", "serving", "served", "left", "no_show"}),
)  # fmt: skip

EVERY = [
    pytest.param(table, expected, state, name, id=f"{table.name}-{state}-{name}")
    for table, expected, states in TABLES
    for state, name in product(sorted(states), (line.name for line in table))
]


@pytest.mark.parametrize(("table", "expected", "state", "name"), EVERY)
def test_a_step_is_open_to_its_roles_and_refused_to_all_others(
    table: Lifecycle, expected: Expected, state: str, name: str
) -> None:
    for role in Role:
        target = expected.get((state, role), {}).get(name)
        assert (name in table.open_to(state=state, role=role)) is (target is not None), role
        if target is not None:
            assert table.take(name, state=state, role=role) == target, role
            continue
        with pytest.raises(Refused) as refused:
            table.take(name, state=state, role=role)
        assert refused.value.code in {"step_not_for_role", "step_not_from_state"}, role


@pytest.mark.parametrize(
    ("table", "expected", "states"), TABLES, ids=lambda value: getattr(value, "name", "")
)
def test_the_states_are_those_of_the_trade_and_the_final_ones_end(
    table: Lifecycle, expected: Expected, states: set[str]
) -> None:
    assert set(table.states) == states
    assert len(table.states) == len(states)
    assert table.final == states - {state for state, _ in expected}
    assert {name for steps in expected.values() for name in steps} == {line.name for line in table}


def test_maker_and_signer_are_never_one_role() -> None:
    makers = {role for line in APPLICATION if line.name.startswith("propose") for role in line.roles}
    signers = {role for line in APPLICATION if line.name.startswith("sign") for role in line.roles}
    assert not makers & signers


def test_a_table_that_contradicts_itself_is_not_made() -> None:
    with pytest.raises(ValueError, match="unknown states"):
        Lifecycle("x", ("a",), frozenset(), (step("go", ("a",), "b", HEAD),))
    with pytest.raises(ValueError, match="stands twice"):
        Lifecycle("x", ("a",), frozenset(), (step("go", ("a",), "a", HEAD), step("go", ("a",), "a", HEAD)))
    with pytest.raises(KeyError):
        TICKET.take("fly", state="waiting", role=HEAD)


# The same on real rows: every action asks its table, and a refusal leaves no trace.


@pytest.fixture
def case(centre: Any) -> Any:
    """An application from the portal, in any state that the test sets by hand."""
    receipt = send(signed_application(centre, newcomer(), measure="training"))

    def in_state(state: str, **values: Any) -> Any:
        from zholdama.applications.models import Application

        Application.objects.using("owner").filter(id=receipt.application_id).update(
            state=state, version=1, **values
        )
        return receipt.application_id

    return in_state


def _acts(application_id: Any) -> dict[str, Any]:
    from zholdama.applications import actions as applications
    from zholdama.eligibility import actions as eligibility
    from zholdama.eligibility.actions import Noted
    from zholdama.passport import edition as editions
    from zholdama.referrals import deciding, drafting, hearing

    on = {"application_id": application_id, "version": 1}
    reason = editions.current().usable_refusal_reasons(production=False)[0].id
    return {
        "register": lambda: applications.register_from_portal(**on),
        "take": lambda: applications.take(**on),
        "ask": lambda: applications.ask(**on, question="?"),
        "propose": lambda: drafting.propose(drafting.Proposal(place_id=uuid4()), **on),
        "propose_refusal": lambda: drafting.propose_refusal(
            **on, reason=reason, fact="f", confirmed=frozenset({reason})
        ),
        "note_fact": lambda: eligibility.note_fact(
            Noted(name="status", value="none", source="word", as_of=AT.date()),
            application_id=application_id,
            key=uuid4(),
        ),
        "announce_refusal": lambda: hearing.announce(
            **on, reason=reason, fact="f", confirmed=frozenset({reason}), key=uuid4()
        ),
        "answer_refusal": lambda: hearing.answer(application_id=application_id, said="s"),
        "return": lambda: deciding.return_draft(**on, remark="r"),
        "sign": lambda: deciding.sign(**on, signature=b"", key=uuid4()),
        "hand_over": lambda: deciding.hand_over(**on),
        "withdraw": lambda: drafting.withdraw(**on),
    }


LOGINS = {Role.RECEPTIONIST: "qabyldau", SPECIALIST: "maman1", HEAD: "basshy", Role.SUPERVISOR: "baqylau"}
AFTER_THE_TABLE = {"place_gone", "signature_invalid", "signature_not_checked", "maker_is_not_signer",
                   "hearing_first", "hearing_over"}  # fmt: skip
"""Refusals that come when the table has said yes, for what this test leaves out on purpose."""


@pytest.mark.parametrize("role", LOGINS)
def test_the_actions_ask_the_table(centre: Any, case: Any, role: Role) -> None:
    states = ("submitted", "registered", "in_review", "returned", "awaiting_signature", "decided_positively",
              "refused", "delivered", "withdrawn")  # fmt: skip
    for state in states:
        application_id = case(state, decision="positive")
        allowed = APPLICATION_STEPS.get((state, role), {})
        for name, act in _acts(application_id).items():
            outcome = "done"
            try:
                with staff(centre, LOGINS[role], AT + timedelta(minutes=1)):
                    act()
                    raise _Undo
            except _Undo:
                pass
            except Refused as refused:
                outcome = refused.code
            passed = outcome == "done" or outcome in AFTER_THE_TABLE
            assert passed is (name in allowed), f"{role} {name} from {state}: {outcome}"


class _Undo(Exception):
    """Rolls a successful act back, so that the next one finds the same case."""


def test_a_refused_step_leaves_no_trace(centre: Any, case: Any) -> None:
    from tests.acting import sql

    from zholdama.applications import actions as applications

    application_id = case("delivered")
    count = "SELECT (SELECT sequence FROM ledger_chain WHERE provider_id = %s), version FROM applications_application WHERE id = %s"
    before = sql(count, [centre.provider_id, application_id], alias="owner")
    with pytest.raises(Refused), staff(centre, "maman1"):
        applications.take(application_id=application_id, version=1)
    assert sql(count, [centre.provider_id, application_id], alias="owner") == before


def test_an_older_version_is_a_conflict(centre: Any, case: Any) -> None:
    from zholdama.applications import actions as applications

    application_id = case("registered")
    with pytest.raises(Refused) as refused, staff(centre, "maman1"):
        applications.take(application_id=application_id, version=0)
    assert refused.value.code == "changed_meanwhile"
    assert refused.value.conflict
