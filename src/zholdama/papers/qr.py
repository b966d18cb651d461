"""A QR code as SVG, drawn so that a bad copy still scans: level M, alphanumeric mode, the full quiet zone."""

from io import BytesIO

import segno

LARGEST_VERSION = 10
"""57 modules a side: at 36 mm a module is over half a millimetre."""


def svg(text: str) -> str:
    """The QR of `text` as an SVG document with a quiet zone of 4 modules.

    Raises ValueError when the text needs characters outside QR's alphanumeric mode, or a version above 10.
    """
    code = segno.make(text, error="m", mode="alphanumeric", boost_error=False, micro=False)
    if not isinstance(code.version, int) or code.version > LARGEST_VERSION:
        raise ValueError(f"the QR would need version {code.version}, the paper has room for {LARGEST_VERSION}")
    drawn = BytesIO()
    code.save(drawn, kind="svg", border=4, xmldecl=False, dark="#000", light=None, omitsize=True)
    return drawn.getvalue().decode()
