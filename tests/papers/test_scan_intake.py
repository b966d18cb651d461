"""Scans judged by content: what is taken is rewritten, what is not is refused with the reason that is true of it."""

import io
import zipfile
import zlib
from typing import Any

import pikepdf
import pytest
from PIL import Image

from zholdama.papers import intake, pictures, scanned_pdf
from zholdama.papers.intake import LARGEST, display_name, take_in
from zholdama.refusals import LANGUAGES, Refused, in_words


class Sent:
    """A file as a door hands it over; remembers how much was asked of it."""

    def __init__(self, content: bytes, name: str | None = "скан.pdf") -> None:
        self.name, self._content, self.read_bytes = name, io.BytesIO(content), 0

    def read(self, num_bytes: int, /) -> bytes:
        piece = self._content.read(num_bytes)
        self.read_bytes += len(piece)
        return piece


def refused(content: bytes, name: str = "скан.pdf") -> str:
    with pytest.raises(Refused) as no:
        take_in(Sent(content, name), field="scan")
    assert no.value.field == "scan"
    for language in LANGUAGES:
        assert in_words(no.value.code, language, no.value.values)
    return no.value.code


def picture(form: str = "JPEG", *, size: tuple[int, int] = (40, 20), **more: Any) -> bytes:
    image = Image.new("RGB", size, "white")
    image.paste((200, 0, 0), (0, 0, size[0] // 2, size[1]))
    written = io.BytesIO()
    image.save(written, format=form, **more)
    return written.getvalue()


def pdf(pages: int = 1, *, change: Any = None, **save: Any) -> bytes:
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(595, 842))
        made.pages[-1].Contents = made.make_stream(b"0 0 m 10 10 l S")
    if change is not None:
        change(made)
    written = io.BytesIO()
    made.save(written, **save)
    return written.getvalue()


def archive(entries: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return written.getvalue()


def script(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def launch(made: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("calc.exe"))
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
    made.pages[0].Annots = made.make_indirect(pikepdf.Array([link]))


def attachment(made: pikepdf.Pdf) -> None:
    made.attachments["secret.exe"] = b"MZ"


def form_to_fill(made: pikepdf.Pdf) -> None:
    made.Root.AcroForm = pikepdf.Dictionary(XFA=made.make_stream(b"<xfa/>"))


def picture_without_end(made: pikepdf.Pdf) -> None:
    image = made.make_stream(
        b"x", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=90_000, Height=90_000
    )
    made.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))


def folded_twice(made: pikepdf.Pdf) -> None:
    inner = zlib.compress(b"\0" * 1000)
    names = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
    made.pages[0].Contents = pikepdf.Stream(made, zlib.compress(inner), Filter=names)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "scan_empty"),
        (b"MZ\x90\x00" + b"\0" * 500, "scan_program"),
        (b"\x7fELF" + b"\0" * 500, "scan_program"),
        (b"#!/bin/sh\nrm", "scan_program"),
        (archive({"bomb": b"\0" * 30_000_000}), "scan_bomb"),
        (archive({"[Content_Types].xml": b"<x/>", "word/vbaProject.bin": b"attack"}), "scan_macro"),
        (archive({"word/document.xml": b"<x/>"}), "scan_archive"),
        (b"PK\x03\x04 and nothing", "scan_archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "scan_macro"),
        (b"<html>", "scan_unknown"),
        (b"GIF89a", "scan_unknown"),
        (b"%PDF-1.7 and nothing", "scan_unreadable"),
        (b"\xff\xd8\xff\xe0 and nothing", "scan_unreadable"),
        (picture()[:-400], "scan_unreadable"),
        (picture("PNG")[:40], "scan_unreadable"),
        (pdf(101), "scan_too_many_pages"),
        (pdf(0), "scan_unreadable"),
        (pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "scan_encrypted"),
        (pdf(encryption=pikepdf.Encryption(owner="a", user="")), "scan_encrypted"),
        (pdf(change=script), "scan_acting"),
        (pdf(change=launch), "scan_acting"),
        (pdf(change=attachment), "scan_acting"),
        (pdf(change=form_to_fill), "scan_acting"),
        (pdf(change=script, object_stream_mode=pikepdf.ObjectStreamMode.generate), "scan_acting"),
        (pdf(change=picture_without_end), "scan_too_many_dots"),
        (
            pdf(
                change=folded_twice,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
                compress_streams=False,
            ),
            "scan_bomb",
        ),
    ],
)
def test_refused_with_the_reason_that_is_true(content: bytes, code: str) -> None:
    assert refused(content) == code


@pytest.mark.parametrize("name", ["өтініш.pdf", "../../etc/паспорт.jpg", "", None, "scan.exe"])
def test_what_it_is_called_decides_nothing(name: str | None) -> None:
    assert take_in(Sent(pdf(), name)).media_type == "application/pdf"
    assert refused(b"MZ\x90", name or "") == "scan_program"


def test_nothing_is_read_far_beyond_the_limit() -> None:
    sent = Sent(b"%PDF-" + b"\0" * (LARGEST * 3))
    with pytest.raises(Refused) as no:
        take_in(sent)
    assert no.value.code == "scan_too_large"
    assert sent.read_bytes <= LARGEST + 64 * 1024


def test_a_stream_that_swells_is_found_without_unfolding_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanned_pdf, "LARGEST_STREAM", 1_000_000)
    swollen = zlib.compress(b"\0" * 3_000_000)

    def swell(made: pikepdf.Pdf) -> None:
        made.pages[0].Contents = pikepdf.Stream(made, swollen, Filter=pikepdf.Name.FlateDecode)

    def whole(made: pikepdf.Pdf) -> None:
        made.pages[0].Contents = pikepdf.Stream(
            made, zlib.compress(b" " * 900_000), Filter=pikepdf.Name.FlateDecode
        )

    assert refused(pdf(change=swell)) == "scan_bomb"
    assert take_in(Sent(pdf(change=whole))).pages == 1

    def both(made: pikepdf.Pdf) -> None:
        for page, letter in zip(made.pages, (b" ", b"\n"), strict=True):
            page.Contents = pikepdf.Stream(
                made, zlib.compress(letter * 900_000), Filter=pikepdf.Name.FlateDecode
            )

    assert take_in(Sent(pdf(2, change=both))).pages == 2
    monkeypatch.setattr(scanned_pdf, "LARGEST_WHOLE", 1_000_000)
    assert refused(pdf(2, change=both)) == "scan_bomb"


def test_a_picture_of_too_many_dots_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    header = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", (100_000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0")
    assert (
        refused(header + _chunk(b"IDAT", zlib.compress(b"\0" * 100)) + _chunk(b"IEND", b""))
        == "scan_too_many_dots"
    )
    monkeypatch.setattr(pictures, "MOST_PIXELS", 799)
    assert refused(picture()) == "scan_too_many_dots"


def _chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")


def test_a_photograph_is_turned_upright_and_forgets_its_camera() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright: the rows run down the picture's right side
    exif[0x010F] = "Камера"
    taken = take_in(Sent(picture(exif=exif, comment=b"where it was taken"), "IMG.JPG"))
    seen = Image.open(io.BytesIO(taken.content))
    assert (seen.size, seen.format, taken.media_type) == ((20, 40), "JPEG", "image/jpeg")
    assert not seen.getexif()
    assert b"where it was taken" not in taken.content
    top, bottom = seen.getpixel((10, 5)), seen.getpixel((10, 35))
    assert top[1] < 60
    assert min(bottom) > 240


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_picture_comes_through(mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    image = Image.new("L", (16, 8), 255)
    image.paste(0, (0, 0, 8, 8))
    image = (
        Image.frombytes("I;16", (16, 8), bytes([0, 0] * 8 + [255, 255] * 8) * 8)
        if mode == "I;16"
        else image.convert(mode)
    )
    written = io.BytesIO()
    image.save(written, format=form)
    seen = Image.open(io.BytesIO(take_in(Sent(written.getvalue())).content)).convert("L")
    assert seen.size == (16, 8)
    assert seen.getpixel((2, 4)) < 40
    assert seen.getpixel((13, 4)) > 215


def test_a_transparent_picture_lies_on_white_and_texts_stay_behind() -> None:
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Author", "somebody")
    written = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(written, format="PNG", pnginfo=told)
    taken = take_in(Sent(written.getvalue()))
    assert Image.open(io.BytesIO(taken.content)).convert("RGB").getpixel((1, 1)) == (255, 255, 255)
    assert b"somebody" not in taken.content


def test_a_pdf_keeps_its_pages_alone() -> None:
    def with_furniture(made: pikepdf.Pdf) -> None:
        made.docinfo["/Author"] = "somebody"
        made.Root.OpenAction = pikepdf.Array([made.pages[0].obj, pikepdf.Name.Fit])
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9])
        made.pages[0].Annots = pikepdf.Array([link])

    taken = take_in(Sent(pdf(100, change=with_furniture)))
    with pikepdf.open(io.BytesIO(taken.content)) as seen:
        assert (len(seen.pages), taken.pages) == (100, 100)
        assert seen.pages[0].Contents.read_bytes() == b"0 0 m 10 10 l S"
        assert [float(edge) for edge in seen.pages[0].MediaBox] == [0, 0, 595, 842]
        assert set(seen.Root.keys()) <= {"/Type", "/Pages"}
        assert "/Annots" not in seen.pages[0]
    assert b"somebody" not in taken.content


def test_what_a_page_inherits_goes_with_it() -> None:
    def inherit(made: pikepdf.Pdf) -> None:
        made.Root.Pages.MediaBox = made.pages[0].MediaBox
        del made.pages[0]["/MediaBox"]

    with pikepdf.open(io.BytesIO(take_in(Sent(pdf(change=inherit))).content)) as seen:
        assert [float(edge) for edge in seen.pages[0].MediaBox] == [0, 0, 595, 842]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/өтініш №5.pdf", "өтініш №5.pdf"),
        ("C:\\сканы\\паспорт.jpg", "паспорт.jpg"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("бір\nекі\x00.png", "бірекі.png"),
        ("..", ""),
        ("й.pdf", "й.pdf"),
        ("щ" * 300, "щ" * 119 + "…"),
    ],
)
def test_a_name_is_a_text_and_never_a_path(name: str, shown: str) -> None:
    assert display_name(name) == shown
    assert len(display_name(name)) <= intake.LONGEST_NAME
