"""Any signed XML: a SOAP message with a Security header as WS-Security, everything else as XML signature."""

from zholdama.eds import wsse, xml_checks, xmldsig
from zholdama.eds.demands import Demands
from zholdama.eds.xml_checks import Found, SignedTree
from zholdama.eds.xml_reader import FILE, Element, Limits


def verify(
    data: bytes, demands: Demands, *, content: bytes | None = None, limits: Limits = FILE
) -> SignedTree:
    """Judge a document by what it is. One who expects one of the two forms asks for that form instead."""
    return xml_checks.verify(data, demands, find, content=content, limits=limits)


def find(root: Element) -> Found:
    """The signature that the document is judged by; raises XmlRefused. Changes the tree."""
    return wsse.find(root) if wsse.is_secured(root) else xmldsig.find(root)
