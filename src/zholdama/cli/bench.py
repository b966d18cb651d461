"""The product's own figures beside named floors, as ratios of one run."""

import argparse

from zholdama.cli import output

SUMMARY = "The product's figures beside named floors"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which parts, and whether short runs are enough."""
    parser.add_argument("--quick", action="store_true", help="short runs: does it work, not how fast is it")
    parser.add_argument(
        "--only",
        action="append",
        metavar="NAME",
        help="one part: terms, eds, pdf, simulation, submit, queue, lists or places; may be repeated",
    )


def run(args: argparse.Namespace) -> int:
    """0 when nothing is wrong, whatever the speed; 1 when a plan reads a whole table; 2 for an unknown part."""
    from zholdama.bench import ground, machine, parts

    unknown = set(args.only or ()) - set(parts.NAMES)
    if unknown:
        output.complain(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(parts.NAMES)}")
        return output.WRONG_CALL
    facts = machine.facts()
    try:
        ground.refuse_production()
        made, server = parts.run(args.only or parts.NAMES, quick=args.quick, progress=output.complain)
    except ground.NotHere as error:
        output.complain(str(error))
        return output.WRONG_CALL
    facts["postgresql"] = server
    document = {"machine": facts, "quick": args.quick, "parts": [part.as_document() for part in made]}
    told = [_told(facts), "", *(line for part in made for line in part.lines())]
    output.answer(args, document, told)
    return output.NO if any(part.wrong for part in made) else output.GOOD


def _told(facts: dict[str, object]) -> str:
    server = facts["postgresql"]
    database = f"; PostgreSQL {server}" if server else ""
    return (
        f"{facts['cores']} cores ({facts['processor']}), load {facts['load']}, Python {facts['python']}, "
        f"{facts['system']}{database}\nAbsolute figures are this machine's at this moment; ratios are of one run."
    )
