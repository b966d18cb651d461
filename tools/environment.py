"""Makes `.venv`, the page assets and the compiled messages; quick when nothing changed.

Called by make: `python3.11 tools/environment.py runtime|dev`. Needs Python's standard library only. `runtime`
is what running the product takes, `dev` what tests and checks take besides; `dev` serves for `runtime` too.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "zholdama-stamp"
LOCKS = ROOT / "requirements"
OLDEST = (3, 11)
COMPILED = (
    "django",
    "psycopg",
    "procrastinate",
    "ninja",
    "pydantic",
    "asn1crypto",
    "attr",
    "axes",
    "pyhanko",
)
"""The packages that a start of the product imports most of."""


class Failed(Exception):
    """A step failed; the message says which and what to do."""


def main() -> int:
    """Do every step that is due; 0, or 1 with the reason on standard error."""
    wanted = sys.argv[1] if sys.argv[1:] in (["runtime"], ["dev"]) else sys.exit(__doc__)
    try:
        refuse_other_pythons()
        with (ROOT / "pyproject.toml").open() as turn:
            # `make run` and `make test` side by side: one installs, the other waits and finds it done.
            fcntl.flock(turn, fcntl.LOCK_EX)
            environment(wanted)
            assets()
            messages()
    except Failed as failure:
        print(f"setup: {failure}", file=sys.stderr)
        return 1
    return 0


def refuse_other_pythons() -> None:
    """Say plainly that the interpreter is too old."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        raise Failed(
            f"Python 3.11 is needed, {sys.executable} is {found}: install it, or `make PYTHON=/path/of/it`"
        )


def environment(wanted: str) -> None:
    """Bring `.venv` to exactly what the locks name."""
    found, _, level = (STAMP.read_text() if STAMP.is_file() and runs() else "").partition(" ")
    # Whoever tests here goes on testing: a changed lock brings the same level up to date, never a lower one.
    wanted = "dev" if level == "dev" else wanted
    if found in {fingerprint(level) for level in {wanted, "dev"}}:
        return
    # An environment without a stamp (made by hand, or an installation cut off) is brought up to date in place.
    if not runs() or (found and not found.startswith(base())):
        say("making the virtual environment .venv")
        shutil.rmtree(VENV, ignore_errors=True)
        make_venv()
    STAMP.unlink(missing_ok=True)
    say(f"installing dependencies ({wanted})")
    install(wanted)
    STAMP.write_text(f"{fingerprint(wanted)} {wanted}")


def base() -> str:
    """What a virtual environment is bound to: the place it lies at and the Python it was made with."""
    return hashlib.sha256(f"{VENV}|{sys.version}".encode()).hexdigest()


def fingerprint(level: str) -> str:
    """The base, and what is installed on it."""
    inputs = [*locks(level), ROOT / "pyproject.toml", LOCKS / "bootstrap.txt"]
    return base() + hashlib.sha256(b"\0".join(path.read_bytes() for path in inputs)).hexdigest()


def locks(level: str) -> list[Path]:
    """The lock files of a level; npm from the Python index only where the machine has none."""
    return [LOCKS / f"{level}.txt", *([] if shutil.which("npm") else [LOCKS / "node.txt"])]


def runs() -> bool:
    """Whether the virtual environment's Python still runs (its base may be gone) and has pip."""
    try:
        return subprocess.run([PYTHON, "-c", "import pip"], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def make_venv() -> None:
    """A virtual environment with pip in it."""
    done = subprocess.run([sys.executable, "-m", "venv", VENV], check=False, capture_output=True, text=True)
    if done.returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Failed(
            "Python could not make a virtual environment. On Debian and Ubuntu: `apt-get install "
            f"python3-venv`.\n{done.stdout}{done.stderr}"
        )


def install(level: str) -> None:
    """Install what the locks name, by hash, wheels only, and the product itself in place."""
    bootstrap = LOCKS / "bootstrap.txt"
    pip = [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    safely = ["--require-hashes", "--only-binary", ":all:"]
    step("install the installer", [*pip, *safely, "-r", bootstrap])
    uv = [VENV / "bin" / "uv", "--system-certs", "pip"]
    names = [bootstrap, *locks(level)]
    # The certificates this machine trusts: a network of a public body often has its own.
    for_venv = ["-q", "--python", PYTHON]
    try:
        step("install the dependencies", [*uv, "sync", *for_venv, *safely, *names])
    except Failed:
        # uv does not read pip's configuration, which may be the only way to a package index from here.
        say("trying again with pip, which is slower")
        every = [word for name in names for word in ("-r", name)]
        step("install the dependencies", [*pip, *safely, *every])
    in_place = ["--no-deps", "--no-build-isolation", "-e", ROOT]
    step("install the product", [*uv, "install", *for_venv, *in_place])
    # Some machines forbid Python to write bytecode as it goes, and every start then compiles everything anew.
    packages = next((VENV / "lib").glob("python3*")) / "site-packages"
    compiled = [packages / name for name in COMPILED if (packages / name).is_dir()]
    step("compile", [PYTHON, "-m", "compileall", "-q", "-j", "0", *compiled, ROOT / "src"])


def assets() -> None:
    """The page assets; the builder knows by itself whether anything is due."""
    if (ROOT / "src" / "zholdama" / "ui" / "build.py").is_file():
        step("make the page assets", [PYTHON, "-m", "zholdama.ui.build"])


def messages() -> None:
    """The compiled messages, where a source is newer than what was made of it."""
    compiler = ROOT / "tools" / "messages.py"
    sources = list((ROOT / "src").rglob("*.po"))
    if compiler.is_file() and any(is_older(source.with_suffix(".mo"), source) for source in sources):
        say("compiling messages")
        step("compile the messages", [PYTHON, compiler, "compile"])


def is_older(made: Path, source: Path) -> bool:
    """Whether `made` is missing or was made before `source` last changed."""
    return not made.is_file() or made.stat().st_mtime_ns < source.stat().st_mtime_ns


def step(what: str, command: list[str | Path]) -> None:
    """Run one command, its output for all to see. Raises Failed."""
    # Nothing above the virtual environment may steer what is installed into it.
    surroundings = {
        key: value for key, value in os.environ.items() if key not in {"VIRTUAL_ENV", "PYTHONPATH"}
    }
    if subprocess.run(command, cwd=ROOT, check=False, env=surroundings).returncode != 0:
        raise Failed(f"could not {what}; the lines above say why. Mend that and call make again")


def say(line: str) -> None:
    """One progress line."""
    print(f"setup: {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
