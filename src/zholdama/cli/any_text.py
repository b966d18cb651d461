"""An argument that takes any text, also one that starts with a dash: the answer to odd text is "no", not a
wrong call.
"""

import argparse
import re


def add_any_text(parser: argparse.ArgumentParser, *, name: str, help_text: str) -> None:
    """Add a positional argument that swallows whatever is no option of this parser.

    argparse takes "-5" for a number but "-abc" for an option it does not know, and ends with status 2. It
    asks its matcher of negative numbers which dashed words are arguments after all: here, all of them.
    Options that exist (`--json`, `--help`) are looked up before that; a guess that "-h1" might mean `-h` is
    switched off. Several words are one text with spaces, as when somebody forgot to quote: `joined` puts
    them together.
    """
    parser.allow_abbrev = False
    parser._negative_number_matcher = re.compile("-")
    parser._get_option_tuples = lambda option_string: []  # type: ignore[method-assign]
    parser.add_argument(name, nargs="+", metavar=name.upper(), help=help_text)


def joined(words: list[str]) -> str:
    """The text as it was typed, words put together by one space."""
    return " ".join(words)
