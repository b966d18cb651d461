"""Compute every past decision anew from the facts and rules it rested on, and list what differs."""

import argparse
from typing import TYPE_CHECKING, Any

from zholdama import clock
from zholdama.cli import output, reading

if TYPE_CHECKING:
    from zholdama.eligibility.replay import Difference, ReplayReport

SUMMARY = "Compute past decisions anew from the facts and rules they rested on"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--all`, or `--case NUMBER`."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--all", action="store_true", help="every decision")
    which.add_argument("--case", metavar="NUMBER", help="the decisions of the case with this number")
    reading.add_provider(parser)


def run(args: argparse.Namespace) -> int:
    """Exit 0 when nothing differs, 1 when something does; 2 for an unknown provider or case, 3 without a database."""
    try:
        report = _report(args)
    except reading.UnknownProvider as error:
        output.complain(str(error))
        return output.WRONG_CALL
    if args.case and not report.decisions:
        output.complain(f"no decision is kept of a case {args.case!r}")
        return output.WRONG_CALL
    output.answer(args, _document(report), _lines(report))
    return output.NO if report.differences else output.GOOD


def _report(args: argparse.Namespace) -> "ReplayReport":
    reading.open_for_reading()
    from zholdama.eligibility.replay import replay
    from zholdama.ledger.work import Login, work

    with work(login=Login.AUDITOR, at=clock.now()):
        return replay(provider=reading.provider_id(args.provider), number=args.case)


def _document(report: "ReplayReport") -> dict[str, Any]:
    return {
        "decisions": report.decisions,
        "same": report.same,
        "differing": len(report.differences),
        "not_recomputed": len(report.not_recomputed),
        "differences": [_plain(each) for each in report.differences],
        "could_not": [_plain(each) for each in report.not_recomputed],
    }


def _plain(each: "Difference") -> dict[str, Any]:
    return {
        "provider": str(each.provider_id),
        "case": str(each.case_id),
        "number": each.number,
        "act": each.act,
        "lines": list(each.lines),
    }


def _lines(report: "ReplayReport") -> list[str]:
    counted = (
        f"{report.decisions} decisions: {report.same} the same, {len(report.differences)} differ, "
        f"{len(report.not_recomputed)} could not be computed anew"
    )
    each = [
        f"  {word} {one.number}, {one.act}: {line}"
        for word, found in (("DIFFERS", report.differences), ("COULD NOT", report.not_recomputed))
        for one in found
        for line in one.lines
    ]
    return [counted, *each]
