"""`zholdama provider`: the list of providers, setting one up with its head, and the official KATO file."""

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from zholdama import clock
from zholdama.actors import Actor, Role
from zholdama.cli import output, provider_keys, reading
from zholdama.identifiers import read_iin

if TYPE_CHECKING:
    from zholdama.providers.catalogue import ProviderRow
    from zholdama.providers.kato import Report

SUMMARY = "Set up a provider, its head, its names and codes"

OPERATOR = Actor(role=Role.OPERATOR, id=UUID(int=0), name="command line")
"""Who acts here: whoever may run commands on this machine."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`list`, `setup CODE --head-login LOGIN ...`, `head-iin CODE --login LOGIN --iin IIN`, `keys CODE ...`, `kato FILE`."""
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    listed = acts.add_parser("list", help="every provider: code, name, whether it is set up here")
    setup = acts.add_parser(
        "setup", help="open a provider: its head, its keys; prints the first password once"
    )
    setup.add_argument("code", metavar="CODE", help="the provider's four-digit code, see `list`")
    setup.add_argument("--head-login", required=True, metavar="LOGIN")
    setup.add_argument("--head-name", required=True, metavar="NAME", help="surname, given name, patronymic")
    setup.add_argument(
        "--head-iin",
        default="",
        metavar="IIN",
        help="only a mark is kept: nobody handles his own case, and a head signs with his own key",
    )
    for name in ("bin", "address-kk", "address-ru", "phone"):
        setup.add_argument(f"--{name}", default="", metavar="TEXT")
    noted = acts.add_parser("head-iin", help="note later who a head is; without it he cannot sign")
    noted.add_argument("code", metavar="CODE", help="the provider's four-digit code")
    noted.add_argument("--login", required=True, metavar="LOGIN", help="the head's login")
    noted.add_argument("--iin", required=True, metavar="IIN", help="his IIN; only a mark of it is kept")
    kato = acts.add_parser("kato", help="compare the list with the official KATO file; changes nothing")
    kato.add_argument(
        "file", type=Path, metavar="FILE", help="CSV or XLSX with the columns te, name_kaz, name_rus"
    )
    kato.add_argument("--apply", action="store_true", help="write the codes and names that the file gives")
    keys = acts.add_parser("keys", help="the keys that seal its papers: show, rotate, revoke")
    provider_keys.add_arguments(keys)
    for act in (listed, setup, noted, keys, kato):
        act.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="print exactly one JSON document"
        )


def run(args: argparse.Namespace) -> int:
    """Exit 0 done; 1 refused, or the file leaves something to be looked at; 2 the call is wrong; 3 no database."""
    if args.act == "list":
        reading.open_for_reading()
    else:
        reading.open_for_writing()
    acts = {"list": _list, "setup": _set_up, "head-iin": _note_head, "keys": provider_keys.run, "kato": _kato}
    return acts[args.act](args)


def _list(args: argparse.Namespace) -> int:
    from zholdama.ledger.work import Login, work
    from zholdama.providers import queries

    with work(login=Login.OPERATOR, by=OPERATOR, at=clock.now()):
        cards = queries.all_providers()
    rows = [
        {
            "code": one.code,
            "kk": one.name_kk,
            "ru": one.name_ru,
            "open": one.open,
            "demonstration": one.demonstration,
        }
        for one in cards
    ]
    lines = (
        f"{one.code}  {'set up ' if one.open else '       '} {one.name_kk} / {one.name_ru}" for one in cards
    )
    output.answer(args, {"providers": rows}, lines)
    return output.GOOD


def _set_up(args: argparse.Namespace) -> int:
    from zholdama.access.staffing import first_password
    from zholdama.applications.actions import own_case_mark
    from zholdama.ledger.work import Login, work
    from zholdama.providers.actions import Office
    from zholdama.referrals.provider_setup import set_up
    from zholdama.refusals import Refused

    provider_id = provider_id_of(args.code)
    if provider_id is None or (args.head_iin and not read_iin(args.head_iin).valid):
        wrong = f"no provider has the code {args.code}" if provider_id is None else "--head-iin is no IIN"
        output.complain(wrong)
        return output.WRONG_CALL
    password = first_password()
    office = Office(bin=args.bin, address_kk=args.address_kk, address_ru=args.address_ru, phone=args.phone)
    try:
        with work(login=Login.OPERATOR, by=OPERATOR, at=clock.now(), provider=provider_id):
            set_up(
                office,
                head_login=args.head_login,
                head_name=args.head_name,
                head_mark=own_case_mark(args.head_iin),
                password=password,
            )
    except Refused as refused:
        output.complain(refused.words("en"))
        return output.NO
    answer = {"code": args.code, "head_login": args.head_login, "first_password": password}
    lines = (
        f"provider {args.code} is set up",
        f"head: {args.head_login}, first password (shown only now): {password}",
        "the first sign-in asks for a second factor and a new password",
    )
    output.answer(args, answer, lines)
    return output.GOOD


def _note_head(args: argparse.Namespace) -> int:
    from zholdama.access.staffing import note_person
    from zholdama.applications.actions import own_case_mark
    from zholdama.ledger.work import Login, work
    from zholdama.refusals import Refused

    provider_id = provider_id_of(args.code)
    if provider_id is None or not read_iin(args.iin).valid:
        output.complain(f"no provider has the code {args.code}" if provider_id is None else "--iin is no IIN")
        return output.WRONG_CALL
    try:
        with work(login=Login.OPERATOR, by=OPERATOR, at=clock.now(), provider=provider_id):
            note_person(login=args.login, mark=own_case_mark(args.iin))
    except Refused as refused:
        output.complain(refused.words("en"))
        return output.NO
    output.answer(args, {"code": args.code, "login": args.login}, (f"noted who {args.login} is",))
    return output.GOOD


def provider_id_of(code: str) -> UUID | None:
    """The provider with this code, None where there is none."""
    from zholdama.ledger.work import Login, work
    from zholdama.providers import queries

    with work(login=Login.OPERATOR, by=OPERATOR, at=clock.now()):
        return next((one.id for one in queries.all_providers() if one.code == code), None)


def _kato(args: argparse.Namespace) -> int:
    from zholdama.ledger.work import Login, work
    from zholdama.providers import kato, queries

    try:
        rows = kato.read(args.file)
    except (OSError, kato.KatoError, kato.TableError) as error:
        output.complain(str(error))
        return output.WRONG_CALL
    with work(login=Login.OPERATOR, by=OPERATOR, at=clock.now()):
        ours = queries.catalogue_rows()
    report = kato.match(rows=rows, providers=[row for _, row in ours], source=f"KATO file {args.file.name}")
    ids = {row.code: provider_id for provider_id, row in ours}
    before = dict(ours)
    changes = [row for row in report.proposals if before[ids[row.code]] != row]
    if args.apply:
        _apply(changes, ids)
    output.answer(
        args, _kato_document(report, changes, applied=args.apply), _kato_lines(report, changes, args.apply)
    )
    unclear = report.of_kind("ambiguous") + report.of_kind("different_place") + report.of_kind("bad_row")
    return output.NO if unclear else output.GOOD


def _apply(changes: "list[ProviderRow]", ids: dict[str, UUID]) -> None:
    from zholdama.ledger.work import Login, work
    from zholdama.providers import actions

    for row in changes:
        with work(login=Login.OPERATOR, by=OPERATOR, at=clock.now(), provider=ids[row.code]):
            actions.correct(row)


def _kato_document(report: "Report", changes: "list[ProviderRow]", *, applied: bool) -> dict[str, Any]:
    outcomes = [
        {
            "kind": one.kind,
            "code": one.provider.code if one.provider else None,
            "line": one.line,
            "te": one.te,
            "name_kaz": one.name_kaz,
            "name_rus": one.name_rus,
        }
        for one in report.outcomes
    ]
    return {"applied": applied, "changes": len(changes), "outcomes": outcomes}


def _kato_lines(report: "Report", changes: "list[ProviderRow]", applied: bool) -> list[str]:
    counted = Counter(one.kind for one in report.outcomes)
    lines = [f"{number:5}  {kind}" for kind, number in sorted(counted.items())]
    lines += [
        f"line {one.line}: {one.kind} {one.te or ''} {one.name_rus or ''} {one.provider.code if one.provider else ''}"
        for one in report.outcomes
        if one.kind in {"ambiguous", "different_place", "bad_row", "new"}
    ]
    done = "written" if applied else "would change; run again with --apply to write them"
    return [*lines, f"{len(changes)} providers {done}"]
