"""Recompute every clock from the steps, and hold the clock rows against it."""

import argparse
from typing import TYPE_CHECKING, Any

from zholdama import clock
from zholdama.cli import output, reading

if TYPE_CHECKING:
    from zholdama.monitoring.verification import Difference, TermsReport

SUMMARY = "Recompute every clock from the steps"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`verify`."""
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    verify = acts.add_parser(
        "verify", help="recompute every clock from the steps and the calendars they name"
    )
    reading.add_provider(verify)
    # Given before or after the act's name; an unset default keeps what stood before it.
    verify.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="print exactly one JSON document"
    )


def run(args: argparse.Namespace) -> int:
    """Exit 0 when nothing differs, also when clocks were missed; 1 when something does; 3 without a database."""
    try:
        report = _report(args.provider)
    except reading.UnknownProvider as error:
        output.complain(str(error))
        return output.WRONG_CALL
    output.answer(args, _document(report), _lines(report))
    return output.NO if report.differing else output.GOOD


def _report(provider: str | None) -> "TermsReport":
    reading.open_for_reading()
    from zholdama.ledger.work import Login, work
    from zholdama.monitoring.verification import verify_terms

    with work(login=Login.AUDITOR, at=clock.now()):
        return verify_terms(provider=reading.provider_id(provider))


def _document(report: "TermsReport") -> dict[str, Any]:
    return {
        "clocks": report.clocks,
        "kept": report.kept,
        "missed": report.missed,
        "running": report.running,
        "undetermined": report.undetermined,
        "differing": report.differing,
        "differences": [_plain(each) for each in report.differences],
    }


def _plain(each: "Difference") -> dict[str, str]:
    return {
        "provider": str(each.provider_id),
        "case": each.case_id,
        "kind": each.kind,
        "field": each.field,
        "stored": each.stored,
        "recomputed": each.recomputed,
    }


def _lines(report: "TermsReport") -> list[str]:
    counted = (
        f"{report.clocks} clocks: {report.kept} kept, {report.missed} missed, {report.running} running, "
        f"{report.undetermined} undetermined; {report.differing} differ"
    )
    differing = (
        f"  provider {each.provider_id}, case {each.case_id}, {each.kind or 'a step'}, {each.field}: "
        f"the row says {each.stored or 'nothing'}, the steps say {each.recomputed or 'nothing'}"
        for each in report.differences
    )
    return [counted, *differing]
