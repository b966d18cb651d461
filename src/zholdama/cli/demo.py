"""Play one service day through both channels on a set clock, and say where the documents lie."""

import argparse
from datetime import datetime
from typing import Any

from zholdama.cli import output, reading

SUMMARY = "Play one service day through both channels"


_KEPT = {True: "kept", False: "MISSED", None: "running"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """No options: each run is a new demonstration centre with its own chain."""


def run(args: argparse.Namespace) -> int:
    """Play the day; status 0, or 2 under production settings, 3 without a database."""
    from zholdama.config.installation import here

    if _is_production():
        output.complain("the demonstration refuses to run under production settings (ZHOLDAMA_MODE)")
        return output.WRONG_CALL
    reading.open_for_writing()
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
    lines += [f"{local(played.at)}  the day ends", ""]
    output.answer(args, document, [*lines, *(line for entry in entries for line in _lines(entry))])
    return output.GOOD


def _is_production() -> bool:
    """By the settings; nothing is changed in the database before this is known."""
    from zholdama.config import database

    with reading.reached():
        database.join()
        from django.conf import settings

        return bool(settings.ZHOLDAMA_PRODUCTION)


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
            for clock in sorted(outcome.clocks, key=lambda clock: clock.started_at)
        ],
        "documents": [str(path) for path in outcome.documents],
    }


def _lines(entry: dict[str, Any]) -> list[str]:
    return [
        f"{entry['number']}  {entry['channel']}  {entry['measure']}  {entry['state']}",
        *(
            f"    {clock['kind']:<8} from {clock['started_at']}  due {clock['due_at']}  {_KEPT[clock['kept']]}"
            for clock in entry["clocks"]
        ),
        *(f"    {document}" for document in entry["documents"]),
    ]
