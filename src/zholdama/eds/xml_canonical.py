"""The canonical bytes of an element in its document (Canonical XML 1.0, inclusive and exclusive).

Written here because the library's own canonical form of a part of a document is not reliable: it adds empty
default namespaces below an element whose default namespace is declared above it, passes over #default, and
passes over prefixes that its thread has not met before.
"""

import re
from collections.abc import Iterator, Set
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from zholdama.eds.xml_algorithms import Method
from zholdama.eds.xml_reader import Element, XmlRefused

_XML = "{http://www.w3.org/XML/1998/namespace}"
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"})
_VALUE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#x9;", "\n": "&#xA;", "\r": "&#xD;"}
)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def canonical(element: Element, method: Method) -> bytes:
    """UTF-8 bytes without comments; raises XmlRefused for what has no canonical form."""
    inherited = {} if method.exclusive else _inherited(element)
    return "".join(_written(element, _Place(), method, inherited)).encode()


class _Place(NamedTuple):
    """Where an element is written: what the document declares there, and what holds in the output so far."""

    declared: dict[str | None, str] = {}
    scope: dict[str, str] = {}
    output: dict[str, str] = {}

    def inside(self, element: Element) -> "_Place":
        """The same for an element in it; most declare nothing new."""
        declared = element.nsmap
        if declared == self.declared:
            return self
        return self._replace(
            declared=declared, scope={each or "": uri or "" for each, uri in declared.items()}
        )


def _inherited(element: Element) -> dict[str, str]:
    """Attributes such as xml:lang of the elements above, which the inclusive form takes along (2.4)."""
    found: dict[str, str] = {}
    for above in element.iterancestors():
        for name, value in above.attrib.items():
            if name.startswith(_XML) and name not in element.attrib:
                found.setdefault(name, value)
    return found


def _written(element: Element, above: _Place, method: Method, inherited: dict[str, str]) -> Iterator[str]:
    """The pieces of an element."""
    place = above.inside(element)
    attributes = _attributes(element, place.scope, inherited)
    own = f"{element.prefix}:" if element.prefix else ""
    made: dict[str, str] = {}
    if method.exclusive:
        used = {
            own.removesuffix(":"),
            *(name.partition(":")[0] for _, _, name, _ in attributes if ":" in name),
        }
        listed = {"" if each == "#default" else each for each in method.prefixes}
        made = _new(place, used | {each for each in listed if each in place.scope or not each})
    elif place is not above:
        made = _new(place, place.scope.keys() | {""})
    name = own + element.tag.rpartition("}")[2]
    yield f"<{name}{_declared(made)}"
    for _, _, shown, value in attributes:
        yield f' {shown}="{value.translate(_VALUE)}"'
    yield f">{(element.text or '').translate(_TEXT)}"
    below = place._replace(output={**place.output, **made}) if made else place
    for child in element:
        if isinstance(child.tag, str):
            yield from _written(child, below, method, {})
        yield (child.tail or "").translate(_TEXT)
    yield f"</{name}>"


def _new(place: _Place, prefixes: Set[str]) -> dict[str, str]:
    """The namespaces of these prefixes that do not hold in the output yet, in canonical order."""
    return {
        prefix: place.scope.get(prefix, "")
        for prefix in sorted(prefixes - {"xml"})
        if place.scope.get(prefix, "") != place.output.get(prefix, "")
    }


def _declared(made: dict[str, str]) -> str:
    if any(uri and not _ABSOLUTE.match(uri) for uri in made.values()):
        raise XmlRefused("xml.transform", "a relative namespace")
    return "".join(
        f' xmlns{":" + prefix if prefix else ""}="{uri.translate(_VALUE)}"' for prefix, uri in made.items()
    )


def _attributes(
    element: Element, scope: dict[str, str], inherited: dict[str, str]
) -> list[tuple[str, str, str, str]]:
    """(namespace, local name, name with its prefix, value) in canonical order."""
    found = []
    ambiguous = False
    for key, value in (*element.attrib.items(), *inherited.items()):
        uri, _, local = key.removeprefix("{").rpartition("}")
        prefixes = _prefixes(uri, scope) if uri else [""]
        ambiguous = ambiguous or len(prefixes) > 1
        found.append((uri, local, f"{prefixes[0]}:{local}" if uri else local, value))
    if ambiguous:
        # Two prefixes stand for one namespace: the document is asked which of them it has.
        names = str(_names(len(element.attrib))(element)).split()
        found[: len(names)] = [(*each[:2], name, each[3]) for each, name in zip(found, names, strict=False)]
    return sorted(found)


def _prefixes(uri: str, scope: dict[str, str]) -> list[str]:
    if f"{{{uri}}}" == _XML:
        return ["xml"]
    return [prefix for prefix, each in scope.items() if each == uri and prefix]


@lru_cache(maxsize=256)
def _names(count: int) -> etree.XPath:
    """A question for the names of an element's attributes, prefixes included, in the document's order."""
    names = "".join(f", ' ', name(@*[{place}])" for place in range(1, count + 1))
    return etree.XPath(f"concat(''{names})")
