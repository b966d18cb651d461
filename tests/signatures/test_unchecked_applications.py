"""An application whose signature cannot be checked: taken, asked about again, settled, ended, or decided by the head."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError
from tests.acting import AT, Shown, changed, citizen, newcomer, signed_application, sql, staff
from tests.signatures.services import Services

from zholdama import clock
from zholdama.applications import actions as applications
from zholdama.applications import queries, submitting
from zholdama.clocks import queries as clocks
from zholdama.demonstration import centre as centres
from zholdama.demonstration import signer
from zholdama.eds import cms_form
from zholdama.eds.development_services import Revoked
from zholdama.ledger.work import Login, work
from zholdama.providers import queries as providers
from zholdama.referrals import deciding, drafting, settling
from zholdama.refusals import Refused
from zholdama.signatures import queries as signatures
from zholdama.signatures import recomputing, sources
from zholdama.worker import rechecking

MINUTE = timedelta(minutes=1)


def sent(shown: Shown, at: datetime = AT) -> Any:
    """Hand it in as the portal does: judged first, then the unit of work."""
    judged = submitting.judge(signed=shown.document, signature=shown.signature, at=at)
    with citizen(shown.person_id, at):
        return submitting.submit(
            signed=shown.document,
            signature=shown.signature,
            facts=shown.facts,
            registry="found",
            judged=judged,
        )


def taken(centre: Any, services: Services, mode: str = "silent") -> tuple[UUID, int]:
    """An application taken while the service was silent; its id and the certificate's serial number."""
    person = newcomer()
    serial = services.know_resident(person)
    services.mode = mode
    receipt = sent(signed_application(centre, person))
    services.mode = "answers"
    return receipt.application_id, serial


def ask_again(centre: Any, services: Services, minutes: int) -> int:
    """The job's round at this provider, so many minutes later."""
    services.at = AT + minutes * MINUTE
    with clock.clock_at(services.at):
        return rechecking.recheck_provider(centre.provider_id)


def verdicts(centre: Any, case: UUID) -> list[str]:
    with staff(centre):
        return [one.verdict for one in signatures.evidence_of(centre.provider_id, case)]


def queue(centre: Any, case: UUID, purpose: str = "application") -> Any:
    with staff(centre):
        return signatures.recheck_of(case, purpose)


def state(centre: Any, case: UUID) -> str:
    with staff(centre):
        found = queries.application(case)
        assert found is not None
        return found.state


def acts(case: UUID) -> list[str]:
    found = sql("SELECT act FROM ledger_entry WHERE case_id = %s ORDER BY sequence", [case], alias="owner")
    return [act for (act,) in found]


def proposed(centre: Any, case: UUID, minutes: int = 3) -> None:
    """The specialist's part, up to the head."""
    with staff(centre, "maman1", AT + minutes * MINUTE):
        applications.register_from_portal(application_id=case, version=1)
        from zholdama.opportunities import queries as opportunities

        place = opportunities.open_places(centre.provider_id, measure="training", on=AT.date())[0]
        drafting.propose(drafting.Proposal(place_id=place.id), application_id=case, version=2)


def head_signs(
    centre: Any, case: UUID, services: Services, at: datetime, *, key: UUID | None = None, **changes: Any
) -> Any:
    """The head signs with a key of his own, or with what `changes` say."""
    with staff(centre, "basshy", at):
        text, provider = deciding.text_to_sign(case), providers.provider(centre.provider_id)
    values = {
        "login": "basshy",
        "iin": centres.official_iin("basshy"),
        "name": centre.actors["basshy"].name,
        "bin": provider.bin,
        "organisation": provider.name_kk,
        **changes,
    }
    cms = signer.sign_as_official(content=text, at=at, **values)
    services.know(cms_form.read(cms).certificates[0])
    judged = deciding.judge(text=text, signature=cms, bin=provider.bin, at=at)
    with staff(centre, "basshy", at):
        return deciding.sign(application_id=case, version=3, signature=cms, key=key or uuid4(), judged=judged)


@pytest.mark.parametrize("mode", ["silent", "html"])
def test_what_cannot_be_checked_is_taken_and_its_clock_runs(
    centre: Any, services: Services, mode: str
) -> None:
    case, _ = taken(centre, services, mode)
    assert state(centre, case) == "submitted"
    assert verdicts(centre, case) == ["undetermined"]
    with staff(centre):
        card = queries.application(case)
        assert card is not None
        assert (card.number != "", card.due_at is not None) == (True, True)
        assert len(clocks.running(centre.provider_id)) == 1
    waiting = queue(centre, case)
    assert (waiting.state, waiting.attempts, waiting.since) == ("open", 0, AT)
    if mode == "silent":
        assert (waiting.silent, waiting.silent_since) == ("ocsp.rsa", AT)


def test_a_later_good_answer_settles_it_and_changes_nothing_else(centre: Any, services: Services) -> None:
    case, _ = taken(centre, services)
    with staff(centre):
        before = queries.application(case)
    assert ask_again(centre, services, 2) == 1
    assert verdicts(centre, case) == ["undetermined", "valid"]
    assert (queue(centre, case).state, queue(centre, case).finding) == ("settled", "valid")
    assert acts(case) == ["submit", "signature_settled"]
    with staff(centre):
        assert queries.application(case) == before
    assert ask_again(centre, services, 10) == 0, "a settled signature is not asked about"


def test_silence_goes_on_later_and_later(centre: Any, services: Services) -> None:
    case, _ = taken(centre, services)
    at, waits = AT, []
    for _ in range(6):
        waiting = queue(centre, case)
        waits.append((waiting.next_at - at).total_seconds() / 60)
        services.mode, at = "silent", waiting.next_at
        with clock.clock_at(at):
            assert rechecking.recheck_provider(centre.provider_id) == 1
    assert [round(wait / usual) for wait, usual in zip(waits, (1, 2, 5, 15, 60, 60), strict=True)] == [1] * 6
    assert queue(centre, case).attempts == 6
    assert queue(centre, case).silent_since == AT, "since the first silence"
    assert verdicts(centre, case) == ["undetermined"], "silence is no evidence"


def test_a_certificate_revoked_before_ends_the_application(centre: Any, services: Services) -> None:
    case, serial = taken(centre, services)
    proposed(centre, case)
    services.revoked[serial] = Revoked(AT - timedelta(days=1), 1)
    ask_again(centre, services, 5)
    assert state(centre, case) == "not_signed"
    assert verdicts(centre, case) == ["undetermined", "invalid"]
    assert acts(case)[-2:] == ["signature_settled", "reject_signature"]
    with staff(centre):
        assert clocks.running(centre.provider_id) == ()
        taken_places = sql(
            "SELECT coalesce(sum(reserved), 0) FROM opportunities_place WHERE provider_id = %s",
            [centre.provider_id],
            alias="owner",
        )
    assert taken_places == [(0,)], "the place is free again"


def test_a_certificate_revoked_after_the_receipt_spoils_nothing(centre: Any, services: Services) -> None:
    case, serial = taken(centre, services)
    services.revoked[serial] = Revoked(AT + MINUTE, 1)
    ask_again(centre, services, 5)
    assert (state(centre, case), verdicts(centre, case)) == ("submitted", ["undetermined", "valid"])


def test_the_person_may_apply_again_at_once_and_is_told(centre: Any, services: Services) -> None:
    from zholdama.notifications import actions as notifications

    person = newcomer()
    serial = services.know_resident(person)
    services.mode = "silent"
    first = sent(signed_application(centre, person))
    services.mode = "answers"
    services.revoked[serial] = Revoked(AT - timedelta(days=1))
    ask_again(centre, services, 5)
    services.revoked.clear()
    again = sent(signed_application(centre, person, at=AT + 6 * MINUTE), at=AT + 6 * MINUTE)
    assert again.application_id != first.application_id
    with staff(centre):
        notifications.follow()
    told = sql(
        "SELECT kind FROM notifications_notice WHERE application_id = %s ORDER BY sequence",
        [first.application_id],
        alias="owner",
    )
    assert told == [("submitted",), ("not_signed",)]


def test_the_job_may_run_twice_and_die_between_asking_and_acting(centre: Any, services: Services) -> None:
    case, _ = taken(centre, services)
    services.at = AT + 2 * MINUTE
    with clock.clock_at(services.at):
        with work(
            login=Login.STAFF,
            at=services.at,
            provider=centre.provider_id,
            by=rechecking.system_of(centre.provider_id),
        ):
            due = signatures.due()[0]
        # Killed here: nothing was written, the next round finds it as it was.
        assert queue(centre, case).attempts == 0
        judged = rechecking.port.verify(
            due.signature, content=due.content, at=due.received_at, role="individual", asked_at=services.at
        )
        outcomes = []
        for _ in range(2):
            with work(
                login=Login.STAFF,
                at=services.at,
                provider=centre.provider_id,
                by=rechecking.system_of(centre.provider_id),
            ):
                outcomes.append(settling.settle(due.recheck_id, judged, attempts=due.attempts))
    assert outcomes == ["valid", "gone"]
    assert verdicts(centre, case) == ["undetermined", "valid"]


def test_the_head_decides_with_a_reason(centre: Any, services: Services) -> None:
    case, _ = taken(centre, services)
    waiting = queue(centre, case)
    with pytest.raises(Refused) as refused, staff(centre, "basshy"):
        settling.decide(waiting.id, accepted=True, reason="  ")
    assert refused.value.code == "recheck_needs_reason"
    with pytest.raises(Refused) as refused, staff(centre, "maman1"):
        settling.decide(waiting.id, accepted=True, reason="Куәлік көрсетілді")
    assert refused.value.code == "step_not_for_role"
    with staff(centre, "basshy", AT + MINUTE):
        settling.decide(waiting.id, accepted=True, reason="Куәлік көрсетілді")
    assert acts(case)[-1] == "accept_signature"
    assert (queue(centre, case).state, queue(centre, case).reason) == ("decided", "Куәлік көрсетілді")
    assert verdicts(centre, case) == ["undetermined"], "a decision is no verdict"
    assert ask_again(centre, services, 30) == 0
    with pytest.raises(Refused) as refused, staff(centre, "basshy"):
        settling.decide(waiting.id, accepted=False, reason="тағы")
    assert refused.value.code == "recheck_ended"
    proposed(centre, case)
    services.at = AT + 4 * MINUTE
    sources.forget_silence()
    assert head_signs(centre, case, services, AT + 4 * MINUTE) is not None


def test_the_head_may_reject_it(centre: Any, services: Services) -> None:
    case, _ = taken(centre, services)
    with staff(centre, "basshy", AT + MINUTE):
        settling.decide(queue_id(case), accepted=False, reason="Адам қол қоймағанын айтты")
    assert state(centre, case) == "not_signed"


def queue_id(case: UUID) -> UUID:
    return sql("SELECT id FROM signatures_recheck WHERE case_id = %s", [case], alias="owner")[0][0]


def test_what_does_not_hold_after_the_result_is_left_to_the_head(centre: Any, services: Services) -> None:
    case, serial = taken(centre, services)
    # No act leads here: a decision waits for the application's signature. The queue must bear it all the same.
    changed("UPDATE applications_application SET state = 'delivered' WHERE id = %s", [case], alias="owner")
    services.revoked[serial] = Revoked(AT - timedelta(days=1))
    ask_again(centre, services, 5)
    waiting = queue(centre, case)
    assert (waiting.state, waiting.finding, waiting.next_at) == ("open", "invalid", None)
    assert state(centre, case) == "delivered"
    assert ask_again(centre, services, 500) == 0, "nobody is asked any more"
    with staff(centre, "basshy", AT + 6 * MINUTE):
        settling.decide(waiting.id, accepted=False, reason="Нәтиже қайтарып алынды")
    assert (state(centre, case), acts(case)[-1]) == ("delivered", "reject_signature_late")


def test_the_workers_job_goes_through_every_provider(centre: Any, services: Services) -> None:
    from zholdama.worker import jobs

    case, _ = taken(centre, services)
    services.at = AT + 2 * MINUTE
    with clock.clock_at(services.at):
        jobs.recheck_signatures(0)
    assert queue(centre, case).finding == "valid"


def test_no_decision_is_signed_over_an_unchecked_application(centre: Any, services: Services) -> None:
    case, _ = taken(centre, services)
    proposed(centre, case)
    services.at = AT + 4 * MINUTE
    with pytest.raises(Refused) as refused:
        head_signs(centre, case, services, AT + 4 * MINUTE)
    assert refused.value.code == "signature_of_application_unchecked"
    ask_again(centre, services, 5)
    assert head_signs(centre, case, services, AT + 5 * MINUTE) is not None
    assert state(centre, case) == "delivered"
    assert verdicts(centre, case) == ["undetermined", "valid", "valid"]


@pytest.fixture
def to_sign(centre: Any, services: Services) -> UUID:
    """A draft that awaits the head, its application's signature good."""
    person = newcomer()
    services.know_resident(person)
    receipt = sent(signed_application(centre, person))
    proposed(centre, receipt.application_id)
    services.at = AT + 4 * MINUTE
    return receipt.application_id


def test_a_heads_signature_that_cannot_be_checked_waits_and_completes(
    centre: Any, services: Services, to_sign: UUID
) -> None:
    services.mode, key = "silent", uuid4()
    at = AT + 4 * MINUTE
    assert head_signs(centre, to_sign, services, at, key=key) is None
    assert head_signs(centre, to_sign, services, at, key=key) is None, "the same press once more"
    with pytest.raises(Refused) as refused:
        head_signs(centre, to_sign, services, at)
    assert refused.value.code == "signature_being_checked"
    assert state(centre, to_sign) == "awaiting_signature"
    services.mode = "answers"
    ask_again(centre, services, 8)
    assert state(centre, to_sign) == "delivered"
    with staff(centre):
        card = queries.application(to_sign)
        assert card is not None
        assert card.signed_by == centre.actors["basshy"].staff_id
        assert card.decided_at == AT + 8 * MINUTE, "the step's time is when it was completed"
    assert queue(centre, to_sign, "decision").since == at, "and when the signature came is kept beside it"
    assert acts(to_sign)[-4:] == ["signature_received", "signature_settled", "sign", "hand_over"]


def test_a_heads_signature_that_does_not_hold_is_dropped(
    centre: Any, services: Services, to_sign: UUID
) -> None:
    services.mode = "silent"
    head_signs(centre, to_sign, services, AT + 4 * MINUTE)
    services.mode = "answers"
    head = signer.sign_as_official(
        login="basshy",
        iin=centres.official_iin("basshy"),
        name=centre.actors["basshy"].name,
        bin=centres.organisation_bin(centre.code),
        organisation="",
        content=b"",
        at=AT,
    )
    services.revoked[services.know(cms_form.read(head).certificates[0])] = Revoked(AT)
    ask_again(centre, services, 8)
    assert state(centre, to_sign) == "awaiting_signature"
    assert queue(centre, to_sign, "decision").finding == "invalid"
    services.revoked.clear()
    services.at = AT + 9 * MINUTE
    assert head_signs(centre, to_sign, services, AT + 9 * MINUTE) is not None, "he signs again"


def test_a_returned_draft_takes_the_waiting_signature_back(
    centre: Any, services: Services, to_sign: UUID
) -> None:
    services.mode = "silent"
    head_signs(centre, to_sign, services, AT + 4 * MINUTE)
    with staff(centre, "basshy", AT + 5 * MINUTE):
        deciding.return_draft(application_id=to_sign, version=3, remark="Орынды ауыстырыңыз")
    services.mode = "answers"
    assert ask_again(centre, services, 8) == 0
    assert queue(centre, to_sign, "decision").finding == "superseded"
    assert state(centre, to_sign) == "returned"


def test_the_head_signs_with_his_own_key_alone(centre: Any, services: Services, to_sign: UUID) -> None:
    other = centres.official_iin("baqylau")
    with pytest.raises(Refused) as refused:
        head_signs(centre, to_sign, services, AT + 4 * MINUTE, login=f"baqylau-{uuid4().hex[:6]}", iin=other)
    assert refused.value.code == "key_of_another_official"
    with pytest.raises(Refused) as refused:
        head_signs(
            centre,
            to_sign,
            services,
            AT + 4 * MINUTE,
            login=f"m-{uuid4().hex[:6]}",
            iin=centres.official_iin("maman1"),
        )
    assert refused.value.code == "maker_is_not_signer"
    with pytest.raises(Refused) as refused:
        head_signs(centre, to_sign, services, AT + 4 * MINUTE, bin=centres.organisation_bin("another"))
    assert refused.value.code == "signature_invalid"
    changed(
        "UPDATE providers_staff SET person_iin_hash = '' WHERE id = %s",
        [centre.actors["basshy"].staff_id],
        alias="owner",
    )
    with pytest.raises(Refused) as refused:
        head_signs(centre, to_sign, services, AT + 4 * MINUTE)
    assert refused.value.code == "official_iin_unknown"


def test_one_signature_serves_one_application_at_one_provider(centre: Any, services: Services) -> None:
    from tests.conftest import fresh_centre

    person = newcomer()
    services.know_resident(person)
    shown, other = signed_application(centre, person), fresh_centre(centres)
    first = sent(shown)
    assert sent(shown).application_id == first.application_id, "the same document is the same application"
    moved = shown.document.replace(centre.code.encode(), other.code.encode())
    with pytest.raises(Refused) as refused:
        sent(Shown(shown.person_id, moved, shown.signature, shown.facts))
    assert refused.value.code == "signature_invalid", "the signed text names the provider"
    second = signed_application(centre, person, measure="public_works")
    with pytest.raises(Refused) as refused:
        sent(Shown(shown.person_id, second.document, shown.signature, shown.facts))
    assert refused.value.code == "signature_invalid", "and its own number"


def test_verdicts_come_out_the_same_from_stored_bytes_alone(
    centre: Any, services: Services, to_sign: UUID
) -> None:
    head_signs(centre, to_sign, services, AT + 4 * MINUTE)
    case, serial = taken(centre, services)
    services.revoked[serial] = Revoked(AT - timedelta(days=1))
    ask_again(centre, services, 5)
    services.mode = "hangs"  # nobody is asked
    with staff(centre):
        cards = [card for one in (to_sign, case) for card in signatures.evidence_of(centre.provider_id, one)]
        assert [card.verdict for card in cards] == ["valid", "valid", "undetermined", "invalid"]
        assert [recomputing.difference(card) for card in cards] == [None] * 4
        kept = [card.ocsp_paper_id is not None for card in cards]
        assert kept == [True, True, False, True], "the answers lie with the case"


def test_a_changed_answer_is_noticed(centre: Any, services: Services) -> None:
    person = newcomer()
    services.know_resident(person)
    case = sent(signed_application(centre, person)).application_id
    with staff(centre):
        card = signatures.evidence_of(centre.provider_id, case)[0]
    sql("ALTER TABLE papers_paper DISABLE TRIGGER papers_paper_append_only_row", alias="owner")
    try:
        changed(
            "UPDATE papers_paper SET content = set_byte(content, 60, get_byte(content, 60) # 1) WHERE id = %s",
            [card.ocsp_paper_id],
            alias="owner",
        )
    finally:
        sql("ALTER TABLE papers_paper ENABLE ALWAYS TRIGGER papers_paper_append_only_row", alias="owner")
    with staff(centre):
        assert recomputing.difference(card) is not None


def test_evidence_is_added_and_never_changed(centre: Any, services: Services) -> None:
    case, _ = taken(centre, services)
    for statement in (
        "UPDATE signatures_evidence SET verdict = 'valid' WHERE case_id = %s",
        "DELETE FROM signatures_evidence WHERE case_id = %s",
    ):
        for alias in ("owner", "default"):
            with pytest.raises(DatabaseError):
                sql(statement, [case], alias=alias)
    assert verdicts(centre, case) == ["undetermined"]


def test_nothing_is_asked_inside_a_unit_of_work(centre: Any, services: Services) -> None:
    person = newcomer()
    services.know_resident(person)
    shown = signed_application(centre, person)
    with pytest.raises(RuntimeError, match="before the unit of work"), citizen(shown.person_id):
        submitting.submit(
            signed=shown.document, signature=shown.signature, facts=shown.facts, registry="found"
        )
    assert services.asked == []


def test_a_judgement_about_something_else_is_a_programming_error(centre: Any, services: Services) -> None:
    person = newcomer()
    services.know_resident(person)
    shown, other = signed_application(centre, person), signed_application(centre, person)
    judged = submitting.judge(signed=other.document, signature=other.signature, at=AT)
    with pytest.raises(ValueError, match="something else"), citizen(shown.person_id):
        submitting.submit(
            signed=shown.document,
            signature=shown.signature,
            facts=shown.facts,
            registry="found",
            judged=judged,
        )
