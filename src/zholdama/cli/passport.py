"""`zholdama passport`: every clause with its text, the rules that keep it and the tests that show it."""

import argparse
from collections.abc import Iterator
from typing import Any

from zholdama.cli import output
from zholdama.passport import edition as editions
from zholdama.passport import marks
from zholdama.passport.clauses import Clause, ClauseRecord, records

SUMMARY = "The clauses, who keeps them, what shows it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--language`: of the texts printed for people; the JSON holds all three."""
    parser.add_argument("--language", choices=("kk", "ru", "en"), default="kk", help="of the printed texts")


def run(args: argparse.Namespace) -> int:
    """Print the passport. Exit 0; 3 when the data or a mark in the source is broken."""
    try:
        document = passport_document()
    except (editions.PassportDataError, marks.MarkError) as error:
        output.complain(str(error))
        return output.UNDETERMINED
    if not marks.TESTS.is_dir():
        output.complain("no tests folder beside this installation: shown_by is empty")
    output.answer(args, document, _lines(document, args.language))
    return output.GOOD


def passport_document() -> dict[str, Any]:
    """`{edition, clauses: [{id, text, kept_by, shown_by, informative, owed}]}`. Raises as the data does."""
    keepers, shown = marks.rules_by_clause(), marks.shown_by_clause()
    return {
        "edition": editions.current().id,
        "clauses": [_clause(record, keepers, shown) for record in records().values()],
    }


def _clause(
    record: ClauseRecord,
    keepers: dict[Clause, tuple[str, ...]],
    shown: dict[Clause, tuple[str, ...]],
) -> dict[str, Any]:
    return {
        "id": record.clause.value,
        "text": record.text.as_dict(),
        "kept_by": list(keepers[record.clause]),
        "shown_by": list(shown[record.clause]),
        "informative": record.informative,
        "owed": record.owed,
    }


def _lines(document: dict[str, Any], language: str) -> Iterator[str]:
    yield f"Edition {document['edition']}: {editions.current().name.in_language(language)}"
    for clause in document["clauses"]:
        state = " (informative)" if clause["informative"] else ""
        state += f" (owed by {clause['owed']})" if clause["owed"] else ""
        yield f"\n{clause['id']}{state}  {clause['text'][language]}"
        for rule in clause["kept_by"]:
            yield f"    kept by  {rule}"
        for test in clause["shown_by"]:
            yield f"    shown by {test}"
