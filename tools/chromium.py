"""Prints the path of a Chromium for the browser tests; installs Debian's where it can, else says what to do.

`CHROMIUM=/path/of/it` names one of your own.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find() -> str | None:
    """The path of an installed browser."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    return next(filter(None, map(shutil.which, NAMES)), None)


def install() -> None:
    """Install Debian's package, when this is root on a machine with apt-get."""
    if os.environ.get("CHROMIUM") or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("test: installing Debian's chromium", file=sys.stderr)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", *words], env=quiet, stdout=sys.stderr, check=False)


def main() -> int:
    """0 with the path on standard output, or 1 with what is missing on standard error."""
    found = find()
    if found is None:
        install()
        found = find()
    if found is None:
        print(
            "test: the browser tests need Chromium, and none is here. Install the package `chromium` "
            "(Debian: apt-get install chromium), or name one: CHROMIUM=/path/of/chromium make test",
            file=sys.stderr,
        )
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
