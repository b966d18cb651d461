"""Make an account that sees all providers: an operator or an auditor."""

import argparse

from zholdama.cli import output, reading

SUMMARY = "Make an operator's or auditor's account"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`create` with login, name and role."""
    parser.add_argument("act", choices=("create",))
    parser.add_argument("--login", required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--role", required=True, choices=("operator", "auditor"))


def run(args: argparse.Namespace) -> int:
    """Prints the first password once; status 0, 2 for a login that is taken or not usable, 3 without a database."""
    reading.open_for_writing()
    from uuid import UUID

    from zholdama import clock
    from zholdama.access import staffing
    from zholdama.actors import Actor, Role
    from zholdama.ledger.work import Login, work
    from zholdama.refusals import Refused

    try:
        with work(login=Login.OPERATOR, by=Actor(role=Role.OPERATOR, id=UUID(int=0)), at=clock.now()):
            password = staffing.add_overseer(login=args.login, name=args.name, role=args.role)
    except Refused as refused:
        output.complain(refused.words("en"))
        return output.WRONG_CALL
    document = {"login": args.login, "role": args.role, "first_password": password}
    lines = [
        f"{args.login}: {args.role}, first password (shown once): {password}",
        "at the first sign-in a new password and a second factor are set",
    ]
    output.answer(args, document, lines)
    return output.GOOD
