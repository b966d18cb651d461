"""The counter in a real browser: from the ticket to the printed referral, in Kazakh and in Russian (J10)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from journey_steps import sampled, visit_the_counter

from zholdama.ledger.work import Login, work
from zholdama.papers import verification
from zholdama.referrals import queries


@pytest.mark.browser
@pytest.mark.clause("P3.1", "P7")
@pytest.mark.parametrize(
    ("language", "who", "measure"), sampled(("kk", "nurlan", "job_placement"), ("ru", "zhanna", "training"))
)
def test_from_the_ticket_to_the_printed_referral(
    open_page: Callable[..., Any], language: str, who: str, measure: str, tmp_path: Path
) -> None:
    result = visit_the_counter(open_page, who, measure=measure, language=language, folder=tmp_path)
    from datetime import UTC, datetime

    at = datetime(2025, 1, 6, 7, 0, tzinfo=UTC)
    with work(login=Login.DOORKEEPER, at=at):
        ring = queries.keyring()
    verdict = verification.verify_pdf(result.read_bytes(), keyring=ring, at=at)
    assert (verdict.verdict, verdict.kind) == ("valid", measure)
