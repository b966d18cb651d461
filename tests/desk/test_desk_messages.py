"""The address at the registration; what became of the messages on the case's page and on the operator's."""

from typing import Any
from uuid import uuid4

import pytest
from tests.acting import AT, sql


def told(centre: Any, case: Any, **values: Any) -> None:
    """A row as the watcher and the sender leave it."""
    row = {"recipient": "person", "channel": "email", "state": "sent", "sequence": 1, **values}
    sql(
        "INSERT INTO notifications_message (id, provider_id, sequence, recipient, recipient_id, channel, kind, language, "
        "case_id, about, state, attempts, next_at, error, taken_as, ended_at, created_at) "
        "VALUES (%s, %s, %s, %s, %s, %s, 'submitted', 'kk', %s, %s, %s, 1, %s, '', '', %s, %s)",
        [
            uuid4(), centre.provider_id, row["sequence"], row["recipient"], uuid4(), row["channel"], case, case,
            row["state"], AT, None if row["state"] in {"queued", "sending"} else AT, AT,
        ],
        alias="owner",
    )  # fmt: skip


@pytest.mark.parametrize(("typed", "status"), [("someone@example.kz", 302), ("", 302), ("someone", 422)])
def test_an_address_is_kept_with_the_registration(visit: Any, centre: Any, typed: str, status: int) -> None:
    one = visit().arrive()
    one.identify()
    answer = one.register(email=typed)
    assert answer.status_code == status
    found = sql(
        "SELECT email FROM applications_application WHERE provider_id = %s",
        [centre.provider_id],
        alias="owner",
    )
    assert found == ([(typed,)] if status == 302 else [])


def test_where_no_e_mail_goes_out_nobody_is_asked_for_an_address(
    visit: Any, centre: Any, settings: Any
) -> None:
    settings.ZHOLDAMA_DEMONSTRATION = False
    one = visit().arrive()
    one.identify()
    assert 'name="email"' not in one.desk.get(f"/desk/tickets/{one.ticket}/").content.decode()
    assert one.register(email="someone@example.kz").status_code == 302
    assert sql(
        "SELECT email FROM applications_application WHERE provider_id = %s",
        [centre.provider_id],
        alias="owner",
    ) == [("",)]


def test_the_case_says_in_one_line_what_became_of_its_messages(visit: Any, centre: Any) -> None:
    one = visit(slug="aigerim").to_head()
    one.desk.client.cookies["django_language"] = "en"
    with one.desk.queries() as before:
        assert "Messages" not in one.desk.get(f"/desk/applications/{one.case}/").content.decode()
    for sequence, state in enumerate(("sent", "sent", "unknown", "queued")):
        told(centre, one.case, sequence=sequence, state=state)
    told(centre, one.case, recipient="organisation", state="failed")
    told(centre, uuid4(), state="given_up")
    with one.desk.queries() as after:
        page = one.desk.get(f"/desk/applications/{one.case}/").content.decode()
    assert "e-mail to the person: waiting 1, sent 2, not known whether it arrived 1" in page
    assert "e-mail to the organisation: refused by the other side 1" in page
    assert "given up" not in page
    assert len(after) == len(before)


def test_the_operator_sees_how_many_have_not_gone(overseer: Any, centre: Any) -> None:
    told(centre, uuid4(), state="sent")
    told(centre, uuid4(), state="failed")
    one = overseer("operator")
    one.client.cookies["django_language"] = "en"
    page = one.get("/desk/operator/").content.decode()
    assert "Messages that have not gone:" in page
    assert "refused by the other side" in page
