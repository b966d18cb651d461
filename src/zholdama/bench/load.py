"""A small load client: prebuilt requests over kept-alive connections, one thread, no library between.

It costs a few per cent of what the server costs for the same request, so that it is not what is measured.
"""

import select
import socket
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

PATIENCE = 60.0
"""Seconds without any answer after which the server counts as stuck."""


@dataclass(frozen=True, slots=True)
class Answered:
    """How a batch went. `latencies` in seconds, sorted."""

    seconds: float
    statuses: Counter[int]
    latencies: tuple[float, ...] = field(repr=False)
    complaint: str = ""

    @property
    def rate(self) -> float:
        """Requests a second."""
        return sum(self.statuses.values()) / self.seconds


def request(path: str, body: bytes) -> bytes:
    """One POST of JSON as it goes over the wire."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def send(port: int, requests: Sequence[bytes], *, connections: int = 16) -> Answered:
    """Send all requests over `connections` connections, each with one request under way. Raises OSError, TimeoutError."""
    poll = select.epoll()
    lines = [_Line(port, poll) for _ in range(min(connections, len(requests)))]
    by_number = {line.socket.fileno(): line for line in lines}
    waiting = iter(requests)
    statuses: Counter[int] = Counter()
    latencies: list[float] = []
    complaint = ""
    begin = time.perf_counter()
    try:
        for line in lines:
            line.ask(next(waiting))
        while len(latencies) < len(requests):
            ready = poll.poll(PATIENCE)
            if not ready:
                raise TimeoutError(f"no answer for {PATIENCE:.0f} seconds")
            for number, _ in ready:
                line = by_number[number]
                if (status := line.listen()) is None:
                    continue
                statuses[status] += 1
                latencies.append(time.perf_counter() - line.asked)
                if status >= 300 and not complaint:
                    complaint = bytes(line.heard[-600:]).decode("utf-8", "replace")
                if (following := next(waiting, None)) is not None:
                    line.ask(following)
        return Answered(time.perf_counter() - begin, statuses, tuple(sorted(latencies)), complaint)
    finally:
        for line in lines:
            line.socket.close()
        poll.close()


class _Line:
    """One kept-alive connection."""

    def __init__(self, port: int, poll: select.epoll) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        poll.register(self.socket.fileno(), select.EPOLLIN)
        self.heard = bytearray()
        self.asked = 0.0

    def ask(self, words: bytes) -> None:
        self.heard.clear()
        self.asked = time.perf_counter()
        self.socket.sendall(words)

    def listen(self) -> int | None:
        """The status once the answer is whole, else None."""
        piece = self.socket.recv(65536)
        if not piece:
            raise ConnectionResetError("the server hung up")
        self.heard += piece
        head, end, body = bytes(self.heard).partition(b"\r\n\r\n")
        if not end:
            return None
        length = next(
            int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
        )
        return int(head[9:12]) if len(body) >= length else None
