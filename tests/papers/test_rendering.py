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
from zholdama.papers.sheets import Paper, ReferralPaper, RefusalPaper
from zholdama.passport.texts import Text

KAZAKH = "АаӘәБбВвГгҒғДдЕеЁёЖжЗзИиЙйКкҚқЛлМмНнҢңОоӨөПпРрСсТтУуҰұҮүФфХхҺһЦцЧчШшЩщЪъЫыІіЬьЭэЮюЯя"
MARKUP = "#let *bold* _it_ $x$ [a] {b} `c` \\ / <d> @e ~ -- // /* \"q\" 'q' = #panic()"

Make = Callable[[keys.ProviderKeys], Paper]


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def extracted(pdf: bytes, *, pages: int = 1) -> str:
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) <= pages
    # pdfium reports a hyphen at the end of a line as \x02
    return bare("".join(page.get_textpage().get_text_bounded() for page in document).replace("\x02", "-"))


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


ANSWER = "https://zholdama.example/employers/answers/Ab3dEf6hIj9kLmNoPqRsTuVwXyZ0123456789abcdEf/"
LONGEST = "Нұрмұхаммедғалиқызы-Өтемісқұлова Әйгерімгүлнәзік Һәкімбекқажыахметжанқызы"
LONG_OFFICE = Text(
    kk="Алматы облысы Қарасай ауданы «Жұмыспен қамту және әлеуметтік бағдарламалар орталығы» КММ",
    ru="КГУ «Центр занятости населения и социальных программ» Карасайского района Алматинской области",
    en="",
)


def as_long_as_real_names_are(paper: Paper) -> Paper:
    longer = replace(
        paper,
        bearer=replace(paper.bearer, name=LONGEST, document="Жеке куәлік № 041234567, ІІМ, 12.03.2019"),
        office=replace(paper.office, names=LONG_OFFICE),
    )
    return replace(longer, answer_address=ANSWER) if isinstance(longer, ReferralPaper) else longer


def test_the_longest_names_on_one_page_and_in_large_print_on_two(paper: Paper) -> None:
    longest = as_long_as_real_names_are(paper)
    ordinary, large = rendering.render(longest), rendering.render(longest, large=True)
    said = [bare(text) for _, text in texts(longest) if text]
    for page in (extracted(ordinary), extracted(large, pages=2)):
        assert [text for text in said if text not in page] == []
    document = pypdfium2.PdfDocument(large)
    for place, one in enumerate(document, 1):
        assert bare(f"№ {paper.number} · {place} / {len(document)}") in bare(
            one.get_textpage().get_text_bounded()
        )


def height_of(word: str, pdf: bytes) -> float:
    """Size, in points, of the letters of a word on the first page."""
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    place = text.get_text_range().index(word)
    return float(pypdfium2.raw.FPDFText_GetFontSize(text.raw, place))


def test_large_print_is_large(paper: Paper, own_keys: keys.ProviderKeys) -> None:
    surname = "Құсайынова"
    pdf = rendering.render(paper, large=True)
    assert height_of(surname, rendering.render(paper)) < 11
    assert height_of(surname, pdf) >= 14
    sealed = seal.seal(pdf, keys=own_keys, at=paper.issued_at)
    with pikepdf.open(io.BytesIO(sealed)) as document:
        assert set(_fonts(document).values()) == {True}
        assert "pdfuaid:part" in document.Root.Metadata.read_bytes().decode()


def test_both_codes_of_a_referral_are_read_from_a_bad_copy(
    own_keys: keys.ProviderKeys, every: dict[str, Make]
) -> None:
    """The token above, the link to the employer's answer on the coupon."""
    paper = as_long_as_real_names_are(every["job_placement"](own_keys))
    assert isinstance(paper, ReferralPaper)
    page = bad_copy(rendering.render(paper))
    read = sorted(code.text for code in zxingcpp.read_barcodes(page))
    assert read == sorted([paper.proof.token, ANSWER])
    assert len(paper.proof.token.encode()) <= 700


def test_the_coupon_is_whole_and_says_whose_form_it_is(
    own_keys: keys.ProviderKeys, every: dict[str, Make]
) -> None:
    for kind in ("job_placement", "public_works", "training", "social_workplace", "youth_practice"):
        whole = extracted(rendering.render(every[kind](own_keys)))
        coupon = whole[whole.index(bare("үзу сызығы")) :]
        for said in ("ALA-2025-000123", "Вернуть до 13.01.2025", "приказ", "Келмеді", "қолы", "Дата", "М.П."):
            assert bare(said) in coupon, (kind, said)
        assert bare("ресми бланк жарияланбаған") in coupon
        assert ("Оқуға" in coupon) is (kind == "training")


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


def bad_copy(pdf: bytes) -> Image.Image:
    """The page at 200 dpi, copied twice: blurred, noisy and askew each time."""
    page = picture(pdf).convert("L")
    for turn in range(2):
        noise = Image.effect_noise(page.size, 60 + turn)
        page = Image.blend(page.filter(ImageFilter.GaussianBlur(1.2)), noise, 0.2).rotate(0.7, fillcolor=255)
    return page


@pytest.mark.parametrize("large", [False, True])
def test_the_qr_survives_two_bad_copies(
    own_keys: keys.ProviderKeys, every: dict[str, Make], large: bool
) -> None:
    paper = every["guidance" if large else "job_placement"](own_keys)
    assert paper.proof is not None
    pdf = rendering.render(paper, large=large)
    last = pikepdf.open(io.BytesIO(pdf))
    while len(last.pages) > 1:
        del last.pages[0]
    alone = io.BytesIO()
    last.save(alone)
    assert [code.text for code in zxingcpp.read_barcodes(bad_copy(alone.getvalue()))] == [paper.proof.token]


def _stretched(value: Any, name: str = "") -> Any:
    kept = {
        "token",
        "kind",
        "code",
        "answer_address",
        "number",
        "iin",
        "bin",
        "date",
        "last_day",
        "answer_by",
        "birth_date",
    }
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
    for page in (
        extracted(rendering.render(longest)),
        extracted(rendering.render(longest, large=True), pages=2),
    ):
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
