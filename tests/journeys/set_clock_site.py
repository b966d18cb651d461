"""The product as its web server runs it, at moments that a test sets: the WSGI application of a test's server.

The clock stands still at the moment in the file, so that what a screen shows can be held against what is recomputed.
"""

import os
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from zholdama import clock
from zholdama.config.wsgi import application as product

MOMENT = "ZHOLDAMA_TEST_MOMENT"
"""Environment: the file that holds the moment, with its offset."""


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer at the moment of the file."""
    at = datetime.fromisoformat(Path(os.environ[MOMENT]).read_text(encoding="ascii"))
    with clock.clock_at(at):
        return product(environ, start_response)
