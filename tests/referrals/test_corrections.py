"""A signed referral is withdrawn or replaced by two people; the old one stays and says so to whoever verifies it (J18)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pypdfium2
import pytest
from tests.acting import AT, doorkeeper, newcomer, sql, staff

from zholdama.applications import queries as applications
from zholdama.demonstration import acts, signer
from zholdama.demonstration import centre as centres
from zholdama.opportunities import queries as opportunities
from zholdama.papers import queries as papers
from zholdama.papers.verification import verify_pdf
from zholdama.providers import queries as providers
from zholdama.referrals import correcting, deciding, queries
from zholdama.referrals.correcting import Asked
from zholdama.refusals import Refused
from zholdama.signatures import queries as verdicts

LATER = AT + timedelta(hours=1)


def issued(centre: Any, *, deliver: bool = True) -> acts.Case:
    at = AT
    ticket = acts.arrive(centre, at)
    acts.serve_next(centre, "maman1", 0, at + timedelta(minutes=1))
    case = acts.register_package(centre, "maman1", ticket, newcomer(), measure="job_placement", at=at)
    acts.propose(centre, "maman1", case, at + timedelta(minutes=3))
    acts.sign(centre, case, at + timedelta(minutes=5))
    if deliver:
        acts.hand_over(centre, "maman1", case, at + timedelta(minutes=6))
    acts.finish(centre, "maman1", ticket, at + timedelta(minutes=7))
    return case


def version(case: acts.Case) -> int:
    card = applications.application(case.application_id)
    assert card is not None
    return card.version


def ask(centre: Any, case: acts.Case, login: str = "maman1", **asked: Any) -> UUID:
    with staff(centre, login, LATER):
        values = {"kind": "replace", "reason": "Тегінде қате бар", "bearer_name": "Сынақова Арман", **asked}
        return correcting.ask(Asked(**values), application_id=case.application_id, version=version(case))


def signed(centre: Any, correction_id: UUID, *, hand: str = "basshy") -> bytes:
    with staff(centre, "basshy", LATER):
        provider = providers.provider(centre.provider_id)
        return signer.sign_as_official(
            login=hand,
            iin=centres.official_iin(hand),
            name=centre.actors["basshy"].name,
            bin=provider.bin,
            organisation=provider.name_kk,
            content=correcting.text_to_sign(correction_id),
            at=LATER,
        )


def sign(centre: Any, correction_id: UUID, *, key: UUID | None = None, hand: str = "basshy") -> None:
    signature = signed(centre, correction_id, hand=hand)
    with staff(centre, "basshy", LATER):
        correcting.sign(correction_id=correction_id, signature=signature, key=key or uuid4())


def versions(centre: Any, case: acts.Case) -> tuple[queries.ReferralCard, ...]:
    with staff(centre, "maman1", LATER):
        return queries.referrals_of(case.application_id)


def verdict(centre: Any, case: acts.Case, card: queries.ReferralCard) -> tuple[str, str]:
    """(from the file alone with the published list, from the register as of now)."""
    with staff(centre, "maman1", LATER):
        assert card.paper_id is not None
        found = papers.content(card.paper_id, case_id=case.application_id)
    code = sql("SELECT code FROM referrals_referral WHERE id = %s", [card.id], alias="owner")[0][0]
    with doorkeeper(LATER):
        ring = queries.keyring()
        state = queries.public_state(code)
    assert found is not None
    assert state is not None
    return verify_pdf(found[2], keyring=ring, at=LATER).verdict, state.verdict


def text(centre: Any, case: acts.Case, card: queries.ReferralCard) -> str:
    with staff(centre, "maman1", LATER):
        assert card.paper_id is not None
        found = papers.content(card.paper_id, case_id=case.application_id)
    assert found is not None
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(found[2]))


def test_a_new_version_replaces_and_the_old_one_says_so(centre: Any) -> None:
    case = issued(centre)
    (old,) = versions(centre, case)
    before = text(centre, case, old)
    sign(centre, ask(centre, case))
    first, second = versions(centre, case)
    assert (first.id, first.state, second.state) == (old.id, "replaced", "issued")
    assert (first.number, first.version, second.number, second.version) == (old.number, 1, old.number, 2)
    assert first.valid_until == second.valid_until
    assert verdict(centre, case, first) == ("replaced", "replaced")
    assert verdict(centre, case, second) == ("valid", "valid")
    assert text(centre, case, first) == before
    assert "Сынақова Арман" in text(centre, case, second)
    with staff(centre, "maman1", LATER):
        correcting.hand_over_version(application_id=case.application_id, version=version(case))
    assert versions(centre, case)[1].state == "delivered"
    taken = sql(
        "SELECT act FROM ledger_entry WHERE case_id = %s ORDER BY sequence",
        [case.application_id],
        alias="owner",
    )
    assert [act for (act,) in taken][-3:] == ["correction_asked", "referral_replaced", "hand_over_version"]


def test_a_signature_is_judged_before_and_its_verdict_kept(centre: Any) -> None:
    case = issued(centre)
    asked = ask(centre, case)
    signature = signed(centre, asked)
    with staff(centre, "basshy", LATER):
        text, own = correcting.text_to_sign(asked), providers.provider(centre.provider_id).bin
    judged = deciding.judge(text=text, signature=signature, bin=own, at=LATER)
    unchecked = replace(judged, verdict="undetermined", reasons=("revocation_unknown",))
    other = deciding.judge(text=text + b" ", signature=signature, bin=own, at=LATER)
    for wrong, code in ((unchecked, "signature_not_checked"), (other, "changed_meanwhile")):
        with pytest.raises(Refused, match=code), staff(centre, "basshy", LATER):
            correcting.sign(correction_id=asked, signature=signature, key=uuid4(), judged=wrong)
    assert [card.state for card in versions(centre, case)] == ["delivered"]
    with staff(centre, "basshy", LATER):
        correcting.sign(correction_id=asked, signature=signature, key=uuid4(), judged=judged)
        kept = verdicts.evidence_of(centre.provider_id, case.application_id)
    assert [(one.purpose, one.verdict) for one in kept] == [("decision", "valid"), ("correction", "valid")]
    assert [card.state for card in versions(centre, case)] == ["replaced", "issued"]


def test_withdrawn_and_its_place_free_again(centre: Any) -> None:
    case = issued(centre, deliver=False)
    (old,) = versions(centre, case)
    counted = "SELECT taken FROM opportunities_place WHERE id = %s"
    assert sql(counted, [old.place_id], alias="owner") == [(1,)]
    sign(centre, ask(centre, case, kind="withdraw", reason="Жұмыс беруші бас тартты"))
    (old,) = versions(centre, case)
    assert old.state == "withdrawn"
    assert verdict(centre, case, old) == ("withdrawn", "withdrawn")
    assert sql(counted, [old.place_id], alias="owner") == [(0,)]
    with pytest.raises(Refused, match="no_referral_stands"):
        ask(centre, case)


def test_another_place_is_taken_and_the_first_one_free(centre: Any) -> None:
    case = issued(centre)
    (old,) = versions(centre, case)
    with staff(centre, "maman1", LATER):
        open_ones = opportunities.open_places(centre.provider_id, measure="job_placement", on=LATER.date())
    other = next(place for place in open_ones if place.id != old.place_id)
    sign(centre, ask(centre, case, place_id=other.id, bearer_name=""))
    counted = dict(
        sql(
            "SELECT id, taken FROM opportunities_place WHERE id IN (%s, %s)",
            [old.place_id, other.id],
            alias="owner",
        )
    )
    assert counted == {old.place_id: 0, other.id: 1}
    assert versions(centre, case)[1].place_id == other.id


def test_it_takes_two_people(centre: Any) -> None:
    case = issued(centre)
    own = ask(centre, case, "basshy")
    with pytest.raises(Refused, match="maker_is_not_signer"):
        sign(centre, own)
    with pytest.raises(Refused, match="correction_waits"):
        ask(centre, case)
    with pytest.raises(Refused, match="step_not_for_role"), staff(centre, "maman2", LATER):
        correcting.refuse(correction_id=own)
    sql(
        "UPDATE referrals_correction SET asked_by = %s WHERE id = %s",
        [centre.actors["maman1"].staff_id, own],
        alias="owner",
    )
    with pytest.raises(Refused, match="maker_is_not_signer"):
        sign(centre, own, hand="maman1")
    assert [card.state for card in versions(centre, case)] == ["delivered"]
    with staff(centre, "basshy", LATER):
        correcting.refuse(correction_id=own)
    with pytest.raises(Refused, match="request_decided"):
        sign(centre, own)


def test_one_person_with_two_accounts_is_one_person(centre: Any) -> None:
    case = issued(centre)
    asked = ask(centre, case)
    mark = "UPDATE providers_staff SET person_iin_hash = (SELECT person_iin_hash FROM providers_staff WHERE id = %s) WHERE id = %s"
    sql(mark, [centre.actors["maman1"].staff_id, centre.actors["basshy"].staff_id], alias="owner")
    with pytest.raises(Refused, match="maker_is_not_signer"):
        sign(centre, asked)


def test_signed_twice_with_one_key_is_signed_once(centre: Any) -> None:
    case, key = issued(centre), uuid4()
    asked = ask(centre, case)
    sign(centre, asked, key=key)
    with staff(centre, "basshy", LATER):
        correcting.sign(correction_id=asked, signature=b"", key=key)
    assert len(versions(centre, case)) == 2


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"reason": "  "}, "correction_needs_reason"),
        ({"kind": "overwrite"}, "correction_needs_reason"),
        ({"bearer_name": ""}, "correction_changes_nothing"),
        ({"bearer_name": "\u202eСынақов"}, "correction_name"),
    ],
)
def test_refused_with_the_reason(centre: Any, asked: dict[str, Any], code: str) -> None:
    case = issued(centre)
    with pytest.raises(Refused, match=code):
        ask(centre, case, **asked)


def test_the_database_itself_refuses_one_person_alone(centre: Any) -> None:
    from django.db import IntegrityError

    asked = ask(centre, issued(centre))
    with pytest.raises(IntegrityError, match="two_people"):
        sql("UPDATE referrals_correction SET decided_by = asked_by WHERE id = %s", [asked], alias="owner")
