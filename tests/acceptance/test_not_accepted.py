"""Without an identity document nothing is accepted, and the person leaves with a numbered paper that says why."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pypdfium2
import pytest
from tests.acting import AT, newcomer, sql, staff

from zholdama.acceptance import queries
from zholdama.acceptance.refusing import refuse_to_accept
from zholdama.clocks import queries as clocks
from zholdama.clocks.rules import Kind
from zholdama.demonstration import acts
from zholdama.papers import queries as papers
from zholdama.reception import queries as reception
from zholdama.refusals import Refused


@pytest.fixture
def ticket(centre: Any) -> UUID:
    acts.arrive(centre, AT)
    return acts.serve_next(centre, "maman1", 0, AT + timedelta(minutes=5))


@pytest.mark.clause("P9.1a")
def test_a_numbered_paper_ends_the_visit(centre: Any, ticket: UUID) -> None:
    at = AT + timedelta(minutes=8)
    with staff(centre, "maman1", at):
        paper_id = refuse_to_accept(
            ticket_id=ticket, reason="expired", detail="2024 жылы біткен", said_name="Сынақов Арман"
        )
    with staff(centre, "maman1", at):
        again = refuse_to_accept(ticket_id=ticket, reason="none_shown")
        (card,) = queries.not_accepted(centre.provider_id)
        found = papers.content(paper_id, case_id=ticket)
        visit = reception.ticket(ticket)
        clock = clocks.clocks_of(centre.provider_id, [ticket])[ticket, Kind.SERVING]
    assert again == paper_id
    assert card.number == f"N{centre.code}-25-000001"
    assert visit is not None
    assert visit.state == "served"
    assert clock.stopped_at == at
    assert found is not None
    pages = list(pypdfium2.PdfDocument(found[2]))
    text = "\n".join(page.get_textpage().get_text_range() for page in pages)
    assert len(pages) == 1
    for words in (card.number, "P9.1a", "Сынақов Арман", "2024 жылы біткен", "09:00", "жалоб", "шағым"):
        assert words in text, words
    acts_taken = sql(
        "SELECT act FROM ledger_entry WHERE case_id = %s ORDER BY sequence", [ticket], alias="owner"
    )
    assert [act for (act,) in acts_taken][-2:] == ["refuse_to_accept", "finish_service"]


def test_not_with_a_case_on_the_ticket_and_not_by_somebody_else(centre: Any, ticket: UUID) -> None:
    with pytest.raises(Refused, match="nobody_at_the_counter"), staff(centre, "maman2"):
        refuse_to_accept(ticket_id=ticket, reason="none_shown")
    at = AT + timedelta(minutes=6)
    acts.register_package(centre, "maman1", ticket, newcomer(), measure="training", at=at)
    with pytest.raises(Refused, match="package_registered"), staff(centre, "maman1", at):
        refuse_to_accept(ticket_id=ticket, reason="none_shown")
