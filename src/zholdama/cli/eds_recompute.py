"""`zholdama eds recompute --all`: every stored verdict on a signature given again, from the stored bytes alone."""

import argparse
from typing import Any

from zholdama import clock
from zholdama.cli import output, reading


def add_arguments(acts: Any) -> argparse.ArgumentParser:
    """`recompute --all [--provider CODE]`; returns its parser."""
    parser: argparse.ArgumentParser = acts.add_parser(
        "recompute", help="give every stored verdict again from what is stored with it"
    )
    parser.add_argument("--all", action="store_true", required=True, help="all that is stored here")
    reading.add_provider(parser)
    return parser


def run(args: argparse.Namespace) -> int:
    """Exit 0 when every verdict comes out as stored; 1 when one differs; 3 when something could not be read."""
    try:
        reading.open_for_reading()
        found = _recomputed(args.provider)
    except reading.UnknownProvider as error:
        output.complain(str(error))
        return output.WRONG_CALL
    output.answer(args, found, _lines(found))
    if found["differences"]:
        return output.NO
    return output.UNDETERMINED if found["unread"] else output.GOOD


def _recomputed(provider: str | None) -> dict[str, Any]:
    from zholdama.ledger.work import Login, work
    from zholdama.signatures import queries, recomputing
    from zholdama.signatures.trust import Lost

    verdicts, differences, unread, after = 0, [], [], None
    with work(login=Login.AUDITOR, at=clock.now()):
        only = reading.provider_id(provider)
        while page := queries.every_evidence(after=after):
            for card in page:
                if only is not None and card.provider_id != only:
                    continue
                verdicts += 1
                about = {"evidence": str(card.id), "case": str(card.case_id)}
                try:
                    other = recomputing.difference(card)
                except (Lost, OSError) as error:
                    unread.append({**about, "missing": str(error)})
                    continue
                if other is not None:
                    differences.append({**about, "stored": other.stored, "recomputed": other.recomputed})
            last = page[-1]
            after = (last.provider_id, last.case_id, last.id)
    return {"verdicts": verdicts, "differences": differences, "unread": unread}


def _lines(found: dict[str, Any]) -> list[str]:
    lines = [
        (
            f"{found['verdicts']} verdicts given again: {len(found['differences'])} differ, "
            f"{len(found['unread'])} could not be read"
        )
    ]
    lines += [
        f"  {one['evidence']} of case {one['case']}: stored {one['stored']}, now {one['recomputed']}"
        for one in found["differences"]
    ]
    lines += [
        f"  {one['evidence']} of case {one['case']}: missing {one['missing']}" for one in found["unread"]
    ]
    return lines
