"""Read XML from strangers: nothing is fetched, nothing is expanded, and every size has a limit.

A DOCTYPE is refused before the parser sees the first byte, because a parser that merely ignores entities
turns one into empty text and accepts the document.
"""

import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from lxml import etree

T = TypeVar("T")
Element = Any
"""An element of lxml, which ships no types."""


class XmlRefused(ValueError):
    """A document that is not looked at further; `code` is a reason of `zholdama.eds.texts`."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document may cost.

    `size` in bytes, `depth` in levels; `nodes` counts elements, attributes, namespace declarations and
    comments; `attributes` are those of one element, `namespaces` the declarations in scope of one.
    """

    size: int = 1_000_000
    depth: int = 64
    nodes: int = 10_000
    attributes: int = 128
    namespaces: int = 48


MESSAGE = Limits()
"""For messages of other systems."""
FILE = Limits(size=10_000_000, nodes=50_000)
"""For a file that somebody asks about."""

_CHUNK = 16_384
_TOO_MUCH = frozenset({etree.ErrorTypes.ERR_NAME_TOO_LONG, 114})
"""The parser's own limits (libxml2: XML_ERR_RESOURCE_LIMIT is 114)."""
_BOM = b"\xef\xbb\xbf"
_SPACE = b" \t\r\n"
_BLANK = re.compile(rb"[ \t\r\n]*")
_DECLARATION = re.compile(
    rb"""<\?xml\s+version\s*=\s*["']1\.0["'](?:\s+encoding\s*=\s*["']([A-Za-z0-9._-]+)["'])?"""
    rb"""(?:\s+standalone\s*=\s*["'](?:yes|no)["'])?\s*\?>"""
)


def looks_like_xml(data: bytes) -> bool:
    """Whether the first byte that is no white space opens markup. Base64, PEM and DER never do."""
    return data.removeprefix(_BOM).lstrip(_SPACE)[:1] == b"<"


def read(data: bytes, limits: Limits = MESSAGE) -> Element:
    """The root of the one tree that is verified and processed; raises XmlRefused.

    UTF-8 only. Comments stay in the tree; processing instructions are refused.
    """
    return read_and(data, limits, lambda root: root)


def read_and(data: bytes, limits: Limits, work: Callable[[Element], T]) -> T:
    """Read, and work on the tree before the names it is made of are forgotten; raises what `work` raises.

    The library keeps every name it ever met in a table of its thread, so strangers' made-up names would
    fill the memory of a long-lived worker: reading has a thread of its own, and the table dies with it.
    """
    if len(data) > limits.size:
        raise XmlRefused("xml.limit", f"more than {limits.size} bytes")
    text = data.removeprefix(_BOM)
    _check_encoding(text)
    _check_prolog(text, limits.nodes)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="xml-reader") as thread:
        return thread.submit(lambda: work(_parse(text, limits))).result()


def _check_encoding(data: bytes) -> None:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        raise XmlRefused("xml.encoding", f"not UTF-8 at byte {error.start}") from error
    if b"\0" in data:
        raise XmlRefused("xml.encoding", "a zero byte")


def _check_prolog(data: bytes, most: int) -> None:
    """Only the declaration, white space and comments may stand before the root."""
    place = 0
    if data.startswith(b"<?xml") and data[5:6] in (b" ", b"\t", b"\r", b"\n"):
        declaration = _DECLARATION.match(data)
        if declaration is None:
            raise XmlRefused("xml.form", "not a declaration of XML 1.0")
        if (declaration[1] or b"utf-8").lower() != b"utf-8":
            raise XmlRefused("xml.encoding", "another encoding than UTF-8 is declared")
        place = declaration.end()
    place = _after_comments(data, place, most)
    if data.startswith(b"<!", place):
        raise XmlRefused("xml.doctype")
    if data.startswith(b"<?", place):
        raise XmlRefused("xml.instruction")


def _after_comments(data: bytes, place: int, most: int) -> int:
    for _ in range(most + 1):
        blank = _BLANK.match(data, place)
        place = blank.end() if blank else place
        if not data.startswith(b"<!--", place):
            return place
        end = data.find(b"-->", place + 4)
        if end < 0:
            raise XmlRefused("xml.form", "a comment without an end")
        place = end + 3
    raise XmlRefused("xml.limit", f"more than {most} comments")


def _parse(data: bytes, limits: Limits) -> Element:
    parser = etree.XMLPullParser(
        events=("start", "end", "comment", "pi", "start-ns"),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        collect_ids=False,
        recover=False,
    )
    tally = _Tally(limits)
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
            tally.take(parser.read_events())
        root = parser.close()
    except etree.XMLSyntaxError as error:
        tally.take(parser.read_events())
        code = "xml.limit" if error.code in _TOO_MUCH else "xml.form"
        raise XmlRefused(code, str(error)[:200]) from None
    tally.take(parser.read_events())
    if root.getroottree().docinfo.doctype or next(root.iter(etree.Entity), None) is not None:
        raise XmlRefused("xml.doctype")
    return root


class _Tally:
    """What was met so far, against the limits."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.nodes = 0
        self.declared = 0
        self.scopes = [0]

    def take(self, events: Iterable[tuple[str, Any]]) -> None:
        """Count what the parser met since the last time; raises XmlRefused."""
        for event, node in events:
            if event == "start-ns":
                self.declared += 1
            elif event == "end":
                self.scopes.pop()
            elif event == "pi":
                raise XmlRefused("xml.instruction")
            else:
                self.nodes += 1
                if event == "start":
                    self._open(node)
                _within(self.nodes, self.limits.nodes, "nodes")

    def _open(self, element: Element) -> None:
        self.scopes.append(self.scopes[-1] + self.declared)
        self.nodes += self.declared + len(element.attrib)
        self.declared = 0
        _within(len(self.scopes) - 1, self.limits.depth, "levels")
        _within(len(element.attrib), self.limits.attributes, "attributes of one element")
        _within(self.scopes[-1], self.limits.namespaces, "namespaces in scope")


def _within(count: int, limit: int, what: str) -> None:
    if count > limit:
        raise XmlRefused("xml.limit", f"more than {limit} {what}")
