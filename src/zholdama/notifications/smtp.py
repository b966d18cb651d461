"""E-mail over SMTP, one command at a time, so that it is known how far each letter came.

A server has taken a letter when it answers the line with the single dot; before that line it must throw away what it
got (RFC 5321, 4.1.1.4). The dot is therefore sent by itself, after `commit`.
"""

import re
import select
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime, parseaddr
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from zholdama.notifications.carriers import Letter, NeverTaken, NotTaken, Overtaken, Unsure

TALK_LIMIT = 4.0
"""A whole talk may take this many times the limit of one answer; then the line is cut."""
_LEADING_DOT = re.compile(rb"(?m)^\.")


class Smtp:
    """The mail server of the settings; the line is opened with the first letter and kept until `close`."""

    is_stand_in = False

    def __init__(self) -> None:
        from django.conf import settings

        self._how: dict[str, Any] = settings.ZHOLDAMA_SMTP
        self._line: smtplib.SMTP | None = None

    def send(self, letter: Letter, *, commit: Callable[[], bool]) -> str:
        """See `Carrier.send`; a 4xx answer is not now, a 5xx one about the letter is never."""
        to, sender = _ascii(letter.to), parseaddr(self._how["from"])[1]
        body = wire_form(letter, to=to, sender=self._how["from"])
        line = self._open()
        cut = threading.Timer(self._how["timeout"] * TALK_LIMIT, _cut, [line])
        cut.start()
        passed = False
        try:
            _needs(line.mail(sender), about_letter=False)
            _needs(line.rcpt(to))
            _needs(line.docmd("DATA"), good=3)
            line.send(_LEADING_DOT.sub(b"..", body))
            if not commit():
                raise Overtaken
            _still_there(line)
            passed = True
            line.send(b".\r\n")
            return _taken_as(_needs(line.getreply()))
        except (NotTaken, NeverTaken):
            self._ready_again(line)
            raise
        except (OSError, smtplib.SMTPException):
            self._drop()
            if passed:
                raise Unsure("cut") from None
            raise NotTaken("cut", everybody=True) from None
        except BaseException:
            self._drop()  # half a letter stands on the line: nothing else may follow it
            raise
        finally:
            cut.cancel()

    def knows(self, message_id: str) -> bool | None:
        """SMTP has no such question."""
        return None

    def close(self) -> None:
        """Say goodbye."""
        if self._line is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._line.quit()
        self._drop()

    def _open(self) -> smtplib.SMTP:
        if self._line is None:
            try:
                self._line = self._connected()
            except smtplib.SMTPAuthenticationError as error:
                raise NotTaken(f"auth_{error.smtp_code}", everybody=True) from None
            except smtplib.SMTPResponseException as error:
                raise NotTaken(f"smtp_{error.smtp_code}", everybody=True) from None
            except smtplib.SMTPNotSupportedError:  # no secrecy, or no sign-in, on offer: never go on without
                raise NotTaken("not_offered", everybody=True) from None
            except ssl.SSLError:
                raise NotTaken("tls", everybody=True) from None
            except (OSError, smtplib.SMTPException):
                raise NotTaken("no_line", everybody=True) from None
        return self._line

    def _connected(self) -> smtplib.SMTP:
        how = self._how
        name = parseaddr(how["from"])[1].rpartition("@")[2] or "localhost"
        more: dict[str, Any] = {"local_hostname": name, "timeout": how["timeout"]}
        if how["security"] == "tls":
            context = ssl.create_default_context()
            line: smtplib.SMTP = smtplib.SMTP_SSL(how["host"], how["port"], context=context, **more)
        else:
            line = smtplib.SMTP(how["host"], how["port"], **more)
        try:
            if how["security"] == "starttls":
                line.starttls(context=ssl.create_default_context())
            line.ehlo_or_helo_if_needed()
            if how["user"]:
                line.login(how["user"], how["password"])
        except BaseException:
            line.close()
            raise
        return line

    def _ready_again(self, line: smtplib.SMTP) -> None:
        try:
            line.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()


def wire_form(letter: Letter, *, to: str, sender: str) -> bytes:
    """The letter as it goes over the line: the same bytes at every attempt."""
    message = EmailMessage(policy=WIRE)
    name, address = parseaddr(sender)
    message["From"] = Address(display_name=name, addr_spec=address)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.made_at)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    if letter.answer_page:
        message["List-Unsubscribe"] = f"<{letter.answer_page}>"
    message.set_content(letter.text, cte="base64")
    message["Content-Language"] = letter.language
    return message.as_bytes()


def _ascii(address: str) -> str:
    """The address as every server takes it; NeverTaken for what is none."""
    name, _, domain = address.strip().rpartition("@")
    try:
        plain = f"{name}@{domain.encode('idna').decode('ascii')}"
        validate_email(plain)
    except (ValidationError, UnicodeError):
        raise NeverTaken("bad_address") from None
    return plain


def _needs(answer: tuple[int, bytes], *, good: int = 2, about_letter: bool = True) -> bytes:
    code, words = answer
    if code // 100 == good:
        return words
    if code == -1:  # smtplib's answer for a line that is gone
        raise smtplib.SMTPServerDisconnected
    if code == 421:  # the server closes: it is nobody's letter in particular
        raise NotTaken("smtp_421", everybody=True)
    if code // 100 == 5 and about_letter:
        raise NeverTaken(f"smtp_{code}")
    raise NotTaken(f"smtp_{code}", everybody=not about_letter)


def _still_there(line: smtplib.SMTP) -> None:
    """A server that speaks, or hangs up, in the middle of a letter does not want it: the dot is not sent."""
    if line.sock is None or select.select([line.sock], [], [], 0)[0]:
        raise smtplib.SMTPServerDisconnected


def _taken_as(words: bytes) -> str:
    """What the server calls the letter: the last word of its answer, never one that could be an address."""
    word = words.decode("ascii", "ignore").split()[-1:] or [""]
    return word[0] if re.fullmatch(r"[A-Za-z0-9._-]{4,80}", word[0]) else ""


def _cut(line: smtplib.SMTP) -> None:
    with suppress(OSError, AttributeError):
        line.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]
