"""Play one service day through both channels on a set clock, and say where the documents lie."""

import argparse
from datetime import datetime
from typing import Any

from zholdama.cli import output

SUMMARY = "Play one service day through both channels"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options: each run is a new demonstration centre with its own chain."""


def run(args: argparse.Namespace) -> int:
    """Play the day; status 0, or 2 under production settings."""
    from zholdama.config import database
    from zholdama.config.installation import here

    database.join()
    from django.conf import settings

    if settings.ZHOLDAMA_PRODUCTION:
        output.complain("the demonstration refuses to run under production settings (ZHOLDAMA_MODE)")
        return output.WRONG_CALL
    database.prepare(lambda line: output.complain(line))
    from zholdama.demonstration import day, signer

    signer.authority()
    lines: list[str] = []

    def say(at: datetime, line: str) -> None:
        lines.append(f"{local(at)}  {line}")

    played = day.play(folder=here().root / "demo", say=say)
    entries = [_plain(outcome) for outcome in played.outcomes]
    document = {
        "at": local(played.at),
        "provider": played.centre.code,
        "applications": entries,
    }
    output.answer(args, document, [*lines, "", *(_line(entry) for entry in entries)])
    return output.GOOD


def local(moment: datetime | None) -> str | None:
    """ISO 8601 with Almaty's offset."""
    from zholdama.working_time.zone import ALMATY

    return moment.astimezone(ALMATY).isoformat() if moment else None


def _plain(outcome: Any) -> dict[str, Any]:
    return {
        "number": outcome.number,
        "channel": outcome.channel,
        "state": outcome.state,
        "measure": outcome.measure,
        "due_at": local(outcome.due_at),
        "kept": outcome.kept,
        "clocks": [
            {
                "kind": clock.kind.value,
                "started_at": local(clock.started_at),
                "due_at": local(clock.due_at),
                "stopped_at": local(clock.stopped_at),
                "kept": clock.kept,
            }
            for clock in outcome.clocks
        ],
        "documents": [str(path) for path in outcome.documents],
    }


def _line(entry: dict[str, Any]) -> str:
    kept = {True: "kept", False: "MISSED", None: "running"}[entry["kept"]]
    return (
        f"{entry['number']}  {entry['channel']:<8} {entry['state']:<10} due {entry['due_at']}  {kept}  "
        + " ".join(entry["documents"])
    )
