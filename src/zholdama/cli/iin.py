"""`zholdama iin NUMBER`: is it an IIN, and what does it say; any text is answered."""

import argparse
from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from zholdama import identifiers
from zholdama.cli import output
from zholdama.cli.any_text import add_any_text, joined

SUMMARY = "Check an individual identification number"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The number, and for tests and replays the day against which a birth date is in the future."""
    add_any_text(parser, name="number", help_text="the number exactly as given; any text is answered")
    parser.add_argument(
        "--on",
        type=date.fromisoformat,
        metavar="DATE",
        help="the day on which a birth date is in the future (default: today in Asia/Almaty)",
    )


def run(args: argparse.Namespace) -> int:
    """Print `valid, reason, birth_date, sex`; 0 when valid, 1 when not. The number itself is not echoed."""
    on = args.on or _today()
    reading = identifiers.read_iin(joined(args.number), on=on)
    words = identifiers.words_for(reading.reason, number="iin") if reading.reason else None
    document = {
        "valid": reading.valid,
        "reason": reading.reason,
        "birth_date": reading.birth_date,
        "sex": reading.sex,
        "text": words and words.text.as_dict(),
        "remedy": words and words.remedy.as_dict(),
    }
    output.answer(args, document, number_lines(document, words))
    return output.GOOD if reading.valid else output.NO


def number_lines(document: Mapping[str, object], words: identifiers.ReasonWords | None) -> list[str]:
    """One line per field that is known, then the words in Kazakh, Russian and English."""
    fields = {key: value for key, value in document.items() if key not in ("text", "remedy")}
    lines = [f"{key}: {str(value).lower()}" for key, value in fields.items() if value is not None]
    if words:
        lines += [
            f"{words.text.in_language(code)} {words.remedy.in_language(code)}" for code in ("kk", "ru", "en")
        ]
    return lines


def _today() -> date:
    # A command line is a door, and this one needs neither the database nor its set clock.
    return datetime.now(ZoneInfo("Asia/Almaty")).date()  # noqa: TID251
