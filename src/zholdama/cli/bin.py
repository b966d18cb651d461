"""`zholdama bin NUMBER`: is it a BIN, and of what kind; any text is answered."""

import argparse

from zholdama import identifiers
from zholdama.cli import output
from zholdama.cli.any_text import add_any_text, joined
from zholdama.cli.iin import number_lines

SUMMARY = "Check a business identification number"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The number."""
    add_any_text(parser, name="number", help_text="the number exactly as given; any text is answered")


def run(args: argparse.Namespace) -> int:
    """Print `valid, reason, kind` (and `unit`); 0 when valid, 1 when not. The number itself is not echoed."""
    reading = identifiers.read_bin(joined(args.number))
    words = identifiers.words_for(reading.reason, number="bin") if reading.reason else None
    document = {
        "valid": reading.valid,
        "reason": reading.reason,
        "kind": reading.kind,
        "unit": reading.unit,
        "text": words and words.text.as_dict(),
        "remedy": words and words.remedy.as_dict(),
    }
    output.answer(args, document, number_lines(document, words))
    return output.GOOD if reading.valid else output.NO
