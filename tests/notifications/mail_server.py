"""A mail server for tests: real SMTP over a real socket, a record of what it has taken, and faults at chosen points."""

import re
import socketserver
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

PHASES = ("connect", "mail", "rcpt", "data", "body", "dot", "after")
"""Where a fault can happen: at the greeting, at each command, in the middle of the text, at the last dot before the
answer, and after the answer."""


@dataclass(frozen=True)
class Taken:
    """One letter that the server has taken."""

    to: str
    content: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=policy.default)  # type: ignore[return-value]

    @property
    def id(self) -> str:
        return str(self.message["Message-ID"])


Fault = Callable[[str, int], str]
"""(phase, number of the letter) -> "" or what happens: an answer such as "450 busy", "cut", "slow"."""


class MailServer:
    """Runs while it is entered; `taken` is its record, written before it answers the dot, as real servers do."""

    def __init__(self, fault: Fault = lambda phase, number: "") -> None:
        self.fault, self.taken, self.seen = fault, [], 0
        self.names: list[str] = []
        self._server: Any = None

    def __enter__(self) -> "MailServer":
        owner = self

        class Talk(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with suppress(ConnectionError, _Cut):
                    owner._talk(self.rfile, self.wfile)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address, daemon_threads = True, True

        self._server = Server(("127.0.0.1", 0), Talk)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def ids(self) -> list[str]:
        return [one.id for one in self.taken]

    def _talk(self, lines: Any, out: Any) -> None:
        def say(answer: str) -> None:
            out.write(f"{answer}\r\n".encode())
            out.flush()

        def may(phase: str, answer: str) -> bool:
            wrong = self.fault(phase, self.seen)
            if wrong == "cut":
                raise _Cut
            if wrong == "slow":
                time.sleep(3)
                raise _Cut
            if answer or wrong:
                say(wrong or answer)
            return not wrong

        to = ""
        if not may("connect", "220 test"):
            return
        while line := lines.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb in {"EHLO", "HELO"}:
                self.names.append(line.split()[1])
                say("250 test")
            elif verb == "MAIL":
                self.seen += 1
                may("mail", "250 ok")
            elif verb == "RCPT":
                to = re.search("<(.*)>", line).group(1)  # type: ignore[union-attr]
                may("rcpt", "250 ok")
            elif verb == "DATA":
                if may("data", "354 go on"):
                    self._take(to, lines, may)
            elif verb == "QUIT":
                say("221 bye")
                return
            else:
                say("250 ok")

    def _take(self, to: str, lines: Any, may: Callable[[str, str], bool]) -> None:
        content = b""
        while (line := lines.readline()) != b".\r\n":
            if not line:
                raise _Cut  # the sender has gone without the dot: nothing of it counts
            if not content:
                may("body", "")
            content += line[1:] if line.startswith(b"..") else line
        wrong = self.fault("dot", self.seen)
        if re.match("[45]", wrong):
            may("dot", "")
            return
        self.taken.append(Taken(to, content))
        if wrong:
            may("dot", "")
        if may("dot", f"250 2.0.0 Ok: queued as T{len(self.taken):05d}"):
            may("after", "")


class _Cut(Exception):
    """The line is cut."""
