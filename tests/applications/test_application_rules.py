"""What an application must satisfy on either channel: the own signature, the own spelling of the day, nobody's own case."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zholdama.applications.document import Stated
from zholdama.applications.rules import (
    CLOCKS_DIFFER_BY,
    FRESH_FOR,
    forms_of_result,
    nobody_handles_his_own_case,
    signed_application,
    still_stands,
)
from zholdama.passport import edition as editions
from zholdama.refusals import LANGUAGES, Refused

MINE, HIS = "940308900011", "871121900022"
AT = datetime(2025, 1, 6, 5, 0, tzinfo=UTC)


def refusal_of(**judged: object) -> str:
    values = {"verdict": "valid", "reasons": (), "applicant_iin": MINE, "signer_iin": MINE, **judged}
    try:
        signed_application(**values)  # type: ignore[arg-type]
    except Refused as refused:
        return refused.code if all(map(refused.words, LANGUAGES)) else "no words"
    return "taken"


@pytest.mark.clause("P9.2a")
@pytest.mark.parametrize(
    ("judged", "outcome"),
    [
        ({}, "taken"),
        ({"verdict": "invalid", "reasons": ("expired",)}, "signature_invalid"),
        ({"verdict": "invalid"}, "signature_invalid"),
        ({"verdict": "undetermined", "reasons": ("revocation_unknown",)}, "signature_not_checked"),
        ({"signer_iin": HIS}, "signature_of_another"),
        ({"signer_iin": HIS, "verdict": "invalid"}, "signature_of_another"),
        ({"signer_iin": HIS, "verdict": "undetermined"}, "signature_of_another"),
        ({"signer_iin": None}, "signature_of_another"),
        ({"signer_iin": ""}, "signature_of_another"),
        ({"signer_iin": None, "verdict": "invalid"}, "signature_invalid"),
        ({"verdict": "VALID"}, "signature_invalid"),
        ({"verdict": ""}, "signature_invalid"),
    ],
)
def test_only_the_own_valid_signature_certifies(judged: dict[str, object], outcome: str) -> None:
    assert refusal_of(**judged) == outcome


@pytest.mark.clause("P9.2a")
@given(
    verdict=st.sampled_from(["valid", "invalid", "undetermined", "maybe"]),
    signer=st.none() | st.text(max_size=12),
)
def test_nothing_else_is_ever_taken(verdict: str, signer: str | None) -> None:
    outcome = refusal_of(verdict=verdict, signer_iin=signer)
    assert (outcome == "taken") is (verdict == "valid" and signer == MINE)


def test_the_refusal_of_another_tells_four_digits_of_each_and_no_more() -> None:
    with pytest.raises(Refused) as refused:
        signed_application(verdict="valid", reasons=(), applicant_iin=MINE, signer_iin=HIS)
    for language in LANGUAGES:
        words = refused.value.words(language)
        assert MINE[-4:] in words
        assert HIS[-4:] in words
        assert MINE not in words
        assert HIS not in words


@pytest.mark.clause("P3.1", "P7")
def test_at_the_provider_the_result_is_given_on_paper_and_electronically() -> None:
    assert forms_of_result(channel="provider") == ("paper", "electronic")


@pytest.mark.clause("P3.2", "P7")
def test_on_the_portal_the_result_is_given_electronically() -> None:
    assert forms_of_result(channel="portal") == ("electronic",)


@pytest.mark.clause("P3.1", "P3.2")
@pytest.mark.parametrize("channel", ["", "PORTAL", "post", "phone", "front_office"])
def test_there_is_no_third_channel(channel: str) -> None:
    with pytest.raises(Refused, match="channel_unknown"):
        forms_of_result(channel=channel)


@pytest.mark.clause("P7")
def test_the_forms_are_those_of_the_edition() -> None:
    known = {form.id for form in editions.current().forms}
    given_ = {form for channel in editions.current().channels for form in forms_of_result(channel=channel.id)}
    assert given_ == known


@pytest.mark.parametrize(
    ("actor", "person", "own"),
    [("m", "m", True), ("m", "n", False), ("", "", False), ("", "m", False), ("m", "", False)],
)
def test_nobody_handles_his_own_case(actor: str, person: str, own: bool) -> None:
    if own:
        with pytest.raises(Refused, match="own_case"):
            nobody_handles_his_own_case(actor_mark=actor, person_mark=person)
    else:
        nobody_handles_his_own_case(actor_mark=actor, person_mark=person)


STATED = Stated(
    id=UUID(int=1), edition="2015", provider="0001", measure="training", iin=MINE, language="kk", phone="", wish="",
    prepared=AT, accepted=AT, due=AT + timedelta(days=1),
)  # fmt: skip
MICROSECOND = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("age", "stands"),
    [
        (timedelta(0), True),
        (FRESH_FOR, True),
        (FRESH_FOR + MICROSECOND, False),
        (-CLOCKS_DIFFER_BY, True),
        (-CLOCKS_DIFFER_BY - MICROSECOND, False),
    ],
)
def test_a_document_stands_for_an_hour(age: timedelta, stands: bool) -> None:
    if stands:
        still_stands(STATED, at=AT + age, accepted_at=AT)
        return
    with pytest.raises(Refused, match="document_too_old") as refused:
        still_stands(STATED, at=AT + age, accepted_at=AT)
    assert refused.value.conflict


@pytest.mark.parametrize(
    ("said", "now", "stands"),
    [
        (AT, AT + timedelta(minutes=30), True),
        (AT, AT + timedelta(days=1), False),
        (None, None, True),
        (None, AT, False),
        (AT, None, False),
        # 23:59 and 00:01 in Almaty are one day in UTC and two days here.
        (datetime(2025, 1, 6, 18, 59, tzinfo=UTC), datetime(2025, 1, 6, 19, 1, tzinfo=UTC), False),
    ],
)
def test_the_day_of_acceptance_that_was_read_is_the_day_that_holds(
    said: datetime | None, now: datetime | None, stands: bool
) -> None:
    stated = replace(STATED, accepted=said)
    if stands:
        still_stands(stated, at=AT, accepted_at=now)
        return
    with pytest.raises(Refused, match="acceptance_moved"):
        still_stands(stated, at=AT, accepted_at=now)
