"""The picture in the README: the start page on a phone in Kazakh and a desk in Russian, from the journeys' screenshots.

python tools/picture.py        (after `make test`, which leaves them in var/screenshots)
"""

import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
SHOTS = ROOT / "var" / "screenshots"
PHONE, DESK, RESULT = "portal-kk-1-start.png", "desk-ru-4-propose.png", "portal-kk-5-sent.png"
HEIGHT, GAP, PAPER = 640, 24, "#e9e4d8"


def main() -> int:
    """Write docs/pages.png; 1 where the screenshots are missing."""
    try:
        shots = [Image.open(SHOTS / name).convert("RGB") for name in (PHONE, RESULT, DESK)]
    except FileNotFoundError as error:
        print(f"no screenshot: {error.filename}; run `make test` first", file=sys.stderr)
        return 1
    parts = [_scaled(shot, width) for shot, width in zip(shots, (300, 300, 760), strict=True)]
    sheet = Image.new("RGB", (sum(part.width + GAP for part in parts) + GAP, HEIGHT + 2 * GAP), PAPER)
    left = GAP
    for part in parts:
        sheet.paste(part, (left, GAP))
        left += part.width + GAP
    sheet.quantize(96).save(ROOT / "docs" / "pages.png", optimize=True)
    return 0


def _scaled(shot: Image.Image, width: int) -> Image.Image:
    height = round(shot.height * width / shot.width)
    return shot.resize((width, height), Image.Resampling.LANCZOS).crop((0, 0, width, HEIGHT))


if __name__ == "__main__":
    sys.exit(main())
