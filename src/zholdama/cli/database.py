"""Prepare the database: logins, migrations, wall, published data. Or say where it is."""

import argparse

from zholdama.cli import output, reading

SUMMARY = "Prepare the database, or say where it is"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`prepare` brings everything up to date; `show` says where the database is and who logs in."""
    parser.add_argument("act", choices=("prepare", "show"))


def run(args: argparse.Namespace) -> int:
    """Status 0; 3 when there is no database to prepare."""
    from zholdama.config import database

    with reading.reached():
        if args.act == "prepare":
            database.prepare(output.complain)
        else:
            database.join()
        from django.conf import settings

        logins = {alias: values["USER"] for alias, values in settings.DATABASES.items()}
    main = settings.DATABASES["owner"]
    document = {"host": main["HOST"], "port": main["PORT"], "name": main["NAME"], "logins": logins}
    lines = [
        f"{main['NAME']} at {main['HOST']}",
        *(f"{alias:<10} {login}" for alias, login in logins.items()),
    ]
    output.answer(args, document, lines)
    return output.GOOD
