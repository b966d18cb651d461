"""A QR code as SVG, drawn so that a bad copy still scans: level M, alphanumeric mode, the full quiet zone."""

import re

import segno

LARGEST_VERSION = 10
"""57 modules a side: at 44 mm with the quiet zone a module is two thirds of a millimetre."""

_QUIET = 4
_MASK = 0
"""One of the standard's eight patterns; every reader knows all, and weighing them takes four times as
long.
"""

_RUNS = re.compile(rb"\x01+")


def svg(text: str) -> str:
    """The QR of `text` as an SVG document with a quiet zone of 4 modules.

    Raises ValueError when the text needs characters outside QR's alphanumeric mode, or a version above 10.
    """
    return _drawn(text, mode="alphanumeric")


def address_svg(address: str) -> str:
    """The QR of a link, which keeps its small letters. Raises ValueError when it needs a version above 10."""
    return _drawn(address, mode="byte")


def _drawn(text: str, *, mode: str) -> str:
    code = segno.make(text, error="m", mode=mode, boost_error=False, micro=False, mask=_MASK)
    if not isinstance(code.version, int) or code.version > LARGEST_VERSION:
        raise ValueError(
            f"the QR would need version {code.version}, the paper has room for {LARGEST_VERSION}"
        )
    runs = [
        f"M{_QUIET + run.start()} {_QUIET + line}.5h{run.end() - run.start()}"
        for line, modules in enumerate(code.matrix)
        for run in _RUNS.finditer(bytes(modules))
    ]
    side = len(code.matrix) + 2 * _QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path stroke="#000" d="{"".join(runs)}"/></svg>'
    )
