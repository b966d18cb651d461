"""Load a corrected calendar: say which cases it touches; with --apply bring it into force and tell the people."""

import argparse
from pathlib import Path
from typing import Any

from zholdama.cli import output, reading

SUMMARY = "Load a corrected calendar: preview, then --apply"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The correction's file (TOML), and whether to apply it."""
    parser.add_argument(
        "file", type=Path, help="the correction, TOML: [calendar] version, replaces; [[days]]"
    )
    parser.add_argument(
        "--apply", action="store_true", help="bring it into force; without it nothing is written"
    )


def run(args: argparse.Namespace) -> int:
    """Status 0; 2 when the file is missing or no correction of the current calendar."""
    from zholdama.working_time.calendar_file import CalendarFileError, read_correction

    try:
        correction = read_correction(args.file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, CalendarFileError) as error:
        output.complain(str(error))
        return output.WRONG_CALL
    reading.open_for_writing()
    from zholdama.working_time.holidays import calendar_problems

    try:
        corrected = _current().corrected_by(correction)
    except ValueError as error:
        output.complain(str(error))
        return output.WRONG_CALL
    for problem in calendar_problems(corrected):
        output.complain(f"note: {problem}")
    touched = _over_providers(corrected, apply=args.apply)
    document = {
        "version": corrected.version,
        "hash": corrected.hash,
        "applied": args.apply,
        "touched": touched,
    }
    lines = [
        f"{t['provider']}  {t['number'] or t['case']}  {t['clock']}: {t['before']} -> {t['after']}"
        for t in touched
    ]
    verb = "now in force" if args.apply else "would touch the cases above; --apply brings it into force"
    output.answer(args, document, [*lines, f"calendar {corrected.version}: {len(touched)} due times; {verb}"])
    return output.GOOD


def _operator() -> Any:
    from uuid import UUID

    from zholdama.actors import Actor, Role

    return Actor(role=Role.OPERATOR, id=UUID(int=0))


def _current() -> Any:
    from zholdama import clock
    from zholdama.clocks import queries
    from zholdama.ledger.work import Login, work

    with work(login=Login.OPERATOR, by=_operator(), at=clock.now()):
        return queries.calendar_in_force()


def _over_providers(corrected: Any, *, apply: bool) -> list[dict[str, Any]]:
    from zholdama import clock
    from zholdama.applications import corrections
    from zholdama.cli.demo import local
    from zholdama.ledger.work import Login, work
    from zholdama.providers import queries as providers

    with work(login=Login.OPERATOR, by=_operator(), at=clock.now()):
        served = providers.open_providers()
        if apply:
            corrections.make_current(corrected)
    found = []
    for provider in served:
        with work(login=Login.OPERATOR, by=_operator(), at=clock.now(), provider=provider.id):
            changed = corrections.recalculate(corrected) if apply else corrections.touched(corrected)
        found += [
            {
                "provider": provider.code,
                "case": str(change.case_id),
                "number": change.number,
                "clock": change.kind,
                "before": local(change.due_before),
                "after": local(change.due_after),
            }
            for change in changed
        ]
    return found
