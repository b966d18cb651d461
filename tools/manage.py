"""Django's own commands with a database behind them: `python tools/manage.py makemigrations --check`.

The product's commands are `zholdama ...`; this is for those who work on it.
"""

import sys

from zholdama.cli.output import open_house

if __name__ == "__main__":
    open_house()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
