"""`zholdama provider keys`: the keys that seal a provider's papers: show, rotate, revoke."""

import argparse

from zholdama import clock
from zholdama.cli import output
from zholdama.working_time.zone import ALMATY


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`CODE [--rotate | --revoke KEY_ID --reason TEXT]`."""
    parser.add_argument("code", metavar="CODE", help="the provider's four-digit code, see `list`")
    act = parser.add_mutually_exclusive_group()
    act.add_argument(
        "--rotate", action="store_true", help="new keys from now on; what the old ones sealed stays true"
    )
    act.add_argument(
        "--revoke",
        metavar="KEY_ID",
        help="these keys were in other hands: no paper with them is believed any more; new keys take over",
    )
    parser.add_argument("--reason", default="", metavar="TEXT", help="why they are revoked")


def run(args: argparse.Namespace) -> int:
    """Exit 0 shown or done; 1 refused; 2 the call is wrong."""
    from zholdama.cli.provider import OPERATOR, provider_id_of
    from zholdama.ledger.work import Login, work
    from zholdama.providers import queries
    from zholdama.referrals import keys
    from zholdama.refusals import Refused

    provider_id = provider_id_of(args.code)
    if provider_id is None:
        output.complain(f"no provider has the code {args.code}")
        return output.WRONG_CALL
    try:
        with work(login=Login.OPERATOR, by=OPERATOR, at=clock.now(), provider=provider_id):
            provider = queries.provider(provider_id)
            if args.revoke:
                keys.revoke(provider, key_id=args.revoke, reason=args.reason)
            elif args.rotate:
                now = next((one.key_id for one in keys.cards() if one.in_force), "")
                keys.rotate(provider, instead_of=now)
            found = keys.cards()
    except Refused as refused:
        output.complain(refused.words("en"))
        return output.NO
    rows = [
        {
            "key_id": one.key_id,
            "not_before": one.not_before.astimezone(ALMATY).isoformat(),
            "not_after": one.not_after.astimezone(ALMATY).isoformat(),
            "revoked_at": one.revoked_at and one.revoked_at.astimezone(ALMATY).isoformat(),
            "in_force": one.in_force,
        }
        for one in found
    ]
    lines = (
        f"{row['key_id']}  {row['not_before']} to {row['not_after']}"
        + (f"  revoked {row['revoked_at']}" if row["revoked_at"] else "  in force" if row["in_force"] else "")
        for row in rows
    )
    output.answer(args, {"code": args.code, "keys": rows}, lines)
    return output.GOOD
