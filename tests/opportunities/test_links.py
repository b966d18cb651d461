"""The personal link of an organisation: bound to it, ending by itself, locked by wrong digits, its secret kept nowhere."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.acting import AT, crowd, doorkeeper, sql, staff

from zholdama.demonstration.centre import organisation_bin
from zholdama.opportunities import links, organisations
from zholdama.opportunities.organisations import Details
from zholdama.refusals import Refused

NUMBER = organisation_bin("a mill of the tests")


@pytest.fixture
def mill(centre: Any) -> UUID:
    with staff(centre):
        return organisations.register(Details(number=NUMBER, name="«Үлгі диірмен» ЖШС"), key=uuid4())


def opened(secret: str, at: Any = AT) -> links.Opened | None:
    with doorkeeper(at):
        return links.opened(secret)


def proved(centre: Any, link_id: UUID, digits: str) -> bool:
    with staff(centre):
        return links.proved(link_id, digits)


def test_a_secret_opens_its_own_organisation_until_it_ends(centre: Any, mill: UUID) -> None:
    key = uuid4()
    with staff(centre):
        secret = links.make(mill, key=key)
    assert len(secret) >= 22  # 128 bits in base64
    found = opened(secret)
    assert found == links.Opened(key, centre.provider_id, mill)
    assert opened(secret, AT + links.HOLDS - timedelta(seconds=1)) == found
    assert opened(secret, AT + links.HOLDS) is None
    for stranger in ("", "x", secret[:-1], secret + "A", secret.lower() if secret.lower() != secret else "x"):
        assert opened(stranger) is None
    with staff(centre):
        links.revoke(key)
    with staff(centre):
        links.revoke(key)
        assert links.links(mill) == ()
    assert opened(secret) is None


def test_the_secret_is_nowhere_in_the_database(centre: Any, mill: UUID) -> None:
    with staff(centre):
        secret = links.make(mill, key=uuid4())
    rows = sql("SELECT to_jsonb(t)::text FROM opportunities_organisation_link t", alias="owner")
    rows += sql("SELECT entry FROM ledger_entry WHERE provider_id = %s", [centre.provider_id], alias="owner")
    rows += sql(
        "SELECT to_jsonb(t)::text FROM ledger_facts t WHERE provider_id = %s",
        [centre.provider_id],
        alias="owner",
    )
    assert rows
    assert not [row for row in rows if secret in row[0]]


def test_a_page_sent_twice_makes_one_link(centre: Any, mill: UUID) -> None:
    key = uuid4()
    with staff(centre):
        links.make(mill, key=key)
    with pytest.raises(Refused, match="link_made"), staff(centre):
        links.make(mill, key=key)
    with pytest.raises(Refused, match="step_not_for_role"), staff(centre, "qabyldau"):
        links.make(mill, key=uuid4())
    with pytest.raises(Refused, match="not_found"), staff(centre):
        links.make(uuid4(), key=uuid4())


def test_the_fifth_wrong_answer_locks_the_link(centre: Any, mill: UUID) -> None:
    key = uuid4()
    with staff(centre):
        secret = links.make(mill, key=key)
    assert not proved(centre, key, NUMBER[:4])
    assert proved(centre, key, f" {NUMBER[-4:]} ")
    wrong = [f"{(int(NUMBER[-4:]) + more) % 10000:04d}" for more in range(1, 21)]
    assert not any(crowd(20, lambda number: proved(centre, key, wrong[number])))
    assert sql(
        "SELECT wrong_digits FROM opportunities_organisation_link WHERE id = %s", [key], alias="owner"
    ) == [(5,)]
    assert opened(secret) is None
    assert not proved(centre, key, NUMBER[-4:])
    with staff(centre):
        assert [one.locked for one in links.links(mill)] == [True]


def test_a_link_of_another_provider_is_not_there(centre: Any, mill: UUID) -> None:
    from tests.conftest import fresh_centre

    from zholdama.demonstration import centre as centres

    key = uuid4()
    with staff(centre):
        links.make(mill, key=key)
    stranger = fresh_centre(centres)
    assert not proved(stranger, key, NUMBER[-4:])
    for act in (lambda: links.revoke(key), lambda: links.make(mill, key=uuid4())):
        with pytest.raises(Refused, match="not_found"), staff(stranger):
            act()
