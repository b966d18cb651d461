"""P5: the service is free, so no edition may even name a fee."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from zholdama.passport.clauses import Clause
from zholdama.passport.data_files import PassportDataError
from zholdama.passport.keeps import keeps

_ENGLISH = """
    fee fees price prices pricing cost costs tariff tariffs charge charges payment payments payable
    invoice invoices billing surcharge paywall
"""
_RUSSIAN = "тариф пошлина госпошлина плата оплата платеж платёж стоимость сбор цена"
_KAZAKH = "ақы төлем төлемақы төлеу баж алым баға құны"

FEE_WORDS: frozenset[str] = frozenset(f"{_ENGLISH} {_RUSSIAN} {_KAZAKH}".split())
"""Words for money asked of the recipient, as parts of a name, in English, Russian and Kazakh."""

_PARTS = re.compile(r"[^\W\d_]+")
_HUMP = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")


def fee_words_in(name: str) -> frozenset[str]:
    """The fee-like words among the parts of a name, key or path: `service_fee`, `ServiceFee`, `/fees/`."""
    return FEE_WORDS & {part.casefold() for part in _PARTS.findall(_HUMP.sub("_", name))}


@keeps(Clause.P5)
def refuse_fees(*, data: Mapping[str, Any]) -> None:
    """An edition with any fee-like key is refused at load, however deep the key lies.

    Raises `PassportDataError` naming the key. Texts may speak: that the service costs nothing.
    """
    for place, key in _keys(data):
        if fee_words_in(key):
            raise PassportDataError(f"{place}: the service is free (P5), an edition has no key like {key!r}")


def _keys(node: object, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            here = f"{place}.{key}" if place else str(key)
            yield here, str(key)
            yield from _keys(value, here)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _keys(value, f"{place}[{number}]")
