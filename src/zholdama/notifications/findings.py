"""What `zholdama check` says of messages: which channels are on, and whether they are fit for service."""

from collections.abc import Iterator
from datetime import datetime
from email.utils import parseaddr

from zholdama.notifications import carriers, kinds

LOCAL = {"localhost", "127.0.0.1", "::1"}


def findings(*, at: datetime) -> Iterator[dict[str, str]]:
    """E-mail, SMS, and the links that messages carry."""
    from django.conf import settings

    yield from _email(settings.ZHOLDAMA_SMTP, production=settings.ZHOLDAMA_PRODUCTION)
    yield from _sms(settings.ZHOLDAMA_SMS, production=settings.ZHOLDAMA_PRODUCTION)
    yield from _links()


def _finding(what: str, state: str = "good", do: str = "") -> dict[str, str]:
    return {"what": what, "state": state, "do": do}


def _email(how: dict[str, object], *, production: bool) -> Iterator[dict[str, str]]:
    if not how["host"]:
        do = "set ZHOLDAMA_SMTP_HOST and ZHOLDAMA_SMTP_FROM, or leave it: the cabinet tells people all the same"
        yield _finding("e-mail is off: no mail server is named", "warning", do)
        return
    what = f"e-mail goes through {how['host']}, port {how['port']} ({how['security']})"
    sender = parseaddr(str(how["from"]))[1]
    if "@" not in sender or (production and sender.endswith("@localhost")):
        yield _finding(what, "bad", "set ZHOLDAMA_SMTP_FROM to the address that the messages come from")
    elif how["security"] == "none" and how["host"] not in LOCAL:
        state = "bad" if production else "warning"
        yield _finding(
            what, state, "set ZHOLDAMA_SMTP_SECURITY to starttls or tls: this line is open to readers"
        )
    else:
        yield _finding(what)


def _sms(name: str, *, production: bool) -> Iterator[dict[str, str]]:
    if not name:
        yield _finding("SMS is off: no carrier is named (ZHOLDAMA_SMS)")
        return
    try:
        stand_in = carriers.carrier("sms").is_stand_in
    except carriers.NoCarrier:
        yield _finding("SMS: a stand-in is named", "bad", "take ZHOLDAMA_SMS away: it carries nothing")
    except (ImportError, AttributeError, ValueError):
        yield _finding(f"SMS: there is no {name}", "bad", "set ZHOLDAMA_SMS to the dotted name of a carrier")
    else:
        yield _finding(f"SMS: {'a stand-in keeps the messages in a file' if stand_in else name}")


def _links() -> Iterator[dict[str, str]]:
    told = {one.kind for one in kinds.told()}
    if missing := [one.kind for one in kinds.TELLINGS if one.kind not in told]:
        what = f"nobody is written to about: {', '.join(missing)}"
        yield _finding(what, "warning", "ZHOLDAMA_MESSAGE_LINKS names nothing that makes their links")
