"""P5: nowhere in the product is there a field, a setting, an address or a form for a fee."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from zholdama.passport.fees import fee_words_in

SOURCE = Path(__file__).parents[2] / "src" / "zholdama"
NAMES_THE_WORDS = {"passport/fees.py"}  # the rule itself has to name what it refuses
NOT_MONEY = {"time_cost", "memory_cost"}  # what argon2 calls the work of one hash

ATTRIBUTE = re.compile(r"""\b(?:name|id|for|href|action)\s*=\s*["']([^"']*)["']""")
SQL_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", re.DOTALL)


def fee_like_names(path: Path, source: str) -> list[str]:
    """The fee-like names of one file: what it can offer as a field, setting, address or form."""
    names: Iterator[str]
    if path.suffix == ".py":
        names = _python_names(ast.parse(source))
    elif path.suffix == ".html":
        names = (match[1] for match in ATTRIBUTE.finditer(source))
    elif path.suffix == ".sql":
        names = iter(re.findall(r"\w+", SQL_COMMENT.sub(" ", source)))
    elif path.suffix == ".toml":
        names = iter(re.findall(r"^\s*\[*([\w.\"-]+)", source, re.MULTILINE))
    else:
        names = iter(())
    offered = {name for name in names if name not in NOT_MONEY and fee_words_in(name)}
    return sorted(offered | ({path.name} if fee_words_in(path.stem) else set()))


def _python_names(tree: ast.Module) -> Iterator[str]:
    """Names of classes, functions, attributes, settings, arguments, keys; first strings of calls and pairs.

    The first string of a call is an address (`path("...")`), a column or a form field; the first of a pair is
    how a migration names a column.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.arg | ast.keyword):
            yield node.arg or ""
        elif isinstance(node, ast.Call | ast.Tuple):
            first = (node.args if isinstance(node, ast.Call) else node.elts)[:1]
            yield from (e.value for e in first if isinstance(e, ast.Constant) and _is_name(e.value))
        elif isinstance(node, ast.Dict):
            yield from (k.value for k in node.keys if isinstance(k, ast.Constant) and _is_name(k.value))


def _is_name(value: object) -> bool:
    """A name or an address, not a sentence."""
    return isinstance(value, str) and " " not in value.strip()


@pytest.mark.clause("P5")
def test_nothing_in_the_product_is_made_for_a_fee() -> None:
    files = [p for p in SOURCE.rglob("*") if p.suffix in (".py", ".html", ".sql", ".toml") and p.is_file()]
    found = {}
    for path in files:
        place = path.relative_to(SOURCE).as_posix()
        if place not in NAMES_THE_WORDS and (names := fee_like_names(path, path.read_text(encoding="utf-8"))):
            found[place] = names
    assert len(files) > 20
    assert not found, f"the service is free (P5), yet these names speak of a fee: {found}"


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("models.py", "class Case:\n    service_fee = 1\n"),
        ("models.py", "class Payment: ...\n"),
        ("settings.py", "SERVICE_PRICE: int = 1\n"),
        ("urls.py", "urls = [path('payment/', page)]\n"),
        ("urls.py", "urls = [path('төлем/', page)]\n"),
        ("0001_first.py", "fields = [('state_tariff', models.TextField())]\n"),
        ("forms.py", "data = {'oplata': 1, 'стоимость': 2}\n"),
        ("page.html", '<input name="fee" value="1">'),
        ("page.html", "<a href='/kk/payments/'>Төлеу</a>"),
        ("tables.sql", "create table bill (id int, fee_amount int);"),
        ("edition.toml", "[fees]\nservice = 1\n"),
        ("fees.html", "<p></p>"),
    ],
)
def test_a_planted_fee_is_found(name: str, source: str) -> None:
    assert fee_like_names(Path(name), source)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("models.py", "class Place:\n    wage = 1\n    coffee = 2\n    costume = 3\n"),
        ("hashers.py", "class Hasher:\n    time_cost = 2\n"),
        ("page.html", "<p>The service is free: there is no fee.</p>"),
        ("tables.sql", "-- no fee here\nselect 'fee' as word;"),
        ("words.py", "say('The service is free, there is no fee')\n"),
    ],
)
def test_an_innocent_word_is_left_alone(name: str, source: str) -> None:
    assert not fee_like_names(Path(name), source)
