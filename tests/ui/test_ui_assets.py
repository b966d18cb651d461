"""What the build makes: complete letters, small files, nothing of gov.uk, no other host."""

import gzip
import re
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from zholdama.ui import build
from zholdama.ui.frontend_css import house_css

OWN = build.UI / "static" / "ui"
NAMESPACE = "http://www.w3.org/2000/svg"
ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"


@pytest.fixture(scope="module", autouse=True)
def _built():
    build.build()


@pytest.mark.parametrize("name", sorted(build.WEB_FONTS))
def test_web_font_has_every_letter(name):
    content = (build.BUILT / name).read_bytes()
    has = TTFont(BytesIO(content)).getBestCmap()
    wanted = ALPHABET + ALPHABET.upper() + "0123456789₸№«»–—…°  " + "ABCXYZabcxyz"
    assert [sign for sign in wanted if ord(sign) not in has] == []
    assert len(content) <= 15_000


@pytest.mark.parametrize("weight", build.PAPER_WEIGHTS)
def test_paper_font_is_whole(weight):
    has = TTFont(build.PAPER_FONTS / f"NotoSans_{weight}.ttf").getBestCmap()
    assert all(ord(sign) in has for sign in ALPHABET + ALPHABET.upper())
    assert len(has) > 2_000


def test_first_load_is_small(record_property):
    styles = [build.BUILT / "frontend.css", OWN / "theme.css"]
    scripts = [build.BUILT / "frontend.js", OWN / "app.js"]
    packed = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in (*styles, *scripts)}
    packed.update({name: (build.BUILT / name).stat().st_size for name in build.WEB_FONTS})
    record_property("bytes", packed)
    print(packed, "together", sum(packed.values()))
    assert sum(packed[path.name] for path in styles) <= 25_000
    assert sum(packed.values()) <= 75_000


@pytest.mark.parametrize("path", [build.BUILT / "frontend.css", build.BUILT / "frontend.js", *OWN.glob("*")])
def test_no_other_host(path):
    text = path.read_text(encoding="utf-8").replace(NAMESPACE, "")
    assert re.findall(r"https?://[\w.-]+", text) == []
    assert "sourceMappingURL" not in text


def test_nothing_of_gov_uk_is_left():
    css = (build.BUILT / "frontend.css").read_text(encoding="utf-8")
    assert not re.search(
        r"crown|crest|GDS|@font-face|url\(|govuk-header|govuk-footer|\.govuk-logo", css, re.IGNORECASE
    )
    for colour in ("#1d70b8", "#0f7a52", "#fd0", "#0b0c0c"):
        assert colour not in css
    assert ".govuk-button" in css
    assert css.count("{") == css.count("}")


def test_every_colour_the_stylesheet_asks_for_is_defined():
    css = (build.BUILT / "frontend.css").read_text(encoding="utf-8")
    theme = (OWN / "theme.css").read_text(encoding="utf-8")
    asked = set(re.findall(r"var\((--[a-z-]+)\)", css + theme))
    assert asked - set(re.findall(r"(--[a-z-]+):", theme + css)) == set()


def _luminance(colour: str) -> float:
    full = colour[1:] if len(colour) == 7 else "".join(2 * sign for sign in colour[1:])
    parts = [int(full[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


PAIRS = [
    ("--app-ink", "#ffffff"),
    ("--app-ink", "--app-surface"),
    ("--app-ink", "--app-sand"),
    ("#ffffff", "--app-deep"),
    ("#d5e6e8", "--app-deep"),
    ("--app-saffron", "--app-deep"),
    ("#ffffff", "#14707f"),
    ("#ffffff", "--app-brand"),
    ("#ffffff", "--app-action"),
    ("#ffffff", "--app-danger"),
    ("#ffffff", "--app-danger-hover"),
    ("#ffffff", "--app-good"),
    ("#ffffff", "--app-clay"),
    ("--govuk-secondary-text-colour", "--app-surface"),
    ("--govuk-link-colour", "--app-surface"),
    ("--govuk-link-visited-colour", "#ffffff"),
    ("--govuk-focus-text-colour", "--govuk-focus-colour"),
    ("--app-danger", "#fffafa"),
    ("--app-brand-edge", "--app-brand-tint"),
    ("--app-danger-edge", "--app-danger-tint"),
    ("--app-action-edge", "--app-good-tint"),
    ("--app-warm-ink", "--app-warm-tint"),
    ("--app-warm-ink", "--app-sun-tint"),
    ("--app-good", "#f3faf4"),
    ("#7a4505", "#fff6e3"),
    ("#991c15", "#fff3f1"),
]


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_contrast(text, ground):
    theme = (OWN / "theme.css").read_text(encoding="utf-8")
    named = dict(re.findall(r"(--[a-z-]+):\s*([^;]+);", theme))

    def colour(name: str) -> float:
        while not name.startswith("#"):
            name = named[name.removeprefix("var(").removesuffix(")")]
        return _luminance(name)

    darker, lighter = sorted((colour(text), colour(ground)))
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_second_build_makes_nothing_and_a_changed_lock_does(monkeypatch):
    assert build.build() is False
    monkeypatch.setattr(build, "_fingerprint", lambda: "changed")
    monkeypatch.setattr(build, "fetch", lambda: (_ for _ in ()).throw(RuntimeError("asked to fetch")))
    with pytest.raises(RuntimeError, match="asked to fetch"):
        build.build()


def test_same_input_gives_the_same_bytes():
    weight = build.WEB_FONTS["noto-sans-400.woff2"]
    again = build.web_font(build.NOTO / weight / f"NotoSans_{weight}.ttf")
    assert again == (build.BUILT / "noto-sans-400.woff2").read_bytes()


def test_css_cutter_keeps_neighbours_and_sees_a_cut_off_file():
    ours = ".govuk-b:not(.x,.y){color:#0b0c0c}"
    given = f".govuk-header__a,{ours}@media print{{.govuk-footer{{top:0}}}}.govuk-headers{{top:1px}}"
    assert house_css(given) == (
        '@charset "UTF-8";\n.govuk-b:not(.x,.y){color:var(--app-ink)}.govuk-headers{top:1px}\n'
    )
    with pytest.raises(ValueError, match="does not end"):
        house_css(".a{color:red")


def test_lock_names_no_host():
    text = (build.ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert not re.search(r"https?:|\bresolved\b", text)
    assert text.count('"integrity"') == 6
