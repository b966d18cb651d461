import io
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from zholdama.papers import keys, plain_text, rendering, seal
from zholdama.papers.sheets import Paper, RefusalPaper
from zholdama.passport.texts import Text

KAZAKH = "АаӘәБбВвГгҒғДдЕеЁёЖжЗзИиЙйКкҚқЛлМмНнҢңОоӨөПпРрСсТтУуҰұҮүФфХхҺһЦцЧчШшЩщЪъЫыІіЬьЭэЮюЯя"
MARKUP = "#let *bold* _it_ $x$ [a] {b} `c` \\ / <d> @e ~ -- // /* \"q\" 'q' = #panic()"

Make = Callable[[keys.ProviderKeys], Paper]


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def extracted(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    # pdfium reports a hyphen at the end of a line as \x02
    return bare(document[0].get_textpage().get_text_bounded().replace("\x02", "-"))


def picture(pdf: bytes, dpi: int = 200) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[0].render(scale=dpi / 72).to_pil()


def texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a paper that must be readable on it."""
    if isinstance(value, Text):
        yield name, value.kk
        yield name, value.ru
    elif isinstance(value, str):
        yield name, value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item, name)
    elif is_dataclass(value):
        for field in fields(value):
            # The token is in the QR and in the metadata, the kind chooses the words of the form.
            if field.name not in {"token", "kind", "issued_at"}:
                yield from texts(getattr(value, field.name), field.name)


def test_the_text_equals_the_data(paper: Paper) -> None:
    page = extracted(rendering.render(paper))
    said = [(name, bare(text)) for name, text in texts(paper) if text]
    assert len(said) > 15
    assert [(name, text) for name, text in said if text not in page] == []


def test_names_with_markup_and_every_kazakh_letter(paper: Paper) -> None:
    name = f"{KAZAKH} {MARKUP}"
    changed = replace(paper, bearer=replace(paper.bearer, name=name))
    assert bare(name) in extracted(rendering.render(changed))


def test_conforms_and_is_tagged(paper: Paper, own_keys: keys.ProviderKeys) -> None:
    pdf = seal.seal(rendering.render(paper), keys=own_keys, at=paper.issued_at)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root
        assert len(document.pages) == 1
        assert [round(float(side)) for side in document.pages[0].MediaBox] == [0, 0, 595, 842]
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == "kk"
        assert root.StructTreeRoot.K is not None
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        metadata = root.Metadata.read_bytes().decode()
        assert re.search(r"pdfuaid:part(>|=\")1", metadata)
        assert re.search(r"pdfaid:part(>|=\")2", metadata)
        assert paper.number in str(document.docinfo["/Title"])
        assert str(document.docinfo["/Subject"]) == paper.number
        fonts = _fonts(document)
        assert {name for name, embedded in fonts.items() if not embedded} == set()
        assert all("NotoSans" in name for name in fonts)
        assert len(fonts) >= 2


def _fonts(document: pikepdf.Pdf) -> dict[str, bool]:
    found = {}
    for thing in document.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
            found[str(thing.FontName)] = any(
                key in thing for key in ("/FontFile", "/FontFile2", "/FontFile3")
            )
    return found


def test_does_nothing_by_itself(paper: Paper, own_keys: keys.ProviderKeys) -> None:
    pdf = seal.seal(rendering.render(paper), keys=own_keys, at=paper.issued_at)
    forbidden = {"/JavaScript", "/JS", "/Launch", "/URI", "/OpenAction", "/AA", "/EmbeddedFile", "/GoToR"}
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for thing in document.objects:
            if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
                names = set(thing.keys()) | {
                    str(value) for _, value in thing.items() if isinstance(value, pikepdf.Name)
                }
                assert not names & forbidden


def test_the_qr_is_read_from_the_page(paper: Paper) -> None:
    if paper.proof is None:
        pytest.skip("this paper carries no token")
    page = picture(rendering.render(paper))
    assert [code.text for code in zxingcpp.read_barcodes(page)] == [paper.proof.token]


def test_the_qr_survives_two_bad_copies(own_keys: keys.ProviderKeys, every: dict[str, Make]) -> None:
    paper = every["job_placement"](own_keys)
    assert paper.proof is not None
    page = picture(rendering.render(paper)).convert("L")
    for turn in range(2):
        noise = Image.effect_noise(page.size, 60 + turn)
        page = Image.blend(page.filter(ImageFilter.GaussianBlur(1.2)), noise, 0.2).rotate(0.7, fillcolor=255)
    assert [code.text for code in zxingcpp.read_barcodes(page)] == [paper.proof.token]


def _stretched(value: Any, name: str = "") -> Any:
    kept = {"token", "kind", "code", "number", "iin", "bin", "date", "last_day", "answer_by", "birth_date"}
    if isinstance(value, str):
        return value if name in kept else value + " Ұзынсонарлықтарымыздағы" * 40
    if isinstance(value, Text):
        return Text(kk=_stretched(value.kk), ru=_stretched(value.ru), en="")
    if isinstance(value, tuple):
        return tuple(_stretched(item) for item in (value * 8)[: rendering._MOST[name]])
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value,
            **{field.name: _stretched(getattr(value, field.name), field.name) for field in fields(value)},
        )
    return value


def test_one_page_however_long(paper: Paper) -> None:
    longest = replace(_stretched(paper), bearer=replace(paper.bearer, name="Щ" * 400, document="Құжат " * 90))
    page = extracted(rendering.render(longest))
    assert "Щ" * 219 + "…" in page


def test_a_list_too_long_is_refused_not_cut(own_keys: keys.ProviderKeys, every: dict[str, Make]) -> None:
    paper = every["refusal"](own_keys)
    assert isinstance(paper, RefusalPaper)
    with pytest.raises(ValueError, match="grounds"):
        rendering.render(replace(paper, grounds=paper.grounds * 4))


@settings(max_examples=25, deadline=None)
@given(name=st.text(alphabet=KAZAKH + "QqWwÄé'-.#*$_[]{}<>@\\\"`~/ ", min_size=1, max_size=120))
def test_any_name_is_printed_exactly(name: str, own_keys: keys.ProviderKeys, every: dict[str, Make]) -> None:
    paper = every["receipt"](own_keys)
    pdf = rendering.render(replace(paper, bearer=replace(paper.bearer, name=name)))
    assert bare(plain_text.line(name, longest=220)) in extracted(pdf)


@settings(max_examples=25, deadline=None)
@given(name=st.text(max_size=150))
def test_any_text_at_all_gives_one_page(
    name: str, own_keys: keys.ProviderKeys, every: dict[str, Make]
) -> None:
    paper = every["receipt"](own_keys)
    extracted(rendering.render(replace(paper, bearer=replace(paper.bearer, name=name, document=name))))


def test_threads_do_not_disturb_each_other(own_keys: keys.ProviderKeys, every: dict[str, Make]) -> None:
    papers = [every["receipt"](own_keys), every["guidance"](own_keys)]
    expected = [rendering.render(paper) for paper in papers]
    wrong: list[int] = []

    def repeat(which: int) -> None:
        for _ in range(5):
            if rendering.render(papers[which]) != expected[which]:
                wrong.append(which)

    threads = [threading.Thread(target=repeat, args=(place % 2,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
