"""`zholdama account create`: the first operator of an installation."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from zholdama.access.models import Account
from zholdama.cli import main
from zholdama.ledger.work import Login, work

AT = datetime(2025, 1, 6, 5, 0, tzinfo=UTC)


def test_an_operator_gets_a_first_password_that_must_be_changed(
    database: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from uuid import uuid4

    monkeypatch.setattr("zholdama.config.database.open_ready", lambda progress: None)
    login = f"op-{uuid4().hex[:8]}"
    arguments = ["account", "create", "--login", login, "--name", "Ким А", "--role", "operator", "--json"]
    assert main.main(arguments) == 0
    made: dict[str, Any] = json.loads(capsys.readouterr().out)
    with work(login=Login.DOORKEEPER, at=AT):
        account = Account.objects.get(login=login)
    assert account.check_password(made["first_password"])
    assert (account.oversight, account.must_change_password, account.demonstration) == (
        "operator",
        True,
        False,
    )
    assert main.main(arguments) == 2
    assert "taken" in capsys.readouterr().err
