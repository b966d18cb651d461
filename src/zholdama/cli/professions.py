"""`zholdama professions`: the classifier of occupations, listed or taken in from a file."""

import argparse
from pathlib import Path

from zholdama import clock
from zholdama.cli import output, reading
from zholdama.cli.provider import OPERATOR

SUMMARY = "List or import the classifier of occupations"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`list`, `import FILE`."""
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    listed = acts.add_parser("list", help="every profession known here: code and names")
    taken = acts.add_parser("import", help="take in a file; newer names replace older ones")
    taken.add_argument("file", type=Path, metavar="FILE", help="CSV or XLSX with the columns code, kk, ru")
    for act in (listed, taken):
        act.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="print exactly one JSON document"
        )


def run(args: argparse.Namespace) -> int:
    """Exit 0 done; 2 the file cannot be read; 3 no database."""
    if args.act == "list":
        reading.open_for_reading()
        return _list(args)
    reading.open_for_writing()
    return _import(args)


def _list(args: argparse.Namespace) -> int:
    from zholdama.ledger.work import Login, work
    from zholdama.opportunities import professions

    with work(login=Login.OPERATOR, by=OPERATOR, at=clock.now()):
        known = professions.all_professions()
    rows = [one._asdict() for one in known]
    output.answer(args, {"professions": rows}, (f"{one.code:8}  {one.kk} / {one.ru}" for one in known))
    return output.GOOD


def _import(args: argparse.Namespace) -> int:
    from zholdama.ledger.work import Login, work
    from zholdama.opportunities import professions
    from zholdama.providers.table_file import TableError, read_rows

    try:
        read = professions.read(read_rows(args.file.read_bytes()))
    except (OSError, TableError, professions.ProfessionFileError) as error:
        output.complain(str(error))
        return output.WRONG_CALL
    with work(login=Login.OPERATOR, by=OPERATOR, at=clock.now()):
        count = professions.load(read)
    output.answer(args, {"taken_in": count}, [f"{count} professions taken in"])
    return output.GOOD
