import io

import pytest
import segno
import zxingcpp
from PIL import Image

from zholdama.papers import qr


def test_a_small_code_is_drawn_module_by_module() -> None:
    drawn = qr.svg("ZHOLDAMA1:A")
    assert drawn.startswith("<svg ")
    assert 'viewBox="0 0 29 29"' in drawn  # version 1: 21 modules and a quiet zone of 4 on each side
    # the finder pattern's upper edge: seven modules from the corner
    assert "M4 4.5h7" in drawn


def test_the_fixed_mask_is_readable() -> None:
    text = "ZHOLDAMA1:" + "ABCDEFGH234567" * 21
    code = segno.make(text, error="m", mode="alphanumeric", boost_error=False, micro=False, mask=qr._MASK)
    image = io.BytesIO()
    code.save(image, kind="png", scale=4, border=4)
    assert [found.text for found in zxingcpp.read_barcodes(Image.open(image))] == [text]


@pytest.mark.parametrize("text", ["lower case", "ZHOLDAMA1:" + "A" * 302, "Ә"])
def test_what_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        qr.svg(text)
