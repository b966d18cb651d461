"""What `zholdama check` says of the channels."""

from typing import Any

import pytest
from tests.acting import AT

from zholdama.config import mail
from zholdama.notifications import carriers, findings

STAND_IN = "zholdama.notifications.sms.FileSms"


def said(settings: Any, *, production: bool = False, sms: str = "", **smtp: str) -> list[tuple[str, str]]:
    settings.ZHOLDAMA_PRODUCTION, settings.ZHOLDAMA_SMS = production, sms
    settings.ZHOLDAMA_SMTP = mail.server({f"ZHOLDAMA_SMTP_{name}": value for name, value in smtp.items()})
    return [(one["what"], one["state"]) for one in findings.findings(at=AT)]


def test_off_by_default_and_said_so(settings: Any) -> None:
    found = dict(said(settings))
    assert found["e-mail is off: no mail server is named"] == "warning"
    assert found["SMS is off: no carrier is named (ZHOLDAMA_SMS)"] == "good"
    assert carriers.names() == {}


@pytest.mark.parametrize(
    ("smtp", "production", "state"),
    [
        ({"HOST": "mail.example.kz", "FROM": "news@example.kz"}, True, "good"),
        ({"HOST": "mail.example.kz"}, True, "bad"),
        ({"HOST": "mail.example.kz", "FROM": "news@example.kz", "SECURITY": "none"}, True, "bad"),
        ({"HOST": "mail.example.kz", "FROM": "news@example.kz", "SECURITY": "none"}, False, "warning"),
        ({"HOST": "127.0.0.1", "FROM": "news@example.kz", "SECURITY": "none"}, True, "good"),
    ],
)
def test_a_server_is_fit_or_not(settings: Any, smtp: dict[str, str], production: bool, state: str) -> None:
    what, found = said(settings, production=production, **smtp)[0]
    assert (smtp["HOST"] in what, found) == (True, state)
    assert "email" in carriers.names()


def test_a_stand_in_for_sms_is_refused_in_production(settings: Any) -> None:
    assert dict(said(settings, sms=STAND_IN))["SMS: a stand-in keeps the messages in a file"] == "good"
    assert dict(said(settings, sms=STAND_IN, production=True))["SMS: a stand-in is named"] == "bad"
    assert dict(said(settings, sms="zholdama.nowhere.Sms"))["SMS: there is no zholdama.nowhere.Sms"] == "bad"


def test_the_password_may_stand_in_a_file(tmp_path: Any) -> None:
    file = tmp_path / "password"
    file.write_text("secret\n")
    assert mail.server({"ZHOLDAMA_SMTP_PASSWORD_FILE": str(file)})["password"] == "secret"
    assert (
        mail.server({"ZHOLDAMA_SMTP_SECURITY": "tls"})["port"],
        mail.server({})["port"],
        mail.server({})["host"],
    ) == (465, 587, "")
    with pytest.raises(RuntimeError, match="ZHOLDAMA_SMTP_SECURITY"):
        mail.server({"ZHOLDAMA_SMTP_SECURITY": "ssl"})
