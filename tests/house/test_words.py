"""Every refusal has words in three languages, and every word of a refusal is used."""

import ast
import string
from pathlib import Path

import pytest

from zholdama.refusals import LANGUAGES, Refused, texts

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "zholdama"


def codes_in_source() -> dict[str, list[str]]:
    """Code -> the files that raise it, read from the source."""
    found: dict[str, list[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused" and node.args:
                for constant in (n for n in ast.walk(node.args[0]) if isinstance(n, ast.Constant)):
                    found.setdefault(str(constant.value), []).append(path.name)
    return found


def test_every_refusal_in_the_source_has_words() -> None:
    missing = {code: files for code, files in codes_in_source().items() if code not in texts()}
    assert missing == {}


def test_no_words_are_left_over() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    assert [code for code in texts() if f'"{code}"' not in source] == []


@pytest.mark.parametrize("code", sorted(texts()))
def test_words_are_complete_and_agree_in_their_values(code: str) -> None:
    entry = texts()[code]
    assert set(entry) == set(LANGUAGES)
    assert len({entry[language] for language in LANGUAGES}) == 3, "two languages say the very same"
    names = {
        language: {name for _, name, _, _ in string.Formatter().parse(entry[language]) if name}
        for language in LANGUAGES
    }
    assert names["kk"] == names["ru"] == names["en"]


def test_an_unknown_code_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        Refused("no_such_code").words("kk")
