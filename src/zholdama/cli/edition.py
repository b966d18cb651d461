"""List what the shipped edition marks as unconfirmed, and confirm a refusal reason with its legal basis."""

import argparse

from zholdama.cli import output, reading

SUMMARY = "List and confirm what the edition marks as unconfirmed"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Without an option: the list. With --confirm: one reason and its basis."""
    parser.add_argument("--confirm", metavar="REASON", help="the id of a refusal reason to confirm")
    parser.add_argument("--basis", default="", help="the act and article it rests on")


def run(args: argparse.Namespace) -> int:
    """Status 0; 2 for an unknown reason or a missing basis."""
    reading.open_for_writing()
    from uuid import UUID

    from zholdama import clock
    from zholdama.actors import Actor, Role
    from zholdama.applications import confirming
    from zholdama.ledger.work import Login, work
    from zholdama.passport import edition as editions
    from zholdama.refusals import Refused

    edition = editions.current()
    operator = Actor(role=Role.OPERATOR, id=UUID(int=0))
    try:
        with work(login=Login.OPERATOR, by=operator, at=clock.now()):
            if args.confirm:
                confirming.confirm(edition_id=edition.id, reason=args.confirm, basis=args.basis)
            confirmed = confirming.confirmed_reasons(edition.id)
    except Refused as refused:
        output.complain(refused.words("en"))
        return output.WRONG_CALL
    reasons = [
        {
            "id": reason.id,
            "text": {"kk": reason.text.kk, "ru": reason.text.ru, "en": reason.text.en},
            "basis": reason.basis.en,
            "sure": reason.sure,
            "confirmed": reason.confirmed or reason.id in confirmed,
        }
        for reason in edition.refusal_reasons
    ]
    lines = [
        f"{'confirmed  ' if r['confirmed'] else 'UNCONFIRMED'}  {r['id']:<28} {r['basis']}" for r in reasons
    ]
    output.answer(args, {"edition": edition.id, "refusal_reasons": reasons}, lines)
    return output.GOOD
