"""The `zholdama` command: one entry, each command in a module of its own, imported only when it is called."""

import argparse
import importlib
import os
import sys
import traceback
from collections.abc import Sequence

from zholdama.cli import output

# Modules are named, not imported: `zholdama term` must not pay for Django.
COMMANDS: dict[str, str] = {
    "term": "Accepted and due times, or the working minutes between two times",
    "calendar": "The days of a year that differ from an ordinary week",
    "iin": "Check an individual identification number",
    "bin": "Check a business identification number",
    "passport": "The clauses, who keeps them, what shows it",
    "eds": "Verify or inspect an electronic signature",
    "referral": "Verify a referral, or export the public keys",
    "ledger": "Verify or export the chain of steps",
    "terms": "Recompute every clock from the steps",
    "replay": "Compute past decisions anew from the facts and rules they rested on",
    "simulate": "How long people would wait with so many visitors and counters",
    "phone": "Sign as a stand-in phone (demonstration only)",
    "demo": "Play one service day through both channels",
    "bench": "The product's figures beside named floors",
    "check": "What is wrong with this installation, in words to act on",
    "run": "Start the product: database, web server, worker",
    "signer": "The development signer: stands in for NCALayer, for made-up people",
    "provider": "Set up a provider, its head, its names and codes",
    "database": "Prepare the database, or say where it is",
    "account": "Make an operator's or auditor's account",
    "edition": "List and confirm what the edition marks as unconfirmed",
    "professions": "List or import the classifier of occupations",
    "correct-calendar": "Load a corrected calendar: preview, then --apply",
}


def build_parser(command: str | None) -> argparse.ArgumentParser:
    """A parser that knows every command by name and the called one in full."""
    parser = argparse.ArgumentParser(prog="zholdama", description=__doc__)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        child = commands.add_parser(name, help=summary, description=summary)
        child.add_argument("--json", action="store_true", help="print exactly one JSON document")
        if name == command:
            module = importlib.import_module(f"zholdama.cli.{name.replace('-', '_')}")
            module.add_arguments(child)
            child.set_defaults(run=module.run)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status (see `zholdama.cli.output`)."""
    output.write_utf8()
    arguments = list(sys.argv[1:] if argv is None else argv)
    command = next((word for word in arguments if word in COMMANDS), None)
    args = build_parser(command).parse_args(arguments)
    try:
        status = int(args.run(args))
        # Here, while a failure to write can still be told: left to the interpreter it ends in status 120.
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except BrokenPipeError:
        # The reader went away (`| head`); that is not the command's failure.
        _write_nowhere()
        return output.GOOD
    except output.NotDetermined as error:
        output.complain(str(error))
        return output.UNDETERMINED
    except Exception:
        # A defect, a full disk: no answer. Python's own status for it, 1, would mean that the answer is "no".
        traceback.print_exc()
        _write_nowhere()
        return output.UNDETERMINED


def _write_nowhere() -> None:
    """What could not be written must not be tried again when the interpreter ends."""
    # A caller may have closed its output, or put a buffer in its place.
    stream = sys.__stdout__
    if stream is not None and sys.stdout is stream:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


if __name__ == "__main__":
    sys.exit(main())
