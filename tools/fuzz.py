"""Look for inputs that the readers of signatures cannot bear: coverage-guided, over all of them.

    python tools/fuzz.py [--seconds N] [--seed N] [TARGET...]

N seconds are shared by the targets (default 300). Wrong is: an exception, a process time of over a second for
one input, memory beyond 256 MB over the whole run, and a forgery (a changed input that is called valid).
Seeds come from the development signer and are never kept; an input that is wrong is kept under var/fuzz.
Exit 0 when nothing was found, 1 otherwise, 2 for a target that is not there.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "src")]

MEMORY_MB = 256
LONGEST_INPUT = 16 * 1024
SLOWEST = 1.0
"""Seconds of processor time for one input; wall-clock time would be the machine's, not the reader's."""
HUNG = 120
"""Seconds of wall-clock time after which an input is given up."""


def main(words: list[str]) -> int:
    """Run the targets one after the other; a line for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument("--seconds", type=float, default=float(os.environ.get("FUZZ_SECONDS", "300")))
    parser.add_argument("--seed", type=int, default=int(time.monotonic()) % 2**31)
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args(words)
    if args.inside:
        return _inside(args.targets[0], args.inside, args.seconds, args.seed)
    import fuzz_targets

    unknown = set(args.targets) - set(fuzz_targets.all_names())
    if unknown:
        print(
            f"no target {', '.join(sorted(unknown))}; there are {', '.join(fuzz_targets.all_names())}",
            file=sys.stderr,
        )
        return 2
    chosen = args.targets or [name for name in fuzz_targets.all_names() if not name.startswith("planted")]
    with tempfile.TemporaryDirectory(prefix="zholdama-fuzz-") as folder:
        fuzz_targets.write_seeds(Path(folder))
        each = max(args.seconds / len(chosen), 1)
        wrong = [name for name in chosen if not _run(name, Path(folder), each, args.seed)]
    print("nothing was found" if not wrong else f"found in {', '.join(wrong)}")
    return 1 if wrong else 0


def _run(name: str, folder: Path, seconds: float, seed: int) -> bool:
    """One target in a process of its own; whether nothing was found."""
    kept = folder if name.startswith("planted") else ROOT / "var" / "fuzz"
    kept.mkdir(parents=True, exist_ok=True)
    words = [
        sys.executable,
        __file__,
        name,
        "--inside",
        str(folder),
        "--seconds",
        str(seconds),
        "--seed",
        str(seed),
    ]
    done = subprocess.run(words, capture_output=True, text=True, errors="replace", cwd=kept, check=False)
    said = done.stdout + done.stderr
    runs = re.search(r"number_of_executed_units:\s*(\d+)", said)
    peak = re.search(r"peak_rss_mb:\s*(\d+)", said)
    count = f"{int(runs[1]):,} inputs" if runs else "stopped"
    print(f"{name:12} {count}, peak {peak[1] if peak else '?'} MB, seed {seed}", flush=True)
    if done.returncode == 0 and runs:
        return True
    told = [
        line for line in said.splitlines() if not re.match(r"INFO|WARNING|#\d|stat::", line) and line.strip()
    ]
    print("\n".join(f"    {line[:300]}" for line in told[-40:]))
    return False


def _inside(name: str, folder: Path, seconds: float, seed: int) -> int:
    """The fuzzing process: libFuzzer ends it itself, with a status of its own when something is wrong."""
    # The readers are imported here for the first time in this process: atheris instruments imports.
    import atheris
    import fuzz_mutation

    with atheris.instrument_imports(include=["zholdama.eds", "fuzz_targets"]):
        import fuzz_targets

        target = fuzz_targets.make(name, folder)

    def bounded(data: bytes) -> None:
        start = time.process_time()
        target(data)
        spent = time.process_time() - start
        if spent > SLOWEST:
            raise TimeoutError(f"{spent:.1f} s for one input of {len(data)} bytes")

    def mutate(data: bytes, largest: int, chance: int) -> bytes:
        return fuzz_mutation.mutated(data, largest, chance, atheris.Mutate)

    # What is found goes into the first folder, so that the seeds stay what the signer made.
    found, seeds = folder / "found" / name, folder / "seeds" / fuzz_targets.seeds_of(name)
    found.mkdir(parents=True)
    options = (
        f"-max_total_time={max(int(seconds), 1)}",
        f"-seed={seed or 1}",
        f"-max_len={LONGEST_INPUT}",
        f"-rss_limit_mb={MEMORY_MB}",
        f"-timeout={HUNG}",
        "-print_final_stats=1",
        "-verbosity=1",
    )
    atheris.Setup([sys.argv[0], *options, str(found), str(seeds)], bounded, custom_mutator=mutate)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
