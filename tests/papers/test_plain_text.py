import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zholdama.papers import plain_text


@pytest.mark.parametrize(
    ("given_text", "printed"),
    [
        ("  Әсем \t\n Құсайынова ", "Әсем Құсайынова"),
        ("Әсем\u202eатсап\u202c", "Әсематсап"),
        ("\u2066Ә\u2069\u200b\ufeff", "Ә"),
        ("Абаи\u0306", "Абай"),
        ("Әсем\x00\x07", "Әсем"),
        ("\ud800Ә", "Ә"),
        ("Ә\U0001f600", "Ә\ufffd"),
        ("#*$[]{}\\`", "#*$[]{}\\`"),
    ],
)
def test_line(given_text: str, printed: str) -> None:
    assert plain_text.line(given_text, longest=100) == printed


def test_too_long_ends_in_an_ellipsis() -> None:
    assert plain_text.line("абвгд", longest=4) == "абв…"
    assert plain_text.line("абвг", longest=4) == "абвг"


@given(st.text())
def test_what_is_left_can_be_drawn(anything: str) -> None:
    printed = plain_text.line(anything, longest=50)
    assert len(printed) <= 50
    assert all(ord(letter) in plain_text.covered() for letter in printed)
    assert not any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn"} for letter in printed)
