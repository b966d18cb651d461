"""The process: NCALayer's WebSocket on one port, the authority and the page on the next; loopback only."""

import contextlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from pathlib import Path

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from zholdama import clock
from zholdama.development_signer import protocol
from zholdama.development_signer.keyring import Keyring
from zholdama.development_signer.reader import Reader
from zholdama.development_signer.web import handler

HOST = "127.0.0.1"
ORIGINS = [re.compile(r"https?://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?")]
"""Pages that may speak to the signer: those of this machine. A connection without an origin is no page's."""


@dataclass(frozen=True)
class Signer:
    """A running signer: the ports it listens on, and what is in its reader."""

    port: int
    page_port: int
    reader: Reader


@contextlib.contextmanager
def running(folder: Path, *, port: int, page_port: int) -> Iterator[Signer]:
    """Serve in threads of this process until the block ends; port 0 takes a free one. Raises OSError for a taken one."""
    reader = Reader(Keyring(folder))
    with _sockets(reader, port) as sockets, ThreadingHTTPServer((HOST, page_port), handler(reader)) as pages:
        for target in (sockets.serve_forever, pages.serve_forever):
            threading.Thread(target=target, daemon=True).start()
        try:
            yield Signer(sockets.socket.getsockname()[1], pages.server_address[1], reader)
        finally:
            pages.shutdown()
            sockets.shutdown()


def _sockets(reader: Reader, port: int) -> Server:
    def talk(connection: ServerConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            connection.send(protocol.greeting(reader))
            for message in connection:
                text = message if isinstance(message, str) else ""
                connection.send(protocol.answer(reader, text, at=clock.now()))

    return serve(
        talk,
        HOST,
        port,
        origins=ORIGINS,
        compression=None,
        max_size=protocol.LARGEST_MESSAGE,
        server_header=None,
    )
