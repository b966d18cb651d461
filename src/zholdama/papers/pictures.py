"""A photographed or scanned page drawn anew: turned as the camera held it, without anything that the camera wrote beside."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from zholdama.refusals import Refused

MOST_PIXELS = 60_000_000
"""An A4 page at 600 dots per inch has 35 million."""
_UNREADABLE = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    MemoryError,
)


def jpeg(content: bytes) -> bytes:
    """The picture as a JPEG of dots alone; raises Refused for one that is damaged or too large."""
    picture = _drawn(content, "JPEG")
    written = BytesIO()
    picture.save(written, format="JPEG", quality=88, optimize=True)
    return written.getvalue()


def png(content: bytes) -> bytes:
    """The picture as a PNG of dots alone, on white where it was transparent; Refused as for a JPEG."""
    picture = _drawn(content, "PNG")
    written = BytesIO()
    picture.save(written, format="PNG", compress_level=6)
    return written.getvalue()


def _drawn(content: bytes, form: str) -> Image.Image:
    try:
        with Image.open(BytesIO(content), formats=(form,)) as found:
            width, height = found.size
            if width * height > MOST_PIXELS:
                raise Refused("scan_too_many_dots", millions=MOST_PIXELS // 1_000_000)
            found.load()
            return _plain(ImageOps.exif_transpose(found))
    except Image.DecompressionBombError as error:
        raise Refused("scan_too_many_dots", millions=MOST_PIXELS // 1_000_000) from error
    except _UNREADABLE as error:
        raise Refused("scan_unreadable") from error


def _plain(found: Image.Image) -> Image.Image:
    """The dots alone on a new sheet: whatever stood beside them stays behind."""
    if found.mode in {"1", "L"} and "transparency" not in found.info:
        sheet = Image.new(found.mode, found.size, 255)
        sheet.paste(found)
        return sheet
    if found.mode.startswith("I"):  # sixteen bits of grey
        found = (
            found.point(lambda value: value / 256).convert("L") if found.mode != "I" else found.convert("L")
        )
    seen = found.convert("RGBA")
    sheet = Image.new("RGB", seen.size, "white")
    sheet.paste(seen, mask=seen.getchannel("A"))
    return sheet
