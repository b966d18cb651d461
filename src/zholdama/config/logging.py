"""Log lines as JSON with an allowlist of fields: what is not on the list is not written, so no name or number leaks."""

import json
import logging
import re
from datetime import UTC, datetime
from types import FrameType

FIELDS = ("status_code", "act", "job", "watcher", "provider", "duration_ms", "step")
"""Extra fields that may be logged: technical, or ids of providers and acts; never of people."""

_DIGITS = re.compile(r"\d{6,}")
_LINKS = re.compile(r"(/employers/)\S+")
"""Addresses of the employers' door hold a secret; a log that held one would answer for the employer."""


class Allowlist(logging.Filter):
    """Takes long digit runs and secret links out of messages: neither a person's number nor a secret belongs in a log."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _DIGITS.sub("[number]", _LINKS.sub(r"\1[link]", record.getMessage()))
        record.args = ()
        return True


class LineFormatter(logging.Formatter):
    """One JSON object a line. An exception is named by its type and place, without values."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update({name: str(getattr(record, name)) for name in FIELDS if hasattr(record, name)})
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = type(record.exc_info[1]).__name__
            line["where"] = [
                f"{frame.f_code.co_filename.rsplit('/', 1)[-1]}:{number}" for frame, number in _frames(record)
            ][-8:]
        return json.dumps(line, ensure_ascii=False)


def _frames(record: logging.LogRecord) -> list[tuple[FrameType, int]]:
    import traceback

    assert record.exc_info is not None
    return list(traceback.walk_tb(record.exc_info[2]))
