"""What a command prints: one JSON document, or lines for people; complaints go to standard error."""

import argparse
import io
import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

GOOD, NO, WRONG_CALL, UNDETERMINED = 0, 1, 2, 3
"""Exit statuses of every command: the answer is good, is "no", the call itself is wrong, could not be determined."""


class NotDetermined(Exception):
    """The command has no answer, for a reason the message tells a person; exit status 3."""


def write_utf8() -> None:
    """Print in UTF-8 whatever the locale says (JSON has no other encoding), and never fail over a letter."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def answer(args: argparse.Namespace, document: Mapping[str, Any], lines: Iterable[str]) -> None:
    """Print `document` as the one JSON document when `--json` was given, else `lines`."""
    if args.json:
        print(json.dumps(document, ensure_ascii=False, indent=2, default=str))
    else:
        for line in lines:
            print(line)


def printable(line: str) -> str:
    """Somebody else's text (a name in a certificate): nothing in it moves the cursor or turns the line around."""
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in line)


def complain(message: str) -> None:
    """Write a message for a person to standard error."""
    print(f"zholdama: {message}", file=sys.stderr)


def open_house() -> None:
    """Wire Django with a database behind it; only for commands whose answer needs one."""
    import django

    from zholdama.config import database

    database.join()
    django.setup()
