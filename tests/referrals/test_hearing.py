"""The hearing before a refusal, on real rows: told, heard, and only then to the head; and what the paper says of it."""

import os
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pypdfium2
import pytest
from tests.acting import sql, staff
from tests.eligibility.cases import LATER, Registered, registered

from zholdama.refusals import Refused

MINUTE = timedelta(minutes=1)
TOLD = {"reason": "requirements_not_met", "fact": "Диплом көрсетілмеген.", "confirmed": frozenset()}


@pytest.fixture
def case(centre: Any) -> Registered:
    return registered(centre, measure="training")


def announce(case: Registered, *, version: int = 1, key: Any = None, **changes: Any) -> Any:
    from zholdama.referrals import hearing

    with staff(case.centre, case.login, LATER):
        return hearing.announce(
            application_id=case.id, version=version, key=key or uuid4(), **{**TOLD, **changes}
        )


def refuse(case: Registered, *, version: int, at: Any = LATER, **changes: Any) -> None:
    from zholdama.referrals import drafting

    with staff(case.centre, case.login, at):
        drafting.propose_refusal(application_id=case.id, version=version, **{**TOLD, **changes})


def say(case: Registered, said: str, **more: Any) -> None:
    from zholdama.referrals import hearing

    with staff(case.centre, case.login, LATER):
        hearing.answer(application_id=case.id, said=said, **more)


def code_of(act: Any, *arguments: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        act(*arguments, **more)
    assert refused.value.words("kk") != refused.value.words("ru")
    return refused.value.code


def test_nothing_goes_to_the_head_before_the_person_was_heard(case: Registered) -> None:
    assert code_of(refuse, case, version=1) == "hearing_first"
    announce(case)
    assert code_of(refuse, case, version=2) == "hearing_runs"
    say(case, "Дипломды ертең әкелемін.")
    assert code_of(refuse, case, version=3, reason="false_documents") == "hearing_first"
    refuse(case, version=3)


def test_silence_ends_with_the_time_for_an_answer(case: Registered) -> None:
    from zholdama.referrals import hearing

    announce(case)
    with staff(case.centre, case.login, LATER):
        card = hearing.of_case(case.centre.provider_id, case.id)
    assert card is not None
    assert card.due_at > LATER
    assert code_of(refuse, case, version=2, at=card.due_at - MINUTE) == "hearing_runs"
    refuse(case, version=2, at=card.due_at)


def test_the_time_for_an_answer_never_breaks_the_term_of_the_result(case: Registered) -> None:
    announce(case)
    ((due, hearing_due),) = sql(
        "SELECT a.due_at, h.due_at FROM applications_application a JOIN referrals_hearing h ON h.application_id = a.id "
        "WHERE a.id = %s",
        [case.id],
        alias="owner",
    )
    assert hearing_due <= due


def test_telling_is_done_once_per_key_and_by_reasons_of_the_edition(case: Registered) -> None:
    key = uuid4()
    assert announce(case, key=key) == announce(case, key=key)
    assert code_of(announce, case, version=2, reason="i_do_not_like_it") == "refusal_reason_unknown"
    assert code_of(announce, case, version=2, fact=" ") == "refusal_needs_fact"
    assert code_of(announce, case, version=1) == "changed_meanwhile"


def test_an_answer_is_words_or_a_mark_that_there_are_none(case: Registered) -> None:
    assert code_of(say, case, "Айтарым бар.") == "hearing_over"
    announce(case)
    assert code_of(say, case, " ") == "hearing_needs_answer"
    say(case, "", nothing_to_say=True)
    assert code_of(say, case, "Тағы айтарым бар.") == "hearing_over"


def test_somebody_else_does_not_answer(case: Registered) -> None:
    from zholdama.actors import Actor, Role
    from zholdama.ledger.work import Login, work
    from zholdama.referrals import hearing

    announce(case)
    stranger = uuid4()
    actor = Actor(role=Role.CITIZEN, id=stranger, person_id=stranger)
    with (
        pytest.raises(Refused) as refused,
        work(login=Login.STAFF, by=actor, at=LATER, provider=case.centre.provider_id),
    ):
        hearing.answer(application_id=case.id, said="Мен емес.")
    assert refused.value.code == "not_found"


def test_an_edition_that_demands_no_hearing_needs_none(
    case: Registered, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zholdama.passport import edition as editions

    edition = editions.current()
    silent = replace(edition, hearing=replace(edition.hearing, demanded=False))
    monkeypatch.setattr(editions, "load", lambda edition_id: silent)
    assert code_of(announce, case) == "hearing_not_demanded"
    refuse(case, version=1)


def test_the_paper_says_the_basis_the_answer_and_how_to_complain(case: Registered) -> None:
    from zholdama.demonstration import acts
    from zholdama.papers import queries as papers

    announce(case)
    say(case, "Дипломды ертең әкелемін.")
    refuse(case, version=3)
    acts.sign(case.centre, case.case, LATER + MINUTE)
    with staff(case.centre, case.login, LATER + MINUTE):
        found = papers.newest(case.id, "refusal")
        assert found is not None
    page = pypdfium2.PdfDocument(found[1])[0]
    if folder := os.environ.get("ZHOLDAMA_PICTURES"):
        page.render(scale=2).to_pil().save(f"{folder}/refusal.png")
    text = " ".join(page.get_textpage().get_text_range().split())
    for words in (
        "19-1-бабы, 2) тармақша; негізі әлі расталмаған",
        "статья 19-1, подпункт 2); основание ещё не подтверждено",
        "Сіздің жауабыңыз: Дипломды ертең әкелемін.",
        "на имя руководителя услугодателя",
        "5 рабочих дней",
        "1414",
    ):
        assert words in text, words
